"""Every kind of document by its writer."""

from pathlib import Path
from typing import assert_never

from procurement.adapters.documents.factur_x import write_factur_x
from procurement.adapters.documents.pdf import TypstPdf
from procurement.adapters.documents.ubl import write_ubl
from procurement.domain.documents.document_set import DocumentKind
from procurement.domain.documents.e_invoice import EInvoice
from procurement.domain.documents.invoice_document import InvoiceDocument


class TypstDocumentRenderer:
    """`service.ports.DocumentRenderer` with the fonts and templates of a folder."""

    def __init__(self, folder: Path) -> None:
        self._pdf = TypstPdf(folder)

    def render(
        self, kind: DocumentKind, document: InvoiceDocument, e_invoice: EInvoice | None
    ) -> bytes:
        """The document of that kind; `ValueError` for an e-invoice that is none."""
        if kind is DocumentKind.PDF:
            return self._pdf.write(document)
        if e_invoice is None:
            raise ValueError(f"{document.invoice.invoice_id} cannot be an e-invoice")
        match kind:
            case DocumentKind.UBL:
                return write_ubl(e_invoice)
            case DocumentKind.FACTUR_X:
                return write_factur_x(e_invoice, self._pdf)
            case _:
                assert_never(kind)
