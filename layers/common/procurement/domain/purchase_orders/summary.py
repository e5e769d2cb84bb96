"""What a list shows of a purchase order, and what a list may be asked for (R-038 to R-040)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from procurement.domain.month import Month
from procurement.domain.purchase_orders.balance import is_low
from procurement.domain.purchase_orders.notification_settings import DEFAULT_LEAD_TIMES, LeadTime
from procurement.domain.purchase_orders.purchase_order import (
    PurchaseOrder,
    Source,
    Status,
    status_at,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PurchaseOrderSummary:
    """A purchase order without its line items: their sums and how many there are.

    For people to look at. What is decided on a purchase order is decided on the whole of it.
    """

    account_id: str
    purchase_order_id: str
    version: int
    source: Source
    is_suspended: bool
    effective_month: Month
    expiration_month: Month
    currency: str
    bill_from: tuple[str, ...]
    description: str
    tags: tuple[tuple[str, str], ...]
    total_value: Decimal
    balance: Decimal | None
    is_balance_low: bool
    line_item_count: int
    invoice_count: int
    created_at: datetime
    updated_at: datetime
    expiry_lead_times: tuple[LeadTime, ...] = DEFAULT_LEAD_TIMES

    def status(self, now: datetime) -> Status:
        """The status at `now`, as that of the whole purchase order (R-065)."""
        return status_at(now, is_suspended=self.is_suspended, expires_in=self.expiration_month)


class SortBy(StrEnum):
    """What a list is sorted by; equal ones follow by ID.

    Amounts are compared as numbers, whatever their currency. An untracked balance counts as higher
    than any number.
    """

    PURCHASE_ORDER_ID = "PURCHASE_ORDER_ID"
    EXPIRATION_MONTH = "EXPIRATION_MONTH"
    UPDATED_AT = "UPDATED_AT"
    TOTAL_VALUE = "TOTAL_VALUE"
    BALANCE = "BALANCE"


class SortOrder(StrEnum):
    """Which end of a list comes first."""

    ASCENDING = "ASCENDING"
    DESCENDING = "DESCENDING"


@dataclass(frozen=True, kw_only=True, slots=True)
class PurchaseOrderQuery:
    """Which purchase orders to list, in which order. None asks for nothing.

    `search` is contained in the ID or in the description, whatever the case. `tag_value` is that
    of `tag_key`. `expiring_before` leaves out its own month, `balance_below` its own amount and
    every untracked balance. A balance is low once a line's is below a threshold of its purchase
    order's own.
    """

    status: Status | None = None
    search: str | None = None
    bill_from: str | None = None
    currency: str | None = None
    source: Source | None = None
    tag_key: str | None = None
    tag_value: str | None = None
    expiring_before: Month | None = None
    balance_below: Decimal | None = None
    is_balance_low: bool | None = None
    sort_by: SortBy = SortBy.EXPIRATION_MONTH
    sort_order: SortOrder = SortOrder.ASCENDING


def summary_of(purchase_order: PurchaseOrder) -> PurchaseOrderSummary:
    """What a list shows of `purchase_order`."""
    return PurchaseOrderSummary(
        account_id=purchase_order.account_id,
        purchase_order_id=purchase_order.purchase_order_id,
        version=purchase_order.version,
        source=purchase_order.source,
        is_suspended=purchase_order.is_suspended,
        effective_month=purchase_order.effective_month,
        expiration_month=purchase_order.expiration_month,
        currency=purchase_order.currency,
        bill_from=purchase_order.bill_from,
        description=purchase_order.description,
        tags=purchase_order.tags,
        total_value=purchase_order.total_value,
        balance=purchase_order.balance,
        is_balance_low=is_low(purchase_order),
        line_item_count=len(purchase_order.line_items),
        invoice_count=purchase_order.invoice_count,
        created_at=purchase_order.created_at,
        updated_at=purchase_order.updated_at,
        expiry_lead_times=purchase_order.notification_settings.expiry_lead_times,
    )
