"""Say when purchase orders run out, and what has to be added to them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from procurement.domain.access.actions import Action
from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.errors import PurchaseOrderNotFound
from procurement.domain.foresight.forecast import (
    MAX_MONTHS,
    Forecast,
    Grounds,
    bookings_ahead,
    ends_at,
    forecast,
    horizon,
    outlooks_of,
    with_top_ups,
)
from procurement.domain.foresight.outlook import Outlook
from procurement.domain.foresight.usage_history import Scenario
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder, Status
from procurement.service.access.access import Access
from procurement.service.caller import Caller
from procurement.service.foresight.computed_page import ComputedListing
from procurement.service.foresight.grounds import read_grounds
from procurement.service.ports.clock import Clock
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def forecast_purchase_order(
    purchase_order_id: str,
    most_months: int,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    entities: InvoicingEntities,
) -> Forecast:
    """The forecast of the caller's purchase order, for at most so many months.

    `PurchaseOrderNotFound`; `QuotaExceeded` when the account has too much to look ahead on.
    """
    now = clock.now()
    with unit_of_work() as unit:
        found = Access(caller, unit, now).get(Action.GET, purchase_order_id)
        until = horizon(found, now, most_months)
        grounds = read_grounds(
            caller.account_id, ends_at(until), unit, entities, now, also=[purchase_order_id]
        )
    for purchase_order in grounds.purchase_orders:
        if purchase_order.key == found.key:
            return forecast(purchase_order, grounds, until)
    raise PurchaseOrderNotFound(purchase_order_id)


def forecast_purchase_orders(
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    entities: InvoicingEntities,
) -> Page[Forecast]:
    """One page of the forecasts of the active purchase orders with tracked lines.

    By the month in which they are expected to run out, soonest first. Those that the caller does
    not see take part in what is foreseen, and are not told of. `NotAllowed`, `QuotaExceeded` as
    above.
    """
    now = clock.now()
    until = Month.of(now).plus(MAX_MONTHS - 1)
    with unit_of_work() as unit:
        access = Access(caller, unit, now)
        access.expect(Action.LIST)
        grounds = read_grounds(caller.account_id, ends_at(until), unit, entities, now)
    listing = ComputedListing(unit.page_tokens, "purchase-order-forecasts", caller.account_id)

    def page_of(candidates: Sequence[Candidate]) -> Page[Candidate]:
        seen = [each for each in candidates if access.sees(each.purchase_order)]
        return listing.page(seen, soonest, limit=limit, token=token)

    return forecasts_ahead(grounds, page_of)


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A purchase order of the list, before anybody asked what has to be added."""

    purchase_order: PurchaseOrder
    until: Month
    outlooks: Mapping[Scenario, Outlook]


def forecasts_ahead(
    grounds: Grounds, page_of: Callable[[Sequence[Candidate]], Page[Candidate]]
) -> Page[Forecast]:
    """The forecasts of the page that `page_of` cuts from all candidates, the soonest first.

    What has to be added is worked out for that page alone.
    """
    tracked = [
        purchase_order
        for purchase_order in grounds.purchase_orders
        if purchase_order.balance is not None
        and purchase_order.status(grounds.now) is Status.ACTIVE
    ]
    if not tracked:
        return Page([])
    furthest = max(horizon(purchase_order, grounds.now) for purchase_order in tracked)
    ahead = {scenario: bookings_ahead(grounds, scenario, furthest) for scenario in Scenario}
    listed = []
    for purchase_order in tracked:
        until = horizon(purchase_order, grounds.now)
        outlooks = outlooks_of(purchase_order, ahead, grounds.now, until)
        listed.append(Candidate(purchase_order=purchase_order, until=until, outlooks=outlooks))
    page = page_of(sorted(listed, key=soonest))
    forecasts = [
        with_top_ups(each.purchase_order, each.outlooks, ahead, grounds, each.until)
        for each in page.items
    ]
    return Page(forecasts, page.next_token)


def soonest(candidate: Candidate) -> tuple[str, ...]:
    """What candidates are listed by."""
    ends = (candidate.outlooks[each].runs_out_in for each in (Scenario.EXPECTED, Scenario.HIGH))
    # What never runs out comes last: a tilde sorts behind every month.
    return (*(str(end or "~") for end in ends), candidate.purchase_order.purchase_order_id)
