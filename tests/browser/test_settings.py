"""The settings of the account, a section each, as finance keeps them."""

from collections.abc import Iterator
from typing import Final
from uuid import uuid4

import pytest
from playwright.sync_api import ViewportSize, expect

from local.api import Api
from tests.support.console import Console

pytestmark = pytest.mark.e2e

TALL: Final[ViewportSize] = {"width": 1400, "height": 2400}


@pytest.fixture
def unit(api: Api) -> Iterator[str]:
    """The name of an invoice unit that is gone afterwards."""
    name = f"Unit {uuid4().hex[:6]}"
    yield name
    api.send("DELETE", "invoice-units", name)


@pytest.fixture
def _payment_settings_stay(api: Api) -> Iterator[None]:
    before = api.get("payment-settings")
    yield
    kept = {name: before[name] for name in before.keys() - {"version", "updatedAt"}}
    api.put("payment-settings", **kept)


def test_the_integration_with_marketplace_is_switched_after_a_question(
    console: Console, api: Api
) -> None:
    before = api.get("marketplace-integration")["isEnabled"]
    console.open("/settings/marketplace")
    for turned in (not before, before):
        act = "Turn on" if turned else "Turn off"
        console.presses(act)
        console.dialog().get_by_role("button", name=act).click()
        expect(console.dialog()).to_have_count(0)
        expect(console.fact("Status")).to_contain_text("On" if turned else "Off")
        assert api.get("marketplace-integration")["isEnabled"] is turned


@pytest.mark.usefixtures("_payment_settings_stay")
def test_payment_settings_are_saved_and_what_is_wrong_is_told_at_its_field(
    console: Console, api: Api
) -> None:
    console.open("/settings/payment")
    console.fills("Payment terms", "Net 45")
    console.fills("Days to pay", "4000")
    console.presses("Save changes")
    expect(console.field("Days to pay")).to_have_attribute("aria-invalid", "true")
    console.fills("Days to pay", "45")
    console.presses("Save changes")
    console.says("The payment settings are saved.")
    saved = api.get("payment-settings")
    assert (saved["paymentTerms"], saved["netPaymentDays"]) == ("Net 45", 45)


def test_an_invoice_unit_is_created_edited_and_deleted(
    console: Console, api: Api, unit: str
) -> None:
    console.open("/settings/invoice-units")
    console.presses("Create invoice unit")
    console.fills("Name", unit)
    console.fills("Receiver", "111122223333")
    console.dialog().get_by_role("button", name="Create", exact=True).click()
    console.says("The invoice unit is created.")
    console.presses(f"Edit {unit}")
    console.fills("Description", "The north")
    console.dialog().get_by_role("button", name="Save").click()
    expect(console.row(unit)).to_contain_text("The north")
    console.presses(f"Delete {unit}")
    console.dialog().get_by_role("button", name="Delete").click()
    console.says(f"The invoice unit {unit} is deleted.")
    assert api.send("GET", "invoice-units", unit).status == 404


def test_a_portal_is_connected_edited_moved_on_and_disconnected(console: Console, api: Api) -> None:
    console.open("/settings/portals")
    console.presses("Connect a portal")
    console.dialog().get_by_role("button", name="Connect", exact=True).click()
    expect(console.field("Buyer")).to_have_attribute("aria-invalid", "true")
    # Axe takes labels for hidden that have to be scrolled to in a dialog.
    console.page.set_viewport_size(TALL)
    assert console.serious_violations() == []

    buyer = f"AN{uuid4().int % 10**11:011d}"
    console.fills("Buyer", buyer)
    console.fills("Supplier", "AN01000000002")
    console.fills("Address", "https://portal.example.com/cxml")
    console.fills("Shared secret", "open-sesame-4711")
    console.fills("First day of delivery", "2027-03-01")
    console.presses("Add a person")
    console.fills("Name of person 1", "E-invoicing")
    console.fills("E-mail of person 1", "einvoicing@example.com")
    console.dialog().get_by_role("button", name="Connect", exact=True).click()
    expect(console.row(buyer)).to_contain_text("Pending verification")

    console.row(buyer).get_by_role("button", name="Actions for").click()
    console.page.get_by_role("menuitem", name="Edit").click()
    console.page.get_by_role("checkbox", name="Retrieve purchase orders").check()
    console.dialog().get_by_role("button", name="Save changes").click()
    console.says("The connection is saved.")
    saved = next(
        each
        for each in api.items("procurement-portal-preferences")
        if each["buyerIdentifier"] == buyer
    )
    assert saved["purchaseOrderRetrievalEnabled"]
    assert saved["isSharedSecretSet"]
    assert saved["contacts"] == [{"name": "E-invoicing", "email": "einvoicing@example.com"}]

    console.row(buyer).get_by_role("button", name="Actions for").click()
    console.page.get_by_role("menuitem", name="Change status").click()
    console.chooses("New status", "Validated")
    console.dialog().get_by_role("button", name="Change status").click()
    expect(console.row(buyer)).to_contain_text("Validated")

    console.row(buyer).get_by_role("button", name="Actions for").click()
    console.page.get_by_role("menuitem", name="Disconnect").click()
    console.dialog().get_by_role("button", name="Disconnect").click()
    expect(console.row(buyer)).to_have_count(0)


def test_a_link_to_the_calendar_is_shown_once_and_taken_back(console: Console, api: Api) -> None:
    api.send("DELETE", "calendar-link")
    console.open("/settings/calendar")
    console.presses("Create link")
    console.dialog().get_by_role("button", name="Create").click()
    console.says("Copy the link now")
    console.page.reload()
    expect(console.fact("Status")).to_contain_text("Active")
    expect(console.page.get_by_text("Copy the link now")).to_have_count(0)
    console.presses("Delete link")
    console.dialog().get_by_role("button", name="Delete").click()
    console.says("There is no link.")
