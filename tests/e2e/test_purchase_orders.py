"""The life of a purchase order over HTTP."""

import pytest

from local.errors import ApiRefused
from tests.support.deployed import a_purchase_order

pytestmark = pytest.mark.e2e

NASTY_ID = "PO 7/a:b=c+d-e%f@g_h.i"


@pytest.mark.parametrize("purchase_order_id", ["PO-LIFE", NASTY_ID])
def test_a_purchase_order_lives_from_draft_to_deletion(api, purchase_order_id):
    whole = a_purchase_order(purchase_order_id)
    line = whole.pop("lineItems")[0]
    at = ("purchase-orders", purchase_order_id)

    draft = api.post("purchase-orders", **whole)
    assert (draft["purchaseOrderId"], draft["lineItems"]) == (purchase_order_id, [])

    added = api.post(*at, "line-items", **line)
    assert (added["totalValue"], added["balance"]) == ("700.00", "700.00")

    edited = api.patch(*at, "line-items", "1", quantity="2")
    assert edited["totalValue"] == "1400.00"

    contact = {"email": "life@example.com", "name": "Life"}
    assert api.put(*at, "contacts", contacts=[contact])["contacts"] == [
        contact | {"telephone": None}
    ]

    assert api.put(*at, "status", status="SUSPENDED")["status"] == "SUSPENDED"
    listed = api.items("purchase-orders", status="SUSPENDED")
    assert purchase_order_id in [order["purchaseOrderId"] for order in listed]
    assert api.put(*at, "status", status="ACTIVE")["status"] == "ACTIVE"

    described = api.patch(*at, description="Kept for long")
    assert api.get(*at) == described
    assert list(api.items(*at, "invoices")) == []

    assert api.delete(*at, "line-items", "1")["lineItems"] == []
    api.delete(*at)
    with pytest.raises(ApiRefused) as refused:
        api.get(*at)
    assert (refused.value.status, refused.value.code) == (404, "PURCHASE_ORDER_NOT_FOUND")


def test_a_line_item_number_may_hold_what_an_id_may(api):
    body = a_purchase_order("PO-LINES")
    body["lineItems"][0]["lineItemNumber"] = NASTY_ID
    api.post("purchase-orders", **body)
    at = ("purchase-orders", "PO-LINES", "line-items", NASTY_ID)
    assert api.patch(*at, unitPrice="1.00")["totalValue"] == "1.00"
    assert api.delete(*at)["lineItems"] == []


def test_a_bad_request_is_told_of_every_problem_and_changes_nothing(api):
    body = a_purchase_order("PO#BAD", billFrom=["Nobody Ltd."], expirationMonth="2001-13")
    body["lineItems"][0]["quantity"] = "-1"
    answer = api.send("POST", "purchase-orders", body=body)
    assert answer.status == 400
    assert answer.headers["x-amzn-errortype"] == "ValidationException"
    assert answer.headers["content-type"] == "application/problem+json"
    assert {problem["field"] for problem in answer.body["problems"]} >= {
        "purchaseOrderId",
        "billFrom",
        "expirationMonth",
        "lineItems[0].quantity",
    }
    assert api.send("GET", "purchase-orders", "PO#BAD").status == 404


def test_the_same_id_cannot_be_added_twice(api):
    api.post("purchase-orders", **a_purchase_order("PO-TWICE"))
    answer = api.send("POST", "purchase-orders", body=a_purchase_order("PO-TWICE"))
    assert (answer.status, answer.headers["x-amzn-errortype"]) == (409, "ConflictException")


def test_an_edit_of_an_outdated_version_is_refused(api):
    version = api.post("purchase-orders", **a_purchase_order("PO-RACE"))["version"]
    at = ("purchase-orders", "PO-RACE")
    api.patch(*at, description="first", expectedVersion=version)
    with pytest.raises(ApiRefused) as refused:
        api.patch(*at, description="second", expectedVersion=version)
    assert refused.value.status == 409
    assert api.get(*at)["description"] == "first"


def test_a_listing_goes_on_page_by_page(api):
    ids = {f"PO-PAGE-{number}" for number in range(3)}
    for purchase_order_id in ids:
        api.post("purchase-orders", **a_purchase_order(purchase_order_id))
    seen, token = [], None
    while True:
        page = api.get("purchase-orders", maxResults=2, nextToken=token)
        assert len(page["items"]) <= 2
        seen += [order["purchaseOrderId"] for order in page["items"]]
        token = page["nextToken"]
        if token is None:
            break
    assert ids <= set(seen)
    assert len(seen) == len(set(seen))


def test_the_list_is_sorted_and_filtered_where_it_is_stored(api):
    for number, price in enumerate(("30.00", "9.00", "200.00")):
        body = a_purchase_order(
            f"PO-SORT-{number}", description="To be SORTED", tags={"sort.key": str(number % 2)}
        )
        body["lineItems"][0]["unitPrice"] = price
        api.post("purchase-orders", **body)

    def listed(**query: str) -> list[str]:
        found = api.items("purchase-orders", search="be sorted", maxResults=2, **query)
        return [order["purchaseOrderId"] for order in found]

    assert listed(sortBy="TOTAL_VALUE") == ["PO-SORT-1", "PO-SORT-0", "PO-SORT-2"]
    assert listed(sortBy="BALANCE", sortOrder="DESCENDING") == listed(sortBy="TOTAL_VALUE")[::-1]
    assert listed(sortBy="UPDATED_AT", status="ACTIVE") == sorted(listed())
    assert listed(tagKey="sort.key", tagValue="1") == ["PO-SORT-1"]
    assert listed(balanceBelow="9") == []


def test_several_are_suspended_and_deleted_each_for_itself(api):
    ids = [f"PO-SEVERAL-{number}" for number in range(3)]
    for purchase_order_id in ids[:2]:
        api.post("purchase-orders", **a_purchase_order(purchase_order_id))
    chosen = [{"purchaseOrderId": purchase_order_id} for purchase_order_id in ids]
    changed = api.post("purchase-order-status-changes", status="SUSPENDED", purchaseOrders=chosen)
    assert [each["status"] for each in changed["succeeded"]] == ["SUSPENDED", "SUSPENDED"]
    deleted = api.post("purchase-order-deletions", purchaseOrders=chosen)
    for answer in (changed, deleted):
        assert [each["purchaseOrderId"] for each in answer["succeeded"]] == ids[:2]
        (failed,) = answer["failed"]
        assert failed["problem"]["code"] == "PURCHASE_ORDER_NOT_FOUND"
