"""Invoices: their summaries and their documents (R-378 to R-385)."""

from typing import Final

from procurement.domain.invoices.invoice import Invoice
from procurement.domain.invoices.summary_search import SummarySearch
from procurement.domain.month import Month
from procurement.domain.portals.delivery import DeliveryStatus
from procurement.entrypoints.aws_operations.invoicing.members import pascal
from procurement.entrypoints.aws_operations.invoicing.names import caller_for, caller_for_invoice
from procurement.entrypoints.aws_operations.shapes import shown
from procurement.entrypoints.aws_protocol.call import Call, Members
from procurement.entrypoints.schemas.documents import InvoicePdfView
from procurement.entrypoints.schemas.invoices import InvoiceSummaryView
from procurement.service.documents.read_documents import get_downloads
from procurement.service.invoices import list_invoice_summaries as listing

MOST: Final = 100


def list_invoice_summaries(request: Members, call: Call) -> Members:
    """One invoice of the caller's, or those of an account that it may act for."""
    selector, wanted = request["Selector"], _search(request.get("Filter", {}))
    value = selector["Value"]
    if selector["ResourceType"] == "INVOICE_ID":
        caller = caller_for_invoice(value, call)
        found = listing.find_invoice_summary(value, wanted, caller, call.unit_of_work)
        return {"InvoiceSummaries": [_summary(invoice) for invoice in found]}
    page = listing.list_invoice_summaries(
        wanted,
        request.get("MaxResults", MOST),
        request.get("NextToken"),
        caller_for(value, call),
        call.unit_of_work,
    )
    return {
        "InvoiceSummaries": [_summary(invoice) for invoice in page.items],
        "NextToken": page.next_token,
    }


def get_invoice_pdf(request: Members, call: Call) -> Members:
    """Where the documents of an invoice's present edition are downloaded, for a while."""
    documents, downloads = get_downloads(
        request["InvoiceId"],
        None,
        caller_for_invoice(request["InvoiceId"], call),
        call.unit_of_work,
        call.backend.document_queue(),
        call.backend.document_store(),
    )
    return {"InvoicePDF": pascal(shown(InvoicePdfView.of(documents, downloads)))}


def _search(given: Members) -> SummarySearch:
    interval, period = given.get("TimeInterval", {}), given.get("BillingPeriod")
    return SummarySearch(
        starts_at=interval.get("StartDate"),
        ends_at=interval.get("EndDate"),
        billing_period=Month(int(period["Year"]), int(period["Month"])) if period else None,
        invoicing_entity=given.get("InvoicingEntity"),
        role=given.get("ReceiverRole"),
    )


def _summary(invoice: Invoice) -> Members:
    """invoicing:InvoiceSummary.

    What is still to be delivered has no EinvoiceDeliveryStatus, for AWS has no word for it.
    """
    view, period = InvoiceSummaryView.of(invoice), invoice.billing_period
    is_settled = view.einvoice_delivery_status is not DeliveryStatus.SCHEDULED
    return {
        **pascal(shown(view)),
        "IssuedDate": view.issued_at,
        "DueDate": f"{view.due_on}T00:00:00+00:00",
        "Entity": {
            "InvoicingEntity": view.invoicing_entity,
            "BillingEntity": view.billing_entity.value,
        },
        "BillingPeriod": {"Month": period.number, "Year": period.year},
        "PurchaseOrderNumber": view.purchase_order_id,
        "EinvoiceDeliveryStatus": view.einvoice_delivery_status if is_settled else None,
    }
