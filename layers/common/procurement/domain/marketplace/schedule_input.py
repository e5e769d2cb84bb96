"""Payments as a seller sends them, in text: read into a schedule, or adjusting one.

Dates are ``YYYY-MM-DD`` (R-298), amounts decimal strings (R-299). Readers note everything wrong in
a `Problems` and return None for what cannot be used.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from procurement.domain.errors import Problems
from procurement.domain.marketplace.payment_schedule import (
    MAX_PAYMENTS,
    PaymentSchedule,
    ReadPayment,
    ScheduleTerms,
    check_payments,
    payments_of,
    schedule_of,
)
from procurement.domain.money import minor_unit, parse_amount, places, rounded

MAX_ADJUSTMENTS: Final = 2 * MAX_PAYMENTS
"""Enough to remove a full schedule and add another in one call."""

# Unlike `Decimal` and `date`, these forms refuse exponents, signs, other scripts' digits and weeks.
_AMOUNT: Final = re.compile(r"[0-9]{1,18}(\.[0-9]{1,18})?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, kw_only=True, slots=True)
class InstallmentInput:
    """One payment as it was sent."""

    charge_date: str | None = None
    charge_amount: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangePayment:
    """Another date, another amount or both for payment `number`, counted from 1 (R-284)."""

    number: int
    charge_date: str | None = None
    charge_amount: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AddPayment:
    """One more payment (R-284)."""

    charge_date: str | None = None
    charge_amount: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RemovePayment:
    """Payment `number`, counted from 1, goes away (R-284)."""

    number: int


Adjustment: TypeAlias = ChangePayment | AddPayment | RemovePayment


def read_schedule(
    entries: Sequence[InstallmentInput], terms: ScheduleTerms, problems: Problems
) -> PaymentSchedule | None:
    """The schedule that `entries` write down, or None with everything wrong in `problems`.

    Paths are ``schedule[i].chargeDate`` and ``schedule[i].chargeAmount``, in the order sent.
    """
    before = len(problems.found)
    payments = [
        _read_payment(f"schedule[{index}]", entry, terms.currency, problems)
        # One more than allowed is enough to see that there are too many.
        for index, entry in enumerate(entries[: MAX_PAYMENTS + 1])
    ]
    check_payments(payments, terms, problems, is_new=True)
    return schedule_of(payments, terms.currency) if len(problems.found) == before else None


def adjust_schedule(
    schedule: PaymentSchedule,
    adjustments: Sequence[Adjustment],
    terms: ScheduleTerms,
    problems: Problems,
) -> PaymentSchedule | None:
    """`schedule` after all `adjustments`, its total moved with them (R-283), or None.

    Payment numbers mean the schedule as it was before the call. Paths are ``adjustments[i]...``
    for what the call brings and ``schedule[i]...`` for payments it leaves alone.
    """
    before = len(problems.found)
    payments = dict(enumerate(payments_of(schedule), start=1))
    touched: set[int] = set()
    added: list[ReadPayment] = []
    if len(adjustments) > MAX_ADJUSTMENTS:
        message = f"has {len(adjustments)} entries, at most {MAX_ADJUSTMENTS} are allowed"
        problems.add("adjustments", "TOO_MANY_CHARGES", message, "R-284")
    for index, adjustment in enumerate(adjustments[:MAX_ADJUSTMENTS]):
        path = f"adjustments[{index}]"
        if isinstance(adjustment, AddPayment):
            added.append(_read_payment(path, adjustment, terms.currency, problems))
        elif _may_touch(path, adjustment.number, len(schedule.installments), touched, problems):
            old = payments.pop(adjustment.number)
            if isinstance(adjustment, ChangePayment):
                changed = _change(path, old, adjustment, terms.currency, problems)
                payments[adjustment.number] = changed
    result = [*payments.values(), *added]
    check_payments(result, terms, problems, is_new=True)
    return schedule_of(result, terms.currency) if len(problems.found) == before else None


def read_amount(path: str, text: str | None, currency: str, problems: Problems) -> Decimal | None:
    """A non-negative amount within the currency's minor unit (R-299, R-300), or None.

    Reasons: MISSING_CHARGE_AMOUNT, INVALID_CHARGE_AMOUNT (agreement:ValidationExceptionReason).
    """
    if text is None:
        problems.add(path, "MISSING_CHARGE_AMOUNT", "is required", "R-299")
        return None
    amount = parse_amount(text) if isinstance(text, str) and _AMOUNT.fullmatch(text) else None
    if amount is None:
        message = "must be a non-negative decimal string below 10^15, such as 1250.00"
        problems.add(path, "INVALID_CHARGE_AMOUNT", message, "R-299")
        return None
    unit = minor_unit(currency)
    if places(amount) > unit:
        allowed = f"at most {unit} decimals" if unit else "no decimals"
        message = f"{text} has too many decimals: amounts in {currency} have {allowed}"
        problems.add(path, "INVALID_CHARGE_AMOUNT", message, "R-299" if unit else "R-300")
        return None
    return rounded(amount, currency)


def read_date(
    path: str, text: str | None, problems: Problems, *, reason: str, rule: str
) -> date | None:
    """The day that `text` writes as ``YYYY-MM-DD``, or None with `reason` noted."""
    if isinstance(text, str) and _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    message = "is required" if text is None else "must be a calendar day written YYYY-MM-DD"
    problems.add(path, reason, message, rule)
    return None


def read_charge_date(path: str, text: str | None, problems: Problems) -> date | None:
    """The charge date that `text` writes, or None (R-298, INVALID_CHARGE_DATES)."""
    return read_date(path, text, problems, reason="INVALID_CHARGE_DATES", rule="R-298")


def _read_payment(
    path: str, entry: InstallmentInput | AddPayment, currency: str, problems: Problems
) -> ReadPayment:
    return ReadPayment(
        path,
        read_charge_date(f"{path}.chargeDate", entry.charge_date, problems),
        read_amount(f"{path}.chargeAmount", entry.charge_amount, currency, problems),
    )


def _may_touch(path: str, number: int, count: int, touched: set[int], problems: Problems) -> bool:
    if not 1 <= number <= count:
        message = f"the schedule has payments 1 to {count}, not {number}"
        problems.add(f"{path}.number", "INVALID_CHARGE_ID", message, "R-284")
        return False
    if number in touched:
        message = f"payment {number} is adjusted twice"
        problems.add(f"{path}.number", "DUPLICATE_CHARGES", message, "R-284")
        return False
    touched.add(number)
    return True


def _change(
    path: str, old: ReadPayment, change: ChangePayment, currency: str, problems: Problems
) -> ReadPayment:
    day, amount = old.charge_date, old.amount
    if change.charge_date is not None:
        day = read_charge_date(f"{path}.chargeDate", change.charge_date, problems)
    if change.charge_amount is not None:
        amount = read_amount(f"{path}.chargeAmount", change.charge_amount, currency, problems)
    return ReadPayment(path, day, amount)
