"""Read approvals: the buyer sees its own, the account that pays those of its organization."""

from dataclasses import dataclass
from enum import StrEnum

from procurement.domain.errors import AgreementApprovalNotFound, AgreementRequestNotFound
from procurement.domain.marketplace.agreement_request import AgreementRequest
from procurement.domain.marketplace.approval import AgreementApproval, ApprovalStatus
from procurement.domain.marketplace.request_approvals import approval_of, request_id_of
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


class ApprovalParty(StrEnum):
    """agreement:AgreementApprovalPartyType."""

    REQUESTER = "REQUESTER"
    AWS_ORGANIZATION_ADMIN = "AWS_ORGANIZATION_ADMIN"


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """An approval with the request that it is for."""

    request: AgreementRequest
    approval: AgreementApproval


def visible_approval(approval_id: str, caller: Caller, unit: UnitOfWork) -> Found:
    """The approval as it is stored; `AgreementApprovalNotFound` for who has no part in it."""
    try:
        request = unit.agreements.get_request(request_id_of(approval_id))
    except AgreementRequestNotFound:
        raise AgreementApprovalNotFound(approval_id) from None
    parties = (request.agreement.acceptor_account_id, request.approver_account_id)
    if caller.account_id not in parties:
        raise AgreementApprovalNotFound(approval_id)
    return Found(request=request, approval=approval_of(request, approval_id))


def get_agreement_approval(
    approval_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> Found:
    """The approval as it counts now; `AgreementApprovalNotFound` as `visible_approval`."""
    with unit_of_work() as unit:
        found = visible_approval(approval_id, caller, unit)
    return Found(request=found.request, approval=found.approval.as_of(clock.now()))


def list_agreement_approvals(
    party: ApprovalParty,
    request_id: str | None,
    status: ApprovalStatus | None,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Page[Found]:
    """One page of approvals, those of the newest requests first.

    A page holds those of `limit` requests: more than that many approvals, or fewer, as a request
    has up to ten of them, and those that are not asked for are left out.
    """
    now = clock.now()
    with unit_of_work() as unit:
        if party is ApprovalParty.REQUESTER:
            page = unit.agreements.requests_of(caller.account_id, limit=limit, token=token)
        else:
            page = unit.approvals.requests(caller.account_id, limit=limit, token=token)
    requests = [r for r in page.items if request_id in (None, r.agreement_request_id)]
    found = [
        Found(request=request, approval=approval.as_of(now))
        for request in requests
        for approval in request.approvals
    ]
    return Page([f for f in found if status in (None, f.approval.status)], page.next_token)
