"""Documents of invoices over the API: which there are, and where they are downloaded."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement import bootstrap
from procurement.domain.invoices.edition import MAX_EDITIONS
from procurement.entrypoints.http import Api, PathText
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.documents import DocumentList, InvoicePdfView
from procurement.service.documents.read_documents import get_downloads, list_documents

api = Api(bootstrap.acting_for)


@api.get("/invoices/<invoice_id>/documents", operation_id="ListInvoiceDocuments")
def list_(invoice_id: PathText) -> DocumentList:
    """List the documents of every edition of an invoice, the newest first."""
    editions = list_documents(
        invoice_id, api.caller, bootstrap.unit_of_work(), bootstrap.document_queue()
    )
    return DocumentList.of(editions)


@api.get("/invoices/<invoice_id>/pdf", operation_id="GetInvoicePDF")
def get(
    invoice_id: PathText,
    edition: Annotated[int | None, Query(ge=1, le=MAX_EDITIONS)] = None,
) -> InvoicePdfView:
    """Get addresses that hand out the PDF and the e-invoices of one edition for a while."""
    documents, downloads = get_downloads(
        invoice_id,
        edition,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.document_queue(),
        bootstrap.document_store(),
    )
    return InvoicePdfView.of(documents, downloads)


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
