"""What sellers give back: billing adjustments of their agreements' invoices."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement import bootstrap
from procurement.domain.invoices.billing_adjustment import AdjustmentStatus
from procurement.domain.invoices.draft import InvoiceType
from procurement.entrypoints.http import Api, NextToken, PathText
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.billing_adjustments import (
    AgreementInvoicePage,
    AgreementInvoiceView,
    BatchCreateBillingAdjustmentRequest,
    BatchCreateBillingAdjustmentResponse,
    BillingAdjustmentPage,
    BillingAdjustmentSummaryView,
    BillingAdjustmentView,
)
from procurement.service.invoices.adjust_billing import adjust_billing
from procurement.service.invoices.read_billing_adjustments import (
    get_billing_adjustment,
    list_agreement_invoices,
    list_billing_adjustments,
)

api = Api(bootstrap.acting_for)

UpTo50 = Annotated[int, Query(alias="maxResults", ge=1, le=50)]


@api.post("/billing-adjustments", operation_id="BatchCreateBillingAdjustmentRequest")
def create(request: BatchCreateBillingAdjustmentRequest) -> BatchCreateBillingAdjustmentResponse:
    """Give back some of 1 to 5 invoices of one agreement, as its seller (R-393 to R-398)."""
    results = adjust_billing(
        [entry.to_entry() for entry in request.billing_adjustment_request_entries or ()],
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
        bootstrap.entities(),
    )
    return BatchCreateBillingAdjustmentResponse.of(results)


@api.get(
    "/agreements/<agreement_id>/billing-adjustments",
    operation_id="ListBillingAdjustmentRequests",
)
def list_(
    agreement_id: PathText,
    status: Annotated[AdjustmentStatus | None, Query()] = None,
    max_results: UpTo50 = 20,
    next_token: NextToken = None,
) -> BillingAdjustmentPage:
    """List the billing adjustments of an agreement, as its seller."""
    page = list_billing_adjustments(
        agreement_id, status, max_results, next_token, api.caller, bootstrap.unit_of_work()
    )
    items = [BillingAdjustmentSummaryView.of(adjustment) for adjustment in page.items]
    return BillingAdjustmentPage(items=items, next_token=page.next_token)


@api.get(
    "/agreements/<agreement_id>/billing-adjustments/<request_id>",
    operation_id="GetBillingAdjustmentRequest",
)
def get(agreement_id: PathText, request_id: PathText) -> BillingAdjustmentView:
    """Get one billing adjustment, as the seller of its agreement."""
    return BillingAdjustmentView.of(
        get_billing_adjustment(agreement_id, request_id, api.caller, bootstrap.unit_of_work())
    )


@api.get(
    "/agreements/<agreement_id>/invoice-line-items",
    operation_id="ListAgreementInvoiceLineItems",
)
def list_invoices(
    agreement_id: PathText,
    invoice_type: Annotated[InvoiceType | None, Query(alias="invoiceType")] = None,
    max_results: UpTo50 = 20,
    next_token: NextToken = None,
) -> AgreementInvoicePage:
    """List what an agreement's buyer was invoiced, by invoice, as its seller (R-387)."""
    page = list_agreement_invoices(
        agreement_id, invoice_type, max_results, next_token, api.caller, bootstrap.unit_of_work()
    )
    return AgreementInvoicePage(
        agreement_invoice_line_item_group_summaries=[
            AgreementInvoiceView.of(found) for found in page.items
        ],
        next_token=page.next_token,
    )


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
