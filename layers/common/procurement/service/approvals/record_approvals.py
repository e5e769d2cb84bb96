"""The events of approvals, for the buyer and for the account that approves."""

from datetime import datetime

from procurement.domain.events import EventType, JsonValue
from procurement.domain.marketplace.agreement_request import AgreementRequest
from procurement.domain.marketplace.approval import AgreementApproval
from procurement.service.ports.unit_of_work import UnitOfWork
from procurement.service.record import new_event


def record_approvals(
    unit: UnitOfWork,
    type_: EventType,
    request: AgreementRequest,
    approvals: tuple[AgreementApproval, ...],
    *,
    at: datetime,
    actor: str,
) -> None:
    """Stage the event of the request's new version, with the approvals that it is about."""
    buyer = request.agreement.acceptor_account_id
    for account_id in sorted({buyer, request.approver_account_id or buyer}):
        unit.ledger.record(
            new_event(
                account_id,
                type_,
                f"agreement-request/{request.agreement_request_id}",
                at=at,
                actor=actor,
                occasion=request.version,
                detail={
                    "agreementRequestId": request.agreement_request_id,
                    "acceptorAccountId": buyer,
                    "status": request.status.value,
                    "isTest": request.is_test,
                    "approvals": [_told(approval) for approval in approvals],
                },
            )
        )


def _told(approval: AgreementApproval) -> JsonValue:
    return {
        "agreementApprovalId": approval.approval_id,
        "name": approval.name,
        "status": approval.status.value,
    }
