"""What every transaction says of itself in the ledger: which items it wrote, and what they were.

The entry is one more item of the same transaction, so there is none without its writes and no write
without its entry. Each item that was put names the entry as `written`.
"""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, Final, Self

from procurement.adapters.dynamodb.digests import RawItem, digest_of, marks_of
from procurement.adapters.dynamodb.tables.base import SharedModel
from procurement.adapters.dynamodb.tables.ledger import EventItem, WritesItem

WRITES: Final = "WRITES#"

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_OF_ONE: Final = re.compile(r"\d{12,13}(?=#|$)|RUN#[^#]*")
"""Begins a partition that belongs to one account, or to one run."""


class _Stamps:
    """Ever later stamps: later too than every one that this process has read on an item.

    So what was decided on an item is stamped after it, whatever the clocks of two machines say.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._last = 0

    def next(self) -> str:
        """14 hexadecimal digits of microseconds, and four that tell transactions apart."""
        # Not the clock of the application, which a local stack may be told.
        now = (datetime.now(UTC) - _EPOCH) // _MICROSECOND
        with self._lock:
            self._last = max(now, self._last + 1, _microseconds(SharedModel.latest) + 1)
            return f"{self._last:014x}{secrets.token_hex(2)}"


STAMPS: Final = _Stamps()


@dataclass(frozen=True, slots=True)
class Written:
    """One write: what it puts as it travels, None for a deletion."""

    table: str
    keys: tuple[str, ...]
    item: RawItem | None

    @classmethod
    def of(cls, item: SharedModel, request: Mapping[str, Any]) -> Self:
        """What the request does to the item."""
        put: RawItem | None = request.get("Item")
        return cls(item.table, tuple(getattr(item, name) for name in item.keys), put)

    @property
    def told(self) -> list[str]:
        """In the words of the journal: digest and marks are missing where it is deleted."""
        seals = [] if self.item is None else [digest_of(self.item), "".join(marks_of(self.item))]
        return [self.table, *self.keys, *seals]


def ledgers_of(items: Iterable[SharedModel]) -> tuple[str, ...]:
    """Which ledgers are told of a transaction: those of its events, else the one nearest to it."""
    accounts: dict[str, None] = {}
    nearest = ""
    for item in items:
        if isinstance(item, EventItem):
            accounts[item.account_id] = None
        nearest = nearest or _nearest(item)
    return tuple(accounts) or (nearest,)


def entry_request(ledger: str, stamp: str, writes: Sequence[Written]) -> dict[str, Any]:
    """What puts the entry of a transaction into one ledger."""
    item = WritesItem(ledger, WRITES + stamp, writes=[write.told for write in writes])
    item.seal = digest_of(item.serialize())
    return item.get_save_kwargs_from_instance(condition=WritesItem.account_id.does_not_exist())


def stamp_at(instant: datetime) -> str:
    """How every stamp begins that is made at that instant or later."""
    return f"{(instant - _EPOCH) // _MICROSECOND:014x}"


def _nearest(item: SharedModel) -> str:
    if item.nearest_ledger:
        return item.nearest_ledger
    partition: str = getattr(item, item.keys[0])
    found = _OF_ONE.match(partition)
    receiver: str | None = getattr(item, "receiver_account_id", None)
    return found[0] if found else receiver or partition


def _microseconds(written: str) -> int:
    try:
        return int(written.rpartition("#")[2][:14] or "0", 16)
    except ValueError:
        return 0
