"""Standing charges, and the charges that their billing periods make as they close (R-256, R-258).

A billing period is a calendar month (R-066). A recurring one closes at 00:00 UTC on the 1st of the
following one, if the agreement still runs then: a contract of twelve months has twelve closings.
Usage closes two days later, when all of it has been told (R-242), and up to the agreement's end: a
month that is broken off is charged for what was used in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from procurement.domain.charges.charge import Charge, ChargeState
from procurement.domain.charges.usage import UsageBill
from procurement.domain.month import Month

INVOICE_DAY: Final = 3
"""Monthly usage falls due at 00:00 UTC on this day of the following month (R-242)."""

NO_BILLS: Final[Mapping[tuple[str, Month], UsageBill]] = {}


def closing(period: Month) -> datetime:
    """The instant at which `period` closes: 00:00 UTC on the 1st of the following month."""
    return period.plus(1).starts_at


def closing_of_usage(period: Month) -> datetime:
    """The instant from which the usage of `period` is billed: 00:00 UTC on the 3rd (R-242).

    The same as that of usage in cost exports, so that one monthly invoice can hold both (R-243).
    """
    return closing(period) + timedelta(days=INVOICE_DAY - 1)


def close_next(standing: Charge, bill: UsageBill | None = None) -> tuple[Charge | None, Charge]:
    """What the next closing period makes, and the standing charge after it.

    The made charge is to be invoiced once. Its ID follows from the standing charge and the period,
    and it carries the reference of this moment (R-220). For usage, `bill` says what it comes to;
    without a bill, or where nothing is due, as in a free trial (R-264), there is no charge.
    """
    if not standing.is_metered:
        return _made(standing), _moved_on(standing)
    made = None
    if bill is not None and bill.amount:
        made = _made(standing)
        if bill.closing > 1:
            later = f"{made.charge_id}s{bill.closing}", f"{made.description}, told late"
            made = replace(made, charge_id=later[0], description=later[1])
        made = replace(made, amount=bill.amount, usage=bill.lines)
    return made, _moved_on(standing)


def told_late(standing: Charge, period: Month, now: datetime) -> Charge:
    """The standing charge with one more closing due, for usage of a period that was billed.

    The very same object when that closing is due already.
    """
    if period in standing.late_periods:
        return standing
    return replace(
        standing,
        late_periods=tuple(sorted((*standing.late_periods, period))),
        due_at=min(standing.due_at, now),
        revision=standing.revision + 1,
    )


def foreseen(
    charges: Iterable[Charge],
    due_by: datetime,
    bills: Mapping[tuple[str, Month], UsageBill] = NO_BILLS,
) -> list[Charge]:
    """`charges`, with every standing one replaced by what it will have made by `due_by`.

    `bills` say what the usage of each collection's periods has come to so far.
    """
    found: list[Charge] = []
    for charge in charges:
        standing = charge
        while standing.closes_periods and standing.due_at <= due_by:
            bill = bills.get((standing.collection_id, standing.next_period))
            made, standing = close_next(standing, bill)
            if made is not None:
                found.append(made)
        if charge.is_unsettled:
            found.append(charge)
    return found


def _made(standing: Charge) -> Charge:
    period = standing.next_period
    return replace(
        standing,
        charge_id=f"{standing.charge_id}{period.year:04d}{period.number:02d}",
        state=ChargeState.PENDING,
        revision=1,
        billing_period=period,
        description=f"{standing.description}, {period}",
        last_period=None,
        late_periods=(),
    )


def _moved_on(standing: Charge) -> Charge:
    late, period = standing.late_periods[1:], standing.billing_period
    if not standing.late_periods:
        period = period.plus(1)
    due_at = closing_of_usage(period) if standing.is_metered else closing(period)
    return replace(
        standing,
        billing_period=period,
        late_periods=late,
        # What was told late waits for no end of a month.
        due_at=standing.due_at if late else due_at,
        revision=standing.revision + 1,
    )
