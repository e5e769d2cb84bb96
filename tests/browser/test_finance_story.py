"""A month in finance: from a purchase order that is added to an invoice that is filed.

Nothing but the browser is used from the first step to the last. What stands before it, a seller's
payments and a month of usage, is set up through the API.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from local.api import Api
from local.samples import present_day
from tests.support.application import a_line_body, a_purchase_order_body
from tests.support.calendar import Calendar
from tests.support.console import MONTHS, Console
from tests.support.deployed import Deployed, an_export, billed_month
from tests.support.e_invoice_rules import text
from tests.support.einvoicing import BUYER_BODY, SELLER_BODY
from tests.support.rendering import pages

pytestmark = pytest.mark.e2e

SELLER: Final = "Amazon Web Services Australia Pty Ltd"
"""Nobody else's purchase orders and usage on this stack are billed from here."""
NAMES: Final = ("invoicePrefixes", "allowedEntitiesByType", "taxRegistrationEntities")


@pytest.fixture(autouse=True)
def _buyer_and_seller_are_known(api: Api) -> Iterator[None]:
    """What an e-invoice has to say of both of them; afterwards it is as it was."""
    before, entities = api.get("payment-settings"), api.get("invoicing-entities")
    table = {name: entities[name] for name in NAMES}
    seller = {**SELLER_BODY, "untaxedCategory": "O", "untaxedReason": "Not subject to VAT"}
    api.put("invoicing-entities", **table, sellers={SELLER: seller})
    api.put("payment-settings", billTo="Beispiel GmbH\n10115 Berlin", buyer=BUYER_BODY)
    yield
    api.put("invoicing-entities", **table, sellers=entities["sellers"])
    api.put("payment-settings", billTo=before["billTo"], buyer=before["buyer"])


@pytest.fixture(autouse=True)
def _nothing_happens_by_itself(
    deployed: Deployed, _buyer_and_seller_are_known: None
) -> Iterator[None]:
    """The clock stands, and with it the hourly run.

    It stands a little ahead: a function that remembers who the seller was looks again.
    """
    calendar = Calendar(deployed, "finance")
    calendar.on(f"{datetime.now(UTC) + timedelta(minutes=3):%Y-%m-%d %H:%M}")
    yield
    calendar.ends()


@pytest.fixture
def order() -> str:
    """The number that purchasing gave out."""
    return f"FINANCE-{uuid4().hex[:6].upper()}"


@pytest.fixture
def product(api: Api, deployed: Deployed, _nothing_happens_by_itself: None) -> str:
    """What was bought on AWS Marketplace, in three payments to come, none with a number."""
    name = f"prod-{uuid4().hex[:6]}"
    days = [present_day() + timedelta(days=days) for days in (20, 50, 80)]
    body = {
        "name": name,
        "productId": name,
        "productType": "SAAS_CONTRACT",
        "targetAccountIds": [deployed.info.account_id],
        "contractDuration": "P12M",
        "availabilityEndDate": str(present_day() + timedelta(days=7)),
        "currencyCode": "USD",
        "schedule": [{"chargeDate": str(day), "chargeAmount": "100.00"} for day in days],
    }
    offer = ("offers", api.post("offers", **body)["offerId"])
    api.post(*offer, "release")
    api.post(*offer, "accept")
    return name


@pytest.fixture(autouse=True)
def _usage(deployed: Deployed, _nothing_happens_by_itself: None) -> None:
    """What the account used of AWS, in a month that is due."""
    usage = {"InvoiceIssuerName": SELLER, "BilledCost": "480.00"}
    deployed.drop("finance-story.csv", an_export(deployed.info.account_id, usage))


@pytest.fixture
def another(api: Api) -> str:
    """One for everything from that seller, which gives way to one for usage alone."""
    name = f"OTHER-{uuid4().hex[:6].upper()}"
    body = a_purchase_order_body(
        name, a_line_body(months=MONTHS, total="700.00"), months=MONTHS, bill_from=(SELLER,)
    )
    api.post("purchase-orders", **body)
    return name


def test_from_a_purchase_order_to_its_filed_invoice(
    console: Console, order: str, product: str, another: str
) -> None:
    """The whole way, as somebody in finance goes it; at last support is asked for a correction."""
    adds_a_purchase_order(console, order, another)
    puts_it_on_several_charges(console, order, product)
    starts_a_run_and_watches_it(console)
    invoice = finds_the_invoice(console, order)
    reads_why(console, order)
    files_its_documents(console, order, invoice)
    sees_what_is_left(console, order, invoice, balance="$520.00")
    support_puts_another_number_on_it(console, invoice, another)
    support_gives_some_of_it_back(console, another, "80.00")
    sees_what_is_left(console, order, balance="$1,000.00")
    sees_what_is_left(console, another, invoice, balance="$300.00")


def adds_a_purchase_order(console: Console, order: str, another: str) -> None:
    """In two steps. Its number was forgotten at first; what it takes is seen before it is there."""
    console.open("/purchase-orders")
    console.goes_to("Add purchase order")
    console.fills("Effective month", billed_month())
    console.fills("Expiration month", f"{present_day().year + 1}-12")
    console.chooses("Bill from", SELLER)
    console.presses("Next")
    console.says("One field needs a look.")
    console.fills("Purchase order ID", order)
    console.presses("Next")

    console.shows("Line items")
    console.chooses("Type", "AWS Monthly Usage")
    console.fills("Unit price (USD)", "1000.00")
    console.page.get_by_role("checkbox", name="Track the balance").check()
    expect(console.row("$480.00")).to_contain_text(another)
    console.presses("Next")

    console.shows("Review")
    console.presses("Add purchase order")
    console.says(f"Purchase order {order} was added")
    console.shows(order)


def puts_it_on_several_charges(console: Console, order: str, product: str) -> None:
    """Of three payments to come, the first two; the last is left without."""
    console.goes_to("Agreements")
    console.row(product).get_by_role("link").first.click()
    console.goes_to("View charges")
    first, second, last = (console.row(f"{product}: payment {number} of 3") for number in (1, 2, 3))
    for payment in (first, second):
        expect(payment).not_to_contain_text(order)
        payment.get_by_role("checkbox").check()
    console.presses("Set purchase order")
    console.fills("Purchase order ID", order)
    console.dialog().get_by_role("button", name="Set on 2 charges").click()
    console.says(f"{order} is on 2 charges now")
    for payment in (first, second):
        expect(payment).to_contain_text(order)
    expect(last).not_to_contain_text(order)


def starts_a_run_and_watches_it(console: Console) -> None:
    """Instead of waiting for the full hour."""
    console.goes_to("Invoice runs")
    console.presses("Start a run")
    console.dialog().get_by_role("radio", name="Issue invoices").check()
    console.dialog().get_by_role("button", name="Issue invoices").click()
    expect(console.fact("State")).to_contain_text("Finished", timeout=90_000)
    expect(console.fact("Failed")).to_have_text("0")


def finds_the_invoice(console: Console, order: str) -> str:
    """Among all of them, wherever others with their later months stand; its ID."""
    console.goes_to("Invoices")
    console.searches("invoices", f"Purchase order ID = {order}")
    found = console.row(order)
    expect(found).to_contain_text("$480.00")
    link = found.get_by_role("link").first
    invoice = link.inner_text()
    link.click()
    console.shows(invoice)
    return invoice


def reads_why(console: Console, order: str) -> None:
    """Which line items came into question, and which of them stayed."""
    console.opens_tab("Why this purchase order")
    expect(console.fact("How it was decided")).to_have_text("Chosen by the matching rules")
    steps = console.page.get_by_role("list", name="Steps of the decision")
    expect(steps.get_by_text("line items in")).not_to_have_count(0)
    expect(steps.get_by_text(f"Chosen: {order}")).to_be_visible()


def files_its_documents(console: Console, order: str, invoice: str) -> None:
    """The PDF for people and the e-invoice for the ledger; both name the purchase order."""
    console.opens_tab("Documents")
    paper = console.downloads("Download PDF")
    assert paper.startswith(b"%PDF")
    printed = " ".join(pages(paper)[0].split())
    assert invoice in printed
    assert f"Purchase order {order}" in printed
    e_invoice = console.downloads("Download UBL")
    assert text(e_invoice, "cac:OrderReference/cbc:ID") == order
    assert text(e_invoice, "cbc:ID") == invoice


def sees_what_is_left(
    console: Console, order: str, invoice: str | None = None, *, balance: str
) -> None:
    """On the purchase order's own page, with what was booked on it."""
    console.goes_to("Purchase orders")
    console.searches("purchase orders", order)
    console.row(order).get_by_role("link").click()
    console.shows(order)
    # What was read a moment ago is shown at first.
    console.presses("Refresh")
    expect(console.fact("Balance")).to_contain_text(balance)
    console.opens_tab("Invoices")
    if invoice is not None:
        expect(console.row(invoice).filter(has_text="$480.00")).to_be_visible()
    console.opens_tab("History")
    expect(console.page.get_by_role("row").filter(has_text="UTC")).not_to_have_count(0)


def support_puts_another_number_on_it(console: Console, invoice: str, another: str) -> None:
    """The invoice keeps its own number and gets a second edition."""
    console.sign_in("Support")
    console.goes_to("Invoices")
    console.goes_to(invoice)
    console.acts("Regenerate with another purchase order")
    console.fills("Purchase order", another)
    console.fills("Reason", "The buyer named the wrong one")
    console.dialog().get_by_role("button", name="Regenerate", exact=True).click()
    console.says(f"Edition 2 of {invoice} shows {another}.")
    expect(console.fact("Edition")).to_have_text("2")


def support_gives_some_of_it_back(console: Console, another: str, amount: str) -> None:
    """A credit memo follows the purchase order that its invoice now carries."""
    console.acts("Issue a credit memo")
    console.fills("Amount before tax (USD)", amount)
    console.fills("Reason", "Credit for an outage")
    console.dialog().get_by_role("button", name="Issue", exact=True).click()
    expect(console.fact("Type")).to_have_text("Credit memo")
    expect(console.fact("Purchase order")).to_contain_text(another)
    console.sign_in("Finance")
