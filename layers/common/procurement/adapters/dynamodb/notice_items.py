"""The items of notices and calendar links, and the log of mails. `docs/data-model.md` has them."""

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from procurement.adapters.dynamodb.attributes import InstantAttribute


class NoticeSettingsItem(Model):
    """Who in an account is told of which invoices."""

    class Meta:
        table_name = "unbound"

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    contacts = JSONAttribute()
    invoice_notices = JSONAttribute()
    version = NumberAttribute()
    updated_at = InstantAttribute()


class CalendarLinkItem(Model):
    """The account's link to its calendar, or under the hash of its token whose calendar it is."""

    class Meta:
        table_name = "unbound"

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    owner_account_id = UnicodeAttribute()
    token_hash = UnicodeAttribute()
    created_at = InstantAttribute()


class MailsByTime(GlobalSecondaryIndex["MailItem"]):
    """Mails of an account by the time at which they were claimed; eventually consistent."""

    class Meta:
        index_name = "mails"
        projection = AllProjection()

    mailed_by = UnicodeAttribute(hash_key=True)
    mailed_as = UnicodeAttribute(range_key=True)


class MailItem(Model):
    """One mail: claimed before it is sent, so that it goes out at most once."""

    class Meta:
        table_name = "unbound"

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
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
