"""Close the billing periods of recurring charges, each exactly once (R-256, R-310)."""

from collections.abc import Iterable
from datetime import datetime

from procurement.domain.charges.charge import Charge
from procurement.domain.charges.standing import close_next
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def close_billing_periods(
    charges: Iterable[Charge], due_by: datetime, unit_of_work: UnitOfWorkFactory
) -> bool:
    """Make the charge of every period of `charges` that closed by then; whether any did.

    Each closing is one transaction: the made charge with the standing one moved on. After an outage
    of months the missed periods follow one another (R-310). `StaleChargeRevision` when somebody
    else closed the period, or changed the reference, in between.
    """
    has_closed = False
    for charge in charges:
        standing = charge
        while standing.closes_periods and standing.due_at <= due_by:
            made, after = close_next(standing)
            with unit_of_work() as unit:
                unit.charges.save(standing, after)
                unit.charges.add(made)
                unit.commit()
            standing, has_closed = after, True
    return has_closed
