"""The console as a person at a browser uses it."""

import json
import re
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Locator, Page, Route

from local.api import Api
from tests.support.application import a_purchase_order_body

MONTHS: Final = ("2024-01", "2035-12")
SERIOUS: Final = ("serious", "critical")
_REFUSED: Final = "Failed to load resource"
"""Chromium's own line about every answer of 400 and more, which tests ask for."""


class Console:
    """One browser page; `faults` are what its scripts threw or complained of."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self._address = address
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._note)

    def open(self, place: str = "") -> "Console":
        """Go to a place behind the `#`, as a link that somebody sent."""
        self.page.goto(f"{self._address}#{place}")
        return self

    def sign_in(self, role: str) -> None:
        """Become another user, through the menu at the top."""
        roles = [user["role"] for user in self.users()]
        self.page.get_by_role("button").filter(has_text=_any_of(roles)).first.click()
        self.page.get_by_role("menuitem", name=role).click()

    def users(self) -> list[dict[str, str]]:
        """Who can be signed in as."""
        config = self._address.replace("index.html", "config.json")
        told: dict[str, Any] = json.loads(self.page.request.get(config).text())
        users: list[dict[str, str]] = told["demoUsers"]
        return users

    def row(self, name: str) -> Locator:
        """The row of a table that has this text."""
        return self.page.get_by_role("row").filter(has_text=name)

    def breaks(self, path: str, status: int = 500) -> None:
        """From now on the API answers everything below `path` with this status."""

        def answer(route: Route) -> None:
            body = {"code": "INTERNAL", "message": "Something went wrong on our side"}
            route.fulfill(status=status, content_type="application/problem+json", json=body)

        self.page.route(f"**/_user_request_{path}*", answer)

    def serious_violations(self) -> list[str]:
        """What axe finds that keeps people from using the page."""
        found = Axe().run(self.page).response["violations"]
        return [f"{each['id']}: {each['help']}" for each in found if each["impact"] in SERIOUS]

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_REFUSED):
            self.faults.append(message.text)


def ensure_purchase_order(api: Api, name: str) -> None:
    """An active one with one line; the tests of a file share it."""
    if api.send("GET", "purchase-orders", name).status != 200:
        api.post("purchase-orders", **a_purchase_order_body(name, months=MONTHS))


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))
