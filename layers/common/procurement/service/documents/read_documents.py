"""Read the documents of an invoice: how it stands with them, and where they are downloaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement.domain.documents.document_set import (
    DocumentKind,
    DocumentSet,
    KeptDocument,
    file_name,
)
from procurement.domain.errors import DocumentPending, EditionNotFound
from procurement.service.caller import Caller
from procurement.service.ports.documents import DocumentQueue, DocumentStore
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, kw_only=True, slots=True)
class Download:
    """A document with the address that hands it out, until it expires."""

    document: KeptDocument
    name: str
    address: str
    expires_at: datetime


def list_documents(
    invoice_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory, queue: DocumentQueue
) -> Sequence[DocumentSet]:
    """The documents of every edition of the caller's invoice, the newest edition first.

    What is not there yet is asked for: an event may have been lost, or the settings that were
    incomplete are complete by now. Raises `InvoiceNotFound`.
    """
    with unit_of_work() as unit:
        present = unit.invoices.get(caller.account_id, invoice_id)
        found = unit.invoice_documents.of_invoice(caller.account_id, present.invoice_id)
    known = {documents.edition: documents for documents in found}
    every = [
        known.get(edition)
        or DocumentSet(
            account_id=present.account_id, invoice_id=present.invoice_id, edition=edition
        )
        for edition in range(present.edition, 0, -1)
    ]
    if not all(documents.is_complete for documents in every):
        queue.send(present.account_id, present.invoice_id)
    return every


def get_downloads(
    invoice_id: str,
    edition: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    queue: DocumentQueue,
    store: DocumentStore,
) -> tuple[DocumentSet, Sequence[Download]]:
    """What is kept of one edition of the caller's invoice, the present one unless told (R-385).

    The PDF comes first. `DocumentPending` as long as there is none, which asks for it;
    `InvoiceNotFound`, `EditionNotFound`.
    """
    with unit_of_work() as unit:
        present = unit.invoices.get(caller.account_id, invoice_id)
        number = present.edition if edition is None else edition
        if number > present.edition:
            raise EditionNotFound(f"{present.invoice_id}/{number}")
        documents = unit.invoice_documents.find(caller.account_id, present.invoice_id, number)
    if documents is None or documents.find(DocumentKind.PDF) is None:
        queue.send(present.account_id, present.invoice_id)
        raise DocumentPending(f"the documents of {present.invoice_id} are being rendered")
    return documents, [_download(documents, each, store) for each in _in_order(documents)]


def _in_order(documents: DocumentSet) -> Sequence[KeptDocument]:
    found = (documents.find(kind) for kind in DocumentKind)
    return [document for document in found if document]


def _download(documents: DocumentSet, document: KeptDocument, store: DocumentStore) -> Download:
    name = file_name(documents, document.kind)
    address, expires_at = store.address(document, name)
    return Download(document=document, name=name, address=address, expires_at=expires_at)
