"""Billing adjustments at the edge, in the shapes of AWS's marketplace-agreement service."""

from typing import Self

from pydantic import Field

from procurement.domain.errors import Conflict, InvalidInput, LedgerlineError, NotFound
from procurement.domain.invoices.billing_adjustment import (
    AdjustmentEntry,
    AdjustmentReason,
    AdjustmentStatus,
    BillingAdjustment,
)
from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.marketplace.expected_charges import PURCHASE_AGREEMENT
from procurement.domain.money import Money, format_amount
from procurement.entrypoints.schemas.base import Instant, RequestSchema, Schema
from procurement.service.invoices.adjust_billing import EntryResult
from procurement.service.invoices.read_billing_adjustments import InvoicedAmount

CATALOG = "AWSMarketplace"


class BillingAdjustmentEntryBody(RequestSchema):
    """agreement:BatchCreateBillingAdjustmentRequestEntry."""

    agreement_id: str | None = None
    original_invoice_id: str | None = None
    adjustment_amount: str | None = Field(None, examples=["250.00"])
    currency_code: str | None = Field(None, examples=["USD"])
    adjustment_reason_code: str | None = Field(None, examples=["INCORRECT_METERING"])
    description: str | None = None
    client_token: str | None = None

    def to_entry(self) -> AdjustmentEntry:
        """The domain's unchecked entry."""
        return AdjustmentEntry(
            agreement_id=self.agreement_id,
            original_invoice_id=self.original_invoice_id,
            adjustment_amount=self.adjustment_amount,
            currency_code=self.currency_code,
            adjustment_reason_code=self.adjustment_reason_code,
            description=self.description,
            client_token=self.client_token,
        )


class BatchCreateBillingAdjustmentRequest(RequestSchema):
    """agreement:BatchCreateBillingAdjustmentRequestInput: 1 to 5 entries (R-393)."""

    billing_adjustment_request_entries: list[BillingAdjustmentEntryBody] | None = None


class BillingAdjustmentItem(Schema):
    """agreement:BatchCreateBillingAdjustmentItem."""

    billing_adjustment_request_id: str
    client_token: str


class BillingAdjustmentError(Schema):
    """agreement:BatchCreateBillingAdjustmentError; a broken rule's reason begins the message."""

    code: str = Field(examples=["CONFLICT_EXCEPTION"])
    message: str
    client_token: str


class BatchCreateBillingAdjustmentResponse(Schema):
    """agreement:BatchCreateBillingAdjustmentRequestOutput: every entry is in one of the lists."""

    items: list[BillingAdjustmentItem]
    errors: list[BillingAdjustmentError]

    @classmethod
    def of(cls, results: tuple[EntryResult, ...]) -> Self:
        """The results of the use case."""
        return cls(
            items=[
                BillingAdjustmentItem(
                    billing_adjustment_request_id=result.order.request_id,
                    client_token=result.order.client_token,
                )
                for result in results
                if result.error is None
            ],
            errors=[
                BillingAdjustmentError(
                    code=_code(result.error),
                    message=_message(result.error),
                    client_token=result.order.client_token,
                )
                for result in results
                if result.error is not None
            ],
        )


class BillingAdjustmentSummaryView(Schema):
    """agreement:BillingAdjustmentSummary."""

    billing_adjustment_request_id: str
    agreement_id: str
    agreement_type: str
    catalog: str
    original_invoice_id: str
    adjustment_amount: str
    currency_code: str
    status: AdjustmentStatus
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, adjustment: BillingAdjustment) -> Self:
        """A request of the domain."""
        amount = _shown(adjustment.order.amount)
        return cls(
            billing_adjustment_request_id=adjustment.request_id,
            agreement_id=adjustment.order.agreement_id,
            agreement_type=PURCHASE_AGREEMENT,
            catalog=CATALOG,
            original_invoice_id=adjustment.order.invoice_id,
            adjustment_amount=amount,
            currency_code=adjustment.order.amount.currency,
            status=adjustment.status,
            created_at=adjustment.created_at,
            updated_at=adjustment.updated_at,
        )


class BillingAdjustmentPage(Schema):
    """One page of requests (agreement:ListBillingAdjustmentRequestsOutput)."""

    items: list[BillingAdjustmentSummaryView]
    next_token: str | None


class BillingAdjustmentView(Schema):
    """agreement:GetBillingAdjustmentRequestOutput, and the number of the credit memo beside it."""

    billing_adjustment_request_id: str
    agreement_id: str
    adjustment_reason_code: AdjustmentReason
    description: str | None
    original_invoice_id: str
    adjustment_amount: str
    currency_code: str
    status: AdjustmentStatus
    status_message: str | None
    credit_memo_id: str | None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, adjustment: BillingAdjustment) -> Self:
        """A request of the domain."""
        order = adjustment.order
        return cls(
            billing_adjustment_request_id=adjustment.request_id,
            agreement_id=order.agreement_id,
            adjustment_reason_code=order.reason_code,
            description=order.description,
            original_invoice_id=order.invoice_id,
            adjustment_amount=_shown(order.amount),
            currency_code=order.amount.currency,
            status=adjustment.status,
            status_message=adjustment.status_message,
            credit_memo_id=adjustment.credit_memo_id,
            created_at=adjustment.created_at,
            updated_at=adjustment.updated_at,
        )


class PricingCurrencyAmountView(Schema):
    """agreement:PricingCurrencyAmount: before tax, and how much of it may still be given back."""

    amount: str
    max_adjustment_amount: str
    currency_code: str


class BillingPeriodView(Schema):
    """agreement:InvoiceBillingPeriod."""

    month: int
    year: int


class InvoicingEntityView(Schema):
    """agreement:InvoicingEntity, as far as it is known."""

    legal_name: str


class AgreementInvoiceView(Schema):
    """agreement:AgreementInvoiceLineItemGroupSummary (R-387)."""

    agreement_id: str
    invoice_id: str
    invoice_type: InvoiceType
    pricing_currency_amount: PricingCurrencyAmountView
    invoice_billing_period: BillingPeriodView
    issued_time: Instant
    invoicing_entity: InvoicingEntityView

    @classmethod
    def of(cls, found: InvoicedAmount) -> Self:
        """What one document bills for the agreement."""
        period = found.billing_period
        return cls(
            agreement_id=found.agreement_id,
            invoice_id=found.invoice_id,
            invoice_type=found.type,
            pricing_currency_amount=PricingCurrencyAmountView(
                amount=_shown(found.amount),
                max_adjustment_amount=_shown(found.max_adjustment),
                currency_code=found.amount.currency,
            ),
            invoice_billing_period=BillingPeriodView(month=period.number, year=period.year),
            issued_time=found.issued_at,
            invoicing_entity=InvoicingEntityView(legal_name=found.invoicing_entity),
        )


class AgreementInvoicePage(Schema):
    """One page of an agreement's invoices (agreement:ListAgreementInvoiceLineItemsOutput)."""

    agreement_invoice_line_item_group_summaries: list[AgreementInvoiceView]
    next_token: str | None


def _shown(money: Money) -> str:
    return format_amount(money.amount, money.currency)


def _code(error: LedgerlineError) -> str:
    """agreement:BillingAdjustmentErrorCode."""
    match error:
        case NotFound():
            return "RESOURCE_NOT_FOUND_EXCEPTION"
        case Conflict():
            return "CONFLICT_EXCEPTION"
        case _:
            return "VALIDATION_EXCEPTION"


def _message(error: LedgerlineError) -> str:
    if isinstance(error, InvalidInput):
        return "; ".join(f"{problem.reason}: {problem.message}" for problem in error.problems)
    return error.message
