"""Rehearsals find what they are for: whatever is lost or done twice."""

from typing import Any

import boto3
import pytest

from tests.crash.rehearsal import Rehearsals
from tests.crash.wire import Fault
from tests.support.lambda_context import LambdaContext
from tests.support.tables import name_of

EVENT = {"scheduledTime": "2027-01-15T12:00:00Z"}
TABLE = name_of("PageKeysTable")


def add_up(*_: Any) -> dict[str, Any]:
    """Counts, and what counts cannot be repeated."""
    boto3.client("dynamodb").update_item(
        TableName=TABLE,
        Key={"day": {"S": "2027-01-15"}},
        UpdateExpression="ADD times :one",
        ExpressionAttributeValues={":one": {"N": "1"}},
    )
    return {}


def set_down(*_: Any) -> dict[str, Any]:
    """Writes the same every time."""
    boto3.client("dynamodb").put_item(TableName=TABLE, Item={"day": {"S": "2027-01-15"}})
    return {}


def forget(*_: Any) -> dict[str, Any]:
    """Gives up without a word what it could not write."""
    client = boto3.client("dynamodb")
    try:
        client.put_item(TableName=TABLE, Item={"day": {"S": "2027-01-15"}})
    except Exception:
        return {}
    return {}


def found(rehearsals: Rehearsals, handler: Any) -> set[Fault]:
    """The faults after which something was otherwise."""
    rehearsals.is_everything = True
    rehearsals.handle("relay_events", handler, EVENT, LambdaContext())
    return {
        fault
        for fault in Fault
        if any(told.startswith(f"relay_events: ScheduleV2, {fault} ") for told in rehearsals.faults)
    }


@pytest.fixture(autouse=True)
def _at_noon(clock: Any) -> None:
    """No sweep has anything to do."""


def test_what_is_done_twice_is_found(rehearsals: Rehearsals) -> None:
    # DEAF is found too: the SDK asks again, and each time it is done.
    assert found(rehearsals, add_up) == {Fault.DIES_AFTER, Fault.UNANSWERED, Fault.DEAF}
    assert any("delivered twice" in told for told in rehearsals.faults)


def test_what_is_lost_is_found(rehearsals: Rehearsals) -> None:
    assert found(rehearsals, forget) == {Fault.UNREACHABLE, Fault.OVERLOADED}


def test_what_may_be_repeated_passes(rehearsals: Rehearsals) -> None:
    assert found(rehearsals, set_down) == set()
    assert rehearsals.points == {"relay_events: ScheduleV2": 8}
