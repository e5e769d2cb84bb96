"""Close the billing periods of recurring and usage charges, each exactly once (R-256, R-310)."""

from collections.abc import Iterable
from datetime import datetime

from procurement.domain.charges.charge import Charge
from procurement.domain.charges.standing import close_next
from procurement.service.caller import INVOICE_RUN
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.purchase_orders.extend_line import stage_extension


def close_billing_periods(
    charges: Iterable[Charge], due_by: datetime, unit_of_work: UnitOfWorkFactory
) -> bool:
    """Make the charge of every period of `charges` that closed by then; whether any did.

    Each closing is one transaction: the made charge with the standing one moved on, and for usage
    the month's sums with what was billed of them. After an outage of months the missed periods
    follow one another (R-310); with the last of them goes the purchase order line of a charge
    without an end (R-200). `StaleChargeRevision` when somebody else closed the period, or changed
    the reference, in between; `LostRace` when usage came in or the purchase order was changed.
    """
    has_closed = False
    for charge in charges:
        standing = charge
        while _is_due(standing, due_by):
            with unit_of_work() as unit:
                standing = _close(standing, due_by, unit)
            has_closed = True
    return has_closed


def _is_due(standing: Charge, due_by: datetime) -> bool:
    return standing.closes_periods and standing.due_at <= due_by


def _close(standing: Charge, due_by: datetime, unit: UnitOfWork) -> Charge:
    if standing.is_metered:
        return _close_usage(standing, due_by, unit)
    made, after = close_next(standing)
    return _save(standing, made, after, due_by, unit)


def _close_usage(standing: Charge, due_by: datetime, unit: UnitOfWork) -> Charge:
    # Only agreements with a usage term get here: the others' functions start without all of this.
    from procurement.domain.metering.billing import closed
    from procurement.service.metering.usage_bills import read_bill

    month, bill = read_bill(standing, unit)
    made, after = close_next(standing, bill)
    # A month without usage is noted too: whatever is told of it later is late.
    unit.usage.save_month(closed(month, bill, due_by))
    return _save(standing, made, after, due_by, unit)


def _save(
    standing: Charge, made: Charge | None, after: Charge, due_by: datetime, unit: UnitOfWork
) -> Charge:
    unit.charges.save(standing, after)
    if made is not None:
        unit.charges.add(made)
    if not _is_due(after, due_by):
        stage_extension(after, unit, at=due_by, actor=INVOICE_RUN)
    unit.commit()
    return after
