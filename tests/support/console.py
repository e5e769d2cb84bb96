"""The console as a person at a browser uses it."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Locator, Page, Route, expect

from local.api import Api
from local.home import PROJECT
from local.permissions.console import TITLES
from tests.support.application import a_purchase_order_body
from tests.support.console_pages import Sample, View

SCREENSHOTS: Final = PROJECT / ".build" / "screenshots"
MONTHS: Final = ("2024-01", "2035-12")
SERIOUS: Final = ("serious", "critical")
FIRST_ROLE: Final = next(iter(TITLES.values()))
"""Who the console opens for."""
_REFUSED: Final = "Failed to load resource"
"""Chromium's own line about every answer of 400 and more, which tests ask for."""


class Console:
    """One browser page; `faults` are what its scripts threw or complained of."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._note)

    def open(self, place: str = "") -> "Console":
        """Go to a place behind the `#`, as a link that somebody sent."""
        self.page.goto(f"{self.address}#{place}")
        return self

    def visit(self, view: View, sample: Sample) -> "Console":
        """Open a page of the table as the user who does."""
        if view.role != FIRST_ROLE:
            self.open().sign_in(view.role)
        return self.open(sample.encoded().named(view.place))

    def sign_in(self, role: str) -> None:
        """Become another user, through the menu at the top."""
        titles = [*TITLES.values()]
        self.page.get_by_role("button").filter(has_text=_any_of(titles)).first.click()
        self.page.get_by_role("menuitem", name=role).click()

    def users(self) -> list[dict[str, str]]:
        """Who can be signed in as."""
        config = self.address.replace("index.html", "config.json")
        told: dict[str, Any] = json.loads(self.page.request.get(config).text())
        users: list[dict[str, str]] = told["demoUsers"]
        return users

    def row(self, name: str) -> Locator:
        """The row of a table that has this text."""
        return self.page.get_by_role("row").filter(has_text=name)

    def goes_to(self, name: str) -> None:
        """Follow a link, in the navigation or on the page."""
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def presses(self, name: str) -> None:
        """A button of the page."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def field(self, label: str) -> Locator:
        """What is typed into, by its label; in a dialog where there is one."""
        within = self.dialog() if self.dialog().count() else self.page.get_by_role("main")
        return (
            within.get_by_role("textbox", name=label)
            .or_(within.get_by_role("spinbutton", name=label))
            .or_(within.get_by_role("combobox", name=label))
            .first
        )

    def fills(self, label: str, value: str) -> None:
        """Type into a field, and leave it."""
        field = self.field(label)
        field.fill(value)
        field.press("Tab")

    def chooses(self, label: str, option: str) -> None:
        """One of what a list offers."""
        self.page.get_by_label(label).first.click()
        self.page.get_by_role("option").filter(has_text=option).first.click()
        # A list of several stays open for the next choice.
        if self.page.get_by_role("listbox").count():
            self.page.keyboard.press("Escape")

    def searches(self, what: str, wanted: str) -> None:
        """Narrow a list by a text, or by a property as in ``Currency = EUR``."""
        field = self.page.get_by_role("combobox", name=f"Find {what}")
        field.fill(wanted)
        field.press("Enter")
        expect(self.page.get_by_role("button", name="Clear filters")).to_be_visible()

    def acts(self, act: str) -> None:
        """One of the actions of a page."""
        self.presses("Actions")
        self.page.get_by_role("menuitem", name=act).click()

    def opens_tab(self, name: str) -> None:
        """A tab of the page, once what is on it has come."""
        self.page.get_by_role("tab", name=name, exact=True).click()
        expect(self.page.get_by_role("tabpanel", name=name)).to_be_visible()
        expect(self.page.get_by_text("Loading")).to_have_count(0)

    def dialog(self) -> Locator:
        """The question that lies over the page."""
        return self.page.get_by_role("dialog")

    def fact(self, label: str) -> Locator:
        """What stands under a label, such as ``State``, in the header of a page."""
        of = f"//dt[normalize-space()='{label}']/following-sibling::dd[1]"
        return self.page.locator(of).first

    def downloads(self, name: str) -> bytes:
        """What a link hands out."""
        link = self.page.get_by_role("link", name=name).first
        # A download in a tab of its own is told of that tab, which is gone before it can be asked.
        link.evaluate("link => link.removeAttribute('target')")
        with self.page.expect_download() as download:
            link.click()
        return download.value.path().read_bytes()

    def breaks(self, path: str, status: int = 500) -> None:
        """From now on the API answers everything below `path` with this status."""

        def answer(route: Route) -> None:
            body = {"code": "INTERNAL", "message": "Something went wrong on our side"}
            route.fulfill(status=status, content_type="application/problem+json", json=body)

        self.page.route(f"**/_user_request_{path}*", answer)

    def reading(self, path: str) -> "Reading":
        """From now on the test decides what the API answers to `path`, `*` for one segment."""
        return Reading(self.page, path)

    def shows(self, name: str) -> None:
        """The heading of the page, once everything is there."""
        expect(self.page.get_by_role("heading", name=name, level=1)).to_be_visible()
        expect(self.page.get_by_text("Loading")).to_have_count(0)

    def says(self, words: str) -> None:
        """Somewhere on the page, in just these words."""
        expect(self.page.get_by_text(words, exact=True).first).to_be_visible()

    def try_again(self) -> None:
        """What failed, once more."""
        self.page.get_by_role("button", name="Try again").click()

    def tabs(self) -> list[str]:
        """The tabs of the page, by their names."""
        return self.page.get_by_role("tab").all_inner_texts()

    def is_wider_than_its_window(self) -> bool:
        """Whether the whole page, and not a table in it, would have to be moved sideways."""
        width = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        return bool(self.page.evaluate(width))

    def keep_picture(self, name: str) -> None:
        """A picture of the whole page, for whoever wants to look."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        plain = re.sub(r"[^a-zA-Z0-9]+", "-", name).strip("-")
        self.page.screenshot(path=SCREENSHOTS / f"{plain}.png", full_page=True)

    def keeps(self, list_name: str, **preferences: Any) -> None:
        """What was chosen for a list at an earlier visit."""
        key, kept = f"ledgerline.{list_name}.preferences", json.dumps(preferences)
        self.page.add_init_script(f"localStorage[{json.dumps(key)}] ??= {json.dumps(kept)};")

    def forgets(self) -> None:
        """What was chosen at any earlier visit; files that were fetched stay."""
        origin = "/".join(self.address.split("/")[:3])
        asked = {"origin": origin, "storageTypes": "local_storage"}
        self.page.context.new_cdp_session(self.page).send("Storage.clearDataForOrigin", asked)

    def serious_violations(self, rules: Sequence[str] = ()) -> list[str]:
        """What axe finds that keeps people from using the page, by these rules or by all."""
        options = {"resultTypes": ["violations"], **({"runOnly": [*rules]} if rules else {})}
        found = Axe().run(self.page, options=options).response["violations"]
        return [
            f"{each['id']}: {each['help']}: {[node['target'] for node in each['nodes']]}"
            for each in found
            if each["impact"] in SERIOUS
        ]

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_REFUSED):
            self.faults.append(message.text)


class Reading:
    """One path of the API in the hands of a test: nothing is answered before the test says what."""

    def __init__(self, page: Page, path: str) -> None:
        self._page = page
        segments = ("[^/?]+" if each == "*" else re.escape(each) for each in path.split("/"))
        self._path = re.compile(rf"_user_request_{'/'.join(segments)}(\?|$)")
        self._held: list[Route] = []
        self._answer: Callable[[Route], None] = self._held.append
        page.route(self._path, lambda route: self._answer(route))

    def fails(self, status: int) -> None:
        """What waits is refused with this status, and so is what comes."""
        body = {"code": "REFUSED", "message": "Not this time"}
        self._from_now_on(lambda route: route.fulfill(status=status, json=body))

    def finds_nothing(self) -> None:
        """What waits gets the list that there is, with nothing in it, and so does what comes."""

        def answer(route: Route) -> None:
            told = route.fetch()
            route.fulfill(response=told, json={**told.json(), "items": [], "nextToken": None})

        self._from_now_on(answer)

    def works(self) -> None:
        """The API answers for itself again."""
        self._page.unroute(self._path)
        self._from_now_on(lambda route: route.continue_())

    def _from_now_on(self, answer: Callable[[Route], None]) -> None:
        self._answer = answer
        while self._held:
            answer(self._held.pop())


def ensure_purchase_order(api: Api, name: str) -> None:
    """An active one with one line; the tests of a file share it."""
    if api.send("GET", "purchase-orders", name).status != 200:
        api.post("purchase-orders", **a_purchase_order_body(name, months=MONTHS))


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))
