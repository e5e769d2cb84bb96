"""Exact money: a decimal amount with its currency, rounded in one place only."""

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from typing import Final, Self

# ISO 4217 minor units that are not 2. Every other currency has two places.
_MINOR_UNITS: Final = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND"), 0
    ),
    **dict.fromkeys(("VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}

# DynamoDB's own precision: a number that fits here is stored without loss.
EXACT: Final = Context(prec=38, rounding=ROUND_HALF_UP)

_PLAIN: Final = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")

MAX_AMOUNT: Final = Decimal(10) ** 15
"""No single amount may reach this: far above every published limit, far inside 38 digits."""


def minor_unit(currency: str) -> int:
    """Decimal places of `currency` (ISO 4217): 0 for JPY, 3 for KWD, 2 for most."""
    return _MINOR_UNITS.get(currency, 2)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """`amount` rounded half-up, once, to the currency's minor unit (R-089)."""
    return amount.quantize(_unit(currency), rounding=ROUND_HALF_UP, context=EXACT)


def rounded_down(amount: Decimal, currency: str) -> Decimal:
    """`amount` without what lies below the currency's minor unit: a share of a total (R-279)."""
    return amount.quantize(_unit(currency), rounding=ROUND_DOWN, context=EXACT)


def split_evenly(total: Decimal, parts: int, currency: str) -> tuple[Decimal, ...]:
    """Equal parts rounded down to the minor unit; the last takes the remainder (R-279).

    The sum is exactly `total`: 100.00 in 3 is 33.33, 33.33, 33.34.
    """
    if parts < 1:
        raise ValueError("parts must be at least 1")
    share = rounded_down(EXACT.divide(total, Decimal(parts)), currency)
    return (share,) * (parts - 1) + (total - share * (parts - 1),)


def places(amount: Decimal) -> int:
    """How many decimal places `amount` really uses: 1.50 uses one."""
    digits = amount.as_tuple()
    if not isinstance(digits.exponent, int) or not amount:
        return 0
    zeros = len(digits.digits) - len("".join(map(str, digits.digits)).rstrip("0"))
    return max(0, -(digits.exponent + zeros))


def parse_amount(given: str | int | Decimal) -> Decimal | None:
    """The decimal that `given` writes, or None when it is no plain number.

    Text is an optional minus, digits and at most one point: no exponent, no other script's digits.
    """
    if isinstance(given, bool) or not isinstance(given, str | int | Decimal):
        return None
    if isinstance(given, str) and not _PLAIN.fullmatch(given):
        return None
    amount = Decimal(given)
    return amount if amount.is_finite() and amount.copy_abs() < MAX_AMOUNT else None


def format_amount(amount: Decimal, currency: str) -> str:
    """`amount` as AWS writes it: a plain string with the currency's places (R-261).

    Nothing has no sign, and neither has what comes to nothing when it is rounded.
    """
    return f"{EXACT.plus(rounded(amount, currency)):f}"


def _unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(-minor_unit(currency))


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency. Sums across currencies are refused (R-156)."""

    amount: Decimal
    currency: str

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Nothing, in `currency`."""
        return cls(Decimal(0), currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(EXACT.add(self.amount, self._same(other)), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(EXACT.subtract(self.amount, self._same(other)), self.currency)

    def __neg__(self) -> "Money":
        # Nothing has no sign: its mirror image would be written -0.00.
        return Money(EXACT.minus(self.amount), self.currency)

    def rounded(self) -> "Money":
        """Rounded half-up to the currency's minor unit."""
        return Money(rounded(self.amount, self.currency), self.currency)

    def __str__(self) -> str:
        return f"{format_amount(self.amount, self.currency)} {self.currency}"

    def _same(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            raise ValueError(f"cannot combine {self.currency} with {other.currency}")
        return other.amount
