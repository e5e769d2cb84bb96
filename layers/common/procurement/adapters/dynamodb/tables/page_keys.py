"""The keys that seal tokens of pages."""

from pynamodb.attributes import BinaryAttribute, TTLAttribute

from procurement.adapters.dynamodb.tables.base import PageKeysTable


class PageKeyItem(PageKeysTable):
    """The key of one day, which DynamoDB deletes some days later."""

    key = BinaryAttribute(legacy_encoding=False)
    expires_at = TTLAttribute()
