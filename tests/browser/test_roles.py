"""What a role may not do, the console does not offer."""

import pytest
from playwright.sync_api import Locator, expect

from local.api import Api
from local.permissions.console import TITLES
from local.permissions.table import Role
from tests.support.console import Console, ensure_purchase_order

pytestmark = pytest.mark.e2e

ORDER = "PO-ROLES"


def place(console: Console, name: str) -> Locator:
    """A link of the side navigation."""
    return console.page.get_by_role("navigation").get_by_role("link", name=name, exact=True)


def test_the_navigation_has_what_a_role_may_read(console: Console) -> None:
    """R-372"""
    console.open("/settings")
    expect(place(console, "Invoice runs")).to_be_visible()
    console.sign_in(TITLES[Role.VIEWER])
    expect(place(console, "Invoices")).to_be_visible()
    expect(place(console, "Invoice runs")).to_have_count(0)


def test_everybody_begins_with_a_page_of_theirs(console: Console) -> None:
    console.open("/settings")
    console.sign_in(TITLES[Role.SELLER])
    console.page.get_by_role("link", name="Ledgerline").click()
    expect(console.page.get_by_text("Your role may not see")).to_have_count(0)
    expect(place(console, "Private offers")).to_be_visible()


def test_a_viewer_is_offered_nothing_that_changes_purchase_orders(
    console: Console, api: Api
) -> None:
    """R-373: and is told why"""
    ensure_purchase_order(api, ORDER)
    console.open(f"/purchase-orders/{ORDER}")
    console.sign_in(TITLES[Role.VIEWER])
    expect(console.page.get_by_role("button", name="Edit the details")).to_be_disabled()
    console.page.get_by_role("button", name="Actions").click()
    item = console.page.get_by_role("menuitem", name="Suspend")
    expect(item).to_be_disabled()
    item.hover()
    expect(console.page.get_by_role("tooltip")).to_have_text("The role Viewer may not do this")
    assert console.serious_violations() == []
