"""Approvals of agreement requests by the buyer's organization (R-223)."""

from typing import Any, Final

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.marketplace.approval import ApprovalStatus
from procurement.entrypoints.aws_operations.marketplace_agreement.approval_shapes import (
    approval_document,
    plan_document,
)
from procurement.entrypoints.aws_operations.marketplace_agreement.scope import expect_marketplace
from procurement.entrypoints.aws_operations.shapes import listed, read, shown
from procurement.entrypoints.aws_protocol.call import Call, Members
from procurement.entrypoints.schemas.approvals import (
    AcceptAgreementApprovalBody,
    ApprovalPage,
    ApprovalSummaryView,
    RejectAgreementApprovalBody,
    StartAgreementApprovalsBody,
)
from procurement.service.approvals import decide_agreement_approval as deciding
from procurement.service.approvals import read_approvals as reading
from procurement.service.approvals import start_agreement_approvals as starting
from procurement.service.marketplace.read_agreement_requests import get_agreement_request

DEFAULT_APPROVALS: Final = 20
MOST_PLANS: Final = 50

_APPROVAL_ID: Final = "agreementApprovalId"
_BUYERS_PLAN: Final = "buyerAgreementApprovalPlanInput"


def get_agreement_request_approval_plans(request: Members, call: Call) -> Members:
    """The approval plans that a request of the caller has to pass (R-223, R-264)."""
    name = request["agreementRequestId"]
    found = get_agreement_request(name, call.caller, call.unit_of_work)
    organization = _organization(found.approver_account_id, call) if found.plans else ""
    plans = [
        {"buyerAgreementApprovalPlan": plan_document(plan, organization)} for plan in found.plans
    ]
    page, token = listed(f"approval-plans/{name}", plans, request, call, MOST_PLANS)
    return {"items": page, "nextToken": token}


def start_agreement_approvals(request: Members, call: Call) -> Members:
    """Asks those who have to approve, with purchase orders if there are any yet (R-223)."""
    plans = [each[_BUYERS_PLAN] for each in request["planInputs"]]
    body = read(
        StartAgreementApprovalsBody,
        {**request, "planInputs": plans},
        without=("agreementRequestId",),
    )
    started = starting.start_agreement_approvals(
        request["agreementRequestId"],
        body.inputs(),
        body.references(),
        call.caller,
        call.unit_of_work,
        call.clock,
    )
    asked = {each.plan_reference for each in body.plan_inputs}
    summaries = [
        shown(ApprovalSummaryView.of(reading.Found(request=started, approval=approval)))
        for approval in started.approvals
        if approval.plan_reference in asked
    ]
    return {"approvalSummaries": summaries}


def list_agreement_approvals(request: Members, call: Call) -> Members:
    """Approvals that the caller asked for, or those of its organization."""
    expect_marketplace(request)
    status = request.get("status")
    page = reading.list_agreement_approvals(
        reading.ApprovalParty(request["partyType"]),
        request.get("agreementRequestId"),
        ApprovalStatus(status) if status else None,
        request.get("maxResults", DEFAULT_APPROVALS),
        request.get("nextToken"),
        call.caller,
        call.unit_of_work,
        call.clock,
    )
    items = [ApprovalSummaryView.of(found) for found in page.items]
    return shown(ApprovalPage(items=items, next_token=page.next_token))


def get_agreement_approval(request: Members, call: Call) -> Members:
    """An approval with its levels and every approver's decision."""
    found = reading.get_agreement_approval(
        request[_APPROVAL_ID], call.caller, call.unit_of_work, call.clock
    )
    return {"buyerAgreementApproval": approval_document(found)}


def accept_agreement_approval(request: Members, call: Call) -> Members:
    """Approves as the organization's administrator, or for somebody."""
    given = _decision(request, "buyerAgreementApprovalApproverInput")
    body = read(AcceptAgreementApprovalBody, given, without=(_APPROVAL_ID,))
    deciding.decide_agreement_approval(
        body.to_command(given[_APPROVAL_ID]), call.caller, call.unit_of_work, call.clock
    )
    return {}


def reject_agreement_approval(request: Members, call: Call) -> Members:
    """Rejects, and says why; the agreement request is rejected with it."""
    given = _decision(request, "buyerAgreementApprovalRejectionInput")
    body = read(RejectAgreementApprovalBody, given, without=(_APPROVAL_ID,))
    deciding.decide_agreement_approval(
        body.to_command(given[_APPROVAL_ID]), call.caller, call.unit_of_work, call.clock
    )
    return {}


def _decision(request: Members, member: str) -> dict[str, Any]:
    """The one kind of decision that there is; the model leaves room for others."""
    if member not in request:
        problem = Problem(
            field=f"{member}.{_APPROVAL_ID}",
            reason="MISSING_AGREEMENT_APPROVAL_ID",
            message="is required",
        )
        raise InvalidInput([problem])
    given: dict[str, Any] = request[member]
    return given


def _organization(management_account_id: str | None, call: Call) -> str:
    """The ID of the organization that approves; a single account is one of its own."""
    account_id = management_account_id or call.caller.account_id
    with call.unit_of_work() as unit:
        organization = unit.organizations.managed_by(account_id)
    return organization.organization_id if organization else f"o-{account_id}"
