"""boto3's client of `purchase-orders` against the functions in this process."""

import json
from typing import Any

import pytest
from botocore.exceptions import ParamValidationError, WaiterError

from tests.support import sdk
from tests.support.api import Answer
from tests.support.application import a_purchase_order_body, add, set_status
from tests.support.documentation import Request

EVERY_CHARACTER = "PO 7/a:b=c+d-e%f@g_h.i"

pytestmark = pytest.mark.usefixtures("aws", "clock")


@pytest.fixture
def client(aws: None) -> Any:
    return sdk.in_process()


def test_a_purchase_order_is_added_read_and_edited(client):
    """R-003: all characters that an ID may have."""
    added = client.add_purchase_order(**a_purchase_order_body(EVERY_CHARACTER))
    assert added["ResponseMetadata"]["HTTPStatusCode"] == 201
    read = client.get_purchase_order(purchaseOrderId=EVERY_CHARACTER)
    assert (read["purchaseOrderId"], read["totalValue"]) == (EVERY_CHARACTER, "1000.00")
    assert read["createdAt"].tzinfo is not None
    edited = client.update_line_item(
        purchaseOrderId=EVERY_CHARACTER, lineItemNumber="1", unitPrice="0.01", quantity="3"
    )
    assert edited["lineItems"][0]["totalValue"] == "0.03"
    client.delete_purchase_order(purchaseOrderId=EVERY_CHARACTER)
    with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
        client.get_purchase_order(purchaseOrderId=EVERY_CHARACTER)
    assert caught.value.response["resourceId"] == EVERY_CHARACTER


def test_all_problems_are_members_of_the_exception(client):
    with pytest.raises(client.exceptions.ValidationException) as caught:
        client.add_purchase_order(purchaseOrderId="PO|1", billFrom=["Nobody"])
    told = caught.value.response
    assert told["Error"]["Code"] == "ValidationException"
    assert told["code"] == "INVALID_INPUT"
    assert {"purchaseOrderId", "effectiveMonth"} <= {each["field"] for each in told["problems"]}
    assert told["problemCount"] == len(told["problems"])


def test_a_stale_version_is_a_conflict(client):
    add("PO-1")
    with pytest.raises(client.exceptions.ConflictException) as caught:
        client.delete_purchase_order(purchaseOrderId="PO-1", expectedVersion=7)
    assert caught.value.response["code"] == "STALE_VERSION"


def test_what_is_missing_or_of_the_wrong_type_is_never_sent(client):
    with pytest.raises(ParamValidationError, match="purchaseOrderId"):
        client.get_purchase_order()
    with pytest.raises(ParamValidationError, match="unitPrice"):
        client.add_line_item(purchaseOrderId="PO-1", unitPrice=1.1)


def test_a_paginator_reads_every_page(client):
    ids = {add(f"PO-{number}")["purchaseOrderId"] for number in range(5)}
    pages = list(
        client.get_paginator("list_purchase_orders").paginate(PaginationConfig={"PageSize": 2})
    )
    assert len(pages) >= 3
    assert {item["purchaseOrderId"] for page in pages for item in page["items"]} == ids


def test_waiters_wait_for_a_status(client):
    add("PO-1")
    waiter = client.get_waiter("purchase_order_active")
    waiter.wait(purchaseOrderId="PO-1")
    set_status("PO-1", "SUSPENDED")
    client.get_waiter("purchase_order_suspended").wait(purchaseOrderId="PO-1")
    with pytest.raises(WaiterError):
        waiter.wait(purchaseOrderId="PO-1", WaiterConfig={"MaxAttempts": 1})
    client.delete_purchase_order(purchaseOrderId="PO-1")
    client.get_waiter("purchase_order_deleted").wait(purchaseOrderId="PO-1")


@pytest.mark.parametrize(
    ("format_", "kind"),
    [("csv", "text/csv"), ("yaml", "application/yaml"), ("json", "application/json")],
)
def test_files_are_exported_and_imported_page_by_page(client, format_, kind):
    for number in range(3):
        add(f"PO-{number}")
    page = client.export_purchase_orders(format=format_, maxResults=2)
    assert page["contentType"].startswith(kind)
    following = client.export_purchase_orders(format=format_, nextToken=page["nextToken"])
    assert "nextToken" not in following
    imported = client.import_purchase_orders(document=page["document"].read(), contentType=kind)
    assert imported["isComplete"]
    assert {each["action"] for each in imported["changes"]} == {"NONE"}


def test_a_listing_is_also_a_file(client):
    listed = client.list_purchase_order_spend(billingPeriod="2027-01")
    assert listed["items"] == []
    exported = client.export_purchase_order_spend(billingPeriod="2027-01")
    assert exported["contentType"].startswith("text/csv")
    assert b"purchaseOrderId" in exported["document"].read()


def test_a_member_that_the_model_lacks_is_noticed():
    answer = Answer(200, {"items": [{"purchaseOrderId": "PO-1", "news": 1}]}, {})
    asked = Request(method="GET", path="/purchase-orders", query={}, body=None)
    (told,) = sdk.faults(asked, answer)
    assert told.startswith("ListPurchaseOrders: ")
    assert json.dumps("news") in told
