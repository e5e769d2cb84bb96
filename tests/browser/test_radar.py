"""The radar: what would be invoiced without a sound purchase order, and who hears of it."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from local.api import Api
from local.samples import present_day
from tests.support.console import Console
from tests.support.deployed import Deployed

pytestmark = pytest.mark.e2e


@pytest.fixture
def product(api: Api, deployed: Deployed) -> str:
    """What was bought in one payment to come, and named a purchase order that is suspended."""
    name = f"radar-{uuid4().hex[:6]}"
    body = {
        "name": name,
        "productId": f"prod-{name}",
        "productType": "SAAS_CONTRACT",
        "targetAccountIds": [deployed.info.account_id],
        "contractDuration": "P12M",
        "availabilityEndDate": str(present_day() + timedelta(days=7)),
        "currencyCode": "USD",
        "schedule": [
            {"chargeDate": str(present_day() + timedelta(days=10)), "chargeAmount": "100.00"}
        ],
    }
    offer = ("offers", api.post("offers", **body)["offerId"])
    api.post(*offer, "release")
    api.post(*offer, "accept", purchaseOrderReference=name)
    api.put("purchase-orders", name, "status", status="SUSPENDED")
    return name


@pytest.fixture
def _nobody_subscribed(api: Api) -> Iterator[None]:
    """There is nobody yet."""
    before = api.get("radar", "subscribers")
    api.put("radar", "subscribers", subscribers=[])
    yield
    api.put("radar", "subscribers", subscribers=before["subscribers"], days=before["days"])


def test_a_charge_at_risk_says_why_and_gets_another_number(console: Console, product: str) -> None:
    console.open("/radar")
    risk = console.row(product)
    expect(risk).to_contain_text("Suspended")
    risk.get_by_role("button", name="Set the purchase order").click()
    console.fills("Purchase order ID", f"{product}-sound")
    console.dialog().get_by_role("button", name="Set on 1 charge").click()
    expect(console.dialog()).to_have_count(0)
    expect(risk).to_have_count(0)


def test_how_far_it_looks_is_part_of_the_address(console: Console, product: str) -> None:
    console.open("/radar?days=7")
    console.shows("Radar")
    expect(console.row(product)).to_have_count(0)
    console.chooses("How many days ahead", "14 days ahead")
    expect(console.row(product)).to_be_visible()
    console.page.reload()
    expect(console.row(product)).to_be_visible()


@pytest.mark.usefixtures("_nobody_subscribed")
def test_who_is_mailed_on_mondays_is_kept(console: Console, api: Api) -> None:
    console.open("/radar?tab=subscribers")
    console.fills("Days ahead", "21")
    console.presses("Add a person")
    console.fills("Name of person 1", "Finance desk")
    console.fills("E-mail of person 1", "no address")
    console.presses("Save changes")
    expect(console.field("E-mail of person 1")).to_have_attribute("aria-invalid", "true")
    console.fills("E-mail of person 1", "finance@example.com")
    console.presses("Save changes")
    console.says("The subscribers are saved.")
    saved = api.get("radar", "subscribers")
    assert saved["days"] == 21
    assert saved["subscribers"] == [{"name": "Finance desk", "email": "finance@example.com"}]
