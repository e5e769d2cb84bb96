"""Read cancellation requests, as either party."""

from functools import partial

from procurement.domain.after_sale.cancellation_request import CancellationRequest
from procurement.service.after_sale.listing import RequestQuery, list_requests
from procurement.service.after_sale.parties import cancellation_for
from procurement.service.after_sale.present_request import present_cancellation
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def get_cancellation_request(
    agreement_id: str,
    request_id: str,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> CancellationRequest:
    """A request as it stands now; `CancellationRequestNotFound` unless the caller is a party."""
    with unit_of_work() as unit:
        found = cancellation_for(
            agreement_id, request_id, caller, unit, proposer=True, acceptor=True
        )
        return present_cancellation(unit, found, clock.now())


def list_cancellation_requests(
    query: RequestQuery, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> Page[CancellationRequest]:
    """One page of the caller's requests, as they stand now."""
    with unit_of_work() as unit:
        present = partial(present_cancellation, unit)
        return list_requests(query, caller, unit.cancellation_requests, present, clock.now())
