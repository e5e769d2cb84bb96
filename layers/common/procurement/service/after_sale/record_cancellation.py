"""The events of a cancellation request."""

from datetime import datetime
from typing import Final

from procurement.domain.after_sale.cancellation_request import (
    CancellationRequest,
    CancellationStatus,
)
from procurement.domain.events import EventType
from procurement.service.ports.unit_of_work import UnitOfWork
from procurement.service.record import new_event

_TYPES: Final = {
    CancellationStatus.PENDING_APPROVAL: EventType.CANCELLATION_REQUEST_SENT,
    CancellationStatus.APPROVED: EventType.CANCELLATION_REQUEST_APPROVED,
    CancellationStatus.REJECTED: EventType.CANCELLATION_REQUEST_REJECTED,
    CancellationStatus.CANCELLED: EventType.CANCELLATION_REQUEST_CANCELLED,
    CancellationStatus.VALIDATION_FAILED: EventType.CANCELLATION_REQUEST_FAILED,
}


def record_cancellation(
    unit: UnitOfWork, request: CancellationRequest, *, at: datetime, actor: str
) -> None:
    """Stage the event of the request's new status in the ledger of its buyer (R-357)."""
    unit.ledger.record(
        new_event(
            request.acceptor_account_id,
            _TYPES[request.status],
            f"agreement/{request.agreement_id}",
            at=at,
            actor=actor,
            occasion=request.request_id,
            detail={
                "agreementId": request.agreement_id,
                "agreementCancellationRequestId": request.request_id,
                "proposerAccountId": request.proposer_account_id,
                "acceptorAccountId": request.acceptor_account_id,
                "reasonCode": request.reason_code.value,
                "status": request.status.value,
                "statusMessage": request.status_message,
            },
        )
    )
