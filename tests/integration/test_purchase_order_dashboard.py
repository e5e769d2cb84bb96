"""The counts above the list of purchase orders: right, consistent, and cheap whatever is old."""

from dataclasses import replace
from typing import Any

import boto3
import pytest

from procurement import bootstrap
from procurement.domain.purchase_orders import dashboard
from procurement.domain.purchase_orders.notification_settings import NotificationSettings
from procurement.service.purchase_orders import read_dashboard
from tests.integration.test_dashboard import put as stored
from tests.integration.test_dashboard import reading
from tests.support.access import ANA, allow, policy, put
from tests.support.access import orders as arn_of
from tests.support.api import call
from tests.support.application import a_line_body, add, items, set_status
from tests.support.billing import a_usage_charge, charged, invoice_now
from tests.support.corrections import an_invoice, credit, regenerate
from tests.support.purchase_orders import a_line, a_purchase_order
from tests.support.tables import name_of

pytestmark = pytest.mark.usefixtures("aws", "clock")


def counts(**query: Any) -> dict[str, Any]:
    answer = call("GET", "/purchase-order-dashboard", **query)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def how_many(**query: str) -> int:
    return len(items("/purchase-orders", status="ACTIVE", **query))


def test_an_account_without_anything_is_told_so():
    assert counts() == {
        "activeCount": 0,
        "expiringCount": 0,
        "expiringBefore": "2027-03",
        "lowBalanceCount": 0,
        "invoicesWithoutPurchaseOrderCount": 0,
        "issuedSince": "2026-12-01",
        "isComplete": True,
    }


def test_each_count_is_what_the_list_shows_by_the_same_filter():
    """R-038, R-347: of its own thresholds, and of active ones alone"""
    few = NotificationSettings(balance_thresholds=(10,))
    none = NotificationSettings(balance_thresholds=())
    low = a_line(total="100.00", balance="50.00")
    stored(
        a_purchase_order("PO-FULL", a_line()),
        a_purchase_order("PO-LOW", a_line("1"), a_line("2", total="100.00", balance="74.99")),
        a_purchase_order("PO-EXACT", a_line(total="100.00", balance="75.00")),
        replace(a_purchase_order("PO-LATER", low), notification_settings=few),
        replace(a_purchase_order("PO-NEVER", low), notification_settings=none),
        a_purchase_order("PO-UNTRACKED", a_line(tracked=False)),
        a_purchase_order("PO-SOON", months=("2027-01", "2027-02")),
        a_purchase_order("PO-NOT-YET", months=("2027-01", "2027-03")),
        a_purchase_order("PO-OVER", low, months=("2026-01", "2026-12")),
        a_purchase_order("PO-SUSPENDED", low, suspended=True),
    )
    found = counts()
    assert (found["activeCount"], found["expiringCount"], found["lowBalanceCount"]) == (8, 1, 1)
    assert found["activeCount"] == how_many()
    assert found["expiringCount"] == how_many(expiringBefore=found["expiringBefore"])
    assert found["lowBalanceCount"] == how_many(isBalanceLow="true")
    (summary,) = items("/purchase-orders", status="ACTIVE", isBalanceLow="true")
    assert (summary["purchaseOrderId"], summary["isBalanceLow"]) == ("PO-LOW", True)
    assert how_many(isBalanceLow="false") == 7


def test_what_was_stored_before_there_was_a_mark_counts_as_not_low():
    """Until its next write, which marks it"""
    stored(a_purchase_order("PO-OLD", a_line(total="100.00", balance="50.00")))
    table = boto3.resource("dynamodb").Table(name_of("PurchaseOrdersTable"))
    order = next(each for each in table.scan()["Items"] if "summary" in each)
    del order["summary"]["is_balance_low"]
    table.put_item(Item=order)
    assert (counts()["activeCount"], counts()["lowBalanceCount"]) == (1, 0)
    (summary,) = items("/purchase-orders", isBalanceLow="false")
    assert summary["isBalanceLow"] is False
    call("PATCH", "/purchase-orders/PO-OLD", {"description": "Looked at"})
    assert counts()["lowBalanceCount"] == 1


def test_the_next_count_knows_what_just_happened(clock):
    """R-144: an invoice, an edit and a suspension at once"""
    add("PO-1", a_line_body(total="1000.00"))
    assert counts()["lowBalanceCount"] == 0
    clock("2027-02-03T06:00")
    an_invoice("300.00")
    assert counts()["lowBalanceCount"] == 1
    call("PATCH", "/purchase-orders/PO-1/line-items/1", {"unitPrice": "9000.00"})
    assert counts()["lowBalanceCount"] == 0
    set_status("PO-1", "SUSPENDED")
    assert counts()["activeCount"] == 0


def test_invoices_without_one_are_those_of_this_month_and_the_last(clock):
    """R-150: by the day of issue; neither credit memos nor what was put right since"""
    numbers = []
    for period, issued in (("2027-01", "2027-02"), ("2027-02", "2027-03"), ("2027-03", "2027-04")):
        charged(a_usage_charge(f"ch-{period}", period=period))
        clock(f"{issued}-03T06:00")
        numbers += invoice_now()
    assert len(numbers) == 3
    assert counts()["issuedSince"] == "2027-03-01"
    assert counts()["invoicesWithoutPurchaseOrderCount"] == 2
    credit(numbers[1], "10.00")
    assert counts()["invoicesWithoutPurchaseOrderCount"] == 2
    add("PO-1", a_line_body(months=("2027-03", "2027-12")))
    clock("2027-04-03T07:00")
    set_right = regenerate(numbers[2], "PO-1")
    assert set_right.status == 200, set_right.body
    assert counts()["invoicesWithoutPurchaseOrderCount"] == 1


def test_what_has_expired_is_not_read():
    """R-042: policies, active purchase orders, invoices"""
    stored(*[a_purchase_order(f"OLD-{n:03}", months=("2026-01", "2026-12")) for n in range(40)])
    stored(*[a_purchase_order(f"PO-{n}", a_line()) for n in range(3)])
    bootstrap.page_tokens().write(["warm"], None)
    with reading() as seen:
        assert counts()["activeCount"] == 3
    assert seen.names == ["GetItem", "Query", "Query"]
    assert sum(seen.read) == 3


def test_more_than_is_counted_is_said(monkeypatch, clock):
    monkeypatch.setattr(dashboard, "MOST_COUNTED", 2)
    stored(*[a_purchase_order(f"PO-{n}", a_line()) for n in range(2)])
    assert counts()["isComplete"] is True
    stored(a_purchase_order("PO-2", a_line()))
    assert (counts()["activeCount"], counts()["isComplete"]) == (2, False)
    monkeypatch.setattr(dashboard, "MOST_COUNTED", 3)
    monkeypatch.setattr(read_dashboard, "MOST_INVOICES", 1)
    charged(a_usage_charge(period="2026-12"))
    clock("2027-01-16T06:00")
    call(
        "POST",
        "/purchase-order-deletions",
        {"purchaseOrders": [{"purchaseOrderId": f"PO-{n}"} for n in range(3)]},
    )
    assert len(invoice_now()) == 1
    assert counts()["isComplete"] is False


def test_who_is_bound_by_policies_counts_what_it_sees():
    """R-371"""
    add("PO-1")
    add("PO-2")
    see = allow(["Get*", "List*"], arn_of("PO-1"))
    put(policy(see, allow("List*")))
    assert counts(principal=ANA)["activeCount"] == 1
