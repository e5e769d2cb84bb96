"""The events of a payment request."""

from datetime import datetime
from typing import Final

from procurement.domain.after_sale.payment_request import PaymentRequest, PaymentStatus
from procurement.domain.events import EventType
from procurement.service.ports.unit_of_work import UnitOfWork
from procurement.service.record import money, new_event

_TYPES: Final = {
    PaymentStatus.PENDING_APPROVAL: EventType.PAYMENT_REQUEST_SENT,
    PaymentStatus.APPROVED: EventType.PAYMENT_REQUEST_APPROVED,
    PaymentStatus.REJECTED: EventType.PAYMENT_REQUEST_REJECTED,
    PaymentStatus.CANCELLED: EventType.PAYMENT_REQUEST_CANCELLED,
    PaymentStatus.VALIDATION_FAILED: EventType.PAYMENT_REQUEST_FAILED,
}


def record_payment(
    unit: UnitOfWork,
    request: PaymentRequest,
    *,
    at: datetime,
    actor: str,
    receiver_account_id: str | None = None,
) -> None:
    """Stage the event of the request's new status in the ledger of its buyer.

    That of an approval names the receiver of the charge, who is invoiced by it at once.
    """
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
                "paymentRequestId": request.request_id,
                "proposerAccountId": request.proposer_account_id,
                "acceptorAccountId": request.acceptor_account_id,
                "name": request.name,
                "amount": money(request.amount),
                "status": request.status.value,
                "statusMessage": request.status_message,
                "chargeId": request.charge_id,
                "receiverAccountId": receiver_account_id,
                "isDueNow": receiver_account_id is not None,
            },
        )
    )
