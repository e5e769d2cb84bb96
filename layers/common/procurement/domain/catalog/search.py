"""Listings of the catalog: what is looked for, and in which order it is shown.

Whatever is listed is seen through a `Summary`: texts under the names that AWS's filters and sort
orders use. Times are texts too, of one form and therefore in order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from procurement.domain.errors import Problems

_INVERTED: Final = str.maketrans("0123456789abcdef", "fedcba9876543210")


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """What a listing looks at: the ID, and what stands under each name; nothing if absent."""

    identifier: str
    fields: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchTerm:
    """One filter. What it does not give is None: values of which one must match, a part of a value
    whatever its case, a time not before or not after."""

    name: str
    values: tuple[str, ...] | None = None
    wild_card: str | None = None
    after: str | None = None
    before: str | None = None

    def finds(self, summary: Summary) -> bool:
        """Whether something under the name answers to all of it."""
        return any(self._finds(value) for value in summary.fields.get(self.name, ()))

    def _finds(self, value: str) -> bool:
        return (
            (self.values is None or value in self.values)
            and (self.wild_card is None or self.wild_card.casefold() in value.casefold())
            and (self.after is None or value >= self.after)
            and (self.before is None or value <= self.before)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """All of the terms must be met; `sort_by` is a name of `Summary.fields`."""

    terms: tuple[SearchTerm, ...] = ()
    sort_by: str
    is_descending: bool = True

    def finds(self, summary: Summary) -> bool:
        """Whether it answers to all terms."""
        return all(term.finds(summary) for term in self.terms)

    def rank(self, summary: Summary) -> tuple[str, str]:
        """What sorts it; the ID tells equals apart."""
        text = "\n".join(summary.fields.get(self.sort_by, ()))
        if self.is_descending:
            # Of two texts that begin alike the longer one goes first: its digits are below the end.
            text = text.encode().hex().translate(_INVERTED) + "~"
        return text, summary.identifier


def iso_time(moment: datetime) -> str:
    """catalog:DateTimeISO8601: to the second, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_time(path: str, text: str, problems: Problems) -> str | None:
    """The same time as `iso_time` writes it, or None with a problem noted."""
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        problems.add(path, "INVALID_FILTER_VALUES", "must be a time such as 2018-02-27T13:45:22Z")
        return None
    return iso_time(moment)


def read_order(
    sort_by: str | None, order: str | None, names: Sequence[str], problems: Problems
) -> tuple[str, bool]:
    """What to sort by, the first of `names` unless told, and whether backwards, as is usual."""
    if sort_by not in (None, *names):
        problems.add("Sort.SortBy", "INVALID_SORT_BY", f"must be one of {', '.join(names)}")
    return sort_by or names[0], order != "ASCENDING"
