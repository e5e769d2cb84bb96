"""What a browser has to fetch before somebody sees something."""

import gzip
import re
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.support.console import Console
from tests.support.deployed import Deployed

pytestmark = pytest.mark.e2e

KILOBYTE: Final = 1024
FIRST_LOAD: Final = 600 * KILOBYTE
OF_A_PAGE: Final = re.compile(r"/assets/page-([a-z-]+)-[\w-]{8}\.js$")
API: Final = "_user_request_"


def fetched(page: Page) -> list[Response]:
    """Every file of the console that the page asks for from now on; the API's answers are none."""
    files: list[Response] = []

    def note(response: Response) -> None:
        if API not in response.url:
            files.append(response)

    page.on("response", note)
    return files


def pages_in(files: list[Response]) -> set[str]:
    """The pages whose code was fetched, by their folders."""
    return {found[1] for each in files if (found := OF_A_PAGE.search(each.url))}


def test_the_first_load_stays_within_its_budget(chromium: Browser, deployed: Deployed) -> None:
    """In a browser that has fetched nothing yet"""
    page = chromium.new_page()
    files = fetched(page)
    console = Console(page, str(deployed.info.console_url)).open("/purchase-orders")
    console.shows("Purchase orders")
    sizes = {each.url: len(gzip.compress(each.body())) for each in files}
    page.close()
    assert len(sizes) > 3, sizes
    assert sum(sizes.values()) <= FIRST_LOAD, sizes


def test_a_page_is_fetched_when_it_is_first_opened(console: Console) -> None:
    files = fetched(console.page)
    console.open("/purchase-orders")
    console.shows("Purchase orders")
    assert pages_in(files) == {"purchase-orders"}
    console.goes_to("Notices")
    console.shows("Notices")
    assert pages_in(files) == {"purchase-orders", "notices"}
