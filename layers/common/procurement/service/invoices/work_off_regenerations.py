"""Work off a request to regenerate many invoices, one decision per invoice."""

from collections.abc import Callable

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.errors import LedgerlineError, Unavailable
from procurement.domain.invoices.bulk_regeneration import (
    BulkRegeneration,
    Progress,
    RegenerationResult,
    ResultState,
)
from procurement.service.attempts import RACES
from procurement.service.caller import Caller
from procurement.service.invoices.regenerate_invoice import regenerate_invoice
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def work_off_regenerations(
    account_id: str,
    regeneration_id: str,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    entities: InvoicingEntities,
    has_time: Callable[[], bool],
    *,
    is_last_try: bool = False,
) -> Progress:
    """Regenerate what has no result yet, in the order of the request.

    Each invoice is decided as if it were asked for alone; what is refused keeps none of the others
    from being done. An attempt that was cut off between an invoice and its result finds it done.
    `Unavailable` when time runs out or the store is busy: the next delivery goes on.
    """
    with unit_of_work() as unit:
        regeneration = unit.bulk_regenerations.get(account_id, regeneration_id)
        found = dict(unit.bulk_regenerations.results(account_id, regeneration_id))
    for invoice_id in Progress.of(regeneration, found).pending:
        if not has_time():
            raise Unavailable("there was no time left for all invoices; the rest comes next")
        found[invoice_id] = _regenerate(
            invoice_id, regeneration, unit_of_work, clock, entities, is_last_try=is_last_try
        )
        with unit_of_work() as unit:
            unit.bulk_regenerations.put_result(regeneration, found[invoice_id])
            unit.commit()
    return Progress.of(regeneration, found)


def _regenerate(
    invoice_id: str,
    regeneration: BulkRegeneration,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    entities: InvoicingEntities,
    *,
    is_last_try: bool,
) -> RegenerationResult:
    """The result; what may pass is raised for the next delivery, unless there is none."""
    caller = Caller(account_id=regeneration.account_id, arn=regeneration.requested_by)
    try:
        invoice = regenerate_invoice(
            invoice_id,
            regeneration.order,
            caller,
            unit_of_work,
            clock,
            entities,
            is_dry_run=regeneration.is_dry_run,
        )
    except LedgerlineError as error:
        if isinstance(error, RACES) and not is_last_try:
            raise
        return RegenerationResult(
            invoice_id=invoice_id,
            state=ResultState.FAILED,
            error=(error.code, error.message[:500]),
        )
    return RegenerationResult(
        invoice_id=invoice_id,
        state=ResultState.PLANNED if regeneration.is_dry_run else ResultState.REGENERATED,
        edition=invoice.edition,
        is_changed=regeneration.made(invoice),
        purchase_order_id=invoice.purchase_order_id,
        line_item_number=invoice.match.line_item_number,
    )
