"""The console without a mouse."""

from typing import Final

import pytest
from playwright.sync_api import Locator, expect

from local.api import Api
from tests.support.console import Console, ensure_purchase_order

pytestmark = pytest.mark.e2e

NAME: Final = "KEYBOARD-1"
FAR: Final = 60
"""More presses than it takes to get from one end of a page to the other."""


@pytest.fixture(autouse=True)
def _order(api: Api) -> None:
    ensure_purchase_order(api, NAME)


def goes_on_to(console: Console, wanted: Locator) -> None:
    """Tab, until it has the focus."""
    expect(wanted).to_be_visible()
    for _ in range(FAR):
        console.page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {wanted}")


def test_the_dashboard_is_walked_from_its_navigation_to_a_purchase_order(console: Console) -> None:
    console.open("/purchase-orders")
    expect(console.row(NAME)).to_be_visible()
    main, page = console.page.get_by_role("main"), console.page
    goes_on_to(console, page.get_by_role("button", name="Appearance"))
    goes_on_to(console, page.get_by_role("link", name="Charges"))
    goes_on_to(console, main.get_by_role("link", name="Add purchase order"))
    goes_on_to(console, main.get_by_role("combobox", name="Find purchase orders"))
    page.keyboard.type(NAME)
    page.keyboard.press("Enter")
    expect(page.get_by_role("row")).to_have_count(2)

    # One stop for the whole table; arrows move inside it.
    goes_on_to(console, page.get_by_role("checkbox", name="Select all"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("link", name=NAME)).to_be_focused()
    page.keyboard.press("Enter")
    console.shows(NAME)


def test_a_dialog_keeps_the_focus_until_it_is_left(console: Console, api: Api) -> None:
    console.open("/purchase-orders")
    console.row(NAME).get_by_role("checkbox").focus()
    console.page.keyboard.press("Space")
    actions = console.page.get_by_role("button", name="Actions")
    actions.focus()
    console.page.keyboard.press("Enter")
    suspend = console.page.get_by_role("menuitem", name="Suspend")
    while not suspend.evaluate("each => each.contains(document.activeElement)"):
        console.page.keyboard.press("ArrowDown")
    console.page.keyboard.press("Enter")
    dialog = console.dialog()
    expect(dialog).to_be_visible()
    for _ in range(10):
        console.page.keyboard.press("Tab")
        assert dialog.evaluate("each => each.contains(document.activeElement)")
    console.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert api.get("purchase-orders", NAME)["status"] == "ACTIVE"
