"""Invoice runs over the API: started, tried without writing, watched; for the deployment's own."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement import bootstrap
from procurement.entrypoints.http import DEFAULT_RESULTS, Api, MaxResults, NextToken, PathText
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.runs import (
    RunPage,
    RunPartDetails,
    RunPartPage,
    RunPartView,
    RunView,
    StartInvoiceRunRequest,
)
from procurement.service.runs.read_runs import get_part, get_run, list_parts, list_runs
from procurement.service.runs.start_run import start_run

api = Api(bootstrap.acting_for)

ParkedOnly = Annotated[bool, Query(alias="parkedOnly")]


@api.post("/invoice-runs", status_code=202, operation_id="StartInvoiceRun")
def start(request: StartInvoiceRunRequest) -> RunView:
    """Invoice what is due now instead of at the full hour, or only say what would be issued."""
    now = bootstrap.clock().now()
    run = start_run(request.to_run(now), api.caller, _deployment(), bootstrap.unit_of_work())
    return RunView.of(run, now)


@api.get("/invoice-runs", operation_id="ListInvoiceRuns")
def list_(max_results: MaxResults = DEFAULT_RESULTS, next_token: NextToken = None) -> RunPage:
    """List invoice runs, newest first."""
    now = bootstrap.clock().now()
    page = list_runs(max_results, next_token, api.caller, _deployment(), bootstrap.unit_of_work())
    return RunPage(items=[RunView.of(run, now) for run in page.items], next_token=page.next_token)


@api.get("/invoice-runs/<run_id>", operation_id="GetInvoiceRun")
def get(run_id: PathText) -> RunView:
    """Get the progress of one invoice run."""
    run = get_run(run_id, api.caller, _deployment(), bootstrap.unit_of_work())
    return RunView.of(run, bootstrap.clock().now())


@api.get("/invoice-runs/<run_id>/parts", operation_id="ListInvoiceRunParts")
def list_run_parts(
    run_id: PathText,
    parked_only: ParkedOnly = False,
    max_results: MaxResults = DEFAULT_RESULTS,
    next_token: NextToken = None,
) -> RunPartPage:
    """List the parts of a run, or those that were parked with their reasons."""
    page = list_parts(
        run_id,
        max_results,
        next_token,
        api.caller,
        _deployment(),
        bootstrap.unit_of_work(),
        parked_only=parked_only,
    )
    items = [RunPartView.of(part) for part in page.items]
    return RunPartPage(items=items, next_token=page.next_token)


@api.get("/invoice-runs/<run_id>/parts/<part_id>", operation_id="GetInvoiceRunPart")
def get_run_part(run_id: PathText, part_id: PathText) -> RunPartDetails:
    """Get one part; of a dry run with every invoice that it decided."""
    part, planned = get_part(run_id, part_id, api.caller, _deployment(), bootstrap.unit_of_work())
    return RunPartDetails.with_invoices(part, planned)


def _deployment() -> str:
    return bootstrap.settings().deployment_account


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
