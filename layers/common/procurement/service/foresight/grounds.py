"""What forecasts of one account rest on: open charges, usage so far, and purchase orders."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Final

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.errors import QuotaExceeded
from procurement.domain.foresight.forecast import Grounds
from procurement.domain.foresight.usage_history import history_periods, open_usage, usage_ranges
from procurement.service.foresight.books import read_books
from procurement.service.ports.unit_of_work import UnitOfWork

MAX_INVOICES: Final = 5_000
"""Invoices of monthly usage that are looked back on at once."""


def read_grounds(
    account_id: str,
    due_by: datetime,
    unit: UnitOfWork,
    entities: InvoicingEntities,
    now: datetime,
    *,
    also: Iterable[str] = (),
) -> Grounds:
    """The account as it stands, with its charges due by then; `also` names further purchase orders.

    One query for all six billing periods of usage, and what `read_books` needs: one for the
    settings, one for the collections with open charges and one for each of them, two or three for
    the purchase orders. `QuotaExceeded` for more than 10,000 charges or 5,000 invoices of usage.
    """
    first, last = history_periods(now)
    billed = list(islice(unit.invoices.monthly_usage(account_id, first, last), MAX_INVOICES + 1))
    if len(billed) > MAX_INVOICES:
        raise QuotaExceeded(
            f"more than {MAX_INVOICES} invoices of usage since {first}",
            quota="UsageInvoicesRead",
            limit=MAX_INVOICES,
        )
    named = {each.stream.purchase_order_reference for each in billed}
    books = read_books(account_id, due_by, unit, now, also={*also, *named}, since=last)
    known = open_usage(books.charges, books.settings)
    return Grounds(
        charges=books.charges,
        usage=usage_ranges([*billed, *known], now),
        purchase_orders=books.purchase_orders,
        entities=entities,
        settings=books.settings,
        now=now,
        memberships=books.memberships,
    )
