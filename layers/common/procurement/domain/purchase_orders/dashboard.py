"""What stands above the list of purchase orders: how many are active, and what wants a look."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Final

from procurement.domain.month import Month
from procurement.domain.purchase_orders.summary import PurchaseOrderSummary

SOON: Final = timedelta(days=60)
"""How far ahead expirations are counted."""
MOST_COUNTED: Final = 20_000
"""Active purchase orders that are counted, some 10 MB of summaries; users may have 100 (R-042)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ActiveCounts:
    """How many purchase orders are active, and how many of those expire soon or run low.

    They expire soon whose last day is at most 60 days ahead, which are those that expire before the
    month `expiring_before`. `is_complete` is false where there were more to count.
    """

    active: int
    expiring: int
    expiring_before: Month
    low_balance: int
    is_complete: bool


def count_active(orders: Iterable[PurchaseOrderSummary], today: date) -> ActiveCounts:
    """The counts of `orders`, all of which are active."""
    counted = list(islice(orders, MOST_COUNTED + 1))
    # The month that follows a last day begins the day after it.
    before = Month.of(today + SOON + timedelta(days=1))
    return ActiveCounts(
        active=min(len(counted), MOST_COUNTED),
        expiring=sum(order.expiration_month < before for order in counted),
        expiring_before=before,
        low_balance=sum(order.is_balance_low for order in counted),
        is_complete=len(counted) <= MOST_COUNTED,
    )
