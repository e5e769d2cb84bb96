"""The console in headless Chromium, on the stack that all end-to-end tests share."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, sync_playwright

from local.home import PROJECT
from tests.support.console import Console
from tests.support.deployed import Deployed

SCREENSHOTS: Final = PROJECT / ".build" / "screenshots"

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


@pytest.fixture
def console(
    chromium: Browser, deployed: Deployed, request: pytest.FixtureRequest
) -> Iterator[Console]:
    """The console as the finance user; a picture of its end is kept, and no script complained."""
    address = deployed.info.console_url
    if address is None:
        pytest.skip("needs the console: `make console` builds it, as `make e2e` does")
    page = chromium.new_page(viewport={"width": 1400, "height": 900})
    page.set_default_timeout(15_000)
    console = Console(page, address)
    try:
        yield console
    finally:
        page.screenshot(path=_picture(request.node.name), full_page=True)
        page.close()
    assert console.faults == []


def _picture(name: str) -> Path:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    return SCREENSHOTS / f"{''.join(c if c.isalnum() else '-' for c in name)}.png"
