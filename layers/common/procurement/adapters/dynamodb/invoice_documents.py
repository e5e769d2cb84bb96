"""Which documents invoices have, in DynamoDB: one item per edition."""

from collections.abc import Sequence

from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.tables.invoices import DocumentsItem
from procurement.adapters.dynamodb.transaction import Transaction, translated
from procurement.domain.documents.document_set import DocumentSet
from procurement.domain.errors import LostRace

_DOCUMENTS = "DOCUMENTS#"


class DynamoInvoiceDocuments:
    """`service.ports.InvoiceDocuments` on the Invoices table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def of_invoice(self, account_id: str, invoice_id: str) -> Sequence[DocumentSet]:
        """One strongly consistent query."""
        with translated():
            found = DocumentsItem.query(
                account_id,
                DocumentsItem.entry.startswith(f"{_DOCUMENTS}{invoice_id}#"),
                consistent_read=True,
            )
            return [from_document(item.document, DocumentSet) for item in found]

    def find(self, account_id: str, invoice_id: str, edition: int) -> DocumentSet | None:
        """One strongly consistent read."""
        try:
            with translated():
                item = DocumentsItem.get(
                    account_id, _entry(invoice_id, edition), consistent_read=True
                )
        except DocumentsItem.DoesNotExist:
            return None
        return from_document(item.document, DocumentSet)

    def save(self, documents: DocumentSet) -> None:
        """Put them over the revision that was read."""
        before = documents.revision - 1
        self._transaction.put(
            DocumentsItem(
                documents.account_id,
                _entry(documents.invoice_id, documents.edition),
                revision=documents.revision,
                document=to_document(documents),
            ),
            condition=(
                DocumentsItem.revision == before
                if before
                else DocumentsItem.account_id.does_not_exist()
            ),
            on_failure=lambda: LostRace(
                f"the documents of {documents.invoice_id} changed in between",
                resource_type="InvoiceDocuments",
                resource_id=documents.invoice_id,
            ),
        )


def _entry(invoice_id: str, edition: int) -> str:
    return f"{_DOCUMENTS}{invoice_id}#{edition:06d}"
