"""Both stores of keys do what tokens of pages need."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import boto3
import pytest

from procurement.adapters.dynamodb.page_keys import DynamoPageKeys
from procurement.adapters.page_tokens import PageKeys
from tests.support.page_keys import KeysInMemory
from tests.support.tables import name_of

TODAY, TOMORROW = date(2027, 1, 15), date(2027, 1, 16)


@pytest.fixture(params=["fake", "dynamodb"])
def keys(request: pytest.FixtureRequest, aws: None) -> PageKeys:
    return KeysInMemory() if request.param == "fake" else DynamoPageKeys()


def test_a_key_is_made_once_and_stays(keys: PageKeys) -> None:
    assert keys.find(TODAY) is None
    key = keys.of(TODAY)
    assert len(key) == 32
    assert keys.of(TODAY) == keys.find(TODAY) == key


def test_every_day_has_a_key_of_its_own(keys: PageKeys) -> None:
    assert keys.of(TODAY) != keys.of(TOMORROW)


def test_looking_for_a_key_makes_none(keys: PageKeys) -> None:
    assert keys.find(TODAY) is None
    assert keys.find(TODAY) is None


def test_all_processes_have_the_same_key(aws: None) -> None:
    key = DynamoPageKeys().of(TODAY)
    assert DynamoPageKeys().find(TODAY) == DynamoPageKeys().of(TODAY) == key


def test_of_two_that_make_a_key_at_once_one_wins(
    aws: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second finds none, makes one, and is refused: it goes on with the first one's."""
    first, second = DynamoPageKeys(), DynamoPageKeys()
    look, looks = second.find, []

    def find_too_early(day: date) -> bytes | None:
        found = look(day)
        looks.append(found)
        first.of(day)
        return found

    monkeypatch.setattr(second, "find", find_too_early)
    assert second.of(TODAY) == first.of(TODAY)
    assert looks == [None, first.of(TODAY)]


def test_a_key_is_read_once_in_the_life_of_a_process(aws: None) -> None:
    keys = DynamoPageKeys()
    key = keys.of(TODAY)
    boto3.client("dynamodb").delete_item(
        TableName=name_of("PageKeysTable"), Key={"day": {"S": str(TODAY)}}
    )
    assert keys.find(TODAY) == key


def test_no_more_than_two_days_are_remembered(aws: None) -> None:
    keys = DynamoPageKeys()
    for day in range(1, 29):
        keys.of(date(2027, 2, day))
    boto3.client("dynamodb").delete_item(
        TableName=name_of("PageKeysTable"), Key={"day": {"S": "2027-02-26"}}
    )
    assert keys.find(date(2027, 2, 26)) is None


def test_a_key_is_to_be_deleted_three_days_after_it_was_made(
    aws: None, clock: Callable[[str], None]
) -> None:
    DynamoPageKeys().of(TODAY)
    (item,) = boto3.client("dynamodb").scan(TableName=name_of("PageKeysTable"))["Items"]
    expires = datetime.fromtimestamp(int(item["expires_at"]["N"]), UTC)
    assert expires == datetime(2027, 1, 18, 12, tzinfo=UTC)
