"""Read payment requests, as either party."""

from functools import partial

from procurement.domain.after_sale.payment_request import PaymentRequest
from procurement.service.after_sale.listing import RequestQuery, list_requests
from procurement.service.after_sale.parties import payment_for
from procurement.service.after_sale.present_request import present_payment
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def get_payment_request(
    agreement_id: str,
    request_id: str,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> PaymentRequest:
    """A request as it stands now; `PaymentRequestNotFound` unless the caller is a party."""
    with unit_of_work() as unit:
        found = payment_for(agreement_id, request_id, caller, unit, proposer=True, acceptor=True)
        return present_payment(unit, found, clock.now())


def list_payment_requests(
    query: RequestQuery, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> Page[PaymentRequest]:
    """One page of the caller's requests, as they stand now."""
    with unit_of_work() as unit:
        present = partial(present_payment, unit)
        return list_requests(query, caller, unit.payment_requests, present, clock.now())
