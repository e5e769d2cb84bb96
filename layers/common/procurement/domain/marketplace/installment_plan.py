"""The generator of payment schedules: a total, a cadence and a first date (R-271 to R-282)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from procurement.domain.errors import Problems
from procurement.domain.marketplace.payment_schedule import (
    MAX_PAYMENTS,
    Installment,
    PaymentSchedule,
    ScheduleTerms,
)
from procurement.domain.marketplace.schedule_input import read_amount, read_charge_date
from procurement.domain.money import Money, split_evenly
from procurement.domain.month import add_months


class Frequency(StrEnum):
    """How far the payments lie apart (R-272)."""

    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    ANNUALLY = "ANNUALLY"
    CUSTOM = "CUSTOM"

    @property
    def months(self) -> int:
        """Months from one payment to the next; custom starts out monthly (R-278)."""
        return _MONTHS[self]


_MONTHS: Final = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.ANNUALLY: 12,
    Frequency.CUSTOM: 1,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class InstallmentPlan:
    """What a seller types to have a schedule generated, as it was sent (R-271, R-272, R-273).

    `number_of_payments` is required for the custom frequency; for the others it defaults to as
    many as the contract holds (R-277). `initial_payment` is the first of them (R-280).
    """

    total: str | None
    first_charge_date: str | None
    frequency: str = Frequency.CUSTOM.value
    number_of_payments: int | None = None
    initial_payment: str | None = None


def generate_schedule(
    plan: InstallmentPlan, terms: ScheduleTerms, problems: Problems
) -> PaymentSchedule | None:
    """The schedule of `plan`, its sum exactly the plan's total, or None with all problems noted.

    Paths begin with ``installmentPlan.``. The dates are checked against the contract's length
    only; `check_schedule` judges the result like any other schedule.
    """
    before = len(problems.found)
    total = read_amount("installmentPlan.total", plan.total, terms.currency, problems)
    initial = None
    if plan.initial_payment is not None:
        path = "installmentPlan.initialPayment"
        initial = read_amount(path, plan.initial_payment, terms.currency, problems)
    dates = _dates(plan, terms, problems)
    if total is not None and initial is not None:
        _check_initial(initial, total, len(dates), terms.currency, problems)
    if total is None or not dates or len(problems.found) > before:
        return None
    amounts = _amounts(total, initial, len(dates), terms.currency)
    payments = zip(dates, amounts, strict=True)
    return PaymentSchedule(
        currency=terms.currency,
        installments=tuple(Installment(charge_date=day, amount=sum_) for day, sum_ in payments),
    )


def _amounts(
    total: Decimal, initial: Decimal | None, count: int, currency: str
) -> tuple[Decimal, ...]:
    if initial is None:
        return split_evenly(total, count, currency)
    if count == 1:
        return (initial,)
    return (initial, *split_evenly(total - initial, count - 1, currency))


def _dates(plan: InstallmentPlan, terms: ScheduleTerms, problems: Problems) -> Sequence[date]:
    first = read_charge_date("installmentPlan.firstChargeDate", plan.first_charge_date, problems)
    frequency = _read_frequency(plan.frequency, problems)
    is_count_sound = _check_count(plan.number_of_payments, frequency, problems)
    if first is None or frequency is None or not is_count_sound or terms.last_day is None:
        return ()
    fitting = _fitting_dates(first, frequency.months, terms.last_day)
    if not fitting:
        message = f"{first} is after the agreement's end, {terms.last_day}"
        field = "installmentPlan.firstChargeDate"
        problems.add(field, "INVALID_CHARGE_DATES", message, "R-292")
        return ()
    count = plan.number_of_payments or len(fitting)
    if count > len(fitting):
        message = (
            f"{count} payments overrun the agreement's end, {terms.last_day}: "
            f"{len(fitting)} fit from {first}"
        )
        rule = "R-278" if frequency is Frequency.CUSTOM else "R-276"
        field = "installmentPlan.numberOfPayments"
        problems.add(field, "INVALID_CHARGE_DATES", message, rule)
        return ()
    return fitting[:count]


def _fitting_dates(first: date, step: int, last_day: date) -> list[date]:
    fitting: list[date] = []
    day = first
    while day <= last_day and len(fitting) < MAX_PAYMENTS:
        fitting.append(day)
        # Always counted from the first date: stepping from the 28th would never reach the 31st.
        day = add_months(first, step * len(fitting))
    return fitting


def _read_frequency(text: str, problems: Problems) -> Frequency | None:
    if text in list(Frequency):
        return Frequency(text)
    message = f"must be one of {', '.join(Frequency)}"
    problems.add("installmentPlan.frequency", "INVALID_FREQUENCY", message, "R-272")
    return None


def _check_count(count: int | None, frequency: Frequency | None, problems: Problems) -> bool:
    field = "installmentPlan.numberOfPayments"
    if count is None:
        if frequency is Frequency.CUSTOM:
            message = "is required for the custom frequency"
            problems.add(field, "MISSING_NUMBER_OF_PAYMENTS", message, "R-272")
        return frequency is not Frequency.CUSTOM
    if count > MAX_PAYMENTS:
        message = f"{count} payments are too many, at most {MAX_PAYMENTS} are allowed"
        problems.add(field, "TOO_MANY_CHARGES", message, "R-274")
    elif count < 1:
        message = f"must be 1 to {MAX_PAYMENTS}"
        problems.add(field, "INVALID_NUMBER_OF_PAYMENTS", message, "R-274")
    return 1 <= count <= MAX_PAYMENTS


def _check_initial(
    initial: Decimal, total: Decimal, count: int, currency: str, problems: Problems
) -> None:
    field = "installmentPlan.initialPayment"
    if initial > total:
        message = f"{Money(initial, currency)} is more than the total, {Money(total, currency)}"
        problems.add(field, "INVALID_CHARGE_AMOUNT", message, "R-280")
    elif count == 1 and initial != total:
        message = f"a single payment must be the total, {Money(total, currency)}"
        problems.add(field, "INVALID_CHARGE_AMOUNT", message, "R-280")
