"""Previews over the API: hypothetical invoices, charges to come, and edits that are considered."""

from collections.abc import Callable
from typing import Any

import pytest

from procurement.domain.charges.charge import ChargeKind
from tests.support.api import BUYER, Answer, call
from tests.support.application import Body, a_line_body, add
from tests.support.billing import a_usage_charge, charged, invoice_now, invoices
from tests.support.purchase_orders import EMEA, INC

JANUARY = {"kind": "MONTHLY_USAGE", "invoicingEntity": INC, "billingPeriod": "2027-01"}


@pytest.fixture(autouse=True)
def _stopped(aws: None, clock: Callable[[str], None]) -> None:
    """Noon on 15 January 2027."""


def preview(account: str = BUYER, **question: Any) -> Body:
    """The answer to a question that must be well formed."""
    answer = call("POST", "/match-previews", question, account=account)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def refused(**question: Any) -> Answer:
    """The refusal of a question."""
    answer = call("POST", "/match-previews", question)
    assert answer.status == 400, answer.body
    return answer


def an_invoice(amount: str = "100.00", **more: Any) -> Body:
    return {**JANUARY, "currencyCode": "USD", "amount": amount, **more}


def test_a_hypothetical_invoice_is_told_its_purchase_order_and_why() -> None:
    """R-111, R-136."""
    add("PO-1")
    answer = preview(invoices=[an_invoice("99.995")], includeFunnel=True)
    (invoice,) = answer["invoices"]
    assert (invoice["purchaseOrderId"], invoice["lineItemNumber"]) == ("PO-1", "1")
    assert (invoice["total"], invoice["runAt"]) == ("100.00", "2027-01-15T12:00:00.000Z")
    assert invoice["reason"] == "Line 1 of PO-1 is the only line item that fits."
    assert invoice["funnel"][-1]["linesLeft"] == 1
    assert answer["purchaseOrders"] == [
        {
            "purchaseOrderId": "PO-1",
            "exists": True,
            "currencyCode": "USD",
            "balanceBefore": "1000.00",
            "balanceAfter": "900.00",
        }
    ]


def test_hypothetical_invoices_follow_each_other_and_never_merge() -> None:
    """R-131, R-144: the second finds what the first left."""
    add("PO-1", a_line_body(total="150.00"))
    found = preview(invoices=[an_invoice("100.00"), an_invoice("100.00")])["invoices"]
    assert [invoice["total"] for invoice in found] == ["100.00", "100.00"]
    assert [invoice["flags"] for invoice in found] == [[], ["OUT_OF_BALANCE"]]


def test_charges_due_by_a_day_are_decided_in_the_order_of_their_runs() -> None:
    """R-310: what is due first takes the money first, whatever its billing period."""
    add(
        "PO-1",
        a_line_body(months=("2026-11", "2027-12"), total="100.00"),
        months=("2026-11", "2027-12"),
    )
    charged(
        a_usage_charge("late", "60.00", period="2027-02"),
        a_usage_charge("early", "60.00", period="2027-01"),
        a_usage_charge("beyond", "60.00", period="2027-03"),
    )
    answer = preview(dueBy="2027-03-31")
    assert [
        (invoice["runAt"], invoice["charges"][0]["chargeId"], invoice["flags"])
        for invoice in answer["invoices"]
    ] == [
        ("2027-02-03T00:00:00.000Z", "early", []),
        ("2027-03-03T00:00:00.000Z", "late", ["OUT_OF_BALANCE"]),
    ]
    assert invoices() == []
    assert invoice_now() == []


def test_moving_an_end_month_names_the_periods_and_charges_that_change() -> None:
    """The question of the issue: which open periods and charges change their purchase order?"""
    add("PO-1")
    add("PO-2")
    charged(
        a_usage_charge("march", period="2027-03"),
        a_usage_charge("april", period="2027-04"),
    )
    shorter = {"lineItems": [{"lineItemNumber": "1", "endMonth": "2027-03"}]}
    answer = preview(
        dueBy="2027-06-30",
        edits=[{"purchaseOrderId": "PO-1", "update": shorter}],
        onlyChanged=True,
    )
    assert (answer["invoiceCount"], answer["changedCount"]) == (2, 1)
    (changed,) = answer["invoices"]
    assert changed["charges"][0]["chargeId"] == "april"
    assert changed["purchaseOrderId"] == "PO-2"
    assert changed["withoutEdits"]["purchaseOrderId"] == "PO-1"
    assert {
        (each["kind"], each["firstBillingPeriod"], each["lastBillingPeriod"])
        for each in answer["changedPeriods"]
    } == {(kind.value, "2027-04", "2027-12") for kind in ChargeKind}


def test_an_added_purchase_order_takes_over_the_open_periods() -> None:
    new = {
        "purchaseOrderId": "PO-NEW",
        "billFrom": [INC],
        "effectiveMonth": "2027-02",
        "expirationMonth": "2027-04",
        "lineItems": [a_line_body(months=("2027-02", "2027-03"), type_="AWS_MONTHLY_USAGE")],
    }
    add("PO-1")
    charged(a_usage_charge("feb", period="2027-02"), a_usage_charge("jan", period="2027-01"))
    answer = preview(dueBy="2027-12-31", edits=[{"add": new}])
    assert answer["changedPeriods"] == [
        {
            "kind": "MONTHLY_USAGE",
            "invoicingEntity": INC,
            "taxRegistrationNumber": None,
            "invoiceUnit": None,
            "firstBillingPeriod": "2027-02",
            "lastBillingPeriod": "2027-03",
            "before": {"purchaseOrderId": "PO-1", "lineItemNumber": "1"},
            "after": {"purchaseOrderId": "PO-NEW", "lineItemNumber": "1"},
        }
    ]
    changed = [invoice for invoice in answer["invoices"] if invoice["isChanged"]]
    assert [invoice["charges"][0]["chargeId"] for invoice in changed] == ["feb"]
    assert changed[0]["withoutEdits"]["purchaseOrderId"] == "PO-1"
    assert answer["changedCount"] == 1
    assert call("GET", "/purchase-orders/PO-NEW").status == 404


def test_edits_are_judged_as_the_edits_themselves_are() -> None:
    """All problems at once, each under its edit."""
    add("PO-1")
    line = {"lineItemNumber": "1", "endMonth": "2028-01"}
    answer = refused(
        edits=[
            {"purchaseOrderId": "PO-1", "update": {"lineItems": [line]}},
            {"add": {"purchaseOrderId": "PO#2"}},
        ]
    )
    assert {
        ("edits[0].update.lineItems[0].endMonth", "OUTSIDE_PURCHASE_ORDER"),
        ("edits[1].add.purchaseOrderId", "INVALID_PURCHASE_ORDER_ID"),
        ("edits[1].add.billFrom", "MISSING_VALUE"),
    } <= answer.reasons


@pytest.mark.parametrize(
    "edit",
    [
        {},
        {"purchaseOrderId": "PO-1"},
        {"purchaseOrderId": "PO-1", "delete": True, "status": "ACTIVE"},
        {"purchaseOrderId": "PO-1", "add": {}},
    ],
)
def test_an_edit_is_one_thing(edit: Body) -> None:
    answer = refused(edits=[edit])
    assert answer.reasons == {("edits[0]", "INVALID_EDIT")}


def test_an_edit_of_an_unknown_purchase_order_is_not_found() -> None:
    answer = call("POST", "/match-previews", {"edits": [{"purchaseOrderId": "X", "delete": True}]})
    assert (answer.status, answer.body["code"]) == (404, "PURCHASE_ORDER_NOT_FOUND")


def test_every_fault_of_a_hypothetical_invoice_is_told() -> None:
    answer = refused(invoices=[{"purchaseOrderReference": "#"}])
    assert {field for field, _ in answer.reasons} == {
        f"invoices[0].{name}"
        for name in (
            "kind",
            "invoicingEntity",
            "billingPeriod",
            "currencyCode",
            "amount",
            "purchaseOrderReference",
        )
    }


def test_only_marketplace_invoices_name_a_purchase_order() -> None:
    """R-139."""
    answer = refused(invoices=[an_invoice(purchaseOrderReference="PO-1")])
    assert answer.reasons == {("invoices[0].purchaseOrderReference", "INVALID_VALUE")}


def test_a_question_about_nothing_is_refused() -> None:
    assert refused().reasons == {("body", "MISSING_VALUE")}


def test_a_named_purchase_order_that_is_missing_would_be_created() -> None:
    """R-188: the preview tells so, and creates nothing."""
    bought = an_invoice(kind="MARKETPLACE_PURCHASE", purchaseOrderReference="PO-NONE")
    answer = preview(invoices=[bought])
    assert answer["invoices"][0]["outcome"] == "NAMED"
    assert [(o["purchaseOrderId"], o["exists"]) for o in answer["purchaseOrders"]] == [
        ("PO-NONE", False)
    ]
    assert call("GET", "/purchase-orders/PO-NONE").status == 404


def test_nobody_previews_with_the_charges_of_others() -> None:
    """R-001: the tenant is the caller's account."""
    charged(a_usage_charge("theirs"))
    answer = preview(account="999900001111", dueBy="2027-12-31")
    assert answer["invoiceCount"] == 0


def test_the_entity_that_issues_decides() -> None:
    """R-115, R-162."""
    add("PO-US")
    add("PO-EU", bill_from=(EMEA,))
    found = preview(invoices=[an_invoice(), an_invoice(invoicingEntity=EMEA)])["invoices"]
    assert [invoice["purchaseOrderId"] for invoice in found] == ["PO-US", "PO-EU"]
