"""A cancellation request is approved: by its buyer, or by nobody's answer (R-399 to R-402)."""

from datetime import datetime

from procurement.domain.after_sale.cancellation_request import (
    CancellationRequest,
    CancellationStatus,
)
from procurement.domain.errors import StaleChargeRevision
from procurement.domain.marketplace.agreement import Agreement, AgreementStatus
from procurement.service.after_sale.parties import cancellation_for
from procurement.service.after_sale.present_request import present_cancellation
from procurement.service.after_sale.record_cancellation import record_cancellation
from procurement.service.attempts import decide
from procurement.service.caller import SILENCE, Caller
from procurement.service.marketplace.dependent_agreement import expect_no_dependent
from procurement.service.marketplace.end_agreement import close_due_periods, settle_end, stage_end
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


def accept_cancellation_request(
    agreement_id: str,
    request_id: str,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> CancellationRequest:
    """Let the agreement end now: what is due stays owed, everything later is void (R-317, R-402).

    Request, end and event are one transaction. `CancellationRequestNotFound` unless the caller is
    the buyer; `WrongStatus` once it is answered, by silence too, or when the agreement is not
    active; `Conflict` while a second agreement rests on it (R-259).
    """
    now = clock.now()

    def attempt() -> tuple[CancellationRequest, Agreement]:
        with unit_of_work() as unit:
            request = cancellation_for(agreement_id, request_id, caller, unit, acceptor=True)
            approved = request.approved(now)
            ended = _stage(unit, approved, unit_of_work, at=now, actor=caller.arn)
            unit.commit()
        return approved, ended

    approved, ended = decide(attempt, also=(StaleChargeRevision,))
    settle_end(ended, unit_of_work, actor=caller.arn)
    return approved


def approve_cancellation_in_silence(
    agreement_id: str, request_id: str, unit_of_work: UnitOfWorkFactory, now: datetime
) -> None:
    """Carry out what silence approved, as of the instant at which it did, however late this is.

    The request fails if the agreement could not be cancelled at that instant any more. Nothing
    happens before the instant, and a repeat changes nothing.
    """

    def attempt() -> Agreement | None:
        with unit_of_work() as unit:
            kept = unit.cancellation_requests.get(agreement_id, request_id)
            present = present_cancellation(unit, kept, now)
            if present is kept:
                return None
            at, ended = present.updated_at, None
            if present.status is CancellationStatus.APPROVED:
                ended = _stage(unit, present, unit_of_work, at=at, actor=SILENCE)
            else:
                unit.cancellation_requests.answer(present)
                record_cancellation(unit, present, at=at, actor=SILENCE)
            unit.commit()
        return ended

    ended = decide(attempt, also=(StaleChargeRevision,))
    if ended is not None:
        settle_end(ended, unit_of_work, actor=SILENCE)


def _stage(
    unit: UnitOfWork,
    approved: CancellationRequest,
    unit_of_work: UnitOfWorkFactory,
    *,
    at: datetime,
    actor: str,
) -> Agreement:
    agreement = unit.agreements.get_agreement(approved.agreement_id)
    expect_no_dependent(agreement, unit)
    # Refused here already, before the periods of an agreement that goes on are closed.
    agreement.ended(AgreementStatus.CANCELLED, now=at)
    close_due_periods(agreement, unit_of_work, at=at)
    unit.cancellation_requests.answer(approved)
    record_cancellation(unit, approved, at=at, actor=actor)
    return stage_end(
        unit, agreement, AgreementStatus.CANCELLED, at=at, actor=actor, is_requested=True
    )
