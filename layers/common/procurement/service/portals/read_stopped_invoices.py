"""Look ahead for invoices that a procurement portal would stop for want of a purchase order."""

from dataclasses import dataclass
from datetime import date

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.foresight.radar import last_instant
from procurement.domain.foresight.stopped_invoices import StoppedInvoice, stopped_invoices
from procurement.service.caller import Caller
from procurement.service.foresight.books import read_books
from procurement.service.foresight.computed_page import ComputedListing
from procurement.service.ports.clock import Clock
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, kw_only=True, slots=True)
class StoppedAhead:
    """How many invoices would be stopped until the end of the day `until`, and one page of them."""

    until: date
    count: int
    page: Page[StoppedInvoice]


def read_stopped_invoices(
    days: int,
    preference_id: str | None,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    entities: InvoicingEntities,
) -> StoppedAhead:
    """Those of the caller's coming runs, the next run first; of one preference, or of all.

    Raises `PortalPreferenceNotFound` for a preference that is not the caller's, `QuotaExceeded`
    when the account has too much to look ahead on.
    """
    now = clock.now()
    until = last_instant(days, now)
    with unit_of_work() as unit:
        books = read_books(caller.account_id, until, unit, now)
    if preference_id is not None:
        books.settings.portals.get(preference_id)
    found = [
        each
        for each in stopped_invoices(
            [charge for charge in books.charges if charge.due_at <= until],
            books.purchase_orders,
            entities,
            books.settings,
            now,
        )
        if preference_id in (None, each.delivery.preference_id)
    ]
    listing = ComputedListing(unit.page_tokens, "stopped-invoices", caller.account_id)
    return StoppedAhead(
        until=until.date(),
        count=len(found),
        page=listing.page(sorted(found, key=_place), _place, limit=limit, token=token),
    )


def _place(stopped: StoppedInvoice) -> tuple[str, str]:
    return stopped.at.isoformat(), stopped.draft.draft_id
