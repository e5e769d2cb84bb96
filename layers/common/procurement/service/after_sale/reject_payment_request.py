"""RejectAgreementPaymentRequest: the buyer does not pay (R-403)."""

from procurement.domain.after_sale.payment_request import PaymentRequest, check_rejection
from procurement.service.after_sale.parties import payment_for
from procurement.service.after_sale.stage_without_payment import stage_without_payment
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def reject_payment_request(
    agreement_id: str,
    request_id: str,
    reason: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> PaymentRequest:
    """Reject it, with a reason for the seller or without; the term has its amount back.

    `InvalidInput` with INVALID_REJECTION_REASON; `PaymentRequestNotFound` unless the caller is the
    buyer; `WrongStatus` once it is answered, by silence too.
    """
    now = clock.now()
    check_rejection(reason)

    def attempt() -> PaymentRequest:
        with unit_of_work() as unit:
            request = payment_for(agreement_id, request_id, caller, unit, acceptor=True)
            rejected = request.rejected(reason, now)
            stage_without_payment(unit, rejected, at=now, actor=caller.arn)
            unit.commit()
        return rejected

    return decide(attempt)
