"""Documents of invoices: what is known of them, who renders them, where they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Sequence
    from datetime import datetime

    from procurement.domain.documents.document_set import DocumentKind, DocumentSet, KeptDocument
    from procurement.domain.documents.e_invoice import EInvoice
    from procurement.domain.documents.invoice_document import InvoiceDocument


class InvoiceDocuments(Protocol):
    """Which documents the editions of invoices have."""

    def of_invoice(self, account_id: str, invoice_id: str) -> Sequence[DocumentSet]:
        """One for each edition that was rendered, in their order."""

    def find(self, account_id: str, invoice_id: str, edition: int) -> DocumentSet | None:
        """The documents of one edition, or None while it was not rendered."""

    def save(self, documents: DocumentSet) -> None:
        """Stage them; the commit raises `LostRace` when another write came between."""


class DocumentRenderer(Protocol):
    """Makes a document's bytes: the same document always gives the same ones."""

    def render(
        self, kind: DocumentKind, document: InvoiceDocument, e_invoice: EInvoice | None
    ) -> bytes:
        """The document of that kind; only a PDF can do without `e_invoice`."""


class DocumentStore(Protocol):
    """Keeps documents, none of which ever changes."""

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Keep the bytes under the key, which follows from them; again is no other effect."""

    def address(self, document: KeptDocument, name: str) -> tuple[str, datetime]:
        """Where anybody may download it as a file of that name, and until when."""


class DocumentQueue(Protocol):
    """Invoices whose documents are to be rendered."""

    def send(self, account_id: str, invoice_id: str) -> None:
        """Ask for every document of the invoice that is not there yet."""
