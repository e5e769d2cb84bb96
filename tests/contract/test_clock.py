"""The local stack and the functions mean the same by what a clock was told."""

from collections.abc import Callable
from datetime import UTC, datetime

import boto3
import pytest

from local.clock import KEY, TABLE, ToldTime
from procurement import bootstrap
from procurement.adapters.clock import SystemClock
from tests.support.tables import name_of, read_template


@pytest.fixture
def tell(
    aws: None, clock: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> Callable[[ToldTime | None], None]:
    """A deployment whose clock can be told; tells it."""
    client, name = boto3.client("dynamodb"), name_of(TABLE)
    table = read_template()["Resources"][TABLE]["Properties"]
    client.create_table(TableName=name, **table)
    monkeypatch.setenv("CLOCK_TABLE", name)
    for made in (bootstrap.settings, bootstrap.connection, bootstrap.clock):
        made.cache_clear()

    def put(told: ToldTime | None) -> None:
        if told is None:
            client.delete_item(TableName=name, Key=KEY)
        else:
            client.put_item(TableName=name, Item=told.to_item())

    return put


def test_it_goes_on_from_what_it_was_told(tell, clock):
    told = ToldTime(instant("2027-04-20T09:30"), since=instant("2027-01-15T12:00"))
    tell(told)
    assert bootstrap.clock().now() == instant("2027-04-20T09:30")
    clock("2027-01-15T12:00:05.250")
    assert bootstrap.clock().now() == instant("2027-04-20T09:30:05.250") == told.now()


def test_it_can_be_told_earlier_as_well_and_hears_of_it_at_once(tell):
    since = instant("2027-01-15T12:00")
    for each in ("2031-02-28T23:59:59.999999", "2024-02-29"):
        tell(ToldTime(instant(each), since))
        assert bootstrap.clock().now() == instant(each)


def test_it_is_real_time_until_told_and_after(tell):
    assert bootstrap.clock().now() == instant("2027-01-15T12:00")
    tell(ToldTime(instant("2027-04-20"), since=instant("2027-01-15")))
    tell(None)
    assert bootstrap.clock().now() == instant("2027-01-15T12:00")


def test_no_other_deployment_has_one_that_can_be_told(aws):
    assert isinstance(bootstrap.clock(), SystemClock)


def test_an_item_is_read_back_as_it_was_written():
    told = ToldTime(instant("2027-04-20T09:30:00.000001"), since=instant("2026-12-31"))
    assert ToldTime.of_item(told.to_item()) == told


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
