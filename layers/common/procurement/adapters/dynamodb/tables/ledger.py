"""The ledger's events, and the log of mails."""

from pynamodb.attributes import JSONAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from procurement.adapters.dynamodb.attributes import InstantAttribute
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


class EventItem(LedgerTable):
    """One event of an account's ledger."""

    unsent_shard = UnicodeAttribute(null=True)
    unsent = UnsentEvents()
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
