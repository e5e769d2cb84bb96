"""One place where what is stored is not what it has to be."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

Key = tuple[str, ...]
"""A table, as the data model calls it, and the keys of an item there."""


NOTHING: Final = "nothing"
"""Stored or expected where there is none."""


class Rule(StrEnum):
    """What was not kept. The journal's rules hold to the byte; the others are added up again."""

    ITEM_IS_AS_WRITTEN = "ITEM_IS_AS_WRITTEN"
    ITEM_IS_THERE = "ITEM_IS_THERE"
    ITEM_WAS_WRITTEN = "ITEM_WAS_WRITTEN"
    ITEM_IS_READABLE = "ITEM_IS_READABLE"
    ENTRY_IS_SEALED = "ENTRY_IS_SEALED"
    CHAIN_IS_WHOLE = "CHAIN_IS_WHOLE"
    EVENT_IS_CHAINED = "EVENT_IS_CHAINED"
    OUTBOX = "OUTBOX"
    BALANCE = "BALANCE"
    STATUS = "STATUS"
    NUMBERS = "NUMBERS"
    INVOICE_TOTALS = "INVOICE_TOTALS"
    CHARGE_ON_ONE_INVOICE = "CHARGE_ON_ONE_INVOICE"
    CREDITS = "CREDITS"
    EDITIONS = "EDITIONS"
    DUE_INDEX = "DUE_INDEX"
    SUMMARY = "SUMMARY"
    QUOTA = "QUOTA"
    INSTALLMENTS = "INSTALLMENTS"
    COUNTS = "COUNTS"
    EVENTS = "EVENTS"


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """`attribute` of the item at `key` is `stored` and has to be `expected`.

    An item as a whole has no attribute; "nothing" stands for what is not there.
    """

    rule: Rule
    key: Key
    attribute: str = ""
    stored: str
    expected: str
