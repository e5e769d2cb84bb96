"""An invoice's totals in further currencies, by rates that are printed on it (R-155, R-156, R-381).

An invoice is made in its base currency, that of what was bought. Its payment currency is the one
its payer chose, its tax currency the one a tax authority reads (R-382).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from procurement.domain.money import EXACT, Money


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintedRate:
    """What one unit of an invoice's currency is worth in `target`; None when nobody told."""

    target: str
    rate: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CurrencyAmount:
    """An invoice's totals in another currency, each rounded half-up from the one in its own."""

    rate: Decimal
    total_before_tax: Money
    tax: Money

    @property
    def currency(self) -> str:
        """The currency of both."""
        return self.tax.currency

    @property
    def total(self) -> Money:
        """Tax included: the sum of what was rounded."""
        return self.total_before_tax + self.tax

    @property
    def printed(self) -> PrintedRate:
        """The rate as it is printed."""
        return PrintedRate(target=self.currency, rate=self.rate)

    @classmethod
    def of(cls, before_tax: Money, tax: Money, printed: PrintedRate) -> Self | None:
        """Both amounts by the rate; None where nobody told it: no other is used (R-156)."""
        if printed.rate is None:
            return None
        return cls(
            rate=printed.rate,
            total_before_tax=_converted(before_tax, printed.target, printed.rate),
            tax=_converted(tax, printed.target, printed.rate),
        )

    def less(self, other: "CurrencyAmount") -> "CurrencyAmount":
        """What is left of it after `other`, by the same rate."""
        return CurrencyAmount(
            rate=self.rate,
            total_before_tax=self.total_before_tax - other.total_before_tax,
            tax=self.tax - other.tax,
        )


def totals_in_order(
    payment: CurrencyAmount | None, base: Money, tax: CurrencyAmount | None
) -> tuple[Money, ...]:
    """All totals that an invoice states: payment, base, tax currency (R-155)."""
    return tuple(
        total
        for total in (payment.total if payment else None, base, tax.total if tax else None)
        if total is not None
    )


def total_in(totals: Sequence[Money], currency: str) -> Money | None:
    """The first of the totals in that currency, or None (R-155)."""
    return next((total for total in totals if total.currency == currency), None)


def _converted(money: Money, target: str, rate: Decimal) -> Money:
    return Money(EXACT.multiply(money.amount, rate), target).rounded()
