"""CancelAgreementRequest: a buyer gives a quote up (R-250)."""

from procurement.domain.errors import AgreementRequestNotFound
from procurement.domain.events import EventType
from procurement.domain.marketplace.agreement_request import AgreementRequest, RequestStatus
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.marketplace.record_request import record_request
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def cancel_agreement_request(
    request_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> AgreementRequest:
    """Cancel the caller's own request; cancelling it again changes nothing.

    `InvalidInput` with CLOSED_AGREEMENT_REQUEST once it is accepted.
    """
    now = clock.now()

    def attempt() -> AgreementRequest:
        with unit_of_work() as unit:
            before = unit.agreements.get_request(request_id)
            if before.agreement.acceptor_account_id != caller.account_id:
                raise AgreementRequestNotFound(request_id)
            if before.status is RequestStatus.CANCELLED:
                return before
            after = before.cancelled(now)
            unit.agreements.save_request(before, after)
            record_request(
                unit, EventType.AGREEMENT_REQUEST_CANCELLED, after, at=now, actor=caller.arn
            )
            unit.commit()
        return after

    return decide(attempt)
