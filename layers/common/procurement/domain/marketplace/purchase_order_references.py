"""Purchase order numbers given at checkout: for all charges, for some, or one by one (R-178)."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Final

from procurement.domain.charges.charge import Charge, Timing
from procurement.domain.errors import Problems
from procurement.domain.ids import validate_purchase_order_reference
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
    """The number of one charge, told by its expected ID, or a payment's position or date (R-182).

    Positions count from 1. The revision may be left out at acceptance (R-215).
    """

    charge_id: str | None = None
    installment: int | None = None
    charge_date: str | None = None
    charge_revision: int | None = None
    purchase_order_reference: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PurchaseOrderReferences:
    """What the buyer gave: the four choices of R-178, each narrower one before the wider.

    `for_all` charges; `for_fixed` and `for_usage`, which is every charge of billing periods;
    `per_payment` for single charges. `line` is the line of the buyer's own order that is printed
    with each (R-175).
    """

    for_all: str | None = None
    for_fixed: str | None = None
    for_usage: str | None = None
    per_payment: tuple[PaymentReference, ...] = ()
    line: str = "1"

    @property
    def is_empty(self) -> bool:
        """Whether no number was given, so that no permission to set one is needed (R-171)."""
        given = self.for_all, self.for_fixed, self.for_usage
        return not any(number is not None for number in given) and not self.per_payment

    def resolve(self, charges: Sequence[Charge]) -> Mapping[str, NamedOrder]:
        """The number of each of the expected `charges` that has one, by charge ID.

        Raises `InvalidInput` with every problem: reasons of agreement:ValidationExceptionReason
        (R-216), paths ``purchaseOrderReference``, ``purchaseOrders[i]...``, ``purchaseOrderLine``.
        """
        problems = Problems()
        orders: dict[str, str] = {}
        for field, reference, named in (
            ("purchaseOrderReference", self.for_all, charges),
            ("fixedPurchaseOrderReference", self.for_fixed, _fixed(charges)),
            ("usagePurchaseOrderReference", self.for_usage, _usage(charges)),
        ):
            if reference is not None:
                problems.found.extend(validate_purchase_order_reference(reference, field))
                orders |= {charge.charge_id: reference for charge in named}
        if _LINE.fullmatch(self.line) is None:
            message = "must be 1 to 20 letters, digits or . _ -"
            problems.add("purchaseOrderLine", "INVALID_PURCHASE_ORDERS", message, "R-175")
        orders |= _per_payment(self.per_payment, charges, problems)
        problems.raise_if_any()
        return {id_: NamedOrder(reference=text, line=self.line) for id_, text in orders.items()}


NO_REFERENCES: Final = PurchaseOrderReferences()


def _fixed(charges: Sequence[Charge]) -> Sequence[Charge]:
    return [charge for charge in charges if charge.timing is not Timing.BILLING_PERIOD]


def _usage(charges: Sequence[Charge]) -> Sequence[Charge]:
    return [charge for charge in charges if charge.timing is Timing.BILLING_PERIOD]


def _per_payment(
    entries: Sequence[PaymentReference], charges: Sequence[Charge], problems: Problems
) -> dict[str, str]:
    named: dict[str, str] = {}
    if len(entries) > MAX_PURCHASE_ORDERS:
        message = f"has {len(entries)} entries, at most {MAX_PURCHASE_ORDERS} are allowed"
        problems.add("purchaseOrders", "INVALID_PURCHASE_ORDERS", message, "R-211")
        return named
    payments = {charge.installment[0]: charge for charge in charges if charge.installment}
    known = {charge.charge_id for charge in charges}
    for index, entry in enumerate(entries):
        path = f"purchaseOrders[{index}]"
        reference = entry.purchase_order_reference
        field = f"{path}.purchaseOrderReference"
        problems.found.extend(validate_purchase_order_reference(reference, field))
        _check_revision(path, entry.charge_revision, problems)
        if entry.charge_id is None:
            charge_id, name = _payment(path, entry, payments, problems)
        else:
            charge_id, name = _known(path, entry.charge_id, known, problems), entry.charge_id
        if charge_id in named:
            problems.add(path, "DUPLICATE_CHARGES", f"{name} is named twice", "R-218")
        if charge_id is not None and reference is not None:
            named[charge_id] = reference
    return named


def _known(path: str, charge_id: str, known: Set[str], problems: Problems) -> str | None:
    if charge_id in known:
        return charge_id
    message = f"{charge_id} is none of the expected charges"
    problems.add(f"{path}.chargeId", "INVALID_CHARGE_ID", message, "R-216")
    return None


def _payment(
    path: str, entry: PaymentReference, payments: Mapping[int, Charge], problems: Problems
) -> tuple[str | None, str]:
    dates = [charge.charge_date for charge in payments.values() if charge.charge_date]
    number = _position(path, entry, dates, problems)
    return (payments[number].charge_id if number else None), f"payment {number}"


def _check_revision(path: str, revision: int | None, problems: Problems) -> None:
    if revision is not None and revision != FIRST_REVISION:
        message = f"is {revision}, but a charge begins with {FIRST_REVISION}"
        problems.add(f"{path}.chargeRevision", "INVALID_CHARGE_REVISION", message, "R-215")


def _position(
    path: str, entry: PaymentReference, dates: Sequence[date], problems: Problems
) -> int | None:
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
