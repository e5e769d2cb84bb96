"""Pages of a query."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from pynamodb.models import Model
from pynamodb.pagination import ResultIterator

from procurement.adapters.dynamodb.transaction import translated
from procurement.service.ports.page import Page, PageTokens

Item = TypeVar("Item", bound=Model)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing:
    """What is listed: its name, the partition (attribute, value) it lies in, and its filter.

    Tokens hold for the very listing that gave them out, which is how none ever opens another
    account's page.
    """

    name: str
    partition: tuple[str, str]
    filter: str = ""

    def page(
        self,
        tokens: PageTokens,
        token: str | None,
        query: Callable[[dict[str, Any] | None], ResultIterator[Item]],
        convert: Callable[[Item], T],
    ) -> Page[T]:
        """Everything that the (limited) `query` gives from `token` on.

        `query` is called with the key to go on after. `InvalidInput` for a token that `tokens`
        refuses.
        """
        start = self.read(tokens, token)
        with translated():
            results = query(start)
            items = [convert(item) for item in results]
        key = results.last_evaluated_key
        return Page(items, self.write(tokens, key) if key else None)

    def read(self, tokens: PageTokens, token: str | None) -> dict[str, Any] | None:
        """The key that `token` goes on after, None without one; `InvalidInput` as `tokens` does."""
        return None if token is None else tokens.read(self._identity, token, dict)

    def write(self, tokens: PageTokens, key: dict[str, Any]) -> str:
        """The token that goes on after `key`."""
        return tokens.write(self._identity, key)

    @property
    def _identity(self) -> tuple[str, ...]:
        return (self.name, *self.partition, self.filter)


def texts(stored: Iterable[object]) -> tuple[str, ...]:
    """A stored list of texts, which pynamodb's stubs take for a list of attributes.

    `TypeError` for anything else in it.
    """
    found = tuple(stored)
    if not all(isinstance(member, str) for member in found):
        raise TypeError(f"not a list of texts: {found!r}")
    return cast(tuple[str, ...], found)
