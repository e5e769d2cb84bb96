"""Read agreement requests: only their buyer sees them."""

from procurement.domain.errors import AgreementRequestNotFound
from procurement.domain.marketplace.agreement_request import AgreementRequest, RequestStatus
from procurement.service.caller import Caller
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def get_agreement_request(
    request_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> AgreementRequest:
    """A request of the caller; else `AgreementRequestNotFound`."""
    with unit_of_work() as unit:
        request = unit.agreements.get_request(request_id)
    if request.agreement.acceptor_account_id != caller.account_id:
        raise AgreementRequestNotFound(request_id)
    return request


def list_agreement_requests(
    status: RequestStatus | None,
    resource_id: str | None,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
) -> Page[AgreementRequest]:
    """One page of the caller's requests, newest first.

    Those of another status or for another product are left out, so that a page may be short.
    """
    with unit_of_work() as unit:
        page = unit.agreements.requests_of(caller.account_id, limit=limit, token=token)
    found = [
        request
        for request in page.items
        if (status is None or request.status is status)
        and (resource_id is None or request.agreement.product_id == resource_id)
    ]
    return Page(found, page.next_token)
