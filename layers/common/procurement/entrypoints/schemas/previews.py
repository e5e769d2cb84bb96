"""Previews of matches at the edge: what coming invoices would take, with edits and without."""

from itertools import islice
from typing import Final, Self

from procurement.domain.charges.charge import Charge, ChargeKind
from procurement.domain.foresight.preview import ChangedPeriods, Preview, PreviewedInvoice, Taken
from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.matching.record import MatchRecord
from procurement.domain.matching.result import Flag, Match, Outcome
from procurement.domain.money import format_amount
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.entrypoints.schemas.base import Instant, Schema
from procurement.entrypoints.schemas.invoices import StepView

MAX_LISTED: Final = 200
"""Invoices that one answer lists; all of them are counted."""
MAX_WITH_FUNNEL: Final = 10
"""Invoices that one answer lists when it shows their funnels."""
_MAX_CHARGES: Final = 20


class PreviewedChargeView(Schema):
    """A charge of an invoice to come."""

    charge_id: str
    agreement_id: str | None
    description: str
    amount: str
    due_at: Instant

    @classmethod
    def of(cls, charge: Charge) -> Self:
        """A charge of the domain."""
        return cls(
            charge_id=charge.charge_id,
            agreement_id=charge.agreement_id,
            description=charge.description,
            amount=f"{charge.amount:f}",
            due_at=charge.due_at,
        )


class TakenView(Schema):
    """The purchase order and line that an invoice takes."""

    purchase_order_id: str
    line_item_number: str | None

    @classmethod
    def of(cls, taken: Taken) -> Self:
        """What the domain says."""
        return cls(
            purchase_order_id=taken.purchase_order_id, line_item_number=taken.line_item_number
        )


class WithoutEditsView(Schema):
    """What the same invoice takes if nobody makes the edits."""

    outcome: Outcome
    purchase_order_id: str | None
    line_item_number: str | None
    flags: list[Flag]
    reason: str

    @classmethod
    def of(cls, match: Match) -> Self:
        """A match of the domain."""
        return cls(
            outcome=match.outcome,
            purchase_order_id=match.purchase_order_id,
            line_item_number=match.line_item_number,
            flags=sorted(match.flags),
            reason=match.reason,
        )


class PreviewedInvoiceView(Schema):
    """An invoice to come. `charges` are the first 20; `without_edits` is there when it differs."""

    run_at: Instant
    invoice_type: InvoiceType
    kind: ChargeKind
    invoicing_entity: str
    billing_period: str
    currency_code: str
    total_before_tax: str
    tax: str
    total: str
    charges: list[PreviewedChargeView]
    charge_count: int
    outcome: Outcome
    purchase_order_id: str | None
    line_item_number: str | None
    flags: list[Flag]
    reason: str
    funnel: list[StepView] | None
    is_changed: bool
    without_edits: WithoutEditsView | None

    @classmethod
    def of(cls, invoice: PreviewedInvoice, *, with_funnel: bool) -> Self:
        """An invoice to come of the domain."""
        draft, match = invoice.foreseen.draft, invoice.match
        currency = draft.group.currency
        funnel = [StepView.of(step) for step in MatchRecord.of(match).funnel]
        return cls(
            run_at=invoice.foreseen.at,
            invoice_type=draft.type,
            kind=draft.group.kind,
            invoicing_entity=draft.group.invoicing_entity,
            billing_period=str(draft.group.billing_period),
            currency_code=currency,
            total_before_tax=format_amount(draft.total_before_tax.amount, currency),
            tax=format_amount(draft.tax.amount, currency),
            total=format_amount(draft.total.amount, currency),
            charges=[PreviewedChargeView.of(each) for each in draft.charges[:_MAX_CHARGES]],
            charge_count=len(draft.charges),
            outcome=match.outcome,
            purchase_order_id=match.purchase_order_id,
            line_item_number=match.line_item_number,
            flags=sorted(match.flags),
            reason=match.reason,
            funnel=funnel if with_funnel else None,
            is_changed=invoice.is_changed,
            without_edits=(
                WithoutEditsView.of(invoice.without_edits) if invoice.is_changed else None
            ),
        )


class ChangedPeriodsView(Schema):
    """Billing periods whose invoices of one sort take another line because of the edits."""

    kind: ChargeKind
    invoicing_entity: str
    tax_registration_number: str | None
    invoice_unit: str | None
    first_billing_period: str
    last_billing_period: str
    before: TakenView | None
    after: TakenView | None

    @classmethod
    def of(cls, changed: ChangedPeriods) -> Self:
        """Changed periods of the domain."""
        return cls(
            kind=changed.kind,
            invoicing_entity=changed.invoicing_entity,
            tax_registration_number=changed.tax_registration_number,
            invoice_unit=changed.invoice_unit,
            first_billing_period=str(changed.first),
            last_billing_period=str(changed.last),
            before=TakenView.of(changed.before) if changed.before else None,
            after=TakenView.of(changed.after) if changed.after else None,
        )


class PreviewedBalanceView(Schema):
    """A purchase order that some of the invoices take: its balance before and after them all.

    `exists` is false for one that the charges themselves will create.
    """

    purchase_order_id: str
    exists: bool
    currency_code: str
    balance_before: str | None
    balance_after: str | None

    @classmethod
    def of(cls, before: PurchaseOrder | None, after: PurchaseOrder) -> Self:
        """The two states of the domain."""
        return cls(
            purchase_order_id=after.purchase_order_id,
            exists=before is not None,
            currency_code=after.currency,
            balance_before=_balance(before),
            balance_after=_balance(after),
        )


class PreviewMatchesResponse(Schema):
    """What coming invoices would take. The counts are of all, also when `is_truncated`."""

    invoices: list[PreviewedInvoiceView]
    invoice_count: int
    changed_count: int
    is_truncated: bool
    changed_periods: list[ChangedPeriodsView]
    purchase_orders: list[PreviewedBalanceView]

    @classmethod
    def of(cls, preview: Preview, *, only_changed: bool, with_funnel: bool) -> Self:
        """A preview of the domain, as far as one answer holds it."""
        changed = preview.changed
        wanted = changed if only_changed else preview.invoices
        most = MAX_WITH_FUNNEL if with_funnel else MAX_LISTED
        return cls(
            invoices=[
                PreviewedInvoiceView.of(invoice, with_funnel=with_funnel)
                for invoice in islice(wanted, most)
            ],
            invoice_count=len(preview.invoices),
            changed_count=len(changed),
            is_truncated=len(wanted) > most,
            changed_periods=[ChangedPeriodsView.of(each) for each in preview.changed_periods],
            purchase_orders=[
                PreviewedBalanceView.of(before, after)
                for before, after in preview.purchase_orders
                if after is not None
            ],
        )


def _balance(purchase_order: PurchaseOrder | None) -> str | None:
    if purchase_order is None or purchase_order.balance is None:
        return None
    return format_amount(purchase_order.balance, purchase_order.currency)
