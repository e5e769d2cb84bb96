"""Why an invoice carries its purchase order, and which ones coming invoices would take."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement import bootstrap
from procurement.domain.invoices.edition import MAX_EDITIONS
from procurement.domain.month import Month
from procurement.entrypoints.http import (
    DEFAULT_RESULTS,
    Api,
    BillingPeriod,
    MaxResults,
    NextToken,
    PathText,
)
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.fates import PurchaseOrderMatchPage, PurchaseOrderMatchView
from procurement.entrypoints.schemas.invoices import MatchView
from procurement.entrypoints.schemas.preview_request import PreviewMatchesRequest
from procurement.entrypoints.schemas.previews import PreviewMatchesResponse
from procurement.service.foresight.preview_matches import preview_matches
from procurement.service.invoices.get_invoice_match import get_invoice_match
from procurement.service.invoices.list_purchase_order_matches import list_purchase_order_matches

EditionAsked = Annotated[int | None, Query(alias="edition", ge=1, le=MAX_EDITIONS)]

api = Api(bootstrap.acting_for)


@api.get("/invoices/<invoice_id>/match", operation_id="GetInvoiceMatch")
def get_match(invoice_id: PathText, edition: EditionAsked = None) -> MatchView:
    """Say why an invoice carries its purchase order: every candidate and what removed it."""
    now = bootstrap.clock().now()
    return MatchView.of(
        get_invoice_match(invoice_id, edition, api.caller, bootstrap.unit_of_work(), now)
    )


@api.get("/purchase-orders/<purchase_order_id>/matches", operation_id="ListPurchaseOrderMatches")
def list_matches(
    purchase_order_id: PathText,
    billing_period: BillingPeriod = None,
    max_results: MaxResults = DEFAULT_RESULTS,
    next_token: NextToken = None,
) -> PurchaseOrderMatchPage:
    """Say how a purchase order fared with each invoice of the account, newest period first."""
    page = list_purchase_order_matches(
        purchase_order_id,
        Month.parse(billing_period) if billing_period else None,
        max_results,
        next_token,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock().now(),
    )
    items = [PurchaseOrderMatchView.of(match) for match in page.items]
    return PurchaseOrderMatchPage(items=items, next_token=page.next_token)


@api.post("/match-previews", operation_id="PreviewMatches")
def preview(request: PreviewMatchesRequest) -> PreviewMatchesResponse:
    """Say what coming invoices would take, also with edits; nothing is written."""
    found = preview_matches(
        request.to_request(),
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
        bootstrap.entities(),
        bootstrap.settings().default_currency,
    )
    return PreviewMatchesResponse.of(
        found, only_changed=request.only_changed, with_funnel=request.include_funnel
    )


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
