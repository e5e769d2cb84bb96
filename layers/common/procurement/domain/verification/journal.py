"""Stored items against the journal: what the latest transaction made of each.

An entry of the journal tells of one transaction every item that it put, with a digest of the whole
and a mark of each attribute, and every item that it deleted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from procurement.domain.verification.books import Content
from procurement.domain.verification.difference import NOTHING, Difference, Key, Rule


@dataclass(frozen=True, kw_only=True, slots=True)
class Write:
    """What a transaction made of the item at `key`: `digest` is None where it was deleted."""

    key: Key
    digest: str | None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One transaction in one ledger. Stamps rise: what follows from another is stamped later.

    `seal` is stored with it, `own_seal` is what it has to be.
    """

    ledger: str
    stamp: str
    writes: Mapping[Key, Write]
    seal: str
    own_seal: str

    @property
    def key(self) -> Key:
        """Where the entry itself is stored."""
        return ("Ledger", self.ledger, f"WRITES#{self.stamp}")

    def check(self) -> Iterator[Difference]:
        """The entry itself is what was written."""
        if self.seal != self.own_seal:
            yield Difference(
                rule=Rule.ENTRY_IS_SEALED,
                key=self.key,
                attribute="seal",
                stored=self.seal or NOTHING,
                expected=self.own_seal,
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredItem:
    """An item as it was found: `values` are its attributes as text, `marks` in the same order.

    `written` says which transaction wrote it, by ledger and stamp. `unsent_shard` is where an
    event lies that is not on the bus yet. `content` is what is added up of it, `fault` why it
    cannot be read.
    """

    key: Key
    digest: str
    marks: tuple[str, ...]
    values: Mapping[str, str] = field(repr=False)
    written: tuple[str, str] | None
    unsent_shard: str | None = None
    content: Content | None = None
    fault: str = ""


def as_written(item: StoredItem, write: Write) -> Iterator[Difference]:
    """The item is what the transaction made of it, to the byte."""
    if write.digest is None:
        yield Difference(rule=Rule.ITEM_IS_THERE, key=item.key, stored="an item", expected=NOTHING)
    elif item.digest != write.digest:
        changed = list(_changed(item, write))
        for name, value in changed or [("", f"digest {item.digest}")]:
            yield Difference(
                rule=Rule.ITEM_IS_AS_WRITTEN,
                key=item.key,
                attribute=name,
                stored=value,
                expected=f"what was written, digest {write.digest}",
            )


def never_written(item: StoredItem) -> Difference:
    """No transaction tells of the item."""
    ledger, stamp = item.written or ("", "")
    return Difference(
        rule=Rule.ITEM_WAS_WRITTEN,
        key=item.key,
        attribute="written",
        stored=f"{ledger}#{stamp}" if item.written else NOTHING,
        expected="a transaction that wrote it",
    )


def missing(write: Write) -> Difference:
    """The item was put, and is not there."""
    return Difference(
        rule=Rule.ITEM_IS_THERE,
        key=write.key,
        stored=NOTHING,
        expected=f"an item, digest {write.digest}",
    )


def _changed(item: StoredItem, write: Write) -> Iterator[tuple[str, str]]:
    """Names and values of the attributes that are not as marked.

    Where one was taken away or added, marks before and behind it tell which.
    """
    named = list(zip(item.marks, item.values.items(), strict=True))
    if len(named) == len(write.marks):
        yield from (
            pair for (mark, pair), was in zip(named, write.marks, strict=True) if mark != was
        )
        return
    known = list(write.marks)
    left: list[tuple[str, str]] = []
    for mark, pair in named:
        if mark in known:
            known.remove(mark)
        else:
            left.append(pair)
    yield from left or [("", f"no attribute with mark {mark}") for mark in known]
