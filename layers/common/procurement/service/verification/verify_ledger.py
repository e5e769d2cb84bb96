"""Hold one ledger, and all that it tells of, against what is stored."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from procurement.domain.verification.balances import check_balances
from procurement.domain.verification.books import Books, differs
from procurement.domain.verification.chain import Chain
from procurement.domain.verification.charges import check_charges
from procurement.domain.verification.counts import check_events, check_quota, check_runs
from procurement.domain.verification.difference import Difference, Key, Rule
from procurement.domain.verification.documents import check_documents
from procurement.domain.verification.journal import (
    StoredItem,
    Write,
    as_written,
    missing,
    never_written,
)
from procurement.domain.verification.kinds import Treatment, may_vanish, treatment_of
from procurement.service.ports.verification import StoredBooks

CHECKS: Final = (
    check_balances,
    check_documents,
    check_charges,
    check_quota,
    check_events,
    check_runs,
)
"""What is added up again, whatever the journal says."""

Latest = dict[Key, tuple[str, Write]]
"""Of each item that a ledger tells of, the latest write and its stamp."""


@dataclass(slots=True)
class Seen:
    """What was read of one ledger: entries, items, blocks; how many entries no block has yet.

    `head` is the seal of the last block: noted elsewhere, it proves that nothing before changed.
    """

    ledger: str
    entries: int = 0
    items: int = 0
    blocks: int = 0
    unchained: int = 0
    head: str = ""


def verify_ledger(seen: Seen, books: StoredBooks) -> Iterator[Difference]:
    """Every difference in the ledger, in what it tells of, and in what lies beside that.

    Reads the ledger once, and each partition that it names once.
    """
    chain = Chain(seen.ledger)
    yield from chain.follow(books.blocks(seen.ledger))
    latest: Latest = {}
    seals: dict[str, str] = {}
    for entry in books.entries(seen.ledger):
        yield from entry.check()
        seals[entry.stamp] = entry.seal
        latest |= {key: (entry.stamp, write) for key, write in entry.writes.items()}
    yield from chain.check(seals)
    seen.entries, seen.blocks, seen.head = len(seals), chain.blocks, chain.head
    seen.unchained = len(seals.keys() - chain.sealed.keys())
    yield from _check_items(seen, latest, chain, books)


def _check_items(
    seen: Seen, latest: Latest, chain: Chain, books: StoredBooks
) -> Iterator[Difference]:
    beside = books.partitions_beside(seen.ledger)
    contents = Books(seen.ledger)
    for table, partition in dict.fromkeys((*beside, *((key[0], key[1]) for key in latest))):
        for item in books.partition(table, partition):
            seen.items += 1
            if treatment_of(item.key) is Treatment.JOURNALED:
                yield from _journaled(item, latest.pop(item.key, None), books)
            yield from chain.check_event(item)
            yield from differs(Rule.ITEM_IS_READABLE, item.key, "", item.fault, "")
            contents.add(item.key, item.content)
    for stamp, write in latest.values():
        is_gone = write.digest is None or may_vanish(write.key)
        if not is_gone and not books.was_deleted(write.key, stamp):
            yield missing(write)
    for check in CHECKS:
        yield from _added_up(check, contents)


def _added_up(
    check: Callable[[Books], Iterator[Difference]], contents: Books
) -> Iterator[Difference]:
    """What does not even add up is told as such: an item may lack what it cannot be without."""
    try:
        yield from check(contents)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        yield Difference(
            rule=Rule.ITEM_IS_READABLE,
            key=("Ledger", contents.account_id, ""),
            stored=f"{type(error).__name__}: {error}",
            expected=f"what {check.__name__} can add up",
        )


def _journaled(
    item: StoredItem, told: tuple[str, Write] | None, books: StoredBooks
) -> Iterator[Difference]:
    """The item against its latest write: the one that this ledger tells, or that it names itself.

    An item that lies in several ledgers may have been written later than this one knows.
    """
    stamp = item.written[1] if item.written else ""
    if told and stamp <= told[0]:
        yield from as_written(item, told[1])
        return
    entry = books.entry(*item.written) if item.written else None
    write = entry.writes.get(item.key) if entry else None
    if write is not None:
        yield from as_written(item, write)
    elif told:
        yield from as_written(item, told[1])
    else:
        yield never_written(item)
