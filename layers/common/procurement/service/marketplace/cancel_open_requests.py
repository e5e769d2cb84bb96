"""Agreement requests end with the membership that they were made in (R-239)."""

from datetime import datetime
from typing import Final

from procurement.domain.errors import LostRace
from procurement.domain.events import EventType
from procurement.domain.marketplace.agreement_request import AgreementRequest, RequestStatus
from procurement.service.marketplace.record_request import record_request
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory

_LOOKED_AT: Final = 20
"""Requests read at once; each is a document of its own."""


def cancel_open_requests(
    account_id: str, unit_of_work: UnitOfWorkFactory, *, at: datetime, actor: str
) -> None:
    """Cancel what the account asked for before it last left, and has not accepted.

    Doing it again goes on where a cut-off call stopped. What the index does not show yet is refused
    when it is accepted (`refuse_left`).
    """
    token: str | None = None
    while True:
        with unit_of_work() as unit:
            membership = unit.organizations.membership(account_id)
            page = unit.agreements.requests_of(account_id, limit=_LOOKED_AT, token=token)
        for listed in page.items:
            if listed.is_open and membership.left_since(listed.created_at):
                _cancel(listed.agreement_request_id, unit_of_work, at=at, actor=actor)
        token = page.next_token
        if token is None:
            return


def refuse_left(request: AgreementRequest, unit: UnitOfWork) -> None:
    """`InvalidInput` with CLOSED_AGREEMENT_REQUEST if its buyer left an organization since."""
    membership = unit.organizations.membership(request.agreement.acceptor_account_id)
    if membership.left_since(request.created_at):
        request.moved(RequestStatus.CANCELLED).accepted()


def _cancel(request_id: str, unit_of_work: UnitOfWorkFactory, *, at: datetime, actor: str) -> None:
    try:
        with unit_of_work() as unit:
            before = unit.agreements.get_request(request_id)
            if not before.is_open:
                return
            after = before.cancelled(at)
            unit.agreements.save_request(before, after)
            record_request(unit, EventType.AGREEMENT_REQUEST_CANCELLED, after, at=at, actor=actor)
            unit.commit()
    except LostRace:
        pass  # its buyer accepted or cancelled it at this very moment
