"""Find the charges that would be invoiced without a sound purchase order, and who is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.foresight.forecast import Grounds
from procurement.domain.foresight.radar import (
    ChargeAtRisk,
    charges_at_risk,
    last_instant,
    urgency,
)
from procurement.domain.foresight.radar_subscription import RadarSubscription
from procurement.domain.foresight.radar_summary import RiskTotal, risk_totals
from procurement.domain.foresight.usage_history import Scenario, projected_charges
from procurement.domain.month import Month
from procurement.service.access.access import Access
from procurement.service.caller import Caller
from procurement.service.foresight.computed_page import ComputedListing
from procurement.service.foresight.grounds import read_grounds
from procurement.service.ports.clock import Clock
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, kw_only=True, slots=True)
class Radar:
    """What is at risk until the end of the day `until`: totals of all, and one page of charges."""

    days: int
    until: date
    charges: int
    totals: tuple[RiskTotal, ...]
    page: Page[ChargeAtRisk]


def read_radar(
    days: int,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    entities: InvoicingEntities,
    *,
    includes_projected: bool = False,
) -> Radar:
    """The caller's radar, the most urgent charges first; with projected usage on demand.

    Charges whose invoice is about a purchase order that the caller does not see are left out.
    `QuotaExceeded` when the account has too much to look ahead on.
    """
    now = clock.now()
    until = last_instant(days, now)
    with unit_of_work() as unit:
        grounds = read_grounds(caller.account_id, until, unit, entities, now)
        access = Access(caller, unit, now)
        hidden = {
            order.purchase_order_id for order in grounds.purchase_orders if not access.sees(order)
        }
    found = [
        each
        for each in risks_ahead(grounds, days, includes_projected=includes_projected)
        if each.invoice.purchase_order_id not in hidden
    ]
    listing = ComputedListing(unit.page_tokens, "radar", caller.account_id)
    return Radar(
        days=days,
        until=until.date(),
        charges=len(found),
        totals=risk_totals(found),
        page=listing.page(found, urgency, limit=limit, token=token),
    )


def get_radar_subscribers(caller: Caller, unit_of_work: UnitOfWorkFactory) -> RadarSubscription:
    """The caller's subscribers; nobody at version 0 when none were ever put in."""
    with unit_of_work() as unit:
        return unit.radar_subscriptions.of_account(caller.account_id)


def risks_ahead(
    grounds: Grounds, days: int, *, includes_projected: bool = False
) -> Sequence[ChargeAtRisk]:
    """The charges at risk within so many days, expected usage among them on demand."""
    until = last_instant(days, grounds.now)
    charges = [charge for charge in grounds.charges if charge.due_at <= until]
    if includes_projected:
        supposed = projected_charges(
            grounds.usage, Scenario.EXPECTED, charges, grounds.settings, Month.of(until)
        )
        charges += [c for c in supposed if c.due_at <= until and grounds.receives(c)]
    return charges_at_risk(
        charges, grounds.purchase_orders, grounds.entities, grounds.settings, grounds.now, days
    )
