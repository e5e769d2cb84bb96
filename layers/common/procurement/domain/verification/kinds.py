"""Every kind of item there is, and how it is verified."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from procurement.domain.verification.difference import Key


class Treatment(StrEnum):
    """How an item of a kind is held against what it has to be."""

    JOURNALED = "JOURNALED"
    """To the byte: an entry of the journal has its digest; what adds up, adds up besides."""
    ADDED_UP = "ADDED_UP"
    """Written by changes whose result the writer does not see; every attribute is added up."""
    SEALED = "SEALED"
    """Part of the proof: it is sealed itself."""
    APART = "APART"
    """No part of the books: a key that lives three days, or the clock of a local stack."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the data model calls a kind of item, and how its keys look."""

    table: str
    name: str
    keys: tuple[str, ...]
    treatment: Treatment = Treatment.JOURNALED

    def is_of(self, key: Key) -> bool:
        """Whether an item with this key is of the kind."""
        table, *keys = key
        return table == self.table and all(
            re.fullmatch(pattern, text) for pattern, text in zip(self.keys, keys, strict=True)
        )


_ACCOUNT: Final = r"\d{12,13}"


def _kinds() -> Iterator[Kind]:
    yield Kind("Invoices", "sequence", (_ACCOUNT, "SEQUENCE#.+"), Treatment.ADDED_UP)
    yield Kind("Invoices", "tally", (r"RUN#.+#TALLY(#.+)?", ".+"), Treatment.ADDED_UP)
    yield Kind("Ledger", "journal entry", (".+", "WRITES#[0-9a-f]{18}"), Treatment.SEALED)
    yield Kind("Ledger", "block", (".+", r"BLOCK#\d{12}"), Treatment.SEALED)
    yield Kind("PageKeys", "page key", (r"\d{4}-\d\d-\d\d",), Treatment.APART)
    yield Kind("Clock", "told time", (".+",), Treatment.APART)


NOT_JOURNALED: Final = tuple(_kinds())
"""The kinds that are not held against the journal; all others are."""


def may_vanish(key: Key) -> bool:
    """Whether DynamoDB itself deletes such an item in time: reconciliations and what they found."""
    return any("RECONCILIATION#" in part for part in key[1:])


def treatment_of(key: Key) -> Treatment:
    """How the item with this key is verified."""
    for kind in NOT_JOURNALED:
        if kind.is_of(key):
            return kind.treatment
    return Treatment.JOURNALED
