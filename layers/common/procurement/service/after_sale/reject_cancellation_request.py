"""RejectAgreementCancellationRequest: the buyer keeps the agreement (R-400)."""

from procurement.domain.after_sale.cancellation_request import CancellationRequest, read_reason
from procurement.service.after_sale.parties import cancellation_for
from procurement.service.after_sale.record_cancellation import record_cancellation
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def reject_cancellation_request(
    agreement_id: str,
    request_id: str,
    reason: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> CancellationRequest:
    """Reject it with a reason, which the seller reads.

    `InvalidInput` with MISSING_REASON or INVALID_REJECTION_REASON; `CancellationRequestNotFound`
    unless the caller is the buyer; `WrongStatus` once it is answered, by silence too.
    """
    now = clock.now()
    given = read_reason("rejectionReason", reason, "INVALID_REJECTION_REASON")

    def attempt() -> CancellationRequest:
        with unit_of_work() as unit:
            request = cancellation_for(agreement_id, request_id, caller, unit, acceptor=True)
            rejected = request.rejected(given, now)
            unit.cancellation_requests.answer(rejected)
            record_cancellation(unit, rejected, at=now, actor=caller.arn)
            unit.commit()
        return rejected

    return decide(attempt)
