"""Query parameters that a route does not know."""

import pytest

from tests.support.api import BUYER, call
from tests.support.application import add, check_refusal, nothing_written

pytestmark = pytest.mark.usefixtures("aws", "clock")

FILE = '{"purchaseOrders": []}'


def test_a_misspelt_dry_run_does_nothing_and_says_so():
    with nothing_written():
        answer = call("POST", "/purchase-order-imports", raw_body=FILE, dryrun="true")
    check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
    assert answer.reasons == {("dryrun", "UNKNOWN_PARAMETER")}
    assert "dryRun" in answer.body["problems"][0]["message"]


def test_all_unknown_ones_are_told():
    answer = call("GET", "/purchase-orders", pageSize=5, sort="x")
    assert answer.reasons == {("pageSize", "UNKNOWN_PARAMETER"), ("sort", "UNKNOWN_PARAMETER")}


def test_a_route_without_parameters_has_none():
    add("PO-1")
    answer = call("GET", "/purchase-orders/PO-1", verbose="1")
    assert answer.reasons == {("verbose", "UNKNOWN_PARAMETER")}


def test_the_billing_account_and_a_signature_belong_to_every_route():
    add("PO-1")
    query = {"billingAccountId": BUYER, "X-Amz-Signature": "abc"}
    assert call("GET", "/purchase-orders/PO-1", **query).status == 200
