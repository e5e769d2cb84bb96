"""The wizard that adds a purchase order, as procurement goes through it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from local.api import Api
from local.samples import present_day
from tests.support.console import Console, ensure_purchase_order
from tests.support.deployed import Deployed
from tests.support.purchase_orders import INC

pytestmark = pytest.mark.e2e

TAKEN = "WIZARD-TAKEN"


@pytest.fixture
def product(api: Api, deployed: Deployed) -> str:
    """What was bought on AWS Marketplace, with one payment to come that names no number."""
    name = f"Wizard product {uuid4().hex[:6]}"
    body = {
        "name": name,
        "productId": "prod-wizard",
        "productType": "SAAS_CONTRACT",
        "targetAccountIds": [deployed.info.account_id],
        "contractDuration": "P12M",
        "availabilityEndDate": str(present_day() + timedelta(days=7)),
        "currencyCode": "USD",
        "schedule": [
            {"chargeDate": str(present_day() + timedelta(days=20)), "chargeAmount": "321.00"}
        ],
    }
    offer = ("offers", api.post("offers", **body)["offerId"])
    api.post(*offer, "release")
    api.post(*offer, "accept")
    return name


def test_an_id_that_is_taken_is_told_at_the_id(console: Console, api: Api) -> None:
    ensure_purchase_order(api, TAKEN)
    _details(console, TAKEN)
    console.presses("Next")
    field = console.page.get_by_label("Purchase order ID")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(console.page.get_by_text("Is taken already.")).to_be_visible()
    field.fill(f"{TAKEN}-{uuid4().hex[:6]}")
    expect(console.page.get_by_text("Is taken already.")).to_have_count(0)
    console.presses("Next")
    expect(console.page.get_by_role("heading", name="What it would match")).to_be_visible()


def test_what_it_would_take_shows_before_it_is_added(
    console: Console, api: Api, product: str
) -> None:
    name = f"WIZARD-{uuid4().hex[:6]}"
    _details(console, name)
    console.presses("Next")
    console.chooses("Type", "AWS Marketplace Blanket Usage")
    console.fills("Unit price (USD)", "5000.00")
    taken = console.page.get_by_role("grid", name="Open charges that it would match")
    expect(taken.get_by_role("row").filter(has_text=product)).to_contain_text("$321.00")
    assert console.serious_violations() == []
    assert api.send("GET", "purchase-orders", name).status == 404


def _details(console: Console, name: str) -> None:
    console.open("/purchase-orders")
    console.goes_to("Add purchase order")
    console.fills("Purchase order ID", name)
    console.chooses("Bill from", INC)
