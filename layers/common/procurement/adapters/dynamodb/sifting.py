"""Pages of what a filter leaves of a listing.

A page never reads more items than it was told: what the filter leaves of them may be less than was
asked for, even nothing, and the token goes on behind the last one read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from pynamodb.models import Model
from pynamodb.pagination import ResultIterator

from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.transaction import translated
from procurement.service.ports.page import Page, PageTokens

Item = TypeVar("Item", bound=Model)
T = TypeVar("T")

_GROWTH: Final = 8
_LONGEST_STEP: Final = 500


def _every(_: object) -> bool:
    return True


@dataclass(frozen=True, kw_only=True, slots=True)
class Sieve(Generic[T]):
    """How the items of one query are read, and which of them are wanted.

    `keys` are the key attributes of the table and of the index that is queried: a token holds
    them. What the query's own filter lets through is converted, and then `is_wanted` is asked.
    """

    keys: tuple[str, ...]
    convert: Callable[[Any], T]
    most_read: int
    is_wanted: Callable[[T], bool] = _every

    def page(
        self,
        listing: Listing,
        tokens: PageTokens,
        token: str | None,
        model: type[Item],
        query: Callable[[dict[str, Any] | None, int], ResultIterator[Item]],
        limit: int,
    ) -> Page[T]:
        """At most `limit` wanted items from `token` on.

        `query` is called with the key to go on after, and with how many items its first request
        may read. `InvalidInput` for a token that `tokens` refuses.
        """
        start = listing.read(tokens, token)
        found: list[T] = []
        with translated():
            requests = query(start, limit).page_iter
            for answer in requests:
                for place, raw in enumerate(answer["Items"], start=1):
                    item = self.convert(model.from_raw_data(raw))
                    if self.is_wanted(item):
                        found.append(item)
                    if len(found) == limit and place < len(answer["Items"]):
                        after = {name: raw[name] for name in self.keys}
                        return Page(found, listing.write(tokens, after))
                key, read = requests.last_evaluated_key, requests.total_scanned_count
                if key is None:
                    break
                if len(found) >= limit or read >= self.most_read:
                    return Page(found, listing.write(tokens, key))
                requests.page_size = min(read * _GROWTH, _LONGEST_STEP, self.most_read - read)
        return Page(found)
