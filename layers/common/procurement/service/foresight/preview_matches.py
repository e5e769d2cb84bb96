"""Which purchase orders coming invoices would take, also with edits that are only considered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.foresight.hypothetical import HypotheticalInvoice, imagined_charges
from procurement.domain.foresight.preview import Preview, preview
from procurement.domain.plans.proposal import Proposal, proposed
from procurement.service.access.access import Access
from procurement.service.caller import Caller
from procurement.service.foresight.books import read_books
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewRequest:
    """What to look ahead on: hypothetical invoices, then charges due by an instant.

    Without `due_by` no charge is looked at.
    """

    due_by: datetime | None = None
    invoices: Sequence[HypotheticalInvoice] = ()
    edits: Sequence[Proposal] = ()


def preview_matches(
    request: PreviewRequest,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    entities: InvoicingEntities,
    default_currency: str,
) -> Preview:
    """Decide as the coming runs will, and write nothing.

    Among the purchase orders that the caller sees: to somebody else the others are not there.
    Raises `InvalidInput` with all problems, `QuotaExceeded` for more than 10,000 charges, and what
    the edits would raise if they were made (`domain.plans.proposal.proposed`).
    """
    now = clock.now()
    imagined = imagined_charges(request.invoices, account_id=caller.account_id, now=now)
    with unit_of_work() as unit:
        books = read_books(
            caller.account_id,
            request.due_by,
            unit,
            now,
            imagined=imagined,
            also=[edit.purchase_order_id for edit in request.edits],
        )
        standing = Access(caller, unit, now).seen(books.purchase_orders)
        edited = standing
        if request.edits:
            edited = proposed(
                standing,
                request.edits,
                account_id=caller.account_id,
                default_currency=default_currency,
                settings=books.settings,
                entities=entities,
                quota=unit.purchase_orders.quota(caller.account_id),
                now=now,
            )
    batches = [*([charge] for charge in imagined), books.charges]
    return preview(batches, standing, edited, books.settings, entities, now)
