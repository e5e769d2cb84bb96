"""One purchase order, as procurement sees it."""

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from local.api import Api
from tests.support.console import Console, ensure_purchase_order

pytestmark = pytest.mark.e2e

NAME = "DETAILS 7/a:b=c+d-e%f@g"
TABS = ("Line items", "Invoices", "Forecast", "Contacts", "Tags")


@pytest.fixture(autouse=True)
def _order(api: Api) -> None:
    ensure_purchase_order(api, NAME)


def test_a_link_leads_to_it(console: Console) -> None:
    console.open("/purchase-orders")
    console.page.get_by_role("link", name=NAME).click()
    expect(console.page.get_by_role("heading", name=NAME)).to_be_visible()
    console.page.reload()
    expect(console.page.get_by_role("heading", name=NAME)).to_be_visible()


@pytest.mark.parametrize("tab", TABS)
def test_each_tab_shows_something_and_keeps_nobody_out(console: Console, tab: str) -> None:
    console.open(f"/purchase-orders/{quote(NAME, safe='')}")
    console.page.get_by_role("tab", name=tab).click()
    expect(console.page.get_by_role("tabpanel", name=tab)).not_to_be_empty()
    expect(console.page.get_by_text("Loading")).to_have_count(0)
    assert console.serious_violations() == []


def test_one_that_is_not_there_is_told(console: Console) -> None:
    console.open("/purchase-orders/there-is-none")
    expect(console.page.get_by_text("Could not load the purchase order")).to_be_visible()
    expect(console.page.get_by_text("does not exist")).to_be_visible()
