"""Verify ledger after ledger, as far as there is time and room in the answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from procurement.domain.verification.difference import Difference
from procurement.service.ports.verification import Place, StoredBooks
from procurement.service.verification.verify_ledger import Seen, verify_ledger

MOST_DIFFERENCES: Final = 1_000
"""Differences told at once; one ledger that has more is told as far as that."""
READINGS: Final = 3
"""How often something has to differ in the same way before it is told."""
MOST_LEDGERS: Final = 2_000
"""Ledgers verified at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Which ledgers to verify: these, or without any all that were told of something since then.

    From `after` on, which is where an answer said that it goes on.
    """

    ledgers: tuple[str, ...] = ()
    since: datetime | None = None
    after: Place | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Verified:
    """What was seen, what differs, and after which place the rest follows; None at the end."""

    verified: tuple[Seen, ...]
    differences: tuple[Difference, ...]
    next: Place | None


def verify_books(asked: Asked, books: StoredBooks, has_time: Callable[[], bool]) -> Verified:
    """At least one ledger; the next call goes on after the last one."""
    verified: list[Seen] = []
    differences: list[Difference] = []
    for place in _places(asked, books):
        seen, found = _lasting(place[0], books)
        differences += found
        verified.append(seen)
        is_full = len(differences) >= MOST_DIFFERENCES or len(verified) >= MOST_LEDGERS
        if is_full or not has_time():
            return Verified(
                verified=tuple(verified),
                differences=tuple(differences[:MOST_DIFFERENCES]),
                next=place,
            )
    return Verified(verified=tuple(verified), differences=tuple(differences), next=None)


def _lasting(ledger: str, books: StoredBooks) -> tuple[Seen, list[Difference]]:
    """What differs each time that it is read: what is written meanwhile is not read all at once."""
    seen, found = Seen(ledger), list[Difference]()
    for reading in range(READINGS):
        seen = Seen(ledger)
        again = list(verify_ledger(seen, books))
        found = [each for each in again if each in found] if reading else again
        if not found:
            break
    return seen, found


def _places(asked: Asked, books: StoredBooks) -> Iterator[Place]:
    if not asked.ledgers:
        yield from books.ledgers(asked.after, asked.since)
        return
    left = asked.ledgers
    if asked.after and asked.after[0] in left:
        left = left[left.index(asked.after[0]) + 1 :]
    for ledger in left:
        yield ledger, ""
