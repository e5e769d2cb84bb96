"""When a document is paid, in words: the same on paper as in every e-invoice."""

from procurement.domain.documents.invoice_document import InvoiceDocument


def payment_terms(document: InvoiceDocument) -> str:
    """The account's terms (R-024) before the day; for a credit memo where the money goes."""
    invoice = document.invoice
    if document.is_credit_memo:
        original = invoice.original_invoice_id
        return f"Credit on invoice {original}" if original else "Credit on the account"
    due = f"Due on {invoice.due_on.isoformat()}"
    return f"{document.payment_terms}. {due}" if document.payment_terms else due
