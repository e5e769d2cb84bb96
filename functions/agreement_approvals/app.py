"""Approvals of agreement requests: who has to approve, who did, and with which numbers."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement import bootstrap
from procurement.domain.marketplace.approval import ApprovalStatus
from procurement.entrypoints.http import Api, NextToken, PathText
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.approvals import (
    AcceptAgreementApprovalBody,
    ApprovalPage,
    ApprovalSummaryView,
    ApprovalView,
    RejectAgreementApprovalBody,
    RequiredPlansView,
    RequiredPlanView,
    StartAgreementApprovalsBody,
    StartedApprovalsView,
)
from procurement.service.approvals.decide_agreement_approval import decide_agreement_approval
from procurement.service.approvals.read_approvals import (
    ApprovalParty,
    Found,
    get_agreement_approval,
    list_agreement_approvals,
)
from procurement.service.approvals.start_agreement_approvals import start_agreement_approvals
from procurement.service.marketplace.read_agreement_requests import get_agreement_request

api = Api(bootstrap.acting_for)

UpTo50 = Annotated[int, Query(alias="maxResults", ge=1, le=50)]


@api.get(
    "/agreement-requests/<agreement_request_id>/approval-plans",
    operation_id="GetAgreementRequestApprovalPlans",
)
def get_plans(agreement_request_id: PathText) -> RequiredPlansView:
    """Get the approval plans that a request of the caller has to pass (R-223, R-264)."""
    request = get_agreement_request(agreement_request_id, api.caller, bootstrap.unit_of_work())
    return RequiredPlansView(items=[RequiredPlanView.of(plan) for plan in request.plans])


@api.post(
    "/agreement-requests/<agreement_request_id>/approvals",
    operation_id="StartAgreementApprovals",
)
def start(
    agreement_request_id: PathText, request: StartAgreementApprovalsBody
) -> StartedApprovalsView:
    """Ask those who have to approve, with purchase orders if there are any yet (R-223)."""
    started = start_agreement_approvals(
        agreement_request_id,
        request.inputs(),
        request.references(),
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
    )
    asked = {each.plan_reference for each in request.plan_inputs}
    found = [Found(request=started, approval=a) for a in started.approvals]
    summaries = [ApprovalSummaryView.of(f) for f in found if f.approval.plan_reference in asked]
    return StartedApprovalsView(approval_summaries=summaries)


@api.get("/agreement-approvals", operation_id="ListAgreementApprovals")
def list_(
    party_type: Annotated[ApprovalParty, Query(alias="partyType")],
    agreement_request_id: Annotated[
        str | None, Query(alias="agreementRequestId", max_length=64)
    ] = None,
    status: Annotated[ApprovalStatus | None, Query()] = None,
    max_results: UpTo50 = 20,
    next_token: NextToken = None,
) -> ApprovalPage:
    """List approvals that the caller asked for, or those of its organization."""
    page = list_agreement_approvals(
        party_type,
        agreement_request_id,
        status,
        max_results,
        next_token,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
    )
    items = [ApprovalSummaryView.of(found) for found in page.items]
    return ApprovalPage(items=items, next_token=page.next_token)


@api.get("/agreement-approvals/<agreement_approval_id>", operation_id="GetAgreementApproval")
def get(agreement_approval_id: PathText) -> ApprovalView:
    """Get an approval with its levels and every approver's decision."""
    return ApprovalView.of(
        get_agreement_approval(
            agreement_approval_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock()
        )
    )


@api.post(
    "/agreement-approvals/<agreement_approval_id>/accept", operation_id="AcceptAgreementApproval"
)
def accept(agreement_approval_id: PathText, request: AcceptAgreementApprovalBody) -> ApprovalView:
    """Approve as the organization's administrator, its procurement system, or for somebody."""
    return ApprovalView.of(
        decide_agreement_approval(
            request.to_command(agreement_approval_id),
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.post(
    "/agreement-approvals/<agreement_approval_id>/reject", operation_id="RejectAgreementApproval"
)
def reject(agreement_approval_id: PathText, request: RejectAgreementApprovalBody) -> ApprovalView:
    """Reject, and say why; the agreement request is rejected with it."""
    return ApprovalView.of(
        decide_agreement_approval(
            request.to_command(agreement_approval_id),
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
