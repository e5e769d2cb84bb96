"""SendAgreementCancellationRequest: a seller asks the buyer to let an agreement end (R-399)."""

from datetime import UTC, datetime
from uuid import uuid4

from procurement.domain.after_sale.cancellation_request import (
    CancellationOrder,
    CancellationReason,
    CancellationRequest,
)
from procurement.domain.errors import AlreadyExists, Conflict, InvalidInput, Problem
from procurement.domain.ids import derived_id
from procurement.domain.marketplace.agreement import Agreement, AgreementStatus
from procurement.service.after_sale.parties import sold_agreement
from procurement.service.after_sale.present_request import present_cancellation
from procurement.service.after_sale.record_cancellation import record_cancellation
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.marketplace.dependent_agreement import expect_no_dependent
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


def send_cancellation_request(
    agreement_id: str,
    order: CancellationOrder,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> CancellationRequest:
    """Ask; the buyer has 7 days to answer. The same client token gives the same request again.

    `AgreementNotFound` unless the caller proposed it; `InvalidInput` for a wrong order, and with
    INACTIVE_AGREEMENT unless the agreement is active; `Conflict` while another request is open,
    while a second agreement rests on this one (R-259), and for a token that was used otherwise.
    """
    now = clock.now()
    reason = order.reason()
    # Without a token every call asks anew, also at the same instant.
    occasion = order.client_token or uuid4().hex

    def attempt() -> CancellationRequest:
        with unit_of_work() as unit:
            agreement = sold_agreement(agreement_id, caller, unit)
            request = _request(agreement, order, reason, occasion, now)
            present = unit.cancellation_requests.find(agreement_id, request.request_id)
            if present is not None:
                return _same(request, present)
            _check(agreement, unit, now)
            unit.agreements.hold_agreement(agreement)
            unit.cancellation_requests.add(request)
            record_cancellation(unit, request, at=now, actor=caller.arn)
            unit.commit()
        return request

    sent = decide(attempt, also=(AlreadyExists,))
    with unit_of_work() as unit:
        return present_cancellation(unit, sent, now)


def _request(
    agreement: Agreement,
    order: CancellationOrder,
    reason: CancellationReason,
    occasion: str,
    now: datetime,
) -> CancellationRequest:
    return CancellationRequest(
        request_id=derived_id("acr", agreement.agreement_id, occasion),
        agreement_id=agreement.agreement_id,
        proposer_account_id=agreement.proposer_account_id,
        acceptor_account_id=agreement.acceptor_account_id,
        reason_code=reason,
        description=order.description,
        created_at=now,
        updated_at=now,
    )


def _check(agreement: Agreement, unit: UnitOfWork, now: datetime) -> None:
    if agreement.status_on(now.astimezone(UTC).date()) is not AgreementStatus.ACTIVE:
        message = "only an active agreement can be cancelled"
        raise InvalidInput(
            [
                Problem(
                    field="agreementId", reason="INACTIVE_AGREEMENT", message=message, rule="R-399"
                )
            ]
        )
    other = unit.cancellation_requests.open_of(agreement.agreement_id)
    if other is not None:
        raise Conflict(
            f"{other.request_id} waits for its answer already",
            resource_type="AgreementCancellationRequest",
            resource_id=other.request_id,
        )
    expect_no_dependent(agreement, unit)


def _same(asked: CancellationRequest, present: CancellationRequest) -> CancellationRequest:
    if (asked.reason_code, asked.description) != (present.reason_code, present.description):
        raise AlreadyExists(
            "the client token was used for another request",
            resource_type="AgreementCancellationRequest",
            resource_id=present.request_id,
        )
    return present
