"""The list of invoices: filtered, page by page, and never by reading everything."""

from collections.abc import Callable
from typing import Any, Final

import pytest

from procurement import bootstrap
from procurement.adapters.dynamodb import invoice_listing
from procurement.domain.charges.charge import ChargeKind
from tests.support.api import BUYER, call
from tests.support.application import a_line_body, add, check_refusal
from tests.support.billing import a_usage_charge, charged, invoice_now
from tests.support.purchase_orders import EMEA, INC

Invoice = dict[str, Any]

FILTERS: Final[tuple[tuple[dict[str, str], Callable[[Invoice], bool]], ...]] = (
    ({}, lambda _: True),
    ({"hasPurchaseOrder": "false"}, lambda each: each["purchaseOrderId"] is None),
    ({"hasPurchaseOrder": "true"}, lambda each: each["purchaseOrderId"] is not None),
    ({"purchaseOrderId": "PO-1"}, lambda each: each["purchaseOrderId"] == "PO-1"),
    ({"invoicingEntity": EMEA}, lambda each: each["invoicingEntity"] == EMEA),
    ({"kind": "SUBSCRIPTION"}, lambda each: each["kind"] == "SUBSCRIPTION"),
    ({"invoiceType": "CREDIT_MEMO"}, lambda each: each["invoiceType"] == "CREDIT_MEMO"),
    ({"currencyCode": "EUR"}, lambda each: each["currencyCode"] == "EUR"),
    ({"issuedFrom": "2027-03-04"}, lambda each: each["issuedAt"] >= "2027-03-04"),
    ({"issuedTo": "2027-03-03"}, lambda each: each["issuedAt"] < "2027-03-04"),
    ({"search": "emea-"}, lambda each: "EMEA-" in each["invoiceId"]),
    ({"search": "000002"}, lambda each: "000002" in each["invoiceId"]),
    (
        {"hasPurchaseOrder": "false", "invoiceType": "INVOICE", "billingPeriod": "2027-01"},
        lambda each: (
            each["purchaseOrderId"] is None
            and each["invoiceType"] == "INVOICE"
            and each["billingPeriod"] == "2027-01"
        ),
    ),
    ({"hasPurchaseOrder": "false", "purchaseOrderId": "PO-1"}, lambda _: False),
)

pytestmark = pytest.mark.usefixtures("aws", "clock")


@pytest.fixture
def invoices(clock) -> list[Invoice]:
    """Of two entities, currencies, kinds and months, with and without purchase order, and back."""
    add("PO-1", a_line_body(total="900.00"))
    clock("2027-03-03T06:00")
    charged(
        a_usage_charge("ch-1", period="2027-01"),
        a_usage_charge("ch-2", period="2027-02"),
        a_usage_charge("ch-3", entity=EMEA, period="2027-01"),
        a_usage_charge("ch-4", entity=EMEA, period="2027-02"),
        a_usage_charge("ch-5", entity=EMEA, period="2027-01", currency="EUR"),
        a_usage_charge("ch-6", period="2027-02", kind=ChargeKind.SUBSCRIPTION),
    )
    invoice_now()
    clock("2027-03-04T06:00")
    for number in ("US-111122223333-000001", "EMEA-111122223333-000001"):
        give_back(number)
    return listed()


def give_back(number: str) -> None:
    body = {"amount": "10.00", "reason": "Goodwill", "clientToken": number}
    support = bootstrap.settings().deployment_account
    path = f"/invoices/{number}/credit-memos"
    answer = call("POST", path, body, account=support, billingAccountId=BUYER)
    assert answer.status == 201, answer.body


def pages(size: int, **query: str) -> list[list[Invoice]]:
    """Every page of the list until its end."""
    found, token = [], None
    for _ in range(100):
        more = {"nextToken": token} if token else {}
        answer = call("GET", "/invoices", maxResults=size, **query, **more)
        assert answer.status == 200, answer.body
        found.append(answer.body["items"])
        token = answer.body["nextToken"]
        if token is None:
            return found
    raise AssertionError("the list never ends")


def listed(size: int = 100, **query: str) -> list[Invoice]:
    return [invoice for page in pages(size, **query) for invoice in page]


@pytest.mark.parametrize("size", [1, 2, 100])
def test_every_filter_leaves_what_it_says(invoices, size):
    assert len(invoices) == 8
    for query, is_meant in FILTERS:
        meant = {each["invoiceId"] for each in invoices if is_meant(each)}
        found = [each["invoiceId"] for each in listed(size, **query)]
        assert (len(found), set(found)) == (len(meant), meant), query


def test_a_filtered_list_keeps_the_order_of_the_whole(invoices):
    usage = [each for each in invoices if each["kind"] == "MONTHLY_USAGE"]
    assert listed(2, kind="MONTHLY_USAGE") == usage


def test_a_page_is_as_long_as_was_asked_while_anything_is_left(invoices):
    assert [len(page) for page in pages(2, hasPurchaseOrder="true")] == [2, 2]


def test_those_without_a_purchase_order_are_the_newest_first(invoices):
    found = listed(hasPurchaseOrder="false")
    assert found
    assert [each["issuedAt"] for each in found] == sorted(
        (each["issuedAt"] for each in found), reverse=True
    )


def test_whichever_is_regenerated_changes_lists(invoices):
    """R-207"""
    (first, *_) = listed(hasPurchaseOrder="true", invoiceType="INVOICE")
    support = bootstrap.settings().deployment_account
    path = f"/invoices/{first['invoiceId']}/regenerate"
    body = {"target": "NONE", "reason": "Case 4711"}
    assert call("POST", path, body, account=support, billingAccountId=BUYER).status == 200
    assert first["invoiceId"] in {each["invoiceId"] for each in listed(hasPurchaseOrder="false")}
    assert first["invoiceId"] not in {each["invoiceId"] for each in listed(purchaseOrderId="PO-1")}


def test_a_page_reads_a_bounded_number_of_invoices(invoices, monkeypatch):
    """The last one read is where the next page goes on, also when none of them was wanted"""
    monkeypatch.setattr(invoice_listing, "MOST_READ", 3)
    wanted = [each for each in invoices if each["currencyCode"] == "EUR"]
    short = pages(1, currencyCode="EUR")
    assert [] in short
    assert [each for page in short for each in page] == wanted


def test_a_token_is_good_for_its_own_filter(invoices):
    token = call("GET", "/invoices", maxResults=1, invoicingEntity=INC).body["nextToken"]
    answer = call("GET", "/invoices", maxResults=1, invoicingEntity=EMEA, nextToken=token)
    check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")


def test_what_nobody_can_mean_is_refused():
    answer = call("GET", "/invoices", kind="GIFT", currencyCode="usd", search="")
    check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
    assert {field for field, _ in answer.reasons} == {"kind", "currencyCode", "search"}
    answer = call("GET", "/invoices", issuedFrom="2027-05-02", issuedTo="2027-05-01")
    assert answer.reasons == {("issuedTo", "INVALID_VALUE")}
