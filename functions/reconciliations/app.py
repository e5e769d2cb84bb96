"""Reconciliations with the real AWS account over the API; for the deployment's own account."""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.http import DEFAULT_RESULTS, Api, MaxResults, NextToken, PathText
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.reconciliations import (
    ApplyReferencesRequest,
    FindingPage,
    FindingView,
    ReconciliationPage,
    ReconciliationView,
    ReferencePlanView,
    StartReconciliationRequest,
)
from procurement.service.reconciliation.read_reconciliations import (
    get_plan,
    get_reconciliation,
    list_findings,
    list_reconciliations,
)
from procurement.service.reconciliation.request_references import request_references
from procurement.service.reconciliation.start_reconciliation import start_reconciliation

api = Api(bootstrap.acting_for)


@api.post("/reconciliations", status_code=202, operation_id="StartReconciliation")
def start(request: StartReconciliationRequest) -> ReconciliationView:
    """Compare what AWS printed on invoices, and noted on charges, with what the rules expect."""
    clock = bootstrap.clock()
    begun = start_reconciliation(
        request.issued_from,
        request.issued_to,
        api.caller,
        _deployment(),
        bootstrap.unit_of_work(),
        clock,
    )
    return ReconciliationView.of(begun, clock.now())


@api.get("/reconciliations", operation_id="ListReconciliations")
def list_(
    max_results: MaxResults = DEFAULT_RESULTS, next_token: NextToken = None
) -> ReconciliationPage:
    """List reconciliations, newest first."""
    now = bootstrap.clock().now()
    page = list_reconciliations(
        max_results, next_token, api.caller, _deployment(), bootstrap.unit_of_work()
    )
    items = [ReconciliationView.of(each, now) for each in page.items]
    return ReconciliationPage(items=items, next_token=page.next_token)


@api.get("/reconciliations/<reconciliation_id>", operation_id="GetReconciliation")
def get(reconciliation_id: PathText) -> ReconciliationView:
    """Get one reconciliation, with how many findings of which kind there are."""
    found = get_reconciliation(
        reconciliation_id, api.caller, _deployment(), bootstrap.unit_of_work()
    )
    return ReconciliationView.of(found, bootstrap.clock().now())


@api.get("/reconciliations/<reconciliation_id>/findings", operation_id="ListReconciliationFindings")
def list_of_findings(
    reconciliation_id: PathText,
    max_results: MaxResults = DEFAULT_RESULTS,
    next_token: NextToken = None,
) -> FindingPage:
    """List what a reconciliation found, the worst first, each with the text of a support case."""
    page = list_findings(
        reconciliation_id,
        max_results,
        next_token,
        api.caller,
        _deployment(),
        bootstrap.unit_of_work(),
    )
    items = [FindingView.of(each) for each in page.items]
    return FindingPage(items=items, next_token=page.next_token)


@api.get("/reconciliations/<reconciliation_id>/references", operation_id="GetReferencePlan")
def plan(reconciliation_id: PathText) -> ReferencePlanView:
    """Show which numbers a reconciliation would set on charges; nothing is set."""
    found, made = get_plan(reconciliation_id, api.caller, _deployment(), bootstrap.unit_of_work())
    return ReferencePlanView.of(found, made)


@api.post(
    "/reconciliations/<reconciliation_id>/references",
    status_code=202,
    operation_id="ApplyReferencePlan",
)
def apply(reconciliation_id: PathText, request: ApplyReferencesRequest) -> ReconciliationView:
    """Set exactly the numbers of the plan that was shown, where the deployment may."""
    clock, settings = bootstrap.clock(), bootstrap.settings()
    asked = request_references(
        reconciliation_id,
        request.plan_token,
        api.caller,
        _deployment(),
        bootstrap.unit_of_work(),
        clock,
        is_allowed=settings.may_set_references,
    )
    return ReconciliationView.of(asked, clock.now())


def _deployment() -> str:
    return bootstrap.settings().deployment_account


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
