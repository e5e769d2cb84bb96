"""Purchase orders as files: import with a plan, and export."""

from typing import Annotated, Any, Final, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement import bootstrap
from procurement.domain.purchase_orders.purchase_order import Status
from procurement.entrypoints.files.formats import FORMATS, document_of
from procurement.entrypoints.http import DEFAULT_RESULTS, Api, MaxResults, NextToken
from procurement.entrypoints.observability import note, observed
from procurement.entrypoints.schedule import has_time
from procurement.entrypoints.schemas.imports import ImportView
from procurement.service.plans.export_purchase_orders import export_purchase_orders
from procurement.service.plans.import_purchase_orders import ImportOptions, import_purchase_orders

_RESERVE_SECONDS: Final = 6.0
"""For the purchase order at work and for the answer, which the gateway awaits 29 seconds."""

api = Api(bootstrap.acting_for)


@api.post("/purchase-order-imports", operation_id="ImportPurchaseOrders")
def import_(
    dry_run: Annotated[bool, Query(alias="dryRun")] = False,
    prune: Annotated[bool, Query()] = False,
    plan_id: Annotated[str | None, Query(alias="planId", max_length=64)] = None,
) -> ImportView:
    """Plan a document of purchase orders, and apply it unless `dryRun`.

    `prune` deletes what users added and the document does not name. With `planId` nothing is
    written unless it is still the same plan.
    """
    imported = import_purchase_orders(
        document_of(api.current_event),
        ImportOptions(is_dry_run=dry_run, prune=prune, plan_id=plan_id),
        api.caller,
        bootstrap.deployment(),
        has_time=has_time(api.lambda_context, _RESERVE_SECONDS),
    )
    note(planId=imported.plan_id, isApplied=imported.is_applied, prune=prune)
    return ImportView.of(imported)


@api.get("/purchase-order-exports", operation_id="ExportPurchaseOrders")
def export(
    format_: Annotated[Literal["yaml", "json", "csv"], Query(alias="format")] = "yaml",
    status: Annotated[Status | None, Query()] = None,
    max_results: MaxResults = DEFAULT_RESULTS,
    next_token: NextToken = None,
) -> Response[str]:
    """Export whole purchase orders, page by page; imported again, they change nothing."""
    asked = FORMATS[format_]
    page = export_purchase_orders(
        status,
        max_results,
        next_token,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
        asked.write,
    )
    more = {"x-next-token": page.next_token} if page.next_token else {}
    return Response(status_code=200, content_type=asked.content_type, body=page.text, headers=more)


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
