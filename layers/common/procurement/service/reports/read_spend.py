"""Spend by purchase order in one billing period, with what remains of each now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.domain.reports.spend import Spend, spend_of
from procurement.service.access.access import Access
from procurement.service.caller import Caller
from procurement.service.foresight.computed_page import ComputedListing
from procurement.service.ports.clock import Clock
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


def read_spend(
    period: Month,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Page[Spend]:
    """One page of the period's rows; all pages together are all invoices of the period.

    Less those of purchase orders that the caller does not see.
    """
    now = clock.now()
    with unit_of_work() as unit:
        rows = spend_of(period, unit.invoices.totals(caller.account_id, period))
        access = Access(caller, unit, now)
        if not access.sees_all:
            rows = _seen(rows, access, unit, caller)
        listing = ComputedListing(unit.page_tokens, "spend", caller.account_id, str(period))
        page = listing.page(rows, _place, limit=limit, token=token)
        present = unit.purchase_orders.find_many(
            caller.account_id, {row.purchase_order_id for row in page.items if row.has_order}
        )
        live = {order.key: order for order in present}
        rows = [_as_of(now, row, unit, caller, live) for row in page.items]
        return Page(rows, page.next_token)


def _seen(rows: Sequence[Spend], access: Access, unit: UnitOfWork, caller: Caller) -> list[Spend]:
    """Deleted ones are judged by the tags that they had last."""
    named = {row.purchase_order_key: row.purchase_order_id for row in rows if row.has_order}
    present = unit.purchase_orders.find_many(caller.account_id, named.values())
    known = {order.key: order for order in present}
    for key in named.keys() - known.keys():
        deleted = unit.purchase_orders.tombstone(caller.account_id, key)
        if deleted:
            known[key] = deleted
    seen = {key for key, order in known.items() if access.sees(order)}
    return [row for row in rows if not row.has_order or row.purchase_order_key in seen]


def _place(row: Spend) -> tuple[str, str]:
    return row.purchase_order_id, f"{row.purchase_order_key}/{row.billed.currency}"


def _as_of(
    now: datetime, row: Spend, unit: UnitOfWork, caller: Caller, live: dict[str, PurchaseOrder]
) -> Spend:
    if not row.has_order:
        return row
    order = live.get(row.purchase_order_key)
    is_deleted = order is None
    # The ID may have been given to another purchase order since.
    order = order or unit.purchase_orders.tombstone(caller.account_id, row.purchase_order_key)
    balance = order.balance if order else None
    return replace(
        row,
        status=None if order is None or is_deleted else order.status(now),
        is_deleted=is_deleted,
        balance=None if order is None or balance is None else Money(balance, order.currency),
    )
