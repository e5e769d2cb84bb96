"""Notices: what was mailed, and who is told of invoices without a purchase order."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from local.api import Api
from tests.support.console import Console

pytestmark = pytest.mark.e2e

NO_PURCHASE_ORDER = "No purchase order was found for the invoice"


@pytest.fixture(autouse=True)
def _nobody_is_told(api: Api) -> Iterator[None]:
    """There is no contact, and contacts would be told of everything."""
    before = api.get("notice-settings")
    api.put("notice-settings", contacts=[])
    yield
    kept = {name: before[name] for name in ("contacts", "invoiceNotices")}
    api.put("notice-settings", **kept)


def test_contacts_are_kept_and_what_they_are_told_of(console: Console, api: Api) -> None:
    console.open("/notices?tab=invoices")
    console.page.get_by_role("checkbox", name=NO_PURCHASE_ORDER).uncheck()
    console.presses("Add a person")
    console.fills("Name of person 1", "Finance desk")
    console.fills("E-mail of person 1", "finance@example.com")
    console.presses("Save changes")
    console.says("The contacts for notices are saved.")
    saved = api.get("notice-settings")
    assert saved["contacts"] == [{"name": "Finance desk", "email": "finance@example.com"}]
    assert saved["invoiceNotices"] == ["PURCHASE_ORDER_SUSPENDED"]


def test_what_is_not_saved_can_be_given_up(console: Console) -> None:
    console.open("/notices?tab=invoices")
    reason = console.page.get_by_role("checkbox", name=NO_PURCHASE_ORDER)
    reason.uncheck()
    console.presses("Discard changes")
    expect(reason).to_be_checked()


def test_who_may_only_look_cannot_save(console: Console) -> None:
    console.open("/notices?tab=invoices")
    console.sign_in("Auditor")
    console.open("/notices?tab=invoices")
    console.page.get_by_role("checkbox", name=NO_PURCHASE_ORDER).uncheck()
    expect(console.page.get_by_role("button", name="Save changes")).to_be_disabled()
