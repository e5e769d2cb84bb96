"""Which documents an edition of an invoice has, and why some are missing."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self
from urllib.parse import quote

from procurement.domain.invoices.invoice import Invoice


class DocumentKind(StrEnum):
    """What is made of every edition."""

    PDF = "PDF"
    UBL = "UBL"
    FACTUR_X = "FACTUR_X"

    @property
    def content_type(self) -> str:
        """The media type of its bytes."""
        return "application/xml" if self is DocumentKind.UBL else "application/pdf"

    @property
    def extension(self) -> str:
        """How its file's name ends."""
        return "xml" if self is DocumentKind.UBL else "pdf"


class DocumentStatus(StrEnum):
    """AVAILABLE; INCOMPLETE as long as something is missing in the settings; PENDING."""

    AVAILABLE = "AVAILABLE"
    INCOMPLETE = "INCOMPLETE"
    PENDING = "PENDING"


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptDocument:
    """A document in the store: its key there, and the digest and length of its bytes."""

    kind: DocumentKind
    key: str
    sha256: str
    size: int
    rendered_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentProblem:
    """What stands in the way of an e-invoice: the setting that mends it, and the rule it breaks."""

    field: str
    rule: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MissingDocument:
    """A kind that cannot be made, with everything that stands in the way."""

    kind: DocumentKind
    problems: tuple[DocumentProblem, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentSet:
    """The documents of one edition. What is kept stays for good; `revision` counts the writes."""

    account_id: str
    invoice_id: str
    edition: int
    kept: tuple[KeptDocument, ...] = ()
    missing: tuple[MissingDocument, ...] = ()
    revision: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether every kind is kept."""
        return len(self.kept) == len(DocumentKind)

    def find(self, kind: DocumentKind) -> KeptDocument | None:
        """The document of that kind, or None."""
        return next((each for each in self.kept if each.kind is kind), None)

    def status(self, kind: DocumentKind) -> DocumentStatus:
        """How it stands with that kind."""
        if self.find(kind):
            return DocumentStatus.AVAILABLE
        is_missing = any(each.kind is kind for each in self.missing)
        return DocumentStatus.INCOMPLETE if is_missing else DocumentStatus.PENDING

    def problems(self, kind: DocumentKind) -> tuple[DocumentProblem, ...]:
        """What stands in the way of that kind."""
        return next((each.problems for each in self.missing if each.kind is kind), ())

    def merged(self, kept: tuple[KeptDocument, ...], missing: tuple[MissingDocument, ...]) -> Self:
        """The set with what was made now; what was kept before stays (R-391).

        The very same object comes back when nothing would change.
        """
        new = tuple(each for each in kept if self.find(each.kind) is None)
        still = tuple(each for each in missing if self.find(each.kind) is None)
        if not new and still == self.missing:
            return self
        return replace(self, kept=(*self.kept, *new), missing=still, revision=self.revision + 1)


def document_key(invoice: Invoice, kind: DocumentKind, digest: str) -> str:
    """Where the bytes with this SHA-256 lie: below the account, the invoice and its edition.

    Every part is percent-encoded, so that none can lead elsewhere.
    """
    parts = (invoice.account_id, invoice.invoice_id, f"{invoice.edition:06d}", kind.value)
    return "/".join([*(quote(part, safe="") for part in parts), f"{digest}.{kind.extension}"])


def file_name(documents: DocumentSet, kind: DocumentKind) -> str:
    """What a downloaded document is called; plain characters only, as it goes into a header."""
    plain = re.sub(r"[^A-Za-z0-9-]", "_", documents.invoice_id)
    edition = f"-edition-{documents.edition}" if documents.edition > 1 else ""
    suffix = "-factur-x" if kind is DocumentKind.FACTUR_X else ""
    return f"{plain}{edition}{suffix}.{kind.extension}"
