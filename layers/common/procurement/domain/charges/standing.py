"""Standing charges, and the charges that their billing periods make as they close (R-256, R-258).

A billing period is a calendar month (R-066). It closes at 00:00 UTC on the 1st of the following
one, if the agreement still runs then: a contract of twelve months has twelve closings.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from procurement.domain.charges.charge import Charge, ChargeState
from procurement.domain.month import Month


def closing(period: Month) -> datetime:
    """The instant at which `period` closes: 00:00 UTC on the 1st of the following month."""
    return period.plus(1).starts_at


def close_next(standing: Charge) -> tuple[Charge, Charge]:
    """What the next closing period of a recurring charge makes, and the standing charge after it.

    The made charge is to be invoiced once. Its ID follows from the standing charge and the period,
    and it carries the reference of this moment (R-220).
    """
    period = standing.billing_period
    made = replace(
        standing,
        charge_id=f"{standing.charge_id}{period.year:04d}{period.number:02d}",
        state=ChargeState.PENDING,
        revision=1,
        description=f"{standing.description}, {period}",
        last_period=None,
    )
    following = period.plus(1)
    after = replace(
        standing,
        billing_period=following,
        due_at=closing(following),
        revision=standing.revision + 1,
    )
    return made, after


def foreseen(charges: Iterable[Charge], due_by: datetime) -> list[Charge]:
    """`charges`, with every standing one replaced by what it will have made by `due_by`."""
    found: list[Charge] = []
    for charge in charges:
        standing = charge
        while standing.closes_periods and standing.due_at <= due_by:
            made, standing = close_next(standing)
            found.append(made)
        if charge.is_unsettled:
            found.append(charge)
    return found
