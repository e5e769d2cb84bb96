"""Every page of the console as tests know it: where it is, what it reads, what it says of that.

The table is `tests/browser/pages.csv`. A page has a row, and one more for each further tab. What
the console's source names and the table does not is found by `tests/browser/test_every_page.py`.
"""

import csv
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from local.home import PROJECT

_TABLE: Final = PROJECT / "tests" / "browser" / "pages.csv"
_ROUTES: Final = PROJECT / "console" / "src" / "app" / "routes.tsx"
_NAMED: Final = re.compile(r'\bpath: "([^"*]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What the pages of single things are opened with: IDs as the API has them."""

    order: str
    offer: str
    agreement: str
    invoice: str
    regeneration: str
    run: str

    def named(self, text: str) -> str:
        """A text of the table with the IDs in it."""
        return text.format(**{name: getattr(self, name) for name in Sample.__slots__})

    def encoded(self) -> "Sample":
        """The IDs as addresses have them."""
        return Sample(**{name: quote(getattr(self, name), safe="") for name in Sample.__slots__})


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page, or a tab of one.

    `place` is its address behind the `#`, `heading` its first heading, `tab` the tab's name;
    `{order}` and the like stand for IDs of a `Sample`. `reads` is the path of the API without which
    there is nothing to show, `*` for one segment of it, empty for a view that shows what its page
    has read. `what` is what it could not load then. `empty` heads what a list shows if there is
    nothing. `role` is the user who opens it.
    """

    route: str
    place: str
    heading: str
    tab: str
    reads: str
    what: str
    empty: str
    role: str

    def __str__(self) -> str:
        return self.place.strip("/")


def views() -> list[View]:
    """The table."""
    with _TABLE.open(newline="") as file:
        return [View(**row) for row in csv.DictReader(file)]


def routes() -> set[str]:
    """The pages that the console has, as its source names them."""
    return set(_NAMED.findall(_ROUTES.read_text()))
