"""Agreements: the list, one of them, and what of it is due when."""

import pytest
from playwright.sync_api import expect

from local.api import Api, JsonObject
from local.samples import present_day
from tests.support.console import Console
from tests.support.deployed import Deployed
from tests.support.sold import payment, sold

pytestmark = pytest.mark.e2e


@pytest.fixture
def agreement(api: Api, deployed: Deployed) -> JsonObject:
    """Two payments this year or the next, and one two years later."""
    payments = (payment(20, "100.00"), payment(21, "100.00"), payment(800, "100.00"))
    return sold(api, deployed.info.account_id, *payments)


def test_a_row_leads_to_it_and_to_its_charges(console: Console, agreement: JsonObject) -> None:
    console.open("/agreements")
    console.row(agreement["productId"]).get_by_role("link").first.click()
    console.shows(agreement["agreementId"])
    expect(console.fact("Status")).to_contain_text("Active")
    expect(console.fact("Value")).to_have_text("$300.00")
    console.goes_to("View charges")
    console.shows("Charges")
    console.says("3 charges: $300.00. Open the agreement.")


def test_its_calendar_turns_by_keyboard_and_by_link(
    console: Console, agreement: JsonObject
) -> None:
    console.open(f"/agreements/{agreement['agreementId']}")
    console.opens_tab("Calendar")
    first, last = (payment(days, "0")["chargeDate"] for days in (20, 800))
    calendar = console.page.get_by_role("tabpanel", name="Calendar")
    expect(calendar.get_by_role("row").filter(has_text="payment 1 of 3")).to_be_visible()
    expect(calendar.get_by_role("row").filter(has_text="payment 3 of 3")).to_have_count(0)
    year = calendar.get_by_role("button", name=first[:4], exact=True)
    expect(year).to_have_attribute("aria-pressed", "true")
    year.focus()
    presses = len({first[:4], payment(21, "0")["chargeDate"][:4], last[:4]}) - 1
    for _ in range(presses):
        console.page.keyboard.press("ArrowRight")
        console.page.keyboard.press("Enter")
    expect(calendar.get_by_role("row").filter(has_text="payment 3 of 3")).to_be_visible()
    assert f"year={last[:4]}" in console.page.url
    assert console.serious_violations() == []
    console.page.reload()
    expect(calendar.get_by_role("row").filter(has_text="payment 3 of 3")).to_be_visible()
    assert int(last[:4]) > present_day().year
