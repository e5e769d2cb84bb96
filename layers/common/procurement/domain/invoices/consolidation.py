"""Daily consolidation: one invoice a day for what would be invoiced one by one (R-248, R-249)."""

from datetime import datetime, timedelta

from procurement.domain.billing_settings.payment_settings import PaymentSettings
from procurement.domain.charges.charge import Charge


def is_consolidated(charge: Charge, payment: PaymentSettings) -> bool:
    """Whether the charge waits for the others of its day: a one-time fee of who asked for that."""
    return payment.consolidates_daily and not charge.kind.is_monthly


def invoiced_from(charge: Charge, payment: PaymentSettings) -> datetime:
    """The instant from which a run invoices the charge: when it is due, or at the end of that day.

    A day is one in UTC.
    """
    if not is_consolidated(charge, payment):
        return charge.due_at
    return charge.due_at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def units_decided_at(charge: Charge, payment: PaymentSettings) -> datetime:
    """The instant whose invoice units decide: the end of its month (R-386), or of its day (R-248).

    As long as that is to come, the units as they stand do.
    """
    if is_consolidated(charge, payment):
        return invoiced_from(charge, payment) - timedelta(microseconds=1)
    return charge.billing_period.last_instant


def occasion(charge: Charge, payment: PaymentSettings) -> str:
    """What keeps purchases of one group on invoices of their own.

    Without consolidation, an agreement and a charge date; with it the day. A purchase order's line
    that the buyer numbered is kept apart, as an invoice is booked on one line (R-133).
    """
    if is_consolidated(charge, payment):
        day = charge.due_at.date().isoformat()
        is_named = charge.purchase_order_reference is not None
        return f"{day}#{charge.purchase_order_line}" if is_named else day
    is_purchase = charge.kind.is_marketplace and not charge.kind.is_monthly
    return f"{charge.agreement_id}@{charge.charge_date}" if is_purchase else ""
