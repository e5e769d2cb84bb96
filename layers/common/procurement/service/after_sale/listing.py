"""Requests as either party lists them (agreement:PartyType)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from procurement.service.caller import Caller
from procurement.service.ports.page import Page


class PartyType(StrEnum):
    """As whom the caller looks: the seller or the buyer."""

    PROPOSER = "Proposer"
    ACCEPTOR = "Acceptor"


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestQuery:
    """What is listed: a party's requests, of one agreement or of all, of one status or of all."""

    party_type: PartyType
    agreement_id: str | None
    status: str | None
    limit: int
    token: str | None


class _Request(Protocol):
    @property
    def status(self) -> StrEnum: ...
    @property
    def proposer_account_id(self) -> str: ...
    @property
    def acceptor_account_id(self) -> str: ...


R = TypeVar("R", bound=_Request)
Kept = TypeVar("Kept", bound=_Request, covariant=True)


class _Stored(Protocol[Kept]):
    def of_agreement(self, agreement_id: str, *, limit: int, token: str | None) -> Page[Kept]: ...
    def of_party(
        self, account_id: str, *, is_proposer: bool, limit: int, token: str | None
    ) -> Page[Kept]: ...


def list_requests(
    query: RequestQuery,
    caller: Caller,
    stored: _Stored[R],
    present: Callable[[R, datetime], R],
    now: datetime,
) -> Page[R]:
    """One page of the caller's requests as they stand at `now`, newest first.

    Fewer than the limit when some have another status. Those of one agreement come by ID, strongly
    consistent; of somebody else's agreement there are none.
    """
    is_proposer = query.party_type is PartyType.PROPOSER
    if query.agreement_id is None:
        page = stored.of_party(
            caller.account_id, is_proposer=is_proposer, limit=query.limit, token=query.token
        )
    else:
        page = stored.of_agreement(query.agreement_id, limit=query.limit, token=query.token)
    shown = [
        request
        for request in (present(kept, now) for kept in page.items)
        if caller.account_id
        == (request.proposer_account_id if is_proposer else request.acceptor_account_id)
        and query.status in (None, request.status.value)
    ]
    return Page(shown, page.next_token)
