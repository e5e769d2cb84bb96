"""Purchase order numbers given at checkout: one for all charges, or one per charge (R-178)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from procurement.domain.errors import Problems
from procurement.domain.ids import validate_purchase_order_reference
from procurement.domain.marketplace.payment_schedule import PaymentSchedule
from procurement.domain.marketplace.schedule_input import read_date

MAX_PURCHASE_ORDERS: Final = 86
"""Entries of agreement:PurchaseOrders (R-211)."""

FIRST_REVISION: Final = 1
"""Every charge begins its life with this revision (R-322)."""

_LINE: Final = re.compile(r"[A-Za-z0-9._-]{1,20}")


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedOrder:
    """A purchase order number and the line to print with it (R-175)."""

    reference: str
    line: str = "1"


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentReference:
    """The number of one payment, told by its position from 1 or by its charge date (R-182).

    The revision may be left out at acceptance (R-215).
    """

    installment: int | None = None
    charge_date: str | None = None
    charge_revision: int | None = None
    purchase_order_reference: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PurchaseOrderReferences:
    """What the buyer gave: `for_all` charges, and `per_payment` numbers that go before it.

    `line` is the line of the buyer's own order that is printed with each (R-175).
    """

    for_all: str | None = None
    per_payment: tuple[PaymentReference, ...] = ()
    line: str = "1"

    @property
    def is_empty(self) -> bool:
        """Whether no number was given, so that no permission to set one is needed (R-171)."""
        return self.for_all is None and not self.per_payment

    def resolve(self, schedule: PaymentSchedule) -> Mapping[int, NamedOrder]:
        """The number of each payment of `schedule` that has one, by its position from 1.

        Raises `InvalidInput` with every problem: reasons of agreement:ValidationExceptionReason
        (R-216), paths ``purchaseOrderReference``, ``purchaseOrders[i]...``, ``purchaseOrderLine``.
        """
        problems = Problems()
        positions = range(1, len(schedule.installments) + 1)
        orders: dict[int, str] = {}
        if self.for_all is not None:
            problems.found.extend(validate_purchase_order_reference(self.for_all))
            orders = dict.fromkeys(positions, self.for_all)
        if _LINE.fullmatch(self.line) is None:
            message = "must be 1 to 20 letters, digits or . _ -"
            problems.add("purchaseOrderLine", "INVALID_PURCHASE_ORDERS", message, "R-175")
        orders.update(_per_payment(self.per_payment, schedule, problems))
        problems.raise_if_any()
        return {n: NamedOrder(reference=text, line=self.line) for n, text in orders.items()}


NO_REFERENCES: Final = PurchaseOrderReferences()


def _per_payment(
    entries: Sequence[PaymentReference], schedule: PaymentSchedule, problems: Problems
) -> dict[int, str]:
    named: dict[int, str] = {}
    if len(entries) > MAX_PURCHASE_ORDERS:
        message = f"has {len(entries)} entries, at most {MAX_PURCHASE_ORDERS} are allowed"
        problems.add("purchaseOrders", "INVALID_PURCHASE_ORDERS", message, "R-211")
        return named
    for index, entry in enumerate(entries):
        path = f"purchaseOrders[{index}]"
        reference = entry.purchase_order_reference
        field = f"{path}.purchaseOrderReference"
        problems.found.extend(validate_purchase_order_reference(reference, field))
        _check_revision(path, entry.charge_revision, problems)
        number = _position(path, entry, schedule, problems)
        if number in named:
            message = f"payment {number} is named twice"
            problems.add(path, "DUPLICATE_CHARGES", message, "R-218")
        if number is not None and reference is not None:
            named[number] = reference
    return named


def _check_revision(path: str, revision: int | None, problems: Problems) -> None:
    if revision is not None and revision != FIRST_REVISION:
        message = f"is {revision}, but a charge begins with {FIRST_REVISION}"
        problems.add(f"{path}.chargeRevision", "INVALID_CHARGE_REVISION", message, "R-215")


def _position(
    path: str, entry: PaymentReference, schedule: PaymentSchedule, problems: Problems
) -> int | None:
    dates = [payment.charge_date for payment in schedule.installments]
    if entry.installment is None and entry.charge_date is None:
        message = "needs the installment's number or its charge date"
        problems.add(path, "MISSING_CHARGE_ID", message, "R-182")
        return None
    number = entry.installment
    if number is not None and not 1 <= number <= len(dates):
        message = f"the offer has payments 1 to {len(dates)}, not {number}"
        problems.add(f"{path}.installment", "INVALID_CHARGE_ID", message, "R-182")
        number = None
    if entry.charge_date is None:
        return number
    field = f"{path}.chargeDate"
    day = read_date(field, entry.charge_date, problems, reason="INVALID_CHARGE_ID", rule="R-298")
    if day is None:
        return None
    return _position_of(day, number, dates, field, problems)


def _position_of(
    day: date, number: int | None, dates: Sequence[date], field: str, problems: Problems
) -> int | None:
    if day not in dates:
        message = f"no payment is due on {day}"
        problems.add(field, "INVALID_CHARGE_ID", message, "R-182")
        return None
    found = dates.index(day) + 1
    if number is not None and number != found:
        message = f"{day} is payment {found}, not {number}"
        problems.add(field, "INVALID_CHARGE_ID", message, "R-182")
        return None
    return found
