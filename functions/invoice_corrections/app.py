"""What support does to issued invoices: regenerate them, give some of them back."""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.http import Api, PathText
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.corrections import (
    IssueCreditMemoRequest,
    RegenerateInvoiceRequest,
)
from procurement.entrypoints.schemas.invoices import InvoiceView
from procurement.service.invoices.issue_credit_memo import issue_credit_memo
from procurement.service.invoices.regenerate_invoice import regenerate_invoice

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


@api.post("/invoices/<invoice_id>/credit-memos", operation_id="IssueCreditMemo")
def credit(invoice_id: PathText, request: IssueCreditMemoRequest) -> tuple[InvoiceView, int]:
    """Give back some of an invoice on a credit memo; for support alone."""
    memo = issue_credit_memo(
        request.to_order(invoice_id),
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
        bootstrap.entities(),
    )
    return InvoiceView.of(memo), 201


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
