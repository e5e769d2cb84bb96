"""The events of an agreement request."""

from datetime import datetime

from procurement.domain.events import EventType
from procurement.domain.marketplace.agreement_request import AgreementRequest
from procurement.service.ports.unit_of_work import UnitOfWork
from procurement.service.record import money, new_event


def record_request(
    unit: UnitOfWork, type_: EventType, request: AgreementRequest, *, at: datetime, actor: str
) -> None:
    """Stage the event of a request's new status in its buyer's ledger."""
    unit.ledger.record(
        new_event(
            request.agreement.acceptor_account_id,
            type_,
            f"agreement-request/{request.agreement_request_id}",
            at=at,
            actor=actor,
            occasion=request.version,
            detail={
                "agreementRequestId": request.agreement_request_id,
                "intent": request.intent.value,
                "status": request.status.value,
                "agreementId": request.agreement.agreement_id,
                "newAgreementValue": money(request.agreement.total_value),
            },
        )
    )
