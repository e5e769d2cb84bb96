"""Cancellation requests at the edge, in the shapes of AWS's marketplace-agreement service."""

from typing import Self

from pydantic import Field

from procurement.domain.after_sale.cancellation_request import (
    CancellationOrder,
    CancellationReason,
    CancellationRequest,
    CancellationStatus,
)
from procurement.domain.marketplace.expected_charges import PURCHASE_AGREEMENT
from procurement.entrypoints.schemas.base import Instant, RequestSchema, Schema
from procurement.entrypoints.schemas.billing_adjustments import CATALOG


class SendCancellationRequestBody(RequestSchema):
    """agreement:SendAgreementCancellationRequestInput."""

    reason_code: str | None = Field(None, examples=["PRODUCT_DISCONTINUED"])
    description: str | None = None
    client_token: str | None = None

    def to_order(self) -> CancellationOrder:
        """The domain's unchecked order."""
        return CancellationOrder(
            reason_code=self.reason_code,
            description=self.description,
            client_token=self.client_token,
        )


class RejectCancellationRequestBody(RequestSchema):
    """agreement:RejectAgreementCancellationRequestInput; the seller reads the reason."""

    rejection_reason: str | None = None


class CancelCancellationRequestBody(RequestSchema):
    """agreement:CancelAgreementCancellationRequestInput."""

    cancellation_reason: str | None = None


class CancellationRequestView(Schema):
    """agreement:GetAgreementCancellationRequestOutput.

    Beside it `answerBy`, the instant from which silence approves it.
    """

    agreement_cancellation_request_id: str
    agreement_id: str
    reason_code: CancellationReason
    description: str | None
    status: CancellationStatus
    status_message: str | None
    created_at: Instant
    updated_at: Instant
    answer_by: Instant

    @classmethod
    def of(cls, request: CancellationRequest) -> Self:
        """A request of the domain."""
        return cls(
            agreement_cancellation_request_id=request.request_id,
            agreement_id=request.agreement_id,
            reason_code=request.reason_code,
            description=request.description,
            status=request.status,
            status_message=request.status_message,
            created_at=request.created_at,
            updated_at=request.updated_at,
            answer_by=request.answer_by,
        )


class CancellationRequestSummaryView(Schema):
    """agreement:AgreementCancellationRequestSummary."""

    agreement_cancellation_request_id: str
    agreement_id: str
    agreement_type: str
    catalog: str
    status: CancellationStatus
    reason_code: CancellationReason
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, request: CancellationRequest) -> Self:
        """A request of the domain."""
        return cls(
            agreement_cancellation_request_id=request.request_id,
            agreement_id=request.agreement_id,
            agreement_type=PURCHASE_AGREEMENT,
            catalog=CATALOG,
            status=request.status,
            reason_code=request.reason_code,
            created_at=request.created_at,
            updated_at=request.updated_at,
        )


class CancellationRequestPage(Schema):
    """One page of requests (agreement:ListAgreementCancellationRequestsOutput)."""

    items: list[CancellationRequestSummaryView]
    next_token: str | None
