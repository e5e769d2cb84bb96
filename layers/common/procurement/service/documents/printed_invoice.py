"""Gathers what stands on a document beside the invoice itself."""

from datetime import date

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.billing_settings.trading_party import Buyer, Seller
from procurement.domain.documents.invoice_document import InvoiceDocument
from procurement.domain.errors import InvoiceNotFound
from procurement.domain.invoices.invoice import Invoice
from procurement.service.invoices.booked_purchase_order import BookedPurchaseOrder
from procurement.service.ports.unit_of_work import UnitOfWork


def printed_invoice(
    unit: UnitOfWork, invoice: Invoice, entities: InvoicingEntities
) -> InvoiceDocument:
    """The document of this edition, with addresses and numbers as they are now."""
    payment = unit.billing_settings.payment(invoice.account_id)
    booked = BookedPurchaseOrder.of(unit, invoice)
    purchase_order = booked.purchase_order if booked else None
    number = invoice.match.line_item_number
    lines = purchase_order.line_items if purchase_order else ()
    return InvoiceDocument(
        invoice=invoice,
        seller=entities.sellers.get(invoice.invoicing_entity) or Seller(),
        buyer=payment.buyer or Buyer(),
        bill_to=payment.bill_to,
        payment_terms=payment.payment_terms,
        ship_to=purchase_order.ship_to if purchase_order else "",
        external_line_number=next(
            (line.external_line_number for line in lines if line.line_item_number == number), None
        ),
        original_issued_on=_issued_on(unit, invoice),
    )


def _issued_on(unit: UnitOfWork, memo: Invoice) -> date | None:
    if memo.original_invoice_id is None:
        return None
    try:
        original = unit.invoices.get(memo.account_id, memo.original_invoice_id)
    except InvoiceNotFound:
        return None
    return original.issued_at.date()
