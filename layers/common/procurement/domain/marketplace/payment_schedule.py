"""A payment schedule: dated amounts in one currency, and how AWS judges them (R-274 to R-304).

Every check notes its findings in a `Problems` and goes on, so that one answer names them all. The
reasons are those of AWS's catalog for UpdatePaymentScheduleTerms.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from procurement.domain.errors import Problems
from procurement.domain.money import Money

MAX_PAYMENTS: Final = 60
"""Payments of one schedule (R-274, R-275)."""

CURRENCIES: Final = ("AUD", "EUR", "GBP", "JPY", "USD")
"""Currencies of a private offer (R-301); INR needs Indian parties on both sides (R-246)."""

MAX_VALUE: Final = Money(Decimal(1_000_000_000), "USD")
"""Highest value of an agreement proposed to named buyers (R-304); only dollars are judged."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Installment:
    """One payment: `amount` before tax, in the schedule's currency, due on `charge_date`."""

    charge_date: date
    amount: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentSchedule:
    """Payments in one currency, always in date order whatever order they came in (R-302)."""

    currency: str
    installments: tuple[Installment, ...]

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.installments, key=lambda payment: payment.charge_date))
        object.__setattr__(self, "installments", ordered)

    @property
    def total(self) -> Money:
        """What the buyer owes in all: the sum of the payments, the contract's value (R-284)."""
        return _sum((payment.amount for payment in self.installments), self.currency)


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleTerms:
    """What a schedule is judged against; None leaves out what could not be read.

    `last_day` is the end of an agreement accepted on `today` (R-291); `availability_end` the last
    day on which the offer can be accepted (R-296).
    """

    currency: str
    today: date
    last_day: date | None
    availability_end: date | None


@dataclass(frozen=True, slots=True)
class ReadPayment:
    """A payment as far as it could be read, with the path that its sender knows it by."""

    path: str
    charge_date: date | None
    amount: Decimal | None


def check_schedule(
    schedule: PaymentSchedule, terms: ScheduleTerms, problems: Problems, *, is_new: bool = True
) -> None:
    """Note every rule that `schedule` breaks under `terms`, by paths such as ``schedule[3]``.

    R-294 (no date in the past) holds on the day a schedule is set: `is_new` False leaves it out.
    """
    check_payments(payments_of(schedule), terms, problems, is_new=is_new)


def check_payments(
    payments: Sequence[ReadPayment], terms: ScheduleTerms, problems: Problems, *, is_new: bool
) -> None:
    """Note every rule of R-274 to R-304 that `payments` break; payments after the 60th only count.

    Reasons: TOO_MANY_CHARGES, INVALID_CHARGE_DATES, DUPLICATE_CHARGE_DATES,
    TOO_MANY_BACKDATED_CHARGES, LIMIT_EXCEEDED_AGREEMENT_VALUE, and MISSING_MANDATORY_TERMS when
    there is no payment at all.
    """
    _check_count(len(payments), problems)
    judged = payments[:MAX_PAYMENTS]
    dated = [(p.path, p.charge_date) for p in judged if p.charge_date is not None]
    _check_window(dated, terms, problems, is_new=is_new)
    _check_unique(dated, problems)
    _check_backdated(dated, terms.availability_end, problems)
    _check_value([p.amount for p in judged if p.amount is not None], terms.currency, problems)


def payments_of(schedule: PaymentSchedule) -> list[ReadPayment]:
    """The payments of `schedule` under the paths ``schedule[0]``, ``schedule[1]``..."""
    return [
        ReadPayment(f"schedule[{index}]", payment.charge_date, payment.amount)
        for index, payment in enumerate(schedule.installments)
    ]


def schedule_of(payments: Iterable[ReadPayment], currency: str) -> PaymentSchedule:
    """The schedule that completely read `payments` make."""
    installments = tuple(
        Installment(charge_date=payment.charge_date, amount=payment.amount)
        for payment in payments
        if payment.charge_date is not None and payment.amount is not None
    )
    return PaymentSchedule(currency=currency, installments=installments)


def backdated(schedule: PaymentSchedule, availability_end: date) -> tuple[date, ...]:
    """The charge dates on or before `availability_end`: at most one is allowed (R-296)."""
    dates = (payment.charge_date for payment in schedule.installments)
    return tuple(day for day in dates if day <= availability_end)


def _check_count(count: int, problems: Problems) -> None:
    if count == 0:
        message = f"must have 1 to {MAX_PAYMENTS} payments"
        problems.add("schedule", "MISSING_MANDATORY_TERMS", message, "R-275")
    if count > MAX_PAYMENTS:
        # Who reads a long list stops after one too many: the count here may not be the sender's.
        message = f"has more than {MAX_PAYMENTS} payments"
        problems.add("schedule", "TOO_MANY_CHARGES", message, "R-275")


def _check_window(
    dated: Sequence[tuple[str, date]], terms: ScheduleTerms, problems: Problems, *, is_new: bool
) -> None:
    for path, day in dated:
        field = f"{path}.chargeDate"
        if is_new and day < terms.today:
            message = f"{day} is in the past: the earliest possible date is {terms.today}"
            problems.add(field, "INVALID_CHARGE_DATES", message, "R-294")
        if terms.last_day is not None and day > terms.last_day:
            message = f"{day} is after the agreement's end, {terms.last_day}"
            problems.add(field, "INVALID_CHARGE_DATES", message, "R-292")


def _check_unique(dated: Sequence[tuple[str, date]], problems: Problems) -> None:
    first: dict[date, str] = {}
    for path, day in dated:
        if day in first:
            message = f"{day} is already the date of {first[day]}"
            problems.add(f"{path}.chargeDate", "DUPLICATE_CHARGE_DATES", message, "R-297")
        first.setdefault(day, path)


def _check_backdated(
    dated: Sequence[tuple[str, date]], availability_end: date | None, problems: Problems
) -> None:
    if availability_end is None:
        return
    # The deadline day itself counts, and the earliest of these payments is the one allowed.
    early = sorted((entry for entry in dated if entry[1] <= availability_end), key=lambda e: e[1])
    for path, day in early[1:]:
        message = (
            f"{day} is not after {availability_end}, the last day to accept the offer; "
            "only one payment may be that early"
        )
        problems.add(f"{path}.chargeDate", "TOO_MANY_BACKDATED_CHARGES", message, "R-296")


def _check_value(amounts: Iterable[Decimal], currency: str, problems: Problems) -> None:
    value = _sum(amounts, currency)
    if currency == MAX_VALUE.currency and value.amount > MAX_VALUE.amount:
        message = f"{value} is above the limit of {MAX_VALUE}"
        problems.add("schedule", "LIMIT_EXCEEDED_AGREEMENT_VALUE", message, "R-304")


def _sum(amounts: Iterable[Decimal], currency: str) -> Money:
    return sum((Money(amount, currency) for amount in amounts), Money.zero(currency))
