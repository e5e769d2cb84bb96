"""Whether charges that are still to be invoiced carry the right number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Final

from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.domain.reconciliation.aws_account import AwsAgreement, AwsCharge, AwsInvoice
from procurement.domain.reconciliation.books import Books
from procurement.domain.reconciliation.finding import Finding, FindingKind, Severity, Subject
from procurement.domain.reconciliation.number_findings import Unfit, unknown
from procurement.domain.reconciliation.readings import decide, read

_SET: Final = "Set {expected} on the charge."
_DECIDE: Final = "Decide which number the charge shall carry, and set it."
_CREATED: Final = "AWS would create it when the charge is invoiced (R-188)."


def find_in_charges(
    charges: Sequence[AwsCharge],
    agreements: Mapping[str, AwsAgreement],
    entities: Sequence[str],
    books: Books,
    now: datetime,
) -> Iterator[Finding]:
    """What is wrong with the numbers of charges that are open at `now`, agreement by agreement.

    Charges of agreements that have ended are left alone. `entities` are those that issue the
    account's Marketplace invoices: a charge does not tell which of them will issue its own.
    """
    ground = _Ground(entities=entities, books=books, now=now)
    open_ = [each for each in charges if each.is_open(now) and _is_awaited(each, agreements)]
    for agreement_id, group in groupby(sorted(open_, key=_order), lambda each: each.agreement_id):
        row = tuple(group)
        agreement = agreements.get(agreement_id)
        for position, charge in enumerate(row):
            unfit = _unfit(charge, _Neighbours(row, position, books), ground)
            if unfit:
                yield _finding(charge, unfit, agreement, books)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Ground:
    """What every charge is judged by."""

    entities: Sequence[str]
    books: Books
    now: datetime

    def month(self, charge: AwsCharge) -> Month:
        """The billing period of its invoice, that of now while its date is not known (R-389)."""
        return Month.of(charge.at or self.now)


class _Neighbours:
    """The usable numbers of the charges before and after one, in its agreement."""

    def __init__(self, row: Sequence[AwsCharge], position: int, books: Books) -> None:
        self.before = _first_usable(reversed(row[:position]), books)
        self.after = _first_usable(row[position + 1 :], books)

    @property
    def shared(self) -> str | None:
        """The number that they share; a side without any does not count."""
        if self.before and self.after and self.before != self.after:
            return None
        return self.before or self.after

    @property
    def are_around(self) -> bool:
        """Whether there are both, with the same number."""
        return self.before is not None and self.before == self.after


def _unfit(charge: AwsCharge, neighbours: _Neighbours, ground: _Ground) -> Unfit | None:
    number = charge.purchase_order_reference
    if number is None:
        return _unnumbered(charge, neighbours, ground)
    order = ground.books.find(number)
    if order is None:
        found = unknown(number, ground.books.numbers, neighbours.shared, "")
        mend = _SET.format(expected=found.expected) if found.expected else _DECIDE
        return replace(found, reason=f"{found.reason.strip()} {_CREATED}", mend=mend)
    if order.is_suspended:
        return _suspended(order, _successor(charge, order, neighbours, ground))
    if order.expiration_month < ground.month(charge):
        return _expired(charge, order, _successor(charge, order, neighbours, ground))
    if neighbours.are_around and neighbours.before != number:
        return _stale(number, neighbours.before)
    return None


def _unnumbered(charge: AwsCharge, neighbours: _Neighbours, ground: _Ground) -> Unfit | None:
    """No number: the others of the agreement tell it, or else a blanket order must be there."""
    if neighbours.shared:
        return Unfit(
            kind=FindingKind.MISSING,
            severity=Severity.MEDIUM,
            expected=neighbours.shared,
            rule="R-209",
            reason="The charges next to it in the agreement carry "
            f"{neighbours.shared}, this one carries none.",
            mend=_SET.format(expected=neighbours.shared),
        )
    if _blanket(charge, ground):
        return None
    return Unfit(
        kind=FindingKind.MISSING,
        severity=Severity.HIGH,
        expected=None,
        rule="R-243",
        reason="It carries no number, and no purchase order of the account would take its invoice.",
        mend=f"{_DECIDE} Or add a purchase order with a line for Marketplace blanket usage.",
    )


def _suspended(order: PurchaseOrder, successor: str | None) -> Unfit:
    lift = f"Lift the suspension of {order.purchase_order_id}"
    return Unfit(
        kind=FindingKind.SUSPENDED,
        severity=Severity.HIGH,
        expected=successor,
        rule="R-193",
        reason=f"{order.purchase_order_id} is suspended: the invoice would show no number at all.",
        mend=f"{lift}, or set {successor} on the charge." if successor else f"{lift}.",
    )


def _expired(charge: AwsCharge, order: PurchaseOrder, successor: str | None) -> Unfit:
    on = f"on {charge.at.date()}" if charge.at else "by now"
    extend = f"Move the expiration of {order.purchase_order_id}"
    return Unfit(
        kind=FindingKind.EXPIRED,
        severity=Severity.MEDIUM,
        expected=successor,
        rule="R-195",
        reason=f"{order.purchase_order_id} expires in {order.expiration_month}, and the charge is "
        f"due {on}: AWS would revive it.",
        mend=f"{extend}, or set {successor} on the charge." if successor else f"{extend}.",
    )


def _stale(number: str, expected: str | None) -> Unfit:
    return Unfit(
        kind=FindingKind.STALE,
        severity=Severity.MEDIUM,
        expected=expected,
        rule="R-204",
        reason=f"The charges before and after it carry {expected}, this one still {number}.",
        mend=_SET.format(expected=expected),
    )


def _successor(
    charge: AwsCharge,
    order: PurchaseOrder,
    neighbours: _Neighbours,
    ground: _Ground,
) -> str | None:
    """What the charge should carry instead, where that is beyond doubt."""
    shared = neighbours.shared
    if shared and shared != order.purchase_order_id:
        following = ground.books.find(shared)
        return shared if following and following.covers(ground.month(charge)) else None
    found = _blanket(charge, ground)
    return next(iter(found)) if len(found) == 1 else None


def _blanket(charge: AwsCharge, ground: _Ground) -> frozenset[str]:
    """The purchase orders that the charge's invoice would be matched with, by any entity."""
    candidates = ground.books.candidates_at(ground.now)
    found = (
        decide(draft, candidates, ground.now).match.purchase_order_id
        for entity in ground.entities
        for draft in read(_as_invoice(charge, entity, ground), ground.books)
    )
    return frozenset(each for each in found if each)


def _as_invoice(charge: AwsCharge, entity: str, ground: _Ground) -> AwsInvoice:
    total = Money(charge.amount or Decimal(0), charge.currency)
    return AwsInvoice(
        invoice_id=charge.charge_id,
        account_id=ground.books.account_id,
        issued_at=charge.at or ground.now,
        invoicing_entity=entity,
        billing_period=ground.month(charge),
        total=total,
        total_before_tax=total,
        bill_type="PURCHASE" if charge.at else "ANNIVERSARY",
        billing_entity="AWS_MARKETPLACE",
    )


def _is_awaited(charge: AwsCharge, agreements: Mapping[str, AwsAgreement]) -> bool:
    agreement = agreements.get(charge.agreement_id)
    return agreement is None or agreement.is_active


def _order(charge: AwsCharge) -> tuple[str, bool, float, str]:
    """By agreement, then by time, those without any last."""
    at = charge.at.timestamp() if charge.at else 0.0
    return charge.agreement_id, charge.at is None, at, charge.charge_id


def _first_usable(charges: Iterator[AwsCharge] | Sequence[AwsCharge], books: Books) -> str | None:
    for charge in charges:
        number = charge.purchase_order_reference
        order = books.find(number) if number else None
        if order and not order.is_suspended:
            return number
    return None


def _finding(
    charge: AwsCharge, unfit: Unfit, agreement: AwsAgreement | None, books: Books
) -> Finding:
    return Finding(
        subject=Subject.CHARGE,
        subject_id=charge.charge_id,
        kind=unfit.kind,
        severity=unfit.severity,
        account_id=books.account_id,
        printed=charge.purchase_order_reference,
        expected=unfit.expected,
        nearest=unfit.nearest,
        rule=unfit.rule,
        reason=unfit.reason,
        mend=unfit.mend,
        total=None if charge.amount is None else Money(charge.amount, charge.currency),
        at=charge.at,
        billing_period=Month.of(charge.at) if charge.at else None,
        agreement_id=charge.agreement_id,
        seller_account_id=agreement.seller_account_id if agreement else None,
        revision=charge.revision,
    )
