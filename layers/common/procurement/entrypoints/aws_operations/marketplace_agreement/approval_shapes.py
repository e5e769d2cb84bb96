"""Approval plans and approvals in the shapes of AWS's model, with its unions."""

from typing import Any

from procurement.domain.marketplace.approval import ApprovalLevel, Outcome
from procurement.domain.marketplace.approval_plan import (
    ApprovalPlan,
    Approver,
    ApproverKind,
    PlanLevel,
)
from procurement.entrypoints.aws_operations.shapes import shown
from procurement.entrypoints.schemas.agreements import ResourceView
from procurement.entrypoints.schemas.approvals import ApprovalPurchaseOrderView, ApprovalView
from procurement.service.approvals.read_approvals import Found

_OUTCOMES = {
    ApproverKind.EMAIL: "emailApproverOutcome",
    ApproverKind.PROCUREMENT_TOOL: "procurementToolApproverOutcome",
    ApproverKind.AWS_ORGANIZATION_ADMIN: "awsOrganizationApproverOutcome",
}


def plan_document(plan: ApprovalPlan, organization_id: str) -> dict[str, Any]:
    """agreement:BuyerAgreementApprovalPlan; the administrators are those of that organization."""
    return {
        "planReference": plan.plan_reference,
        "name": plan.name,
        "levels": [_plan_level(level, organization_id) for level in plan.levels],
    }


def approval_document(found: Found) -> dict[str, Any]:
    """agreement:BuyerAgreementApproval. Nobody told us names: IDs stand for them."""
    agreement, approval = found.request.agreement, found.approval
    resource = shown(ResourceView.of(agreement))
    return {
        **shown(ApprovalView.of(found)),
        "planInput": {"planReference": approval.plan_reference, "requesterNote": approval.note},
        "proposer": {
            "accountId": agreement.proposer_account_id,
            "legalName": agreement.proposer_account_id,
        },
        "proposalSummary": {
            "offerId": agreement.offer_id,
            "resources": [{**resource, "name": agreement.product_id}],
            "visibilityScope": "PRIVATE",
        },
        "levels": [_level(level) for level in approval.levels],
    }


def _plan_level(level: PlanLevel, organization_id: str) -> dict[str, Any]:
    group = {
        "approvalCriteria": {"requiredApprovalCount": level.required_count},
        "approvers": [_approver(approver, organization_id) for approver in level.approvers],
    }
    return {"name": level.name, "groups": [group]}


def _approver(approver: Approver, organization_id: str) -> dict[str, Any]:
    match approver.kind:
        case ApproverKind.EMAIL:
            return {"emailApprover": {"emailAddress": approver.email, "name": approver.name}}
        case ApproverKind.PROCUREMENT_TOOL:
            return {"procurementToolApprover": {"name": approver.name}}
        case ApproverKind.AWS_ORGANIZATION_ADMIN:
            return {"awsOrganizationAdminApprover": {"organizationId": organization_id}}


def _level(level: ApprovalLevel) -> dict[str, Any]:
    group = {
        "approvalCriteria": {"requiredApprovalCount": level.required_count},
        "approvers": [_outcome(outcome) for outcome in level.outcomes],
    }
    return {"name": level.name, "groups": [group]}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    actor = outcome.overridden_by
    told = {
        "approverOutcomeId": outcome.outcome_id,
        "status": outcome.status,
        "updatedAt": outcome.updated_at,
        "note": outcome.note,
        "name": outcome.approver.name,
        "emailAddress": outcome.approver.email,
        "purchaseOrders": [
            shown(ApprovalPurchaseOrderView.of(reference)) for reference in outcome.references
        ]
        or None,
        "overriddenBy": {"principalArn": actor} if actor else None,
    }
    return {_OUTCOMES[outcome.approver.kind]: told}
