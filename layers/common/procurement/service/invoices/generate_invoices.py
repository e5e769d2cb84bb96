"""Invoice one part of a run, or what an acceptance made due, and account for it."""

from dataclasses import dataclass
from datetime import datetime

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.errors import LedgerlineError
from procurement.domain.invoices.invoice import Invoice
from procurement.service.attempts import RACES
from procurement.service.invoices.invoice_receiver import invoice_receiver
from procurement.service.invoices.settle_part import settle_part
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, kw_only=True, slots=True)
class PartRequest:
    """What to invoice: the collections of one receiver, up to `due_by`.

    Without a run (`run_id`, `part_id`) nobody counts the outcome: an acceptance asks this way.
    """

    receiver_account_id: str
    collection_ids: tuple[str, ...]
    due_by: datetime
    run_id: str | None = None
    part_id: str | None = None


def generate_invoices(
    request: PartRequest,
    unit_of_work: UnitOfWorkFactory,
    entities: InvoicingEntities,
    clock: Clock,
    *,
    is_last_try: bool = False,
) -> tuple[Invoice, ...]:
    """Issue what is due and settle the part.

    A race or an unavailable store is for the next delivery. What no retry can mend parks the part
    at once, and so does anything at all on the last try; the error passes on, so that the message
    ends in the dead-letter queue for somebody to look at.
    """
    now = clock.now()
    due_by = min(request.due_by, now)
    try:
        invoices = invoice_receiver(
            request.receiver_account_id,
            request.collection_ids,
            due_by,
            unit_of_work,
            entities,
            now,
        )
    except Exception as error:
        is_hopeless = isinstance(error, LedgerlineError) and not isinstance(error, RACES)
        if is_hopeless or is_last_try:
            _settle(request, unit_of_work, now, reason=_reason(error))
        raise
    _settle(request, unit_of_work, now, invoices=len(invoices))
    return invoices


def _settle(
    request: PartRequest,
    unit_of_work: UnitOfWorkFactory,
    now: datetime,
    *,
    invoices: int = 0,
    reason: str | None = None,
) -> None:
    if request.run_id and request.part_id:
        settle_part(
            request.run_id, request.part_id, unit_of_work, now, invoices=invoices, reason=reason
        )


def _reason(error: Exception) -> str:
    """What went wrong, for the run's record: stable codes for ours, the type for a fault."""
    if isinstance(error, LedgerlineError):
        return f"{error.code}: {error.message}"[:500]
    return f"INTERNAL: {type(error).__name__}"
