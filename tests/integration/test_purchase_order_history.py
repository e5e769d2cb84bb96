"""The history of a purchase order, out of the ledger: who did what, and what was booked on it."""

import pytest

from tests.support.access import ANA, allow, deny, policy, put
from tests.support.api import call
from tests.support.application import a_line_body, add, check_refusal, items, path_of, set_status
from tests.support.billing import a_usage_charge, charged, invoice_now
from tests.support.corrections import an_invoice, credit, regenerate

TESTER = "arn:aws:iam::111122223333:user/tester"

pytestmark = pytest.mark.usefixtures("aws", "clock")


def history(purchase_order_id: str = "PO-1", **query):
    return items(path_of(purchase_order_id, "events"), **query)


def types(purchase_order_id: str = "PO-1") -> list[str]:
    return [event["type"] for event in history(purchase_order_id)]


def test_who_did_what_is_told_newest_first(clock):
    add("PO-1")
    clock("2027-01-16T08:00")
    set_status("PO-1", "SUSPENDED")
    clock("2027-01-16T09:00")
    set_status("PO-1", "ACTIVE")
    found = history()
    assert [(event["type"], event["at"]) for event in found] == [
        ("PurchaseOrderStatusChanged", "2027-01-16T09:00:00.000Z"),
        ("PurchaseOrderStatusChanged", "2027-01-16T08:00:00.000Z"),
        ("PurchaseOrderAdded", "2027-01-15T12:00:00.000Z"),
    ]
    assert [event["detail"]["status"] for event in found] == ["ACTIVE", "SUSPENDED", "ACTIVE"]
    assert {event["actor"] for event in found} == {TESTER}


def test_what_was_booked_is_told_with_what_it_left(clock):
    """R-144, R-151: invoices and credit memos concern the purchase order that they show"""
    add("PO-1", a_line_body(total="1000.00"))
    clock("2027-02-03T06:00")
    number = an_invoice("300.00")
    credit(number, "50.00")
    by_type = {event["type"]: event["detail"] for event in history()}
    assert by_type["InvoiceIssued"]["invoiceId"] == number
    left = {type_: by_type[type_]["purchaseOrderBalance"]["amount"] for type_ in BOOKED}
    assert left == {"InvoiceIssued": "700.00", "CreditMemoIssued": "750.00"}
    assert by_type["LineItemBalanceLow"]["balance"]["amount"] == "700.00"


BOOKED = ("InvoiceIssued", "CreditMemoIssued")


def test_an_untracked_purchase_order_has_no_balance_to_tell(clock):
    add("PO-1", a_line_body(tracked=False))
    clock("2027-02-03T06:00")
    an_invoice("300.00")
    assert history()[0]["detail"]["purchaseOrderBalance"] is None


def test_an_invoice_that_moved_is_in_both_histories_and_once_in_the_ledger(clock):
    """R-205: from one purchase order to another"""
    add("A", a_line_body(total="1000.00"))
    clock("2027-02-03T06:00")
    number = an_invoice("200.00")
    add("B", a_line_body(total="1000.00"))
    clock("2027-02-03T07:00")
    assert regenerate(number, "B").status == 200
    (left, *_), (came, *_) = history("A"), history("B")
    assert left == came
    assert (left["type"], left["detail"]["invoiceId"]) == ("InvoiceRegenerated", number)
    told = [left["detail"][side]["purchaseOrderBalance"]["amount"] for side in ("from", "to")]
    assert told == ["1000.00", "800.00"]
    assert "InvoiceIssued" not in types("B")
    ledger = [event for event in items("/events") if event["type"] == "InvoiceRegenerated"]
    assert ledger == [left]


def test_an_invoice_without_a_purchase_order_is_in_no_history(clock):
    add("PO-1", a_line_body(months=("2027-12", "2027-12")))
    charged(a_usage_charge())
    clock("2027-02-03T06:00")
    assert len(invoice_now()) == 1
    assert types() == ["PurchaseOrderAdded"]


def test_an_id_used_again_begins_anew(clock):
    """R-009"""
    add("PO-1")
    call("DELETE", path_of("PO-1"))
    clock("2027-01-16T08:00")
    add("PO-1")
    assert types() == ["PurchaseOrderAdded"]
    assert history()[0]["at"] == "2027-01-16T08:00:00.000Z"


def test_it_is_told_page_by_page(clock):
    add("PO-1")
    add("PO-2")
    for hour in range(8, 13):
        clock(f"2027-01-16T{hour:02}:00")
        set_status("PO-1", "SUSPENDED" if hour % 2 else "ACTIVE")
    whole = history()
    assert [event["at"] for event in whole] == sorted((e["at"] for e in whole), reverse=True)
    first = call("GET", path_of("PO-1", "events"), maxResults=2).body
    assert (first["items"], history(maxResults=2)) == (whole[:2], whole)
    other = call("GET", path_of("PO-2", "events"), nextToken=first["nextToken"])
    assert other.reasons == {("nextToken", "INVALID_NEXT_TOKEN")}


def test_who_does_not_see_it_does_not_see_its_history():
    """R-377: as if it did not exist"""
    add("PO-1")
    put(policy(allow("*"), deny("Get*")))
    answer = call("GET", path_of("PO-1", "events"), principal=ANA)
    check_refusal(answer, 404, "ResourceNotFoundException", "PURCHASE_ORDER_NOT_FOUND")
    missing = call("GET", path_of("PO-404", "events"))
    check_refusal(missing, 404, "ResourceNotFoundException", "PURCHASE_ORDER_NOT_FOUND")
