"""Who approves what an organization buys: its approval plans and its procurement system."""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.http import Api
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.approval_plans import (
    ApprovalPlansView,
    ProcurementSystemView,
    PutApprovalPlansRequest,
    PutProcurementSystemRequest,
)
from procurement.service.approvals.put_approval_plans import put_approval_plans
from procurement.service.approvals.put_procurement_system import put_procurement_system
from procurement.service.approvals.read_approval_settings import (
    describe_procurement_system,
    get_approval_plans,
)

api = Api(bootstrap.acting_for)


@api.get("/procurement-system-configuration", operation_id="DescribeProcurementSystemConfiguration")
def describe_system() -> ProcurementSystemView:
    """Get the organization's procurement system (R-262)."""
    return ProcurementSystemView.of(
        describe_procurement_system(api.caller, bootstrap.unit_of_work())
    )


@api.put("/procurement-system-configuration", operation_id="PutProcurementSystemConfiguration")
def put_system(request: PutProcurementSystemRequest) -> ProcurementSystemView:
    """Set up the organization's procurement system, at first in test mode (R-262 to R-264)."""
    return ProcurementSystemView.of(
        put_procurement_system(
            request.procurement_system,
            request.expected_version,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
            is_test=request.is_test_mode,
            is_free_pre_approved=request.is_free_pre_approved,
        )
    )


@api.get("/agreement-approval-plans", operation_id="GetAgreementApprovalPlans")
def get_plans() -> ApprovalPlansView:
    """Get the organization's own approval plans."""
    return ApprovalPlansView.of(get_approval_plans(api.caller, bootstrap.unit_of_work()))


@api.put("/agreement-approval-plans", operation_id="PutAgreementApprovalPlans")
def put_plans(request: PutApprovalPlansRequest) -> ApprovalPlansView:
    """Replace the organization's own approval plans (R-223)."""
    return ApprovalPlansView.of(
        put_approval_plans(
            [plan.to_input() for plan in request.plans],
            request.expected_version,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
