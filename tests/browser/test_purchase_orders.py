"""The list of purchase orders, as procurement sees it."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from local.api import Api
from tests.support.application import a_line_body, a_purchase_order_body
from tests.support.console import MONTHS, Console, ensure_purchase_order

pytestmark = pytest.mark.e2e

FIRST = "BROWSER 7/a:b=c+d-e%f@g"
SECOND = "BROWSER-8"


@pytest.fixture(autouse=True)
def _orders(api: Api) -> None:
    for name in (FIRST, SECOND):
        ensure_purchase_order(api, name)


def test_every_purchase_order_is_a_row(console: Console) -> None:
    console.open("/purchase-orders")
    expect(console.row(FIRST)).to_contain_text("Active")
    expect(console.page.get_by_role("columnheader", name="Balance")).to_be_visible()


def test_what_is_searched_for_is_part_of_the_address(console: Console) -> None:
    console.open("/purchase-orders")
    console.searches("purchase orders", "browser-8")
    expect(console.row(FIRST)).to_have_count(0)
    expect(console.row(SECOND)).to_be_visible()
    console.page.reload()
    expect(console.row(SECOND)).to_be_visible()
    expect(console.row(FIRST)).to_have_count(0)


def test_what_matches_nothing_can_be_cleared(console: Console) -> None:
    console.open("/purchase-orders")
    console.searches("purchase orders", "no such purchase order")
    expect(console.page.get_by_text("No matches")).to_be_visible()
    console.page.get_by_role("button", name="Clear the filter").click()
    expect(console.row(FIRST)).to_be_visible()


def test_a_purchase_order_is_suspended_after_a_question(console: Console, api: Api) -> None:
    console.open("/purchase-orders")
    _ask(console, SECOND, "Suspend")
    console.page.get_by_role("dialog").get_by_role("button", name="Suspend").click()
    expect(console.page.get_by_text("1 purchase order suspended")).to_be_visible()
    expect(console.row(SECOND)).to_contain_text("Suspended")
    assert api.get("purchase-orders", SECOND)["status"] == "SUSPENDED"
    _ask(console, SECOND, "Activate")
    console.page.get_by_role("dialog").get_by_role("button", name="Activate").click()
    expect(console.row(SECOND)).to_contain_text("Active")


def test_nothing_of_one_user_is_shown_to_the_next(console: Console) -> None:
    console.open("/purchase-orders")
    expect(console.row(SECOND)).to_be_visible()
    console.sign_in("Marketplace seller")
    expect(console.page.get_by_text("Your role may not see purchase orders")).to_be_visible()
    expect(console.row(SECOND)).to_have_count(0)


def test_what_cannot_be_read_can_be_tried_again(console: Console) -> None:
    console.breaks("/purchase-orders")
    console.open("/purchase-orders")
    expect(console.page.get_by_text("Could not load purchase orders")).to_be_visible()
    console.page.unroute_all()
    console.page.get_by_role("button", name="Try again").click()
    expect(console.row(FIRST)).to_be_visible()


@pytest.fixture
def many(api: Api) -> Iterator[str]:
    """Eleven drafts whose IDs begin alike; what this gives finds them all."""
    prefix = f"MANY-{uuid4().hex[:6]}-"
    body = a_purchase_order_body(months=MONTHS, lineItems=[])
    names = [f"{prefix}{number:02}" for number in range(11)]
    for name in names:
        api.post("purchase-orders", **{**body, "purchaseOrderId": name})
    yield prefix
    api.post("purchase-order-deletions", purchaseOrders=[{"purchaseOrderId": n} for n in names])


def test_tiles_count_and_lead_to_what_they_count(console: Console, api: Api) -> None:
    present = f"{datetime.now(UTC):%Y-%m}"
    soon = "BROWSER-SOON"
    if api.send("GET", "purchase-orders", soon).status != 200:
        api.post("purchase-orders", **a_purchase_order_body(soon, months=("2024-01", present)))
    counted = api.get("purchase-order-dashboard")
    console.open("/purchase-orders")
    for name, member in (
        ("active purchase order", "activeCount"),
        ("Expiring before", "expiringCount"),
        ("Balance below a threshold", "lowBalanceCount"),
        ("Issued since", "invoicesWithoutPurchaseOrderCount"),
    ):
        expect(_tile(console, name)).to_have_text(str(counted[member]))
    _tile(console, "Expiring before").click()
    expect(console.row(soon)).to_be_visible()
    expect(console.row(FIRST)).to_have_count(0)
    console.page.reload()
    expect(console.row(soon)).to_be_visible()
    expect(console.row(FIRST)).to_have_count(0)
    _tile(console, "Balance below a threshold").click()
    expect(console.row(soon)).to_have_count(0)
    _tile(console, "active purchase order").click()
    expect(console.row(FIRST)).to_be_visible()
    _tile(console, "Issued since").click()
    expect(console.page.get_by_role("heading", name="Invoices")).to_be_visible()


def test_what_is_shown_is_exported_and_computes_nothing(console: Console, api: Api) -> None:
    name = f"EXPORT-{uuid4().hex[:6]}"
    line = a_line_body(months=MONTHS, total="12.50")
    description = '=HYPERLINK("https://example.com"), or'
    api.post(
        "purchase-orders",
        **a_purchase_order_body(name, line, months=MONTHS, description=description),
    )
    console.open("/purchase-orders")
    console.searches("purchase orders", name.lower())
    expect(console.row(FIRST)).to_have_count(0)
    with console.page.expect_download() as download:
        console.presses("Export")
    text = download.value.path().read_text("utf-8-sig")
    assert download.value.suggested_filename == "purchase-orders.csv"
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["Purchase order ID"], row["Value"], row["Currency"]) == (name, "12.50", "USD")
    assert row["Description"] == f"'{description}"
    api.delete("purchase-orders", name)


def test_a_list_goes_on_page_by_page(console: Console, many: str) -> None:
    console.open("/purchase-orders?sortBy=PURCHASE_ORDER_ID")
    console.searches("purchase orders", many)
    console.presses("Preferences")
    console.page.get_by_role("radio", name="10 a page").check()
    console.presses("Confirm")
    expect(console.row(f"{many}09")).to_be_visible()
    expect(console.row(f"{many}10")).to_have_count(0)
    console.page.get_by_role("button", name="Next page").click()
    expect(console.row(f"{many}10")).to_be_visible()
    expect(console.row(f"{many}09")).to_have_count(0)


def test_a_heading_sorts_and_the_address_says_so(console: Console, many: str) -> None:
    console.open("/purchase-orders?sortBy=PURCHASE_ORDER_ID")
    console.searches("purchase orders", many)
    rows = console.page.get_by_role("row").filter(has_text=many)
    expect(rows.first).to_contain_text(f"{many}00")
    heading = console.page.get_by_role("columnheader", name="Purchase order ID")
    heading.get_by_role("button").press("Enter")
    expect(rows.first).to_contain_text(f"{many}10")
    assert "order=descending" in console.page.url


def test_a_property_filters(console: Console) -> None:
    console.open("/purchase-orders")
    console.searches("purchase orders", "Currency = EUR")
    expect(console.row(FIRST)).to_have_count(0)
    assert "currency=EUR" in console.page.url
    console.page.get_by_role("button", name="Clear filters").click()
    expect(console.row(FIRST)).to_be_visible()


def test_a_column_that_was_hidden_stays_hidden(console: Console) -> None:
    console.open("/purchase-orders")
    value = console.page.get_by_role("columnheader", name="Value")
    expect(value).to_be_visible()
    console.presses("Preferences")
    console.dialog().get_by_label("Value", exact=True).click()
    console.presses("Confirm")
    expect(value).to_have_count(0)
    console.page.reload()
    expect(console.row(FIRST)).to_be_visible()
    expect(value).to_have_count(0)


def test_several_are_suspended_and_deleted_at_once(console: Console, api: Api, many: str) -> None:
    console.open("/purchase-orders")
    console.searches("purchase orders", many)
    names = [f"{many}00", f"{many}01"]
    for act, done in (("Suspend", "suspended"), ("Activate", "activated"), ("Delete", "deleted")):
        for name in names:
            console.page.get_by_role("checkbox", name=re.compile(f"^{re.escape(name)}$")).check()
        console.presses("Actions")
        console.page.get_by_role("menuitem", name=act).click()
        expect(console.dialog()).to_contain_text(", ".join(names))
        console.dialog().get_by_role("button", name=act).click()
        expect(console.page.get_by_text(f"2 purchase orders {done}")).to_be_visible()
    expect(console.row(names[0])).to_have_count(0)
    assert [api.send("GET", "purchase-orders", name).status for name in names] == [404, 404]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_kept_out(console: Console, theme: str) -> None:
    console.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    console.open("/purchase-orders")
    expect(console.row(FIRST)).to_be_visible()
    assert console.serious_violations() == []


def _ask(console: Console, name: str, act: str) -> None:
    console.page.get_by_role("checkbox", name=re.compile(f"^{re.escape(name)}$")).check()
    console.page.get_by_role("button", name="Actions").click()
    console.page.get_by_role("menuitem", name=act).click()


def _tile(console: Console, name: str) -> Locator:
    return console.page.get_by_role("link", name=name)
