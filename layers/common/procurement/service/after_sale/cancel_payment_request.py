"""CancelAgreementPaymentRequest: the seller takes the request back (R-403)."""

from procurement.domain.after_sale.payment_request import PaymentRequest
from procurement.service.after_sale.parties import payment_for
from procurement.service.after_sale.stage_without_payment import stage_without_payment
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def cancel_payment_request(
    agreement_id: str,
    request_id: str,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> PaymentRequest:
    """Take it back; the term has its amount back.

    `PaymentRequestNotFound` unless the caller is the seller; `WrongStatus` once it is answered, by
    silence too.
    """
    now = clock.now()

    def attempt() -> PaymentRequest:
        with unit_of_work() as unit:
            request = payment_for(agreement_id, request_id, caller, unit, proposer=True)
            withdrawn = request.withdrawn(now)
            stage_without_payment(unit, withdrawn, at=now, actor=caller.arn)
            unit.commit()
        return withdrawn

    return decide(attempt)
