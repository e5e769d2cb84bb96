"""Payment requests at the edge, in the shapes of AWS's marketplace-agreement service."""

from typing import Self

from pydantic import Field

from procurement.domain.after_sale.payment_request import (
    PaymentOrder,
    PaymentRequest,
    PaymentStatus,
)
from procurement.domain.money import format_amount
from procurement.entrypoints.schemas.base import Instant, RequestSchema, Schema


class SendPaymentRequestBody(RequestSchema):
    """agreement:SendAgreementPaymentRequestInput."""

    term_id: str | None = None
    name: str | None = Field(None, examples=["Workshop in March"])
    charge_amount: str | None = Field(None, examples=["2500.00"])
    description: str | None = None
    client_token: str | None = None

    def to_order(self) -> PaymentOrder:
        """The domain's unchecked order."""
        return PaymentOrder(
            term_id=self.term_id,
            name=self.name,
            charge_amount=self.charge_amount,
            description=self.description,
            client_token=self.client_token,
        )


class AcceptPaymentRequestBody(RequestSchema):
    """agreement:AcceptAgreementPaymentRequestInput: with a purchase order number, or without."""

    purchase_order_reference: str | None = Field(None, examples=["PO-2027-001"])


class RejectPaymentRequestBody(RequestSchema):
    """agreement:RejectAgreementPaymentRequestInput; the seller reads the reason."""

    rejection_reason: str | None = None


class PaymentRequestSummaryView(Schema):
    """agreement:PaymentRequestSummary; `chargeId` once it is approved."""

    payment_request_id: str
    agreement_id: str
    status: PaymentStatus
    name: str
    charge_id: str | None
    charge_amount: str
    currency_code: str
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, request: PaymentRequest) -> Self:
        """A request of the domain."""
        return cls(
            payment_request_id=request.request_id,
            agreement_id=request.agreement_id,
            status=request.status,
            name=request.name,
            charge_id=request.charge_id,
            charge_amount=format_amount(request.amount.amount, request.amount.currency),
            currency_code=request.amount.currency,
            created_at=request.created_at,
            updated_at=request.updated_at,
        )


class PaymentRequestView(Schema):
    """agreement:GetAgreementPaymentRequestOutput.

    Beside it `answerBy`, the instant from which silence approves it; null if it never does.
    """

    payment_request_id: str
    agreement_id: str
    status: PaymentStatus
    status_message: str | None
    name: str
    description: str | None
    charge_id: str | None
    charge_amount: str
    currency_code: str
    created_at: Instant
    updated_at: Instant
    answer_by: Instant | None

    @classmethod
    def of(cls, request: PaymentRequest) -> Self:
        """A request of the domain."""
        return cls(
            payment_request_id=request.request_id,
            agreement_id=request.agreement_id,
            status=request.status,
            status_message=request.status_message,
            name=request.name,
            description=request.description,
            charge_id=request.charge_id,
            charge_amount=format_amount(request.amount.amount, request.amount.currency),
            currency_code=request.amount.currency,
            created_at=request.created_at,
            updated_at=request.updated_at,
            answer_by=request.answer_by,
        )


class PaymentRequestPage(Schema):
    """One page of requests (agreement:ListAgreementPaymentRequestsOutput)."""

    items: list[PaymentRequestSummaryView]
    next_token: str | None
