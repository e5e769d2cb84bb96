"""Names that people make up are names everywhere, whatever characters they have."""

import pytest

from tests.support.api import call
from tests.support.deployed import a_purchase_order

KEYS = ("cost.center", "a[0]", "[]", "a", "#0", ":0", "a b", "summary.tags", "\xe9", "e\u0301")


@pytest.fixture
def tagged(aws, clock):
    """A purchase order for every key, tagged with it alone."""
    for number, key in enumerate(KEYS):
        body = a_purchase_order(f"PO-{number}", tags={key: "blue"})
        assert call("POST", "/purchase-orders", body).status == 201


@pytest.mark.parametrize("key", KEYS, ids=ascii)
def test_a_tag_is_found_by_its_key_and_no_other(tagged, key):
    """R-037: dots and brackets lead nowhere in the database"""
    for more in ({}, {"tagValue": "blue"}):
        answer = call("GET", "/purchase-orders", tagKey=key, **more)
        assert answer.status == 200
        found = [each["purchaseOrderId"] for each in answer.body["items"]]
        assert found == [f"PO-{KEYS.index(key)}"]


@pytest.mark.parametrize(
    "number",
    ["PO\u200b-1", "\u202e1-OP", "\u0420O-1", "PO\uff0d1", "P\u00d6-1", "PO-1\0", "PO\n1", "PO#1"],
    ids=ascii,
)
def test_a_number_that_only_looks_like_another_is_refused(aws, number):
    """R-007: zero-width, right-to-left, homoglyphs, composed letters, controls"""
    answer = call("POST", "/purchase-orders", a_purchase_order(number))
    assert (answer.status, answer.reasons) == (
        400,
        {("purchaseOrderId", "INVALID_PURCHASE_ORDER_ID")},
    )


@pytest.mark.parametrize("path", ["%2e%2e%2fPO-1", "PO%252d1", "PO-1%00", "%50O-1%20", "PO-1%2f.."])
def test_encoding_twice_or_climbing_up_finds_nothing(aws, path):
    """A path parameter is decoded once, and is one name"""
    assert call("POST", "/purchase-orders", a_purchase_order("PO-1")).status == 201
    assert call("GET", "/purchase-orders/PO%2d1").status == 200
    assert call("GET", f"/purchase-orders/{path}").status == 404


@pytest.mark.parametrize("size", [100_000, 1_000_000])
def test_a_name_of_a_megabyte_is_not_told_back(aws, size):
    """An answer of more than 6 MB would be a fault of the gateway's"""
    answer = call("POST", "/purchase-orders", {"\xe9" * size: 1})
    assert answer.status == 400
    assert max(len(each["field"]) for each in answer.body["problems"]) <= 200
    assert len(answer.body["message"]) <= 1000


@pytest.mark.parametrize("body", [b"\xff\xfe{\x00}\x00", b'{"a": "\xc0\xaf"}'])
def test_bytes_that_are_no_text_are_told_so(aws, body):
    """In base64, as API Gateway hands binary media types over"""
    answer = call("POST", "/purchase-orders", raw_body=body)
    assert (answer.status, answer.reasons) == (400, {("body", "JSON_INVALID")})
