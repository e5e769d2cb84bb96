"""What an agreement's purchase orders become when another agreement replaces it (R-314, R-315)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from procurement.domain.charges.charge import Charge
from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.marketplace.agreement import Agreement, AgreementStatus
from procurement.domain.marketplace.ending import charges_to_void
from procurement.domain.marketplace.payment_schedule import PaymentSchedule
from procurement.domain.marketplace.schedule_comparison import (
    ScheduleComparison,
    compare_schedules,
)


def compare_replacement(
    source: Agreement, charges: Sequence[Charge], schedule: PaymentSchedule, *, now: datetime
) -> ScheduleComparison:
    """How `schedule` differs from what is left of `source`, whose `charges` are given.

    Shown before acceptance, used in it: both decide alike what is void and what survives. Raises
    `InvalidInput` with INVALID_CURRENCY_CODE for a schedule in another currency (R-301).
    """
    if source.currency != schedule.currency:
        message = f"{schedule.currency} is not the agreement's currency, {source.currency}"
        reason = "INVALID_CURRENCY_CODE"
        raise InvalidInput(
            [Problem(field="currencyCode", reason=reason, message=message, rule="R-301")]
        )
    voided = charges_to_void(source, AgreementStatus.REPLACED, charges, now)
    ids = {charge.charge_id for charge in voided}
    return compare_schedules(charges, schedule, voided=ids, now=now)


def carried_over(charges: Sequence[Charge], comparison: ScheduleComparison) -> tuple[Charge, ...]:
    """The new agreement's `charges`, each without a number with that of the payment it continues.

    What the buyer names in accepting stays; a charge that continues nothing stays without.
    """
    orders = comparison.carried
    return tuple(
        replace(
            charge,
            purchase_order_reference=order.reference,
            purchase_order_line=order.line,
        )
        if charge.installment is not None
        and charge.purchase_order_reference is None
        and (order := orders.get(charge.installment[0])) is not None
        else charge
        for charge in charges
    )
