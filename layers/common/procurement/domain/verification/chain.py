"""The hash chain of a ledger, followed from its first block on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from zlib import crc32

from procurement.domain.verification.block import FIRST, Block, block_entry
from procurement.domain.verification.books import differs
from procurement.domain.verification.difference import NOTHING, Difference, Rule
from procurement.domain.verification.journal import StoredItem

UNSENT_SHARDS: Final = 4
"""Partitions of the index of unsent events."""


@dataclass(slots=True)
class Chain:
    """What a ledger's blocks say: the seal of every entry in them, and of the last block."""

    ledger: str
    sealed: dict[str, str] = field(default_factory=dict)
    head: str = FIRST
    blocks: int = 0

    def follow(self, blocks: Iterable[Block]) -> Iterator[Difference]:
        """Every block is sealed, counts on, names the one before, and agrees with it."""
        for number, block in enumerate(blocks, 1):
            yield from _told(block, "entry", block.entry, block_entry(number))
            yield from _told(block, "previous", block.previous, self.head)
            yield from _told(block, "seal", block.seal, block.own_seal)
            for stamp, seal in block.entries:
                known = self.sealed.setdefault(stamp, seal)
                yield from _told(block, "entries", f"{stamp} {seal}", f"{stamp} {known}")
            self.head, self.blocks = block.seal, number

    def check(self, seals: Mapping[str, str]) -> Iterator[Difference]:
        """Whatever was chained is there, sealed as it was then; `seals` are those of the ledger."""
        for stamp, seal in self.sealed.items():
            stored = seals.get(stamp)
            if stored != seal:
                yield Difference(
                    rule=Rule.CHAIN_IS_WHOLE,
                    key=("Ledger", self.ledger, f"WRITES#{stamp}"),
                    attribute="seal" if stored else "",
                    stored=stored or NOTHING,
                    expected=seal,
                )

    def check_event(self, item: StoredItem) -> Iterator[Difference]:
        """An event of this ledger lies where the sweep finds it, or was chained and announced.

        What the ledger tells of another one's events is that one's to check.
        """
        is_own = item.key[:2] == ("Ledger", self.ledger)
        if not is_own or not item.key[2].startswith("EVENT#"):
            return
        if item.unsent_shard:
            shard = str(crc32(item.key[2].rpartition("#")[2].encode()) % UNSENT_SHARDS)
            yield from differs(Rule.OUTBOX, item.key, "unsent_shard", item.unsent_shard, shard)
        elif item.written and item.written[1] not in self.sealed:
            yield Difference(
                rule=Rule.EVENT_IS_CHAINED,
                key=item.key,
                attribute="written",
                stored=item.written[1],
                expected="an entry of the chain",
            )


def _told(block: Block, attribute: str, stored: str, expected: str) -> Iterator[Difference]:
    if stored != expected:
        yield Difference(
            rule=Rule.CHAIN_IS_WHOLE,
            key=block.key,
            attribute=attribute,
            stored=stored or NOTHING,
            expected=expected or NOTHING,
        )
