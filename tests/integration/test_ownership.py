"""Whose purchase orders, invoices and credit memos are: the payer's, whoever bought."""

from dataclasses import replace

import pytest

from procurement.domain.charges.charge import Charge, ChargeKind
from tests.support.application import a_line_body, add, events_of, get, items
from tests.support.billing import (
    Queue,
    a_usage_charge,
    charged,
    check_books,
    invoices,
    run_invoices,
)
from tests.support.billing_settings import NORTHERN, created_unit, delete_unit

MEMBER = NORTHERN

pytestmark = pytest.mark.usefixtures("aws", "clock")


def of_a_member(charge_id: str, amount: str = "100.00", **more: object) -> Charge:
    """What a member account used; its payer is the buyer."""
    made = a_usage_charge(charge_id, amount, **more)  # type: ignore[arg-type]
    return replace(made, subscriber_account_id=MEMBER)


def test_a_number_that_a_member_gave_becomes_a_purchase_order_of_the_payer(queue: Queue, clock):
    """R-001, R-002: and the member account has none"""
    charged(of_a_member("ch-1", kind=ChargeKind.MARKETPLACE_USAGE, names="PO-MEMBER"))
    clock("2027-02-03T06:00")
    run_invoices(queue)
    order = get("PO-MEMBER")
    assert (order["source"], order["lineItems"][0]["type"]) == (
        "MARKETPLACE",
        "AWS_MARKETPLACE_TRANSACTION",
    )
    assert [invoice["purchaseOrderId"] for invoice in invoices()] == ["PO-MEMBER"]
    assert items("/purchase-orders", account=MEMBER) == []
    assert invoices(MEMBER) == []


def test_a_member_s_own_purchase_order_is_no_candidate_for_its_payer_s_invoice(queue: Queue, clock):
    """R-001, R-112: the candidates are those of the account that receives the invoice"""
    add("PO-MEMBER", a_line_body(), account=MEMBER)
    charged(of_a_member("ch-1"))
    clock("2027-02-03T06:00")
    run_invoices(queue)
    assert [invoice["purchaseOrderId"] for invoice in invoices()] == [None]
    assert get("PO-MEMBER", account=MEMBER)["balance"] == "1000.00"


def test_a_credit_memo_goes_where_the_invoice_went_though_units_changed_since(queue: Queue, clock):
    """R-151"""
    created_unit("North", MEMBER)
    charged(of_a_member("ch-1"))
    clock("2027-02-03T06:00")
    run_invoices(queue, "run-1")
    assert delete_unit("North").status == 204
    created_unit("North again", MEMBER)
    charged(of_a_member("ch-2", "-30.00"))
    clock("2027-02-04T06:00")
    run_invoices(queue, "run-2")
    invoice, memo = invoices()
    assert (invoice["invoiceType"], invoice["total"]) == ("INVOICE", "100.00")
    assert (memo["invoiceType"], memo["total"]) == ("CREDIT_MEMO", "-30.00")
    assert invoices(MEMBER) == []


def test_nothing_but_invoices_moves_a_balance(queue: Queue, clock):
    """R-154: neither the due date nor a refund without a credit memo that names its invoice"""
    add("PO-1", a_line_body())
    charged(a_usage_charge("ch-1"))
    clock("2027-02-03T06:00")
    run_invoices(queue, "run-1")
    booked = get("PO-1")
    assert booked["balance"] == "900.00"
    # The invoice is due and paid by now; money came back; nothing of it is an invoice.
    charged(a_usage_charge("ch-2", "-40.00", period="2027-03"))
    clock("2027-06-30T06:00")
    run_invoices(queue, "run-2")
    assert get("PO-1") == booked
    told = [event["type"] for event in events_of() if event["subject"] == "purchase-order/PO-1"]
    assert told == ["PurchaseOrderAdded"]
    check_books()
