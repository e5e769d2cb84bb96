"""Pages of a listing that is computed anew for every request, by the sort keys of its members."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from procurement.service.ports.page import Page, PageTokens

T = TypeVar("T")

Key = Callable[[T], Sequence[str]]


@dataclass(frozen=True, slots=True)
class ComputedListing:
    """What is listed: its name, whose it is, and its filter. Tokens hold for the very same."""

    tokens: PageTokens
    name: str
    account_id: str
    filter: str = ""

    def page(self, members: Sequence[T], key: Key[T], *, limit: int, token: str | None) -> Page[T]:
        """The first `limit` of the sorted `members` that come after the token's key.

        Members that come or go between two pages disturb nobody else's place. `InvalidInput` for a
        token that `tokens` refuses.
        """
        of = (self.name, self.account_id, self.filter)
        after = tuple(self.tokens.read(of, token, list)) if token is not None else ()
        rest = [member for member in members if tuple(key(member)) > after]
        page = rest[:limit]
        has_more = len(rest) > limit
        return Page(page, self.tokens.write(of, list(key(page[-1]))) if has_more else None)
