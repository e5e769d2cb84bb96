"""The ledger's events, and the log of mails."""

from pynamodb.attributes import JSONAttribute, UnicodeAttribute
from pynamodb.indexes import (
    AllProjection,
    GlobalSecondaryIndex,
    IncludeProjection,
    LocalSecondaryIndex,
)

from procurement.adapters.dynamodb.attributes import CompressedJsonAttribute, InstantAttribute
from procurement.adapters.dynamodb.tables.base import LedgerTable


class MailsByTime(GlobalSecondaryIndex["MailItem"]):
    """Mails of an account by the time at which they were claimed; eventually consistent."""

    class Meta:
        index_name = "mails"
        projection = AllProjection()

    mailed_by = UnicodeAttribute(hash_key=True)
    mailed_as = UnicodeAttribute(range_key=True)


class UnsentEvents(GlobalSecondaryIndex["EventItem"]):
    """Events that are not on the bus yet, oldest first; eventually consistent."""

    class Meta:
        index_name = "unsent"
        projection = AllProjection()

    unsent_shard = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)


class EventsByPurchaseOrder(LocalSecondaryIndex["EventItem"]):
    """Events that concern a purchase order, oldest first; strongly consistent.

    It carries what an event says, and so is not written again when an event was announced.
    """

    class Meta:
        index_name = "by_purchase_order"
        projection = IncludeProjection(["type", "subject", "at", "actor", "detail"])

    account_id = UnicodeAttribute(hash_key=True)
    concerned_as = UnicodeAttribute(range_key=True)


class EventItem(LedgerTable):
    """One event of an account's ledger, or its copy for one more purchase order."""

    unsent_shard = UnicodeAttribute(null=True)
    concerned_as = UnicodeAttribute(null=True)
    unsent = UnsentEvents()
    by_purchase_order = EventsByPurchaseOrder()
    # Of mails; here because the first model of a table stands for all of its indexes.
    mails = MailsByTime()
    type = UnicodeAttribute()
    subject = UnicodeAttribute()
    at = InstantAttribute()
    actor = UnicodeAttribute()
    detail = JSONAttribute()


class MailItem(LedgerTable):
    """One mail: claimed before it is sent, so that it goes out at most once."""

    mailed_by = UnicodeAttribute()
    mailed_as = UnicodeAttribute()
    mails = MailsByTime()
    at = InstantAttribute()
    kind = UnicodeAttribute()
    about = UnicodeAttribute()
    to = UnicodeAttribute()
    subject = UnicodeAttribute()
    status = UnicodeAttribute()
    message_id = UnicodeAttribute(null=True)


class WritesItem(LedgerTable):
    """What one transaction wrote: each of `writes` holds a table's name, the keys of an item there,
    its digest and marks; these two are missing where it was deleted.
    """

    writes = CompressedJsonAttribute()
    seal = UnicodeAttribute(null=True)


class BlockItem(LedgerTable):
    """One block of a ledger's chain: entries and their seals, and the seal of the block before."""

    previous = UnicodeAttribute()
    entries = CompressedJsonAttribute()
    seal = UnicodeAttribute(null=True)
