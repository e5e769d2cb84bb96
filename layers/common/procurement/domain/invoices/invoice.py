"""Invoices: how due charges form groups, what a group adds up to, and what is issued."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.billing_settings.payment_settings import PaymentSettings
from procurement.domain.charges.charge import Charge, ChargeKind
from procurement.domain.ids import derived_id
from procurement.domain.invoices.corrections import Credit, Regeneration
from procurement.domain.matching.record import MatchRecord
from procurement.domain.matching.result import Match
from procurement.domain.money import EXACT, Money
from procurement.domain.month import Month


class InvoiceType(StrEnum):
    """An invoice, or a credit memo when its total is below zero (R-138, R-379)."""

    INVOICE = "INVOICE"
    CREDIT_MEMO = "CREDIT_MEMO"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Group:
    """What the charges of one invoice have in common (R-133, R-243 to R-249).

    `occasion` keeps out-of-cycle purchases apart: one invoice per agreement and charge date.
    `invoice_unit` is the unit of the account that used or bought, empty for none (R-245).
    """

    receiver_account_id: str
    invoicing_entity: str
    kind: ChargeKind
    billing_period: Month
    currency: str
    tax_registration_number: str = ""
    purchase_order_reference: str = ""
    occasion: str = ""
    invoice_unit: str = ""

    @classmethod
    def of(cls, charge: Charge, settings: BillingSettings) -> "Group":
        """The group that `charge` falls into, as its receiver is billed.

        A charge without a tax registration number of its own has the account's (R-022).
        """
        usual = settings.payment.tax_registration_number(charge.invoicing_entity)
        is_purchase = charge.kind is ChargeKind.MARKETPLACE_PURCHASE
        return cls(
            receiver_account_id=charge.receiver_account_id,
            invoicing_entity=charge.invoicing_entity,
            kind=charge.kind,
            billing_period=charge.billing_period,
            currency=charge.currency,
            tax_registration_number=charge.tax_registration_number or usual or "",
            purchase_order_reference=charge.purchase_order_reference or "",
            occasion=f"{charge.agreement_id}@{charge.charge_date}" if is_purchase else "",
            invoice_unit=settings.invoice_units.by_account.get(charge.subscriber_account_id, ""),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """The charges of one group, ready to be matched and issued.

    `draft_id` is derived from the group and its charges, so that a repeat finds the invoice that it
    became (R-148), while a charge that arrives late makes a supplementary invoice of its own.
    `payment` is how its receiver pays; `is_integrated` says whether the receiver lets Marketplace
    write purchase orders.
    """

    draft_id: str
    group: Group
    charges: tuple[Charge, ...]
    payment: PaymentSettings
    is_integrated: bool = True

    @property
    def total_before_tax(self) -> Money:
        """The exact sum, rounded once to the minor unit."""
        return _sum((charge.amount for charge in self.charges), self.group.currency).rounded()

    @property
    def tax(self) -> Money:
        """The charges' tax, rounded once (R-392)."""
        return _sum((charge.tax for charge in self.charges), self.group.currency).rounded()

    @property
    def total(self) -> Money:
        """What the invoice comes to, tax included (R-143)."""
        return self.total_before_tax + self.tax

    @property
    def net_payment_days(self) -> int:
        """The longest payment term among the charges (R-388).

        A charge without one of its own has the account's; none at all is 0.
        """
        usual = self.payment.net_payment_days or 0
        terms = (charge.net_payment_days for charge in self.charges)
        return max((usual if days is None else days for days in terms), default=usual)

    @property
    def type(self) -> InvoiceType:
        """A total below zero makes a credit memo (R-138)."""
        return InvoiceType.CREDIT_MEMO if self.total.amount < 0 else InvoiceType.INVOICE

    def anew(self, charges: Sequence[Charge]) -> "Draft":
        """Another draft of the same group, for others of its charges."""
        held = tuple(charges)
        return replace(self, draft_id=_draft_id(self.group, held), charges=held)


def _sum(amounts: Iterable[Decimal], currency: str) -> Money:
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return Money(total, currency)


def draft_invoices(charges: Sequence[Charge], settings: BillingSettings) -> tuple[Draft, ...]:
    """One draft per group, in a fixed order whatever the order of `charges`.

    `settings` are those of their receiver, as they stand when the invoices are generated. A group
    of which an interrupted attempt claimed some charges already keeps that attempt's draft.
    """
    ranked = sorted(
        ((Group.of(charge, settings), charge) for charge in charges),
        key=lambda pair: (pair[0], pair[1].collection_id, pair[1].charge_id),
    )
    drafts = []
    for group, members in groupby(ranked, key=lambda pair: pair[0]):
        held = tuple(charge for _, charge in members)
        claim = next((charge.claimed_by for charge in held if charge.claimed_by), None)
        drafts.append(
            Draft(
                draft_id=claim or _draft_id(group, held),
                group=group,
                charges=held,
                payment=settings.payment,
                is_integrated=settings.integration.is_enabled,
            )
        )
    return tuple(drafts)


def _draft_id(group: Group, charges: Sequence[Charge]) -> str:
    parts = (
        group.receiver_account_id,
        group.invoicing_entity,
        group.kind,
        str(group.billing_period),
        group.currency,
        group.tax_registration_number,
        group.purchase_order_reference,
        group.occasion,
        *([group.invoice_unit] if group.invoice_unit else []),
    )
    return derived_id("draft", *parts, *(f"{c.collection_id}/{c.charge_id}" for c in charges))


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceLine:
    """One charge on an invoice. `amount` and `tax` are exact; only the totals are rounded."""

    collection_id: str
    charge_id: str
    description: str
    amount: Decimal
    tax: Decimal
    charge_date: date | None = None
    agreement_id: str | None = None
    installment: tuple[int, int] | None = None
    purchase_order_line: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Invoice:
    """An issued invoice of `account_id`, the receiver, or a credit memo.

    `invoice_id` is its number: gap-free per issuing entity and receiver (R-391). `match` says which
    purchase order it took and why (R-136); `purchase_order_id` is what is printed, None for none.
    `purchase_order_reference` is what its charges named, also when that could not be printed.

    A credit memo for `original_invoice_id` has negative totals, no lines, and says why it was given
    as `description`; its invoice counts it among `credits` (R-153). `adjusting` is the seller's
    adjustment that is under way. Each regeneration makes another `edition` under the same number
    (R-391). `revision` rises with every write.
    """

    account_id: str
    invoice_id: str
    sequence: int
    draft_id: str
    type: InvoiceType
    invoicing_entity: str
    kind: ChargeKind
    billing_period: Month
    total_before_tax: Money
    tax: Money
    issued_at: datetime
    due_on: date
    lines: tuple[InvoiceLine, ...]
    match: MatchRecord
    purchase_order_reference: str | None = None
    tax_registration_number: str | None = None
    invoice_unit: str | None = None
    original_invoice_id: str | None = None
    description: str | None = None
    credits: tuple[Credit, ...] = ()
    adjusting: str | None = None
    edition: int = 1
    regeneration: Regeneration | None = None
    revision: int = 0

    @property
    def total(self) -> Money:
        """Tax included."""
        return self.total_before_tax + self.tax

    @property
    def purchase_order_id(self) -> str | None:
        """The number on the invoice, at most one (R-133)."""
        return self.match.purchase_order_id


def invoice_number(prefix: str, account_id: str, number: int) -> str:
    """The printed number: the entity's prefix, the receiver, the running number (R-391)."""
    return f"{prefix}-{account_id}-{number:06d}"


def issue(draft: Draft, match: Match, *, number: int, prefix: str, now: datetime) -> Invoice:
    """The invoice that `draft` becomes under the next number.

    Due its net payment days after issue, whatever the weekday; on receipt without a term (R-388).
    """
    group = draft.group
    return Invoice(
        account_id=group.receiver_account_id,
        invoice_id=invoice_number(prefix, group.receiver_account_id, number),
        sequence=number,
        draft_id=draft.draft_id,
        type=draft.type,
        invoicing_entity=group.invoicing_entity,
        kind=group.kind,
        billing_period=group.billing_period,
        total_before_tax=draft.total_before_tax,
        tax=draft.tax,
        issued_at=now,
        due_on=now.date() + timedelta(days=draft.net_payment_days),
        lines=tuple(_line(charge) for charge in draft.charges),
        match=MatchRecord.of(match),
        purchase_order_reference=group.purchase_order_reference or None,
        tax_registration_number=group.tax_registration_number or None,
        invoice_unit=group.invoice_unit or None,
    )


def _line(charge: Charge) -> InvoiceLine:
    return InvoiceLine(
        collection_id=charge.collection_id,
        charge_id=charge.charge_id,
        description=charge.description,
        amount=charge.amount,
        tax=charge.tax,
        charge_date=charge.charge_date,
        agreement_id=charge.agreement_id,
        installment=charge.installment,
        purchase_order_line=(
            charge.purchase_order_line if charge.purchase_order_reference else None
        ),
    )
