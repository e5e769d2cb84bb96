"""The console in headless Chromium, on the stack that all end-to-end tests share."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from local.api import JsonObject
from local.samples import present_day
from local.stack import LocalStack
from tests.support.console import Console, ensure_purchase_order
from tests.support.console_pages import Sample
from tests.support.deployed import Deployed
from tests.support.eventually import eventually

MILLISECONDS: Final = 20_000
"""How long something may take to show: tests share their machine."""

QUIET: Final = (
    # Chromium's sandbox needs rights that a container seldom has; it opens our own pages only.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's browser."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("needs Chromium: on Debian `apt install chromium`, as .ci/run does")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*QUIET])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browsing(chromium: Browser) -> Iterator[BrowserContext]:
    """What the pages of all tests share: files of the console are fetched and compiled once."""
    context = chromium.new_context(viewport={"width": 1400, "height": 900})
    context.set_default_timeout(MILLISECONDS)
    expect.set_options(timeout=MILLISECONDS)
    yield context
    context.close()


@pytest.fixture
def console(
    browsing: BrowserContext, deployed: Deployed, request: pytest.FixtureRequest
) -> Iterator[Console]:
    """The console as the finance user; a picture of its end is kept, and no script complained."""
    address = deployed.info.console_url
    if address is None:
        pytest.skip("needs the console: `make console` builds it, as `make e2e` does")
    page = browsing.new_page()
    console = Console(page, address)
    console.forgets()
    # What a test looks for is on the first page, however many others there are.
    for name in ("purchase-orders", "agreements"):
        console.keeps(name, pageSize=100)
    try:
        yield console
    finally:
        console.keep_picture(request.node.name)
        page.close()
    assert console.faults == []


@pytest.fixture(scope="session")
def sample(stack: LocalStack) -> Sample:
    """One thing of each kind that has a page, from its offer to its invoice."""
    deployed = Deployed(stack.read())
    api, order = deployed.api, "EVERY PAGE/1"
    ensure_purchase_order(api, order)
    offer = ("offers", api.post("offers", **_an_offer(deployed.info.account_id))["offerId"])
    api.post(*offer, "release")
    accepted = api.post(*offer, "accept", purchaseOrderReference=order)

    def invoiced() -> JsonObject:
        invoices = list(api.items("purchase-orders", order, "invoices"))
        assert invoices
        return invoices[0]

    invoice = eventually(invoiced, within=60)
    asked = api.post(
        "invoice-regenerations",
        invoiceIds=[invoice["invoiceId"]],
        target="PURCHASE_ORDER",
        purchaseOrderId=order,
        reason="It is so already",
        clientToken=uuid4().hex,
    )
    run = deployed.invoice_run("every-page")
    api.close()
    return Sample(
        order=order,
        offer=offer[1],
        agreement=accepted["agreement"]["agreementId"],
        invoice=invoice["invoiceId"],
        regeneration=asked["regenerationId"],
        run=run["runId"],
    )


def _an_offer(account_id: str) -> JsonObject:
    today, later = present_day(), present_day() + timedelta(days=40)
    payments = [{"chargeDate": str(day), "chargeAmount": "120.00"} for day in (today, later)]
    return {
        "name": "Every page",
        "productId": "prod-every-page",
        "productType": "SAAS_CONTRACT",
        "targetAccountIds": [account_id],
        "contractDuration": "P12M",
        "availabilityEndDate": str(present_day() + timedelta(days=7)),
        "currencyCode": "USD",
        "clientToken": uuid4().hex,
        "schedule": payments,
    }
