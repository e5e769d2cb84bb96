"""The console as AWS hosts it: signing in at the user pool, keys of a role, signing out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from local.permissions.table import Role
from local.stack import LocalStack
from tests.browser.conftest import MILLISECONDS
from tests.support.console import Console, ensure_purchase_order
from tests.support.deployed import Deployed
from tests.support.hosting import PASSWORD, Hosted, host

pytestmark = pytest.mark.e2e

ANA = "ana@example.com"
NOBODY = "nobody@example.com"
ORDER = "PO-SIGNED-IN"


@pytest.fixture(scope="module")
def hosted(stack: LocalStack) -> Hosted:
    """The console of the stack's own bucket, and two people who may sign in."""
    info = stack.read()
    if info.console_url is None:
        pytest.skip("needs the console: `make console` builds it, as `make e2e` does")
    hosted = host(info)
    hosted.create_user(ANA, Role.BILLER, Role.SUPPORT)
    hosted.create_user(NOBODY)
    hosted.give_everybody(Role.BILLER)
    return hosted


@pytest.fixture
def browser_page(chromium: Browser, hosted: Hosted) -> Iterator[Page]:
    """A browser that was nowhere yet."""
    context = chromium.new_context(viewport={"width": 1400, "height": 900})
    context.set_default_timeout(MILLISECONDS)
    expect.set_options(timeout=MILLISECONDS)
    hosted.answer(context)
    yield context.new_page()
    context.close()


@pytest.fixture
def console(browser_page: Page, hosted: Hosted) -> Iterator[Console]:
    """The console at its address in AWS; no script complained."""
    console = Console(browser_page, hosted.hosting.url)
    yield console
    assert console.faults == []


def sign_in(page: Page, email: str) -> None:
    """At the user pool's own page."""
    page.get_by_label("Username").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_a_working_day(console: Console, deployed: Deployed, hosted: Hosted) -> None:
    """R-207: all people of a role share its keys, and the ledger tells them apart"""
    ensure_purchase_order(deployed.api, ORDER)
    page = console.page

    console.open(f"/purchase-orders/{ORDER}")
    sign_in(page, ANA)
    expect(page.get_by_role("heading", name=ORDER)).to_be_visible()

    page.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Suspend").click()
    page.get_by_role("dialog").get_by_role("button", name="Suspend").click()
    expect(page.get_by_text("1 purchase order suspended")).to_be_visible()
    assert hosted.id_of(ANA) in actors_of(deployed, ORDER)

    page.reload()
    expect(page.get_by_role("heading", name=ORDER)).to_be_visible()

    page.get_by_role("button", name="Finance").click()
    expect(page.get_by_text(ANA).filter(visible=True)).to_be_visible()
    expect(page.get_by_role("menuitem", name="Support")).to_be_visible()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()


def actors_of(deployed: Deployed, order: str) -> set[str]:
    """Who did something with a purchase order: the last part of their ARNs."""
    subject = f"purchase-order/{order}"
    found = (each for each in deployed.api.items("events") if each["subject"] == subject)
    return {each["actor"].rpartition("/")[2] for each in found}


def test_whoever_is_in_no_group_is_told_so(console: Console) -> None:
    console.open("/settings")
    sign_in(console.page, NOBODY)
    expect(console.page.get_by_text("is in no group yet")).to_be_visible()
    console.page.get_by_role("button", name="Sign in again").click()
    expect(console.page.get_by_label("Password")).to_be_visible()


def test_an_answer_that_nobody_asked_for_signs_nobody_in(console: Console) -> None:
    console.page.goto(f"{console.address}?code=stolen&state=made-up")
    expect(console.page.get_by_text("You are not signed in")).to_be_visible()
    assert "code=" not in console.page.url
