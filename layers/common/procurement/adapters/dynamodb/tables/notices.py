"""Who is told of what, and who may read a calendar."""

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from procurement.adapters.dynamodb.attributes import InstantAttribute
from procurement.adapters.dynamodb.tables.base import PurchaseOrdersTable


class RadarItem(PurchaseOrdersTable):
    """Who gets an account's radar by mail."""

    subscribers = JSONAttribute()
    days = NumberAttribute()
    version = NumberAttribute()
    updated_at = InstantAttribute()


class NoticeSettingsItem(PurchaseOrdersTable):
    """Who in an account is told of which invoices."""

    contacts = JSONAttribute()
    invoice_notices = JSONAttribute()
    version = NumberAttribute()
    updated_at = InstantAttribute()


class CalendarLinkItem(PurchaseOrdersTable):
    """The account's link to its calendar, or under the hash of its token whose calendar it is."""

    owner_account_id = UnicodeAttribute()
    token_hash = UnicodeAttribute()
    created_at = InstantAttribute()
