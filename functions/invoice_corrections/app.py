"""What support does to issued invoices: regenerate one or many, give some of one back."""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.http import DEFAULT_RESULTS, Api, MaxResults, NextToken, PathText
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.bulk_regenerations import (
    RegenerateInvoicesRequest,
    RegenerationsDetails,
    RegenerationsPage,
    RegenerationsView,
)
from procurement.entrypoints.schemas.corrections import (
    IssueCreditMemoRequest,
    RegenerateInvoiceRequest,
)
from procurement.entrypoints.schemas.invoices import InvoiceView
from procurement.service.invoices.issue_credit_memo import issue_credit_memo
from procurement.service.invoices.read_regenerations import get_regenerations, list_regenerations
from procurement.service.invoices.regenerate_invoice import regenerate_invoice
from procurement.service.invoices.request_regenerations import request_regenerations

api = Api(bootstrap.supporting, is_for_support=True)


@api.post("/invoices/<invoice_id>/regenerate", operation_id="RegenerateInvoice")
def regenerate(invoice_id: PathText, request: RegenerateInvoiceRequest) -> InvoiceView:
    """Put another purchase order on an issued invoice, or none; for support alone."""
    invoice = regenerate_invoice(
        invoice_id,
        request.to_order(),
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
        bootstrap.entities(),
    )
    return InvoiceView.of(invoice)


@api.post("/invoices/<invoice_id>/credit-memos", status_code=201, operation_id="IssueCreditMemo")
def credit(invoice_id: PathText, request: IssueCreditMemoRequest) -> InvoiceView:
    """Give back some of an invoice on a credit memo; for support alone."""
    memo = issue_credit_memo(
        request.to_order(invoice_id),
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
        bootstrap.entities(),
    )
    return InvoiceView.of(memo)


@api.post("/invoice-regenerations", status_code=202, operation_id="RegenerateInvoices")
def regenerate_many(request: RegenerateInvoicesRequest) -> RegenerationsDetails:
    """Put another purchase order on up to 1,000 issued invoices, or try; for support alone."""
    asked = request_regenerations(
        request.invoice_ids,
        request.to_order(),
        request.client_token,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
        is_dry_run=request.dry_run,
    )
    return RegenerationsDetails.of(
        get_regenerations(asked.regeneration_id, api.caller, bootstrap.unit_of_work())
    )


@api.get("/invoice-regenerations", operation_id="ListInvoiceRegenerations")
def list_many(
    max_results: MaxResults = DEFAULT_RESULTS, next_token: NextToken = None
) -> RegenerationsPage:
    """List regenerations of many invoices, with how far each has come; for support alone."""
    page = list_regenerations(max_results, next_token, api.caller, bootstrap.unit_of_work())
    items = [RegenerationsView.of(progress) for progress in page.items]
    return RegenerationsPage(items=items, next_token=page.next_token)


@api.get("/invoice-regenerations/<regeneration_id>", operation_id="GetInvoiceRegeneration")
def get_many(regeneration_id: PathText) -> RegenerationsDetails:
    """Say what became of every invoice of a regeneration; for support alone."""
    return RegenerationsDetails.of(
        get_regenerations(regeneration_id, api.caller, bootstrap.unit_of_work())
    )


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
