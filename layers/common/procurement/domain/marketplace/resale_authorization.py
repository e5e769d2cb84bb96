"""A channel partner's schedule against the manufacturer's authorization to resell (R-275, R-303).

In resale the manufacturer determines the plan: its dates are fixed, its amounts the least that the
partner asks for.
"""

from decimal import Decimal
from typing import Final

from procurement.domain.errors import Problems
from procurement.domain.marketplace.payment_schedule import (
    MAX_PAYMENTS,
    Installment,
    PaymentSchedule,
    ScheduleTerms,
    check_schedule,
    payments_of,
)
from procurement.domain.money import EXACT, Money, rounded

_PERCENT: Final = Decimal(100)


def check_authorization(
    schedule: PaymentSchedule, terms: ScheduleTerms, problems: Problems
) -> None:
    """Note what is wrong with the schedule that a manufacturer authorizes.

    As `check_schedule`, but too many payments are TOO_MANY_SCHEDULED_PAYMENTS (R-275).
    """
    count = len(schedule.installments)
    if count > MAX_PAYMENTS:
        message = f"has {count} payments, at most {MAX_PAYMENTS} are allowed"
        problems.add("schedule", "TOO_MANY_SCHEDULED_PAYMENTS", message, "R-275")
        return
    check_schedule(schedule, terms, problems)


def check_resale(
    schedule: PaymentSchedule,
    authorized: PaymentSchedule,
    problems: Problems,
    *,
    markup_percentage: Decimal = Decimal(0),
) -> None:
    """Note every way in which a partner's `schedule` departs from the `authorized` one (R-303).

    INVALID_CURRENCY_CODE for another currency, INVALID_CHARGE_DATES for a date that is not
    authorized and for one that is missing, INVALID_CHARGE_AMOUNT below the amount of that date,
    INCOMPATIBLE_TERMS for amounts together with a markup.
    """
    if markup_percentage > 0:
        message = f"gives amounts, so the markup must be 0, not {markup_percentage} %"
        problems.add("markupPercentage", "INCOMPATIBLE_TERMS", message, "R-303")
    if schedule.currency != authorized.currency:
        message = f"{schedule.currency} is not the authorization's, {authorized.currency}"
        problems.add("currencyCode", "INVALID_CURRENCY_CODE", message, "R-301")
        return
    least = {payment.charge_date: payment.amount for payment in authorized.installments}
    for payment in payments_of(schedule):
        if payment.charge_date not in least:
            message = f"{payment.charge_date} is no date of the resale authorization"
            problems.add(f"{payment.path}.chargeDate", "INVALID_CHARGE_DATES", message, "R-303")
        elif payment.amount is not None and payment.amount < least[payment.charge_date]:
            minimum = Money(least[payment.charge_date], schedule.currency)
            message = f"is below the authorized amount, {minimum}"
            problems.add(f"{payment.path}.chargeAmount", "INVALID_CHARGE_AMOUNT", message, "R-303")
    for missing in sorted(least.keys() - {p.charge_date for p in schedule.installments}):
        message = f"the authorization's payment of {missing} is missing"
        problems.add("schedule", "INVALID_CHARGE_DATES", message, "R-303")


def marked_up(authorized: PaymentSchedule, markup_percentage: Decimal) -> PaymentSchedule:
    """The schedule of a partner who gives a markup instead of amounts (R-303).

    Each authorized amount is raised by the percentage and rounded half-up once. `ValueError` for a
    markup below zero: a partner never asks for less than is authorized.
    """
    if markup_percentage < 0:
        raise ValueError("a markup cannot be below zero")
    factor = EXACT.divide(EXACT.add(_PERCENT, markup_percentage), _PERCENT)
    return PaymentSchedule(
        currency=authorized.currency,
        installments=tuple(
            Installment(
                charge_date=payment.charge_date,
                amount=rounded(EXACT.multiply(payment.amount, factor), authorized.currency),
            )
            for payment in authorized.installments
        ),
    )
