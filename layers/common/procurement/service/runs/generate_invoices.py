"""Invoice one part of a run, or what an acceptance made due, and account for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.errors import LedgerlineError
from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.runs.planned_invoice import PlannedInvoice
from procurement.domain.runs.run import RunMode, RunPart
from procurement.service.attempts import RACES
from procurement.service.foresight.foresee_run import foresee_run
from procurement.service.invoices.invoice_receiver import invoice_receiver
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.runs.settle_part import Outcome, settle_part

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class PartRequest:
    """What to invoice: everything of one receiver that is due by then, or some collections of it.

    Without a run (`run_id`, `part_id`) nobody counts the outcome: an acceptance asks this way, for
    its own agreement. `found_in` spares looking for the collections that have something due: those
    in which the run's planning found it.
    """

    receiver_account_id: str
    collection_ids: tuple[str, ...] | None = None
    found_in: tuple[str, ...] = ()
    due_by: datetime
    run_id: str | None = None
    part_id: str | None = None
    mode: RunMode = RunMode.ISSUE


@dataclass(frozen=True, kw_only=True, slots=True)
class Workshop:
    """What working on parts takes."""

    unit_of_work: UnitOfWorkFactory
    entities: InvoicingEntities
    clock: Clock


def generate_invoices(
    request: PartRequest, workshop: Workshop, *, is_last_try: bool = False
) -> tuple[Invoice, ...]:
    """Issue what is due and settle the part.

    A race or an unavailable store is for the next delivery. What no retry can mend parks the part
    at once, and so does anything at all on the last try; the error passes on, so that the message
    ends in the dead-letter queue for somebody to look at.
    """
    now = workshop.clock.now()

    def work() -> tuple[Invoice, ...]:
        return invoice_receiver(
            request.receiver_account_id,
            request.collection_ids,
            min(request.due_by, now),
            workshop.unit_of_work,
            workshop.entities,
            now,
            found_in=request.found_in,
        )

    invoices = _worked_on(request, workshop, now, work, is_last_try=is_last_try)
    without = sum(
        invoice.type is InvoiceType.INVOICE and not invoice.purchase_order_id
        for invoice in invoices
    )
    outcome = Outcome(invoices=len(invoices), without_purchase_order=without)
    _settle(request, workshop, now, outcome=outcome)
    return invoices


def try_invoices(
    request: PartRequest, workshop: Workshop, *, is_last_try: bool = False
) -> Sequence[PlannedInvoice]:
    """Decide what `generate_invoices` would issue, and write nothing but the part's outcome."""
    now = workshop.clock.now()

    def work() -> Sequence[PlannedInvoice]:
        return foresee_run(
            request.receiver_account_id,
            request.due_by,
            workshop.unit_of_work,
            workshop.entities,
            now,
        )

    planned = _worked_on(request, workshop, now, work, is_last_try=is_last_try)
    without = sum(each.is_without_purchase_order for each in planned)
    outcome = Outcome(
        invoices=len(planned), without_purchase_order=without, planned_invoices=planned
    )
    _settle(request, workshop, now, outcome=outcome)
    return planned


def _worked_on(
    request: PartRequest,
    workshop: Workshop,
    now: datetime,
    work: Callable[[], T],
    *,
    is_last_try: bool,
) -> T:
    """What the work gives; the part is parked when it fails for good."""
    try:
        return work()
    except Exception as error:
        is_hopeless = isinstance(error, LedgerlineError) and not isinstance(error, RACES)
        if is_hopeless or is_last_try:
            _settle(request, workshop, now, reason=_reason(error))
        raise


def _settle(
    request: PartRequest,
    workshop: Workshop,
    now: datetime,
    *,
    outcome: Outcome | None = None,
    reason: str | None = None,
) -> None:
    if not request.run_id or not request.part_id:
        return
    part = RunPart(
        run_id=request.run_id,
        part_id=request.part_id,
        receiver_account_id=request.receiver_account_id,
    )
    settle_part(part, request.mode, workshop.unit_of_work, now, outcome=outcome, reason=reason)


def _reason(error: Exception) -> str:
    """What went wrong, for the run's record: stable codes for ours, the type for a fault."""
    if isinstance(error, LedgerlineError):
        return f"{error.code}: {error.message}"[:500]
    return f"INTERNAL: {type(error).__name__}"
