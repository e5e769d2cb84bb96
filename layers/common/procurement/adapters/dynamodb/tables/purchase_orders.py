"""A purchase order as an item, and the indexes that list it.

What lists show is one map, `summary`, which is all that the indexes carry beside their keys: a
booking of an order with a hundred lines writes those lines once, not once more per index.
"""

from typing import Any, Final

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, LocalSecondaryIndex

from procurement.adapters.dynamodb.attributes import (
    DecimalAttribute,
    InstantAttribute,
    MonthAttribute,
    TextsByNameAttribute,
)
from procurement.adapters.dynamodb.tables.base import PurchaseOrdersTable

_SUMMARY: Final = IncludeProjection(["summary"])


class SummaryMap(MapAttribute[str, Any]):
    """The header and what its lines add up to; `searched` is what a search looks through.

    `expiry_lead_times` are there when they are not the usual ones: the daily walk looks at them.
    """

    purchase_order_id = UnicodeAttribute()
    version = NumberAttribute()
    source = UnicodeAttribute()
    is_suspended = BooleanAttribute()
    effective_month = MonthAttribute()
    expiration_month = MonthAttribute()
    currency = UnicodeAttribute()
    bill_from = ListAttribute(of=UnicodeAttribute)
    description = UnicodeAttribute(default="")
    tags = TextsByNameAttribute()
    total_value = DecimalAttribute()
    balance = DecimalAttribute(null=True)
    is_balance_low = BooleanAttribute(null=True)
    """None until the first write since there is such a mark."""
    line_item_count = NumberAttribute()
    invoice_count = NumberAttribute()
    created_at = InstantAttribute()
    updated_at = InstantAttribute()
    expiry_lead_times = JSONAttribute(null=True)
    searched = UnicodeAttribute()


class TaxMap(MapAttribute[str, Any]):
    """The tax of one line item."""

    type = UnicodeAttribute()
    value = DecimalAttribute()


class LineItemMap(MapAttribute[str, Any]):
    """One line item inside its purchase order."""

    line_item_number = UnicodeAttribute()
    description = UnicodeAttribute(default="")
    type = UnicodeAttribute()
    start_month = MonthAttribute()
    end_month = MonthAttribute()
    unit_price = DecimalAttribute()
    quantity = DecimalAttribute()
    currency = UnicodeAttribute()
    position = NumberAttribute()
    tax = TaxMap(null=True)
    is_balance_tracked = BooleanAttribute()
    booked = DecimalAttribute()
    invoice_count = NumberAttribute()
    agreement_id = UnicodeAttribute(null=True)
    external_line_number = UnicodeAttribute(null=True)


class ContactMap(MapAttribute[str, Any]):
    """One contact inside its purchase order."""

    email = UnicodeAttribute()
    name = UnicodeAttribute()
    telephone = UnicodeAttribute(null=True)


class PurchaseOrdersByListing(LocalSecondaryIndex["PurchaseOrderItem"]):
    """By suspended flag, expiration month and ID; strongly consistent, as all local ones."""

    class Meta:
        index_name = "listing"
        projection = _SUMMARY

    account_id = UnicodeAttribute(hash_key=True)
    listing = UnicodeAttribute(range_key=True)


class PurchaseOrdersById(LocalSecondaryIndex["PurchaseOrderItem"]):
    """By ID."""

    class Meta:
        index_name = "by_id"
        projection = _SUMMARY

    account_id = UnicodeAttribute(hash_key=True)
    id_sort = UnicodeAttribute(range_key=True)


class PurchaseOrdersByUpdate(LocalSecondaryIndex["PurchaseOrderItem"]):
    """By the time of the last change, and ID."""

    class Meta:
        index_name = "by_update"
        projection = _SUMMARY

    account_id = UnicodeAttribute(hash_key=True)
    update_sort = UnicodeAttribute(range_key=True)


class PurchaseOrdersByValue(LocalSecondaryIndex["PurchaseOrderItem"]):
    """By total value, and ID."""

    class Meta:
        index_name = "by_value"
        projection = _SUMMARY

    account_id = UnicodeAttribute(hash_key=True)
    value_sort = UnicodeAttribute(range_key=True)


class PurchaseOrdersByBalance(LocalSecondaryIndex["PurchaseOrderItem"]):
    """By balance, and ID."""

    class Meta:
        index_name = "by_balance"
        projection = _SUMMARY

    account_id = UnicodeAttribute(hash_key=True)
    balance_sort = UnicodeAttribute(range_key=True)


class PurchaseOrdersByExpiration(GlobalSecondaryIndex["PurchaseOrderItem"]):
    """Unsuspended ones with contacts by expiration month; eventually consistent."""

    class Meta:
        index_name = "by_expiration"
        projection = _SUMMARY

    expires_in = UnicodeAttribute(hash_key=True)
    account_id = UnicodeAttribute(range_key=True)


class PurchaseOrderItem(PurchaseOrdersTable):
    """A whole purchase order, or the tombstone of one, which no index lists."""

    listing = UnicodeAttribute(null=True)
    id_sort = UnicodeAttribute(null=True)
    update_sort = UnicodeAttribute(null=True)
    value_sort = UnicodeAttribute(null=True)
    balance_sort = UnicodeAttribute(null=True)
    expires_in = UnicodeAttribute(null=True)
    by_listing = PurchaseOrdersByListing()
    by_id = PurchaseOrdersById()
    by_update = PurchaseOrdersByUpdate()
    by_value = PurchaseOrdersByValue()
    by_balance = PurchaseOrdersByBalance()
    by_expiration = PurchaseOrdersByExpiration()

    key = UnicodeAttribute()
    revision = NumberAttribute()
    summary = SummaryMap()
    ship_to = UnicodeAttribute(default="")
    tax_registration_numbers = ListAttribute(of=UnicodeAttribute)
    invoice_units = ListAttribute(of=UnicodeAttribute)
    contacts = ListAttribute(of=ContactMap)
    balance_thresholds = JSONAttribute(null=True)
    line_items = ListAttribute(of=LineItemMap)
    retired_line_numbers = ListAttribute(of=UnicodeAttribute)
    retired_invoice_count = NumberAttribute()


class QuotaItem(PurchaseOrdersTable):
    """How many unsuspended purchase orders expire in which month."""

    expiring = JSONAttribute()
    revision = NumberAttribute()
