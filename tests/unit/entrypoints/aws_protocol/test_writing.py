"""Answers written as AWS's models have them, whatever else our own views tell."""

from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest

from procurement.entrypoints.aws_protocol.json_wire import JsonWire
from procurement.entrypoints.aws_protocol.models import model_of
from procurement.entrypoints.aws_protocol.writing import write_members

NOON = datetime(2027, 1, 15, 12, tzinfo=UTC)
SECONDS = 1_800_014_400


def written(operation: str, members: dict[str, Any]) -> dict[str, Any]:
    shape = model_of("marketplace-agreement").operation_model(operation).output_shape
    assert shape is not None
    return write_members(shape, members, JsonWire())


class Status(StrEnum):
    ACTIVE = "ACTIVE"


def test_what_the_model_does_not_know_is_left_out() -> None:
    """And so is what has no value, at every depth"""
    answer = written(
        "DescribeAgreement",
        {
            "agreementId": "agmt-1",
            "status": Status.ACTIVE,
            "payerAccountId": "111122223333",
            "endTime": None,
            "estimatedCharges": {"agreementValue": "1.00", "currencyCode": None, "isNew": True},
        },
    )
    assert answer == {
        "agreementId": "agmt-1",
        "status": "ACTIVE",
        "estimatedCharges": {"agreementValue": "1.00"},
    }
    assert type(answer["status"]) is str


@pytest.mark.parametrize(
    "value",
    [
        NOON,
        NOON.astimezone(timezone(timedelta(hours=9))),
        "2027-01-15T12:00:00.000Z",
        "2027-01-15T13:00:00+01:00",
    ],
)
def test_an_instant_may_come_as_our_views_write_it(value: Any) -> None:
    assert written("DescribeAgreement", {"startTime": value}) == {"startTime": SECONDS}


@pytest.mark.parametrize("value", [date(2027, 1, 15), "2027-01-15"])
def test_a_date_is_the_beginning_of_its_day(value: Any) -> None:
    """In UTC, as AWS writes the dates of payments"""
    term = {"paymentScheduleTerm": {"schedule": [{"chargeDate": value}]}}
    answer = written("GetAgreementTerms", {"acceptedTerms": [term]})
    (entry,) = answer["acceptedTerms"][0]["paymentScheduleTerm"]["schedule"]
    assert entry == {"chargeDate": SECONDS - 12 * 3600}


def test_a_long_is_exact() -> None:
    """Beyond 2^53, from a number or its text"""
    for revision in (2**53 + 1, str(2**53 + 1)):
        answer = written("ListAgreementCharges", {"items": [{"revision": revision}]})
        assert answer == {"items": [{"revision": 2**53 + 1}]}


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ({"startTime": datetime(2027, 1, 15)}, ValueError),  # noqa: DTZ001
        ({"startTime": SECONDS}, TypeError),
        ({"agreementId": 7}, TypeError),
        ({"acceptor": "111122223333"}, TypeError),
        ({"proposalSummary": {"resources": "prod-1"}}, TypeError),
    ],
)
def test_what_the_model_cannot_say_is_a_fault_of_ours(members: Any, error: Any) -> None:
    """Never written in some other way"""
    with pytest.raises(error):
        written("DescribeAgreement", members)
