"""Charges as whoever sets their purchase orders sees them: filtered, summed up, on a calendar."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from local.api import Api, JsonObject
from tests.support.console import Console
from tests.support.deployed import Deployed
from tests.support.sold import payment, sold

pytestmark = pytest.mark.e2e


@pytest.fixture
def agreement(api: Api, deployed: Deployed) -> JsonObject:
    """Three payments to come, the first two of them in 20 and 50 days."""
    payments = (payment(20, "100.00"), payment(50, "100.50"), payment(500, "99.50"))
    return sold(api, deployed.info.account_id, *payments)


def charges_of(api: Api, agreement: JsonObject) -> list[JsonObject]:
    return list(api.items("agreements", agreement["agreementId"], "charges"))


def number(api: Api, charge: JsonObject, reference: str) -> None:
    """Set one charge's purchase order, as somebody else would."""
    entry = {
        "chargeId": charge["id"],
        "chargeRevision": charge["revision"],
        "purchaseOrderReference": reference,
    }
    api.put("charges", "purchase-orders", purchaseOrders=[entry])


def test_a_link_shows_what_has_no_purchase_order_and_what_that_comes_to(
    console: Console, api: Api, agreement: JsonObject
) -> None:
    number(api, charges_of(api, agreement)[0], f"PO-{uuid4().hex[:6]}")
    place = f"/charges?agreement={agreement['agreementId']}"
    console.open(place)
    console.shows("Charges")
    console.says("3 charges: $300.00. Open the agreement.")
    console.open(f"{place}&purchaseOrder=none")
    console.says("2 charges: $200.00. Open the agreement.")
    expect(console.row("payment 1 of 3")).to_have_count(0)
    last = payment(60, "0")["chargeDate"]
    console.open(f"{place}&purchaseOrder=none&dueTo={last}")
    console.says("1 charge: $100.50. Open the agreement.")
    expect(console.page.get_by_text(f"Due to <= {last}")).to_be_visible()
    assert console.serious_violations() == []
    console.page.get_by_role("button", name="Clear filters").click()
    expect(console.page.get_by_text(f"Due to <= {last}")).to_have_count(0)
    assert "purchaseOrder" not in console.page.url


def test_a_charge_that_somebody_else_changed_says_so(
    console: Console, api: Api, agreement: JsonObject
) -> None:
    console.open(f"/charges?agreement={agreement['agreementId']}")
    for place in (1, 2):
        console.row(f"payment {place} of 3").get_by_role("checkbox").check()
    number(api, charges_of(api, agreement)[1], "PO-THEIRS")
    console.presses("Set purchase order")
    console.fills("Purchase order ID", "PO-MINE")
    console.dialog().get_by_role("button", name="Set on 2 charges").click()
    console.says("Nothing was changed: charges changed meanwhile")
    conflict = console.dialog().get_by_role("row").filter(has_text="payment 2 of 3")
    expect(conflict).to_contain_text("it carries PO-THEIRS now")
    conflict.get_by_role("button", name="Leave out").click()
    console.dialog().get_by_role("button", name="Set on 1 charge").click()
    console.says("PO-MINE is on 1 charge now")
    references = [each["purchaseOrderReference"] for each in charges_of(api, agreement)]
    assert references == ["PO-MINE", "PO-THEIRS", None]


def test_whoever_may_not_is_told_why(console: Console, agreement: JsonObject) -> None:
    console.open().sign_in("Viewer")
    console.open(f"/charges?agreement={agreement['agreementId']}")
    console.row("payment 1 of 3").get_by_role("checkbox").check()
    expect(console.page.get_by_role("button", name="Set purchase order")).to_be_disabled()
