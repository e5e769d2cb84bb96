"""One purchase order, as procurement sees it."""

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from local.api import Api
from tests.support.application import a_line_body, a_purchase_order_body
from tests.support.console import MONTHS, Console, ensure_purchase_order
from tests.support.console_pages import Sample

pytestmark = pytest.mark.e2e

NAME = "DETAILS 7/a:b=c+d-e%f@g"
TABS = ("Line items", "Invoices", "History", "Balance over time", "Contacts", "Tags")


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


def test_its_history_tells_who_did_what_and_what_was_booked(
    console: Console, sample: Sample
) -> None:
    console.open(f"/purchase-orders/{quote(sample.order, safe='')}?tab=history")
    issued = console.row("Invoice issued").first
    expect(issued).to_contain_text("on line")
    expect(issued).to_contain_text("Invoice run")
    expect(console.row("Purchase order added")).to_be_visible()
    console.page.get_by_role("button", name="View details of Purchase order added").click()
    expect(console.dialog()).to_contain_text("arn:aws")
    expect(console.dialog()).to_contain_text("Total value")
    assert console.serious_violations() == []
    console.page.keyboard.press("Escape")
    issued.get_by_role("link").first.click()
    expect(console.page.get_by_role("tab", name="Why this purchase order")).to_be_visible()


def test_the_chart_shows_what_was_and_what_is_expected(console: Console, sample: Sample) -> None:
    console.open(f"/purchase-orders/{quote(sample.order, safe='')}?tab=forecast")
    chart = console.page.get_by_role("tabpanel", name="Balance over time")
    expect(chart.get_by_text("As expected").first).to_be_visible()
    assert console.serious_violations() == []


def test_one_that_is_called_add_has_a_page_of_its_own(console: Console, api: Api) -> None:
    ensure_purchase_order(api, "add")
    console.open("/purchase-orders/add")
    expect(console.page.get_by_role("heading", name="add", exact=True)).to_be_visible()
    expect(console.page.get_by_role("tab", name="Line items")).to_be_visible()


def test_the_tax_of_a_line_is_taken_off(console: Console, api: Api) -> None:
    name = "DETAILS-TAX"
    if api.send("GET", "purchase-orders", name).status == 200:
        api.delete("purchase-orders", name)
    line = a_line_body(months=MONTHS, total="100.00", tax={"type": "PERCENTAGE", "value": "10"})
    api.post("purchase-orders", **a_purchase_order_body(name, line, months=MONTHS))
    console.open(f"/purchase-orders/{name}")
    expect(console.row("$110.00").first).to_be_visible()
    console.page.get_by_role("checkbox", name="Line 1").check()
    console.page.get_by_role("tabpanel").get_by_role("button", name="Edit", exact=True).click()
    console.dialog().get_by_label("Tax", exact=True).click()
    console.page.get_by_role("option", name="None").click()
    console.dialog().get_by_role("button", name="Save changes").click()
    expect(console.page.get_by_text(f"Purchase order {name} was changed")).to_be_visible()
    (saved,) = api.get("purchase-orders", name)["lineItems"]
    assert (saved["tax"], saved["totalValue"]) == (None, "100.00")


def test_one_that_is_not_there_is_told(console: Console) -> None:
    console.open("/purchase-orders/there-is-none")
    expect(console.page.get_by_text("Could not load the purchase order")).to_be_visible()
    expect(console.page.get_by_text("does not exist")).to_be_visible()
