"""One page of an account's purchase orders: sorted by an index, filtered where they are read.

A page never reads more than `MOST_READ` summaries. What its filter leaves of them may be less than
was asked for; the token goes on behind the last one read. Active and suspended purchase orders are
few, so that a list of theirs in any order is one small range, sorted here, and does not wade
through the expired ones of many years.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any, Final

from pynamodb.attributes import Attribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path
from pynamodb.indexes import LocalSecondaryIndex

from procurement.adapters.dynamodb.purchase_order_mapping import (
    ACTIVE,
    SUSPENDED,
    searched,
    sort_text,
    to_summary,
)
from procurement.adapters.dynamodb.tables.purchase_orders import PurchaseOrderItem
from procurement.adapters.dynamodb.transaction import translated
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import Status
from procurement.domain.purchase_orders.summary import (
    PurchaseOrderQuery,
    PurchaseOrderSummary,
    SortBy,
    SortOrder,
)
from procurement.service.ports.page import Page, PageTokens

MOST_READ: Final = 4_000
"""Summaries read for one page at most, some 2 MB in half a dozen requests."""
SMALL: Final = 500
"""A range of at most so many summaries is sorted here; it is read by one request."""

_GROWTH: Final = 8
_LONGEST_STEP: Final = 1_000
_BEGIN, _END = " ", "\U0010ffff"
"""Before and after every sort text."""


_STORED: Final[Any] = PurchaseOrderItem.summary
"""For conditions; its stubs take its members for their values."""


class _Literal(Path):
    """A path of names that are what they are; pynamodb would take brackets for places in lists."""

    def _serialize_value(self, value: Any, placeholder_names: Any, _: Any) -> str:
        known: dict[str, str] = placeholder_names
        return ".".join(known.setdefault(name, f"#{len(known)}") for name in value)


def _tag(key: str) -> Any:
    return _Literal([*_STORED.tags.attr_path, key])


@dataclass(frozen=True, kw_only=True, slots=True)
class _Lane:
    """A range of one index, in which `prefix` and the sort texts from `begin` to `end` are keys."""

    index: LocalSecondaryIndex[PurchaseOrderItem]
    key: str
    prefix: str = ""
    begin: str = _BEGIN
    end: str = _END

    def behind(self, place: str | None, *, descending: bool) -> "_Lane | None":
        """What is left of it from `place` on, `place` itself included; None when nothing is."""
        if place is None:
            return self
        begin = self.begin if descending else max(self.begin, place)
        end = min(self.end, place) if descending else self.end
        if begin > end:
            return None
        return _Lane(index=self.index, key=self.key, prefix=self.prefix, begin=begin, end=end)

    def condition(self) -> Condition:
        """The key condition of the range."""
        key: Attribute[str] = getattr(PurchaseOrderItem, self.key)
        return key.between(self.prefix + self.begin, self.prefix + self.end)


_BY: Final = {
    SortBy.PURCHASE_ORDER_ID: _Lane(index=PurchaseOrderItem.by_id, key="id_sort"),
    SortBy.UPDATED_AT: _Lane(index=PurchaseOrderItem.by_update, key="update_sort"),
    SortBy.TOTAL_VALUE: _Lane(index=PurchaseOrderItem.by_value, key="value_sort"),
    SortBy.BALANCE: _Lane(index=PurchaseOrderItem.by_balance, key="balance_sort"),
}


@dataclass(frozen=True, slots=True)
class _Found:
    """What a range gave, by sort text, and how far it was read: None is to its end."""

    summaries: dict[str, PurchaseOrderSummary]
    read_to: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PurchaseOrderListing:
    """The purchase orders of one account that `query` asks for at `now`.

    `is_shown` says of each that is read whether it is in the listing at all.
    """

    account_id: str
    query: PurchaseOrderQuery
    now: datetime
    is_shown: Callable[[PurchaseOrderSummary], bool] | None = None

    def page(self, tokens: PageTokens, limit: int, token: str | None) -> Page[PurchaseOrderSummary]:
        """At most `limit` of them after `token`; `InvalidInput` for one that `tokens` refuses."""
        place = tokens.read(self._identity, token, str) if token is not None else None
        found = self._sorted_here() or self._read(limit, place)
        reached = [text for text in found.summaries if self._is_between(place, text, found.read_to)]
        ordered = sorted(reached, reverse=self._descending)
        shown = [found.summaries[text] for text in ordered[:limit]]
        after = ordered[limit - 1] if len(ordered) > limit else found.read_to
        return Page(shown, tokens.write(self._identity, after) if after else None)

    @property
    def _descending(self) -> bool:
        return self.query.sort_order is SortOrder.DESCENDING

    @property
    def _identity(self) -> Sequence[str]:
        asked = json.dumps(asdict(self.query), default=str, sort_keys=True)
        return ["purchase-orders", self.account_id, hashlib.sha256(asked.encode()).hexdigest()]

    def _is_between(self, place: str | None, text: str, read_to: str | None) -> bool:
        if self._descending:
            return (place is None or text < place) and (read_to is None or text >= read_to)
        return (place is None or text > place) and (read_to is None or text <= read_to)

    def _sorted_here(self) -> _Found | None:
        """All there are, when the status keeps them few and another order than its own is asked."""
        status = self.query.status
        if self.query.sort_by is SortBy.EXPIRATION_MONTH or status in (None, Status.EXPIRED):
            return None
        (lane,) = self._ranges()
        found = self._walk(lane, SMALL, SMALL)
        return found if found.read_to is None else None

    def _read(self, limit: int, place: str | None) -> _Found:
        """The next ones of every range, as far as all of the ranges were read."""
        behind = [lane.behind(place, descending=self._descending) for lane in self._lanes()]
        lanes = [lane for lane in behind if lane]
        # One more than asked for tells whether it is the last page, and the place is read again.
        found = [self._walk(lane, limit + 2, MOST_READ // len(lanes)) for lane in lanes]
        ends = [each.read_to for each in found if each.read_to is not None]
        first = max if self._descending else min
        merged = {text: each for part in found for text, each in part.summaries.items()}
        return _Found(merged, first(ends) if ends else None)

    def _lanes(self) -> Sequence[_Lane]:
        if self.query.sort_by is SortBy.EXPIRATION_MONTH:
            return self._ranges()
        return [_BY[self.query.sort_by]]

    def _ranges(self) -> Sequence[_Lane]:
        """The ranges of `listing` that hold the asked status: time is in their bounds (R-065)."""
        present, listing = str(Month.of(self.now)), PurchaseOrderItem.by_listing

        def lane(flag: str, begin: str = _BEGIN, end: str = _END) -> _Lane:
            return _Lane(index=listing, key="listing", prefix=flag, begin=begin, end=end)

        match self.query.status:
            case None:
                return [lane(ACTIVE), lane(SUSPENDED)]
            case Status.ACTIVE:
                return [lane(ACTIVE, begin=present)]
            case Status.EXPIRED:
                return [lane(ACTIVE, end=present)]
            case Status.SUSPENDED:
                return [lane(SUSPENDED, begin=present)]
            case Status.SUSPENDED_EXPIRED:
                return [lane(SUSPENDED, end=present)]

    def _walk(self, lane: _Lane, wanted: int, most: int) -> _Found:
        """Read on until `wanted` passed the filter or `most` were read, in growing steps."""
        summaries: dict[str, PurchaseOrderSummary] = {}
        with translated():
            results = lane.index.query(
                self.account_id,
                lane.condition(),
                self._filter(),
                consistent_read=True,
                scan_index_forward=not self._descending,
                page_size=wanted,
            )
            requests = results.page_iter
            for answer in requests:
                for raw in answer["Items"]:
                    summary = to_summary(PurchaseOrderItem.from_raw_data(raw))
                    if self.is_shown is None or self.is_shown(summary):
                        summaries[sort_text(summary, self.query.sort_by)] = summary
                key = requests.last_evaluated_key
                if key is None:
                    break
                read = requests.total_scanned_count
                missing = wanted - len(summaries)
                if missing <= 0 or read >= most:
                    return _Found(summaries, key[lane.key]["S"].removeprefix(lane.prefix))
                # Twice what should do if what follows is like what was read so far.
                step = max(wanted, 2 * missing * read // max(len(summaries), 1))
                requests.page_size = min(step, read * _GROWTH, _LONGEST_STEP, most - read)
        return _Found(summaries, None)

    def _filter(self) -> Condition | None:
        conditions = list(self._conditions())
        return reduce(and_, conditions) if conditions else None

    def _conditions(self) -> Iterator[Condition]:
        asked, stored = self.query, _STORED
        if asked.status:
            yield from self._of_status(asked.status)
        if asked.search:
            yield stored.searched.contains(searched(asked.search))
        if asked.bill_from:
            yield stored.bill_from.contains(asked.bill_from)
        if asked.currency:
            yield stored.currency == asked.currency
        if asked.source:
            yield stored.source == asked.source.value
        if asked.tag_key and asked.tag_value is None:
            yield _tag(asked.tag_key).exists()
        elif asked.tag_key:
            yield _tag(asked.tag_key) == asked.tag_value
        if asked.expiring_before:
            yield stored.expiration_month < asked.expiring_before
        if asked.balance_below is not None:
            yield stored.balance < asked.balance_below
        if asked.is_balance_low is not None:
            is_so = stored.is_balance_low == asked.is_balance_low
            yield is_so if asked.is_balance_low else is_so | stored.is_balance_low.does_not_exist()

    def _of_status(self, status: Status) -> Iterator[Condition]:
        """What the ranges of `listing` say with their keys, for the other indexes."""
        if self.query.sort_by is SortBy.EXPIRATION_MONTH:
            return
        stored, present = _STORED, Month.of(self.now)
        is_suspended = status in (Status.SUSPENDED, Status.SUSPENDED_EXPIRED)
        yield stored.is_suspended == is_suspended
        is_expired = status in (Status.EXPIRED, Status.SUSPENDED_EXPIRED)
        yield (
            stored.expiration_month < present if is_expired else stored.expiration_month >= present
        )
