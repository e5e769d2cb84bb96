"""The list of charges and what they come to: filtered, page by page, within bounds."""

from collections.abc import Callable
from typing import Any, Final

import pytest

from procurement.adapters.dynamodb import charges as charge_storage
from procurement.service.marketplace import total_agreement_charges
from tests.support.api import BUYER, SELLER, call
from tests.support.application import accepted, check_refusal, items
from tests.support.billing import invoice_now

Charge = dict[str, Any]

FILTERS: Final[tuple[tuple[dict[str, str], Callable[[Charge], bool]], ...]] = (
    ({}, lambda _: True),
    ({"state": "INVOICED"}, lambda each: each["state"] == "INVOICED"),
    ({"hasPurchaseOrder": "false"}, lambda each: each["purchaseOrderReference"] is None),
    ({"hasPurchaseOrder": "true"}, lambda each: each["purchaseOrderReference"] is not None),
    (
        {"purchaseOrderReference": "PO-1"},
        lambda each: each["purchaseOrderReference"] == "PO-1",
    ),
    ({"currencyCode": "EUR"}, lambda each: each["currencyCode"] == "EUR"),
    ({"dueFrom": "2027-04-16"}, lambda each: each["time"] >= "2027-04-16"),
    ({"dueTo": "2027-04-15"}, lambda each: each["time"] < "2027-04-16"),
    (
        {"dueFrom": "2027-05-15", "dueTo": "2027-05-15", "state": "PENDING"},
        lambda each: each["time"][:10] == "2027-05-15" and each["state"] == "PENDING",
    ),
    ({"search": "PAYMENT 2"}, lambda each: "payment 2" in each["description"]),
    ({"search": "po-"}, lambda each: each["purchaseOrderReference"] is not None),
)

pytestmark = pytest.mark.usefixtures("aws", "clock")


@pytest.fixture
def agreements(clock) -> list[str]:
    """Two agreements of two payments each, the second in euros and without purchase order."""
    first = accepted(references={"purchaseOrderReference": "PO-1"})
    second = accepted(name="In euros", currencyCode="EUR")
    clock("2027-04-16")
    (agreement_id, other_id) = (each["agreement"]["agreementId"] for each in (first, second))
    assert len(invoice_now(BUYER, agreement_id)) == 1
    return [agreement_id, other_id]


def listed(size: int = 100, path: str = "/charges", **query: str) -> list[Charge]:
    return items(path, maxResults=size, **query)


def totals(**query: str) -> tuple[dict[str, str], int, bool]:
    answer = call("GET", "/charge-totals", **query)
    assert answer.status == 200, answer.body
    amounts = {each["currencyCode"]: each["amount"] for each in answer.body["totals"]}
    return amounts, answer.body["chargeCount"], answer.body["isComplete"]


@pytest.mark.parametrize("size", [1, 3, 100])
def test_every_filter_leaves_what_it_says_in_the_same_order(agreements, size):
    whole = listed()
    assert len(whole) == 4
    for query, is_meant in FILTERS:
        assert listed(size, **query) == [each for each in whole if is_meant(each)], query


def test_an_agreement_s_own_list_takes_the_same_filters(agreements):
    for agreement_id in agreements:
        path = f"/agreements/{agreement_id}/charges"
        for query, is_meant in FILTERS:
            meant = [each for each in listed(path=path) if is_meant(each)]
            assert listed(1, path, **query) == meant
            assert listed(1, agreementId=agreement_id, **query) == meant


def test_totals_are_those_of_what_matches_by_currency(agreements):
    assert totals() == ({"EUR": "1000.00", "USD": "1000.00"}, 4, True)
    assert totals(agreementId=agreements[1]) == ({"EUR": "1000.00"}, 2, True)
    assert totals(state="PENDING", currencyCode="USD") == ({"USD": "500.00"}, 1, True)
    assert totals(search="nothing of the kind") == ({}, 0, True)


def test_totals_say_when_there_is_more_than_they_look_through(agreements, monkeypatch):
    monkeypatch.setattr(total_agreement_charges, "AT_ONCE", 1)
    monkeypatch.setattr(total_agreement_charges, "MOST_PAGES", 3)
    _, count, is_complete = totals()
    assert (count, is_complete) == (3, False)


def test_a_page_looks_through_a_bounded_number_of_charges(agreements, monkeypatch):
    monkeypatch.setattr(charge_storage, "MOST_READ", 2)
    answer = call("GET", "/charges", maxResults=1, search="nothing of the kind")
    assert (answer.body["items"], answer.body["nextToken"] is None) == ([], False)
    assert listed(1, search="nothing of the kind") == []
    assert len(listed(1, currencyCode="EUR")) == 2


def test_only_the_acceptor_sees_them_and_their_totals(agreements):
    """R-221"""
    for path in (f"/agreements/{agreements[0]}/charges", "/charges", "/charge-totals"):
        query = {} if "agreements" in path else {"agreementId": agreements[0]}
        answer = call("GET", path, account=SELLER, **query)
        check_refusal(answer, 404, "ResourceNotFoundException", "AGREEMENT_NOT_FOUND")


def test_what_nobody_can_mean_is_refused():
    for path in ("/charges", "/charge-totals"):
        answer = call("GET", path, state="PAID", dueFrom="2027-02-30", dueTo="1794873600")
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert {field for field, _ in answer.reasons} == {"state", "dueFrom", "dueTo"}
        answer = call("GET", path, dueFrom="2027-05-02", dueTo="2027-05-01")
        assert answer.reasons == {("dueTo", "INVALID_VALUE")}
