"""One block of a ledger's hash chain: entries, sealed over the seal of the block before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from procurement.domain.verification.difference import Key

BLOCK: Final = "BLOCK#"
"""Begins the sort key of every block."""
FIRST: Final = ""
"""What the first block says of the one before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """One block: `entries` are stamps of entries with their seals; `previous` a block's seal.

    `seal` is stored with it, `own_seal` is what it has to be.
    """

    ledger: str
    entry: str
    previous: str
    entries: Sequence[tuple[str, str]]
    seal: str
    own_seal: str

    @property
    def key(self) -> Key:
        """Where the block itself is stored."""
        return ("Ledger", self.ledger, self.entry)


def block_entry(number: int) -> str:
    """The sort key of a block; in order of numbers."""
    return f"{BLOCK}{number:012d}"
