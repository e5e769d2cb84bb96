"""Which tax rate each line of an invoice bears: only the tax itself is stored (R-392)."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from procurement.domain.money import EXACT, minor_unit

_HUNDRED: Final = Decimal(100)
_MOST_PLACES: Final = 4


def tax_rates(taxed: Sequence[tuple[Decimal, Decimal]], currency: str) -> tuple[Decimal, ...]:
    """The rate in percent of each (amount before tax, tax), as few different ones as will do.

    The largest amounts tell the rates; a smaller one, whose tax says little after rounding, takes
    the first of them that explains its tax to within one minor unit. No tax is always 0 percent.
    """
    unit = Decimal(1).scaleb(-minor_unit(currency))
    found: list[Decimal] = []
    rates = [Decimal(0)] * len(taxed)
    largest_first = sorted(range(len(taxed)), key=lambda index: (-abs(taxed[index][0]), index))
    for index in largest_first:
        amount, tax = taxed[index]
        if not tax:
            continue
        known = (rate for rate in found if _explains(rate, amount, tax, unit))
        rate = next(known, None)
        if rate is None:
            rate = _plainest(amount, tax, unit)
            found.append(rate)
        rates[index] = rate
    return tuple(rates)


def _plainest(amount: Decimal, tax: Decimal, unit: Decimal) -> Decimal:
    """The rate with the fewest decimal places that explains the tax."""
    if not amount:
        return Decimal(0)
    exact = EXACT.divide(EXACT.multiply(tax, _HUNDRED), amount)
    for places in range(_MOST_PLACES):
        rate = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=EXACT)
        if _explains(rate, amount, tax, unit):
            return rate
    return exact.quantize(Decimal(1).scaleb(-_MOST_PLACES), rounding=ROUND_HALF_UP, context=EXACT)


def _explains(rate: Decimal, amount: Decimal, tax: Decimal, unit: Decimal) -> bool:
    due = EXACT.divide(EXACT.multiply(amount, rate), _HUNDRED)
    return rate > 0 and abs(EXACT.subtract(tax, due)) <= unit
