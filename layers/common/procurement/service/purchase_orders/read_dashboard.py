"""Count what stands above the list of purchase orders."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from procurement.domain.access.actions import Action
from procurement.domain.month import Month
from procurement.domain.purchase_orders.dashboard import ActiveCounts, count_active
from procurement.service.access.access import Access
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory

MOST_INVOICES: Final = 1_000
"""Invoices without a purchase order that are counted: each is read with its lines."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dashboard:
    """Counts of the active purchase orders that the caller sees, and of invoices without one.

    The latter are those that were issued since `issued_since`, the first day of the month before.
    """

    purchase_orders: ActiveCounts
    invoices_without_purchase_order: int
    issued_since: date

    @property
    def is_complete(self) -> bool:
        """Whether everything was counted; else the counts are the least that there are."""
        are_all_invoices = self.invoices_without_purchase_order < MOST_INVOICES
        return self.purchase_orders.is_complete and are_all_invoices


def read_dashboard(caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock) -> Dashboard:
    """The caller's dashboard as it is now; `NotAllowed` when it may not list purchase orders.

    Two range queries besides the access policies: what has expired, or was invoiced earlier, is not
    read (decision 67).
    """
    now = clock.now()
    present = Month.of(now)
    since = present.plus(-1)
    with unit_of_work() as unit:
        access = Access(caller, unit, now)
        access.expect(Action.LIST)
        orders = unit.purchase_orders.active(caller.account_id, present)
        shown = orders if access.sees_all else filter(access.sees, orders)
        return Dashboard(
            purchase_orders=count_active(shown, now.date()),
            invoices_without_purchase_order=unit.invoices.count_without_purchase_order(
                caller.account_id, since.starts_at, MOST_INVOICES
            ),
            issued_since=since.first_day,
        )
