"""The list of purchase orders, as procurement sees it."""

import re

import pytest
from playwright.sync_api import expect

from local.api import Api
from tests.support.console import Console, ensure_purchase_order

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
    search = console.page.get_by_placeholder("Find purchase orders")
    search.fill("browser-8")
    search.press("Enter")
    expect(console.row(FIRST)).to_have_count(0)
    expect(console.row(SECOND)).to_be_visible()
    console.page.reload()
    expect(console.row(SECOND)).to_be_visible()
    expect(console.row(FIRST)).to_have_count(0)


def test_what_matches_nothing_can_be_cleared(console: Console) -> None:
    console.open("/purchase-orders")
    search = console.page.get_by_placeholder("Find purchase orders")
    search.fill("no such purchase order")
    search.press("Enter")
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


def test_who_may_only_look_is_told_so(console: Console, api: Api) -> None:
    console.open("/purchase-orders")
    expect(console.row(SECOND)).to_be_visible()
    console.sign_in("Viewer")
    expect(console.row(SECOND)).to_be_visible()
    _ask(console, SECOND, "Suspend")
    console.page.get_by_role("dialog").get_by_role("button", name="Suspend").click()
    expect(console.page.get_by_text("Nothing was suspended")).to_be_visible()
    assert api.get("purchase-orders", SECOND)["status"] == "ACTIVE"


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
