"""Invoices: those without a purchase order, many of them regenerated at once, and why."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from local.api import Api, JsonObject
from tests.support.application import a_line_body, a_purchase_order_body
from tests.support.console import MONTHS, Console
from tests.support.deployed import Deployed
from tests.support.eventually import eventually
from tests.support.sold import CANADA, payment, sold

pytestmark = pytest.mark.e2e

PLACE = f"/invoices?purchaseOrder=none&invoicingEntity={CANADA}"


@pytest.fixture
def invoice(api: Api, deployed: Deployed) -> str:
    """The number of an invoice that was issued on acceptance, without a purchase order."""
    agreement = sold(api, deployed.info.account_id, payment(0, "500.00"), payment(40, "1.00"))

    def issued() -> str:
        (charge, _) = api.items("agreements", agreement["agreementId"], "charges")
        assert charge["invoiceId"]
        return str(charge["invoiceId"])

    return eventually(issued, within=60)


@pytest.fixture
def order(api: Api) -> Iterator[JsonObject]:
    """A purchase order that takes it, added too late; gone before it takes another test's."""
    line = a_line_body(months=MONTHS, total="9000.00")
    name = f"LATE-{uuid4().hex[:6].upper()}"
    body = a_purchase_order_body(name, line, months=MONTHS, bill_from=(CANADA,))
    yield api.post("purchase-orders", **body)
    api.delete("purchase-orders", name)


def test_a_link_shows_those_without_a_purchase_order(console: Console, invoice: str) -> None:
    console.open("/invoices?purchaseOrder=none")
    console.shows("Invoices")
    expect(console.row(invoice)).to_contain_text("Without purchase order")
    expect(console.page.get_by_text("Purchase order = Without a purchase order")).to_be_visible()
    assert console.serious_violations() == []
    console.open(f"/invoices?purchaseOrder=none&text={invoice.lower()}")
    expect(console.row(invoice)).to_be_visible()
    console.open(f"/invoices?purchaseOrder=any&text={invoice}")
    console.says("No matches")
    console.presses("Clear the filter")
    expect(console.row(invoice)).to_be_visible()


def test_many_are_tried_first_and_then_regenerated(
    console: Console, api: Api, invoice: str, order: JsonObject
) -> None:
    console.open().sign_in("Support")
    console.open(PLACE)
    console.row(invoice).get_by_role("checkbox").check()
    console.goes_to("Regenerate with another purchase order")
    console.shows("Regenerate invoices")
    expect(console.row(invoice).get_by_role("checkbox")).to_be_checked()
    picker = console.page.get_by_placeholder("Find a purchase order by its ID")
    picker.fill(order["purchaseOrderId"])
    picker.press("Tab")
    console.fills("Reason", "The number came too late")
    console.presses("Dry run of 1 invoice")

    expect(console.row(invoice)).to_contain_text("Would get another edition")
    expect(console.row(invoice)).to_contain_text(order["purchaseOrderId"])
    assert api.get("invoices", invoice)["edition"] == 1
    assert console.serious_violations() == []

    console.presses("Regenerate 1 invoice")
    expect(console.row(invoice)).to_contain_text("Regenerated")
    expect(console.fact("Changed")).to_have_text("1")
    assert api.get("invoices", invoice)["purchaseOrderId"] == order["purchaseOrderId"]


def test_each_edition_says_why(console: Console, api: Api, invoice: str, order: JsonObject) -> None:
    api.post("invoices", invoice, "regenerate", target="MATCH_AGAIN", reason="There is one now")
    console.open(f"/invoices/{invoice}?tab=why")
    expect(console.fact("How it was decided")).to_have_text("Chosen by the matching rules")
    console.open(f"/invoices/{invoice}?tab=why&edition=1")
    expect(console.fact("How it was decided")).to_have_text("Nothing fits")
    expect(console.page.get_by_text(order["purchaseOrderId"])).to_have_count(0)


def test_finance_is_told_who_regenerates_many(console: Console, invoice: str) -> None:
    console.open(PLACE)
    expect(console.row(invoice)).to_be_visible()
    button = console.page.get_by_role("link", name="Regenerate with another purchase order")
    expect(button).to_have_attribute("aria-disabled", "true")
