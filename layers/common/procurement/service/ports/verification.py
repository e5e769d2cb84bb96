"""What a verification reads: ledgers, and the items that they tell of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from procurement.domain.events import Event
    from procurement.domain.verification.block import Block
    from procurement.domain.verification.difference import Key
    from procurement.domain.verification.journal import Entry, StoredItem


Place = tuple[str, str]
"""A ledger, and one of its entries: from where to look for the next ledger."""


class StoredBooks(Protocol):
    """Everything stored, as it is stored; strongly consistent, and read only."""

    def ledgers(self, after: Place | None = None, since: datetime | None = None) -> Iterator[Place]:
        """Every ledger that was told of a transaction since then; each once, after that place."""

    def entries(self, ledger: str) -> Iterator[Entry]:
        """All entries of one ledger, in the order of their stamps."""

    def blocks(self, ledger: str) -> Iterator[Block]:
        """The ledger's chain, from its first block on."""

    def entry(self, ledger: str, stamp: str) -> Entry | None:
        """One entry, wherever it is told."""

    def was_deleted(self, key: Key, stamp: str) -> bool:
        """Whether a transaction after that stamp, in any ledger, deleted the item.

        Looks through all ledgers: for what a single one leaves open.
        """

    def partition(self, table: str, partition: str) -> Iterator[StoredItem]:
        """All items of one partition, but the ledger's entries and blocks."""

    def partitions_beside(self, ledger: str) -> Sequence[tuple[str, str]]:
        """Partitions that belong to the ledger's account, written or not."""


class Chains(Protocol):
    """The hash chains of the ledgers."""

    def stamps_of(self, events: Sequence[Event]) -> Sequence[tuple[str, str]]:
        """Ledger and stamp of the entry that tells of each event (strongly consistent)."""

    def seals_of(self, ledger: str, stamps: Sequence[str]) -> Mapping[str, str]:
        """The seals of entries, by stamp (strongly consistent)."""

    def append(self, ledger: str, seals: Mapping[str, str]) -> None:
        """The next block, of these entries; `LostRace` when somebody else made it."""
