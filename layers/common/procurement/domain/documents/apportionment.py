"""Rounding many amounts so that they add up to a total that is rounded already."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from procurement.domain.money import EXACT, minor_unit


def apportioned(
    amounts: Sequence[Decimal], total: Decimal, currency: str
) -> tuple[Decimal, ...] | None:
    """Each of `amounts` rounded down or up to the minor unit, so that all are exactly `total`.

    The largest remainders are rounded up, the earlier of equal ones first. None when that cannot
    be: the total is not what the amounts round to.
    """
    unit = Decimal(1).scaleb(-minor_unit(currency))
    floors = [amount.quantize(unit, rounding=ROUND_FLOOR, context=EXACT) for amount in amounts]
    missing = EXACT.subtract(total, sum(floors, Decimal(0))) / unit
    remainders = [EXACT.subtract(one, low) for one, low in zip(amounts, floors, strict=True)]
    uneven = [index for index, left in enumerate(remainders) if left]
    if missing != missing.to_integral_value() or not 0 <= missing <= len(uneven):
        return None
    uneven.sort(key=lambda index: (-remainders[index], index))
    for index in uneven[: int(missing)]:
        floors[index] += unit
    return tuple(floors)
