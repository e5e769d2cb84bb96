"""How a purchase order fared with the invoices of its account."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.api import call
from tests.support.application import Body, a_line_body, add, path_of
from tests.support.billing import a_usage_charge, charged, invoice_now
from tests.support.purchase_orders import EMEA


@pytest.fixture(autouse=True)
def _stopped(aws: None, clock: Callable[[str], None]) -> None:
    """Noon on 15 January 2027."""


def matches(purchase_order_id: str, **query: Any) -> list[Body]:
    """One page of its matches."""
    answer = call("GET", path_of(purchase_order_id, "matches"), **query)
    assert answer.status == 200, answer.body
    return list(answer.body["items"])


def test_every_invoice_says_which_step_decided(clock: Callable[[str], None]) -> None:
    """R-136: for the winner, for one that another entity bills, and for one that lost a tie."""
    add("PO-A")
    add("PO-B")
    add("PO-EU", bill_from=(EMEA,))
    charged(a_usage_charge("jan", "40.00"))
    clock("2027-02-03T01:00")
    (number,) = invoice_now()
    (won,) = matches("PO-A")
    assert (won["invoiceId"], won["fate"], won["lineItemNumber"]) == (number, "CHOSEN", "1")
    assert won["takenInstead"] is None
    (elsewhere,) = matches("PO-EU")
    assert (elsewhere["fate"], elsewhere["criterion"]) == ("REMOVED", "BILL_FROM")
    assert (elsewhere["value"], elsewhere["takenInstead"]) == (EMEA, "PO-A")
    (lost,) = matches("PO-B")
    assert (lost["fate"], lost["criterion"], lost["rule"]) == (
        "REMOVED",
        "FIRST_PURCHASE_ORDER_ID",
        "R-128",
    )
    assert lost["reason"] == won["reason"]


def test_one_period_can_be_asked_for_and_pages_follow_each_other(
    clock: Callable[[str], None],
) -> None:
    add("PO-A", a_line_body(months=("2026-12", "2027-12")), months=("2026-12", "2027-12"))
    charged(a_usage_charge("dec", period="2026-12"), a_usage_charge("jan", period="2027-01"))
    clock("2027-02-03T01:00")
    invoice_now()
    assert [m["billingPeriod"] for m in matches("PO-A")] == ["2027-01", "2026-12"]
    assert [m["billingPeriod"] for m in matches("PO-A", billingPeriod="2026-12")] == ["2026-12"]
    first = call("GET", path_of("PO-A", "matches"), maxResults=1).body
    (second,) = matches("PO-A", maxResults=1, nextToken=first["nextToken"])
    assert second["billingPeriod"] == "2026-12"


def test_a_reused_id_inherits_no_history(clock: Callable[[str], None]) -> None:
    """R-009: what an invoice tells of the old purchase order is not told of the new one."""
    add("PO-A")
    charged(a_usage_charge("jan"))
    clock("2027-02-03T01:00")
    invoice_now()
    assert call("DELETE", path_of("PO-A")).status == 204
    clock("2027-02-04T01:00")
    add("PO-A", a_line_body(months=("2027-02", "2027-12")))
    (old,) = matches("PO-A")
    assert (old["fate"], old["takenInstead"]) == ("NOT_A_CANDIDATE", "PO-A")


def test_an_unknown_purchase_order_has_no_matches() -> None:
    answer = call("GET", path_of("PO-NONE", "matches"))
    assert (answer.status, answer.body["code"]) == (404, "PURCHASE_ORDER_NOT_FOUND")
