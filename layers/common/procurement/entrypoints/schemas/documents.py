"""Documents of invoices at the edge, in the members of AWS's GetInvoicePDF (R-385)."""

from collections.abc import Sequence
from typing import Literal, Self

from procurement.domain.documents.document_set import (
    DocumentKind,
    DocumentProblem,
    DocumentSet,
    DocumentStatus,
)
from procurement.entrypoints.schemas.base import Instant, Schema
from procurement.service.documents.read_documents import Download


class DocumentProblemView(Schema):
    """What stands in the way of an e-invoice: the setting, and the rule of EN 16931 or Peppol."""

    field: str
    rule: str
    message: str

    @classmethod
    def of(cls, problem: DocumentProblem) -> Self:
        """A problem of the domain."""
        return cls(field=problem.field, rule=problem.rule, message=problem.message)


class DocumentView(Schema):
    """One document of an edition; what is not AVAILABLE has no digest yet."""

    kind: DocumentKind
    status: DocumentStatus
    content_type: str
    sha256: str | None
    size: int | None
    rendered_at: Instant | None
    problems: list[DocumentProblemView]

    @classmethod
    def of(cls, documents: DocumentSet, kind: DocumentKind) -> Self:
        """That kind of a set."""
        kept = documents.find(kind)
        return cls(
            kind=kind,
            status=documents.status(kind),
            content_type=kind.content_type,
            sha256=kept.sha256 if kept else None,
            size=kept.size if kept else None,
            rendered_at=kept.rendered_at if kept else None,
            problems=[DocumentProblemView.of(each) for each in documents.problems(kind)],
        )


class DocumentSetView(Schema):
    """The documents of one edition."""

    edition: int
    documents: list[DocumentView]

    @classmethod
    def of(cls, documents: DocumentSet) -> Self:
        """A set of the domain, with every kind."""
        return cls(
            edition=documents.edition,
            documents=[DocumentView.of(documents, kind) for kind in DocumentKind],
        )


class DocumentList(Schema):
    """The documents of all editions, the newest first."""

    items: list[DocumentSetView]

    @classmethod
    def of(cls, editions: Sequence[DocumentSet]) -> Self:
        """All sets of an invoice."""
        return cls(items=[DocumentSetView.of(documents) for documents in editions])


class SupplementalDocumentView(Schema):
    """An e-invoice beside the PDF (AWS: SupplementalDocument)."""

    document_type: Literal["TAX_E_INVOICE"] = "TAX_E_INVOICE"
    document_id: str
    kind: DocumentKind
    document_url: str
    document_url_expiration_date: Instant
    sha256: str

    @classmethod
    def of(cls, download: Download) -> Self:
        """A download; its ID is the name of its file."""
        return cls(
            document_id=download.name,
            kind=download.document.kind,
            document_url=download.address,
            document_url_expiration_date=download.expires_at,
            sha256=download.document.sha256,
        )


class InvoicePdfView(Schema):
    """Where the documents of an edition are downloaded (AWS: InvoicePDF)."""

    invoice_id: str
    edition: int
    document_url: str
    document_url_expiration_date: Instant
    sha256: str
    supplemental_documents: list[SupplementalDocumentView]

    @classmethod
    def of(cls, documents: DocumentSet, downloads: Sequence[Download]) -> Self:
        """The PDF, which comes first, and what there is beside it."""
        pdf, *others = downloads
        return cls(
            invoice_id=documents.invoice_id,
            edition=documents.edition,
            document_url=pdf.address,
            document_url_expiration_date=pdf.expires_at,
            sha256=pdf.document.sha256,
            supplemental_documents=[SupplementalDocumentView.of(each) for each in others],
        )
