"""What metered usage of one billing period comes to, dimension by dimension (R-255)."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class UsageLine:
    """The charged units of one dimension; `amount` is exact, quantity times `unit_price`."""

    dimension: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class UsageBill:
    """What closing a period makes due: `amount`, rounded to the minor unit, before tax.

    `closing` counts the closings of this period from 1: a later one is for usage that was told
    late, and its `lines` are what came since the one before.
    """

    amount: Decimal
    closing: int
    lines: tuple[UsageLine, ...]
