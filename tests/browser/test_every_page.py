"""Every page opens by its address, shows its heading, and keeps nobody out."""

import pytest
from playwright.sync_api import expect

from tests.support.console import Console

pytestmark = pytest.mark.e2e

PAGES = {
    "/purchase-orders": "Purchase orders",
    "/purchase-orders/add": "Purchase order details",
    "/charges": "Charges",
    "/agreements": "Agreements",
    "/invoices": "Invoices",
    "/invoice-runs": "Invoice runs",
    "/radar": "Radar",
    "/notices": "Notices",
    "/settings": "Settings",
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("place", PAGES)
def test_it_opens(console: Console, place: str, theme: str) -> None:
    console.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    console.open(place)
    expect(console.page.get_by_role("heading", name=PAGES[place]).first).to_be_visible()
    expect(console.page.get_by_text("Loading")).to_have_count(0)
    expect(console.page.get_by_text("Could not load")).to_have_count(0)
    assert console.serious_violations() == []


def test_a_seller_finds_the_offers(console: Console) -> None:
    console.open("/purchase-orders")
    console.sign_in("Marketplace seller")
    console.open("/offers")
    expect(console.page.get_by_role("heading", name="Offers").first).to_be_visible()
    assert console.serious_violations() == []


def test_what_is_no_page_leads_on(console: Console) -> None:
    console.open("/nothing")
    expect(console.page.get_by_text("There is no such page")).to_be_visible()
