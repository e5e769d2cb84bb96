"""How soon the console shows its first row, beside a bare fetch of the same page of the API.

Opens the purchase orders in headless Chromium on the local stack, each time in a browser context
of its own, so that nothing is kept from the time before. The page's own clock counts, from the
beginning of the navigation to the frame after the row: what drives the browser takes time as well.
The fetch is made and signed by a page of that same browser.

Run with ``python -m benchmarks.console``, after ``make demo``.
"""

import shutil
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from local.home import default_home
from local.stack import LocalStack

ROUNDS: Final = 10
PAGE: Final = "#/purchase-orders"
LISTED: Final = "_user_request_/purchase-orders?"
ROW: Final = "tbody tr a"
"""A link in the table: a row that is there, not the one that says it is loading."""
MILLISECONDS: Final = 1000


def main() -> int:
    chromium = shutil.which("chromium")
    address = LocalStack(default_home()).read().console_url
    if chromium is None or address is None:
        print("needs Chromium, and a stack with a console: make console up")
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        _first_row(browser, address)
        cold = [_first_row(browser, address) for _ in range(ROUNDS)]
        warm, bare = _again(browser, address)
        browser.close()
    fetched = median(bare)
    print(f"{'purchase orders, to the first row':44s} {'ms':>6s}  times a bare fetch")
    print(f"{'bare fetch of the same page of the API':44s} {fetched:6.0f}")
    for name, measured in (
        ("nothing kept by the browser", cold),
        ("files kept, loaded anew", warm),
    ):
        print(f"{name:44s} {median(measured):6.0f}  {median(measured) / fetched:.1f}")
    return 0


def _first_row(browser: Browser, address: str) -> float:
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(_WATCH)
    page.goto(address + PAGE, wait_until="commit")
    taken = _shown(page)
    context.close()
    return taken


def _again(browser: Browser, address: str) -> tuple[list[float], list[float]]:
    """Loading anew, in turns with what the API alone takes for the request that the page made."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(_WATCH)
    with page.expect_request(lambda request: LISTED in request.url) as listed:
        page.goto(address + PAGE)
        _shown(page)
    warm, bare = [], []
    for _ in range(ROUNDS):
        request = listed.value
        asked = {"url": request.url, "headers": request.headers}
        bare.append(_timed(lambda asked=asked: page.evaluate(_FETCH, asked)))  # type: ignore[misc]
        page.reload(wait_until="commit")
        warm.append(_shown(page))
    context.close()
    return warm, bare


_FETCH: Final = """async ({ url, headers }) => {
    const answer = await fetch(url, { headers, cache: "no-store" });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    await answer.json();
}"""


_WATCH: Final = f"""window.shown = new Promise((resolve) => {{
    const watch = new MutationObserver(() => {{
        if (!document.querySelector("{ROW}")) return;
        watch.disconnect();
        // Asked for in a frame, the next one comes when this one is painted.
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
    }});
    watch.observe(document, {{ childList: true, subtree: true }});
}});"""


def _shown(page: Page) -> float:
    """Milliseconds from the beginning of the navigation until the first row was painted."""
    return float(page.evaluate("window.shown"))


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * MILLISECONDS


if __name__ == "__main__":
    sys.exit(main())
