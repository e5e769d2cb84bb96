"""Invoices and their matches, at the edge."""

from typing import Any, Self

from pydantic import Field

from procurement.domain.charges.charge import ChargeKind
from procurement.domain.charges.usage import UsageLine
from procurement.domain.invoices.credit_memo import max_adjustment
from procurement.domain.invoices.currency_amounts import CurrencyAmount
from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.invoices.edition import content_sha256
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.invoices.invoice_line import InvoiceLine
from procurement.domain.invoices.summary_members import (
    BillingEntity,
    BillType,
    InvoiceFrequency,
    ReceiverRole,
    bill_type,
    billing_entity,
    invoice_frequency,
)
from procurement.domain.matching.record import MatchRecord
from procurement.domain.matching.result import Criterion, Flag, Outcome, Step
from procurement.domain.portals.delivery import DeliveryStatus, EinvoiceDelivery, StoppedBy
from procurement.domain.portals.preference import DocumentType, PortalName
from procurement.entrypoints.schemas.base import Instant, MoneyView, Schema
from procurement.entrypoints.schemas.taxes import InvoiceCurrencyAmountView, InvoiceTaxView


class UsageLineView(Schema):
    """What one dimension of metered usage adds to a line; the amount is exact."""

    dimension: str
    quantity: str
    unit_price: str
    amount: str

    @classmethod
    def of(cls, line: UsageLine) -> Self:
        """A dimension of the domain."""
        return cls(
            dimension=line.dimension,
            quantity=f"{line.quantity:f}",
            unit_price=f"{line.unit_price:f}",
            amount=f"{line.amount:f}",
        )


class InvoiceLineView(Schema):
    """One charge on an invoice, exact to the last decimal; only totals are rounded."""

    description: str
    amount: str
    tax: str
    charge_id: str
    charge_date: str | None
    agreement_id: str | None
    installment: str | None
    purchase_order_line: str | None
    usage: list[UsageLineView]

    @classmethod
    def of(cls, line: InvoiceLine) -> Self:
        """A line of the domain."""
        return cls(
            description=line.description,
            amount=f"{line.amount:f}",
            tax=f"{line.tax:f}",
            charge_id=line.charge_id,
            charge_date=line.charge_date.isoformat() if line.charge_date else None,
            agreement_id=line.agreement_id,
            installment="{} of {}".format(*line.installment) if line.installment else None,
            purchase_order_line=line.purchase_order_line,
            usage=[UsageLineView.of(each) for each in line.usage],
        )


class EinvoiceDeliveryView(Schema):
    """What becomes of the document on its way to a procurement portal (R-268).

    SCHEDULED is what has to be delivered still; `reason` stands with NOT_DELIVERED, `explanation`
    is what the portal answered.
    """

    status: DeliveryStatus
    reason: StoppedBy | None
    document_type: DocumentType
    procurement_portal_name: PortalName
    procurement_portal_preference_id: str
    explanation: str | None
    settled_date: Instant | None

    @classmethod
    def of(cls, delivery: EinvoiceDelivery) -> Self:
        """A delivery of the domain."""
        return cls(
            status=delivery.status,
            reason=delivery.reason,
            document_type=delivery.document_type,
            procurement_portal_name=delivery.portal,
            procurement_portal_preference_id=delivery.preference_id,
            explanation=delivery.explanation,
            settled_date=delivery.settled_at,
        )


class InvoiceSummaryView(Schema):
    """An invoice without its lines.

    The amounts in the payer's and the tax authority's currency are null where that is the base
    currency, and where the rate of the day was not told, as `missingExchangeRates` then says.
    """

    invoice_id: str
    account_id: str
    bill_source_accounts: list[str]
    bill_source_accounts_total_count: int
    receiver_role: ReceiverRole
    invoice_type: InvoiceType
    bill_type: BillType
    invoice_frequency: InvoiceFrequency
    invoicing_entity: str
    billing_entity: BillingEntity
    kind: ChargeKind
    billing_period: str = Field(examples=["2027-01"])
    currency_code: str
    total_before_tax: str
    tax: str
    total: str
    taxes: list[InvoiceTaxView]
    base_currency_amount: InvoiceCurrencyAmountView
    payment_currency_amount: InvoiceCurrencyAmountView | None
    tax_currency_amount: InvoiceCurrencyAmountView | None
    missing_exchange_rates: list[str]
    issued_at: Instant
    due_on: str
    invoice_unit: str | None
    tax_registration_number: str | None
    purchase_order_id: str | None
    line_item_number: str | None
    outcome: Outcome
    flags: list[Flag]
    reason: str
    edition: int
    original_invoice_id: str | None
    credit_memos: list[str]
    max_adjustment_amount: str
    einvoice_delivery_status: DeliveryStatus | None
    einvoice_delivery: EinvoiceDeliveryView | None

    @classmethod
    def of(cls, invoice: Invoice) -> Self:
        """An invoice of the domain."""
        return cls(**_summary(invoice))


class InvoiceView(InvoiceSummaryView):
    """An invoice with its lines. A credit memo has none, and a description of why it was given."""

    description: str | None
    content_sha256: str
    lines: list[InvoiceLineView]

    @classmethod
    def of(cls, invoice: Invoice) -> Self:
        """An invoice of the domain."""
        lines = [InvoiceLineView.of(line) for line in invoice.lines]
        return cls(
            **_summary(invoice),
            description=invoice.description,
            content_sha256=content_sha256(invoice),
            lines=lines,
        )


class InvoicePage(Schema):
    """One page of invoices, newest billing period first."""

    items: list[InvoiceSummaryView]
    next_token: str | None


class RemovedView(Schema):
    """Lines of a purchase order that did not pass a step, with the value that they had.

    Without a line item number: the whole purchase order, or several of its lines together.
    """

    purchase_order_id: str
    line_item_number: str | None
    lines: int
    value: str


class StepView(Schema):
    """One step of the funnel. All that went are counted; `removed` tells of a bounded number."""

    criterion: Criterion
    rule: str
    asked: str
    removed: list[RemovedView]
    removed_count: int
    lines_left: int

    @classmethod
    def of(cls, step: Step) -> Self:
        """A step of the domain."""
        return cls(
            criterion=step.criterion,
            rule=step.rule,
            asked=step.asked,
            removed=[
                RemovedView(
                    purchase_order_id=removed.purchase_order_id,
                    line_item_number=removed.line_item_number,
                    lines=removed.lines,
                    value=removed.value,
                )
                for removed in step.removed
            ],
            removed_count=step.removed_count,
            lines_left=step.lines_left,
        )


class MatchView(Schema):
    """Why an invoice carries its purchase order, or none (R-136)."""

    outcome: Outcome
    reason: str
    purchase_order_id: str | None
    line_item_number: str | None
    booked: MoneyView | None
    flags: list[Flag]
    funnel: list[StepView]

    @classmethod
    def of(cls, match: MatchRecord) -> Self:
        """A match of the domain."""
        return cls(
            outcome=match.outcome,
            reason=match.reason,
            purchase_order_id=match.purchase_order_id,
            line_item_number=match.line_item_number,
            booked=MoneyView.of(match.booked) if match.booked else None,
            flags=sorted(match.flags),
            funnel=[StepView.of(step) for step in match.funnel],
        )


def _summary(invoice: Invoice) -> dict[str, Any]:
    currency, delivery = invoice.total.currency, invoice.delivery
    return {
        "invoice_id": invoice.invoice_id,
        "account_id": invoice.account_id,
        "bill_source_accounts": [invoice.bill_source] if invoice.bill_source else [],
        "bill_source_accounts_total_count": 1 if invoice.bill_source else 0,
        "receiver_role": ReceiverRole.BUYER,
        "invoice_type": invoice.type,
        "bill_type": bill_type(invoice),
        "invoice_frequency": invoice_frequency(invoice.kind),
        "invoicing_entity": invoice.invoicing_entity,
        "billing_entity": billing_entity(invoice.kind),
        "kind": invoice.kind,
        "billing_period": str(invoice.billing_period),
        "currency_code": currency,
        "total_before_tax": MoneyView.of(invoice.total_before_tax).amount,
        "tax": MoneyView.of(invoice.tax).amount,
        "total": MoneyView.of(invoice.total).amount,
        "taxes": [InvoiceTaxView.of(tax, currency) for tax in invoice.taxes],
        "base_currency_amount": InvoiceCurrencyAmountView.base(invoice),
        "payment_currency_amount": _converted(invoice, invoice.payment_amount),
        "tax_currency_amount": _converted(invoice, invoice.tax_amount),
        "missing_exchange_rates": list(invoice.missing_rates),
        "issued_at": invoice.issued_at,
        "due_on": invoice.due_on.isoformat(),
        "invoice_unit": invoice.invoice_unit,
        "tax_registration_number": invoice.tax_registration_number,
        "purchase_order_id": invoice.purchase_order_id,
        "line_item_number": invoice.match.line_item_number,
        "outcome": invoice.match.outcome,
        "flags": sorted(invoice.match.flags),
        "reason": invoice.match.reason,
        "edition": invoice.edition,
        "original_invoice_id": invoice.original_invoice_id,
        "credit_memos": [each.invoice_id for each in invoice.credits],
        "max_adjustment_amount": MoneyView.of(max_adjustment(invoice)).amount,
        "einvoice_delivery_status": delivery.status if delivery else None,
        "einvoice_delivery": EinvoiceDeliveryView.of(delivery) if delivery else None,
    }


def _converted(invoice: Invoice, amount: CurrencyAmount | None) -> InvoiceCurrencyAmountView | None:
    return InvoiceCurrencyAmountView.converted(invoice, amount) if amount else None
