"""A member reaches its payer's purchase orders by its charges alone: R-001, R-002, R-376."""

import json
from typing import Any

import pytest

from tests.support.access import EVERYTHING, orders, policy
from tests.support.api import BUYER, SELLER, Answer, call
from tests.support.application import (
    a_line_body,
    a_purchase_order_body,
    accept,
    add,
    get,
    items,
    nothing_written,
    path_of,
    released,
)
from tests.support.billing import a_usage_charge, charged, invoice_now, invoices
from tests.support.organizations import joined, managing

PAYER = BUYER
MEMBER = "777788889999"
SECRET = "PAYER-SECRET"

pytestmark = pytest.mark.usefixtures("aws", "clock")

LINE = a_line_body("2")
EVERY_ROUTE: tuple[tuple[str, str, Any], ...] = (
    ("GET", "", None),
    ("PATCH", "", {"description": "x"}),
    ("PUT", "/status", {"status": "SUSPENDED"}),
    ("PUT", "/contacts", {"contacts": []}),
    ("POST", "/line-items", LINE),
    ("PATCH", "/line-items/1", {"description": "x"}),
    ("DELETE", "/line-items/1", None),
    ("GET", "/invoices", None),
    ("GET", "/matches", None),
    ("GET", "/forecast", None),
    ("DELETE", "", None),
)
LISTS = (
    ("/purchase-orders", {}),
    ("/purchase-order-forecasts", {}),
    ("/purchase-order-spend", {"billingPeriod": "2027-01"}),
    ("/invoices", {}),
)


@pytest.fixture(autouse=True)
def _family(aws: None, clock: Any) -> None:
    """A payer with a purchase order that has an invoice, and a member of its organization."""
    managing(PAYER)
    joined(MEMBER, to=PAYER)
    add(SECRET, account=PAYER)
    clock("2027-02-03T06:00")
    charged(a_usage_charge("ch-1", "100.00"))
    invoice_now()
    assert [invoice["purchaseOrderId"] for invoice in invoices()] == [SECRET]


def by_member(method: str, path: str, body: Any = None, **query: Any) -> Answer:
    """One request of a member's identity."""
    return call(method, path, body, account=MEMBER, **query)


@pytest.mark.parametrize(("method", "below", "body"), EVERY_ROUTE)
def test_no_route_to_a_purchase_order_leads_to_the_payer_s(method: str, below: str, body: Any):
    """R-376: as one that does not exist, and nothing is written"""
    with nothing_written():
        theirs = by_member(method, path_of(SECRET) + below, body)
        nobodys = by_member(method, path_of("NONE") + below, body)
    assert theirs.status == nobodys.status == 404
    assert json.dumps(theirs.body).replace(SECRET, "NONE") == json.dumps(nobodys.body)


@pytest.mark.parametrize(("method", "below", "body"), EVERY_ROUTE)
def test_naming_the_payer_as_billing_account_leads_nowhere(method: str, below: str, body: Any):
    """R-376: a member administers no account of its payer, whether it exists or not"""
    with nothing_written():
        theirs = by_member(method, path_of(SECRET) + below, body, billingAccountId=PAYER)
        nobodys = by_member(method, path_of(SECRET) + below, body, billingAccountId="1" * 12)
    assert theirs.status == nobodys.status == 403
    assert theirs.body == nobodys.body


@pytest.mark.parametrize(("path", "query"), LISTS)
def test_no_list_shows_them(path: str, query: dict[str, str]):
    """R-376: lists are those of the caller's own account"""
    assert SECRET in json.dumps(items(path, **query))
    assert items(path, account=MEMBER, **query) == []
    assert by_member("GET", path, **query, billingAccountId=PAYER).status == 403


def test_neither_radar_export_ledger_nor_calendar_shows_them():
    """R-376: what is not paged by items"""
    for path, query in (
        ("/radar", {}),
        ("/purchase-order-exports", {"format": "json"}),
        ("/events", {}),
        ("/calendar.ics", {}),
    ):
        answer = by_member("GET", path, **query)
        assert answer.status == 200, answer.body
        assert SECRET not in json.dumps(answer.body)
        assert by_member("GET", path, **query, billingAccountId=PAYER).status == 403


def test_no_page_of_the_payer_s_goes_on_for_a_member():
    """R-376: a token is good for its own account alone"""
    add("SECOND", account=PAYER)
    token = call("GET", "/purchase-orders", maxResults=1).body["nextToken"]
    assert by_member("GET", "/purchase-orders", maxResults=1, nextToken=token).status == 400


def test_batches_documents_and_tags_touch_none_of_them():
    """R-376: by ID, in documents, by ARN"""
    named = {"purchaseOrders": [{"purchaseOrderId": SECRET}]}
    before = get(SECRET)
    for path, more in (
        ("/purchase-order-deletions", {}),
        ("/purchase-order-status-changes", {"status": "SUSPENDED"}),
    ):
        answer = by_member("POST", path, {**named, **more}).body
        assert [each["problem"]["code"] for each in answer["failed"]] == [
            "PURCHASE_ORDER_NOT_FOUND"
        ]
    document = {"purchaseOrders": [a_purchase_order_body("OWN")]}
    answer = by_member("POST", "/purchase-order-imports", document, prune="true")
    assert [each["purchaseOrderId"] for each in answer.body["changes"]] == ["OWN"]
    arn = orders(SECRET, PAYER)
    assert by_member("GET", "/resource-tags", resourceArn=arn).status == 404
    tags = {"resourceArn": arn, "tags": {"team": "x"}}
    assert by_member("POST", "/resource-tags", tags).status == 404
    assert get(SECRET) == before


def test_the_payer_s_invoices_and_their_matches_are_not_there():
    """R-376: an invoice names its purchase order, and its match names the candidates"""
    (invoice,) = invoices()
    for path in (f"/invoices/{invoice['invoiceId']}", f"/invoices/{invoice['invoiceId']}/match"):
        assert call("GET", path).status == 200
        assert by_member("GET", path).status == 404


def test_previews_of_a_member_take_none_of_them():
    """R-376"""
    body = {
        "invoices": [
            {
                "kind": "MONTHLY_USAGE",
                "invoicingEntity": "Amazon Web Services, Inc.",
                "billingPeriod": "2027-01",
                "amount": "10.00",
                "currencyCode": "USD",
            }
        ],
        "includeFunnel": True,
    }
    assert SECRET in json.dumps(call("POST", "/match-previews", body).body)
    assert SECRET not in json.dumps(by_member("POST", "/match-previews", body).body)


def test_one_s_own_of_the_same_number_is_another_one():
    """R-003: and a change of it leaves the payer's as it was"""
    before = get(SECRET)
    add(SECRET, account=MEMBER)
    assert by_member("DELETE", path_of(SECRET)).status == 204
    assert get(SECRET) == before


def test_a_member_s_policies_judge_nothing_of_the_payer_s():
    """R-376: whatever a member allows itself on the payer's ARNs"""
    grants = {**EVERYTHING, "Resource": ["*", orders("*", PAYER)]}
    everybody = policy(grants, principals=["*"])
    for account in (MEMBER, SELLER):
        answer = call("PUT", "/access-policies", {"policies": [everybody]}, account=account)
        assert answer.status == 200, answer.body
        assert call("GET", path_of(SECRET), account=account).status == 404
    refused = by_member(
        "PUT", "/access-policies", {"policies": [everybody]}, billingAccountId=PAYER
    )
    assert refused.status == 403


def test_a_policy_of_the_payer_s_that_names_a_member_lets_it_in_nowhere():
    """R-376: policies only take away from what the account itself may"""
    every = [policy(EVERYTHING, principals=["*"])]
    assert call("PUT", "/access-policies", {"policies": every}).status == 200
    assert by_member("GET", path_of(SECRET)).status == 404
    assert by_member("GET", path_of(SECRET), billingAccountId=PAYER).status == 403


def test_the_charges_of_its_purchases_are_the_way(clock: Any):
    """R-002, R-376: a member's purchase puts a line on the payer's purchase order"""
    clock("2027-03-01T09:00")
    offer = released(("2027-03-10", "70.00"), targetAccountIds=[MEMBER])
    charge = {"purchaseOrderReference": SECRET}
    answer = accept(offer, account=MEMBER, **charge)
    assert answer.status == 201, answer.body
    lines = get(SECRET)["lineItems"]
    assert [line["type"] for line in lines] == ["ALL", "AWS_MARKETPLACE_TRANSACTION"]
    assert items("/purchase-orders", account=MEMBER) == []
    assert by_member("GET", path_of(SECRET)).status == 404
