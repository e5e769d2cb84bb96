"""Purchase orders to items and back, and the keys that sort them."""

from decimal import Decimal
from typing import Final

from procurement.adapters.dynamodb.attributes import instant
from procurement.adapters.dynamodb.paging import texts
from procurement.adapters.dynamodb.tables.purchase_orders import (
    ContactMap,
    LineItemMap,
    PurchaseOrderItem,
    SummaryMap,
    TaxMap,
)
from procurement.domain.billing_settings.invoicing_entities import LineItemType
from procurement.domain.money import EXACT
from procurement.domain.purchase_orders.line_item import LineItem, Tax, TaxType
from procurement.domain.purchase_orders.notification_settings import (
    DEFAULT_LEAD_TIMES,
    DEFAULT_THRESHOLDS,
    LeadTime,
    NotificationSettings,
)
from procurement.domain.purchase_orders.purchase_order import Contact, PurchaseOrder, Source
from procurement.domain.purchase_orders.summary import PurchaseOrderSummary, SortBy, summary_of

HEADER: Final = "PO#"
TOMBSTONE: Final = "TOMBSTONE#"
ACTIVE, SUSPENDED = "A#", "S#"
UNTRACKED: Final = "~"
"""Sorts after every number."""

_ABOVE_ZERO: Final = Decimal(10) ** 20


def sort_text(summary: PurchaseOrderSummary, sort_by: SortBy) -> str:
    """Where it stands in its account's list: a text of its own, as the ID ends it."""
    purchase_order_id = summary.purchase_order_id
    match sort_by:
        case SortBy.PURCHASE_ORDER_ID:
            return purchase_order_id
        case SortBy.EXPIRATION_MONTH:
            return f"{summary.expiration_month}#{purchase_order_id}"
        case SortBy.UPDATED_AT:
            return f"{instant(summary.updated_at)}#{purchase_order_id}"
        case SortBy.TOTAL_VALUE:
            return f"{_number(summary.total_value)}#{purchase_order_id}"
        case SortBy.BALANCE:
            balance = UNTRACKED if summary.balance is None else _number(summary.balance)
            return f"{balance}#{purchase_order_id}"


def to_item(purchase_order: PurchaseOrder) -> PurchaseOrderItem:
    """The item of the next revision, listed under every key."""
    summary = summary_of(purchase_order)
    flag = SUSPENDED if summary.is_suspended else ACTIVE
    item = _unlisted(purchase_order, HEADER + purchase_order.purchase_order_id, summary)
    item.listing = flag + sort_text(summary, SortBy.EXPIRATION_MONTH)
    item.id_sort = sort_text(summary, SortBy.PURCHASE_ORDER_ID)
    item.update_sort = sort_text(summary, SortBy.UPDATED_AT)
    item.value_sort = sort_text(summary, SortBy.TOTAL_VALUE)
    item.balance_sort = sort_text(summary, SortBy.BALANCE)
    if purchase_order.contacts and not summary.is_suspended:
        item.expires_in = str(summary.expiration_month)
    return item


def to_tombstone(purchase_order: PurchaseOrder) -> PurchaseOrderItem:
    """The item that stays under the internal key, on no list (R-071)."""
    return _unlisted(purchase_order, TOMBSTONE + purchase_order.key, summary_of(purchase_order))


def to_summary(item: PurchaseOrderItem) -> PurchaseOrderSummary:
    """What an index tells of a purchase order."""
    told = item.summary
    return PurchaseOrderSummary(
        account_id=item.account_id,
        purchase_order_id=told.purchase_order_id,
        version=int(told.version),
        source=Source(told.source),
        is_suspended=told.is_suspended,
        effective_month=told.effective_month,
        expiration_month=told.expiration_month,
        currency=told.currency,
        bill_from=texts(told.bill_from),
        description=told.description,
        tags=tuple(sorted(told.tags.items())),
        total_value=told.total_value,
        balance=told.balance,
        is_balance_low=bool(told.is_balance_low),
        line_item_count=int(told.line_item_count),
        invoice_count=int(told.invoice_count),
        created_at=told.created_at,
        updated_at=told.updated_at,
        expiry_lead_times=_lead_times(told),
    )


def to_purchase_order(item: PurchaseOrderItem) -> PurchaseOrder:
    """The whole purchase order."""
    header = to_summary(item)
    return PurchaseOrder(
        account_id=header.account_id,
        purchase_order_id=header.purchase_order_id,
        key=item.key,
        version=header.version,
        revision=int(item.revision),
        source=header.source,
        is_suspended=header.is_suspended,
        effective_month=header.effective_month,
        expiration_month=header.expiration_month,
        currency=header.currency,
        bill_from=header.bill_from,
        ship_to=item.ship_to,
        description=header.description,
        tax_registration_numbers=texts(item.tax_registration_numbers),
        invoice_units=texts(item.invoice_units),
        contacts=tuple(
            Contact(email=c.email, name=c.name, telephone=c.telephone) for c in item.contacts
        ),
        notification_settings=NotificationSettings(
            balance_thresholds=_thresholds(item), expiry_lead_times=header.expiry_lead_times
        ),
        tags=header.tags,
        line_items=tuple(_line_to_domain(line) for line in item.line_items),
        retired_line_numbers=texts(item.retired_line_numbers),
        retired_invoice_count=int(item.retired_invoice_count),
        created_at=header.created_at,
        updated_at=header.updated_at,
    )


def searched(text: str) -> str:
    """`text` with all differences of case gone, for both sides of a search."""
    return text.casefold()


def _number(amount: Decimal) -> str:
    """`amount` as text that sorts as it does: always above zero, of fixed width, to a thousandth.

    No currency has more places, and nothing comes near the 10^20 that is added.
    """
    return f"{EXACT.add(amount, _ABOVE_ZERO):025.3f}"


def _unlisted(
    purchase_order: PurchaseOrder, entry: str, summary: PurchaseOrderSummary
) -> PurchaseOrderItem:
    thresholds = purchase_order.notification_settings.balance_thresholds
    return PurchaseOrderItem(
        purchase_order.account_id,
        entry,
        key=purchase_order.key,
        revision=purchase_order.revision + 1,
        summary=_summary_to_map(summary),
        ship_to=purchase_order.ship_to,
        tax_registration_numbers=list(purchase_order.tax_registration_numbers),
        invoice_units=list(purchase_order.invoice_units),
        contacts=[
            ContactMap(email=c.email, name=c.name, telephone=c.telephone)
            for c in purchase_order.contacts
        ],
        balance_thresholds=None if thresholds == DEFAULT_THRESHOLDS else list(thresholds),
        line_items=[_line_to_map(line) for line in purchase_order.line_items],
        retired_line_numbers=list(purchase_order.retired_line_numbers),
        retired_invoice_count=purchase_order.retired_invoice_count,
    )


def _thresholds(item: PurchaseOrderItem) -> tuple[int, ...]:
    stored = item.balance_thresholds
    return DEFAULT_THRESHOLDS if stored is None else tuple(stored)


def _lead_times(told: SummaryMap) -> tuple[LeadTime, ...]:
    stored = told.expiry_lead_times
    if stored is None:
        return DEFAULT_LEAD_TIMES
    return tuple(LeadTime.parse(text) for text in stored)


def _summary_to_map(summary: PurchaseOrderSummary) -> SummaryMap:
    lead_times = summary.expiry_lead_times
    return SummaryMap(
        purchase_order_id=summary.purchase_order_id,
        version=summary.version,
        source=summary.source.value,
        is_suspended=summary.is_suspended,
        effective_month=summary.effective_month,
        expiration_month=summary.expiration_month,
        currency=summary.currency,
        bill_from=list(summary.bill_from),
        description=summary.description,
        tags=dict(summary.tags),
        total_value=summary.total_value,
        balance=summary.balance,
        is_balance_low=summary.is_balance_low,
        line_item_count=summary.line_item_count,
        invoice_count=summary.invoice_count,
        created_at=summary.created_at,
        updated_at=summary.updated_at,
        expiry_lead_times=(
            None if lead_times == DEFAULT_LEAD_TIMES else [str(each) for each in lead_times]
        ),
        searched=searched(f"{summary.purchase_order_id}\n{summary.description}"),
    )


def _line_to_map(line: LineItem) -> LineItemMap:
    return LineItemMap(
        line_item_number=line.line_item_number,
        description=line.description,
        type=line.type.value,
        start_month=line.start_month,
        end_month=line.end_month,
        unit_price=line.unit_price,
        quantity=line.quantity,
        currency=line.currency,
        position=line.position,
        tax=TaxMap(type=line.tax.type.value, value=line.tax.value) if line.tax else None,
        is_balance_tracked=line.is_balance_tracked,
        booked=line.booked,
        invoice_count=line.invoice_count,
        agreement_id=line.agreement_id,
        external_line_number=line.external_line_number,
    )


def _line_to_domain(line: LineItemMap) -> LineItem:
    return LineItem(
        line_item_number=line.line_item_number,
        description=line.description,
        type=LineItemType(line.type),
        start_month=line.start_month,
        end_month=line.end_month,
        unit_price=line.unit_price,
        quantity=line.quantity,
        position=int(line.position),
        currency=line.currency,
        tax=Tax(TaxType(line.tax.type), line.tax.value) if line.tax else None,
        is_balance_tracked=line.is_balance_tracked,
        booked=line.booked,
        invoice_count=int(line.invoice_count),
        agreement_id=line.agreement_id,
        external_line_number=line.external_line_number,
    )
