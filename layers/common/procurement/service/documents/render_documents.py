"""Render what an invoice has no documents of yet, in every edition (R-385, R-391)."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.documents.document_set import (
    DocumentKind,
    DocumentSet,
    KeptDocument,
    MissingDocument,
    document_key,
)
from procurement.domain.documents.e_invoice import EInvoice, e_invoice_of
from procurement.domain.documents.e_invoice_problems import e_invoice_problems
from procurement.domain.documents.invoice_document import InvoiceDocument
from procurement.domain.events import EventType
from procurement.domain.invoices.invoice import Invoice
from procurement.service.attempts import decide
from procurement.service.documents.printed_invoice import printed_invoice
from procurement.service.ports.clock import Clock
from procurement.service.ports.documents import DocumentRenderer, DocumentStore
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.record import new_event

ACTOR: Final = "render_documents"


@dataclass(frozen=True, kw_only=True, slots=True)
class Workshop:
    """What rendering takes."""

    unit_of_work: UnitOfWorkFactory
    renderer: DocumentRenderer
    store: DocumentStore
    clock: Clock
    entities: InvoicingEntities


def render_documents(account_id: str, invoice_id: str, workshop: Workshop) -> int:
    """Render every kind that some edition lacks; how many documents that made.

    What is kept is never rendered again, and what could not be made is tried again, as the settings
    may be complete by now. Asked twice at once, the bytes of the first that saves are kept.
    Raises `InvoiceNotFound`.
    """
    with workshop.unit_of_work() as unit:
        present = unit.invoices.get(account_id, invoice_id)
        known = {
            each.edition: each for each in unit.invoice_documents.of_invoice(account_id, invoice_id)
        }
    made = 0
    for edition in range(1, present.edition + 1):
        documents = known.get(edition)
        if documents is None or not documents.is_complete:
            made += _render_edition(present, edition, workshop)
    return made


def _render_edition(present: Invoice, edition: int, workshop: Workshop) -> int:
    with workshop.unit_of_work() as unit:
        invoice = _edition(unit, present, edition)
        if invoice is None:
            return 0
        document = printed_invoice(unit, invoice, workshop.entities)
        before = _found(unit, invoice)
    e_invoice = e_invoice_of(document)
    kept, missing = [], []
    for kind in DocumentKind:
        problems = e_invoice_problems(document, e_invoice, kind)
        if problems:
            missing.append(MissingDocument(kind=kind, problems=problems))
        elif before.find(kind) is None:
            kept.append(_rendered(kind, document, e_invoice, workshop))
    return _save(invoice, kept, missing, workshop)


def _rendered(
    kind: DocumentKind,
    document: InvoiceDocument,
    e_invoice: EInvoice | None,
    workshop: Workshop,
) -> KeptDocument:
    """Put into the store first: what the set names is always there."""
    content = workshop.renderer.render(kind, document, e_invoice)
    digest = sha256(content).hexdigest()
    key = document_key(document.invoice, kind, digest)
    workshop.store.put(key, content, kind.content_type)
    return KeptDocument(
        kind=kind,
        key=key,
        sha256=digest,
        size=len(content),
        rendered_at=workshop.clock.now(),
    )


def _save(
    invoice: Invoice,
    kept: Sequence[KeptDocument],
    missing: Sequence[MissingDocument],
    workshop: Workshop,
) -> int:
    def attempt() -> int:
        with workshop.unit_of_work() as unit:
            before = _found(unit, invoice)
            after = before.merged(tuple(kept), tuple(missing))
            if after is before:
                return 0
            unit.invoice_documents.save(after)
            unit.ledger.record(
                new_event(
                    invoice.account_id,
                    EventType.INVOICE_DOCUMENTS_RENDERED,
                    f"invoice/{invoice.invoice_id}",
                    at=workshop.clock.now(),
                    actor=ACTOR,
                    occasion=f"{invoice.edition}@{after.revision}",
                    detail={
                        "invoiceId": invoice.invoice_id,
                        "edition": invoice.edition,
                        "documents": [
                            {"kind": each.kind.value, "sha256": each.sha256} for each in after.kept
                        ],
                        "missing": [each.kind.value for each in after.missing],
                    },
                )
            )
            unit.commit()
        return len(after.kept) - len(before.kept)

    return decide(attempt)


def _edition(unit: UnitOfWork, present: Invoice, edition: int) -> Invoice | None:
    if edition == present.edition:
        return present
    return unit.invoices.former_edition(present.account_id, present.invoice_id, edition)


def _found(unit: UnitOfWork, invoice: Invoice) -> DocumentSet:
    found = unit.invoice_documents.find(invoice.account_id, invoice.invoice_id, invoice.edition)
    return found or DocumentSet(
        account_id=invoice.account_id, invoice_id=invoice.invoice_id, edition=invoice.edition
    )
