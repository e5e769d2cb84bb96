"""Charges, and the imports that they came from."""

from pynamodb.attributes import ListAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import (
    AllProjection,
    GlobalSecondaryIndex,
    KeysOnlyProjection,
    LocalSecondaryIndex,
)

from procurement.adapters.dynamodb.attributes import (
    CompressedJsonAttribute,
    DateAttribute,
    DecimalAttribute,
    InstantAttribute,
    MonthAttribute,
)
from procurement.adapters.dynamodb.tables.base import ChargesTable


class OpenCharges(LocalSecondaryIndex["ChargeItem"]):
    """Charges of a collection that no invoice has settled, by due time; strongly consistent."""

    class Meta:
        index_name = "open"
        projection = AllProjection()

    collection_id = UnicodeAttribute(hash_key=True)
    due_sort = UnicodeAttribute(range_key=True)


class DueCharges(GlobalSecondaryIndex["ChargeItem"]):
    """Charges that no invoice has settled, by due time, over several shards."""

    class Meta:
        index_name = "due"
        projection = AllProjection()

    due_shard = UnicodeAttribute(hash_key=True)
    due_sort = UnicodeAttribute(range_key=True)


class OpenChargesByReceiver(GlobalSecondaryIndex["ChargeItem"]):
    """Charges of a receiver that no invoice has settled, by due time; eventually consistent."""

    class Meta:
        index_name = "open_by_receiver"
        projection = KeysOnlyProjection()

    receiver_account_id = UnicodeAttribute(hash_key=True)
    due_sort = UnicodeAttribute(range_key=True)


class ChargesBySubscriber(GlobalSecondaryIndex["ChargeItem"]):
    """Marketplace charges of a buyer over all agreements; eventually consistent."""

    class Meta:
        index_name = "by_subscriber"
        projection = AllProjection()

    listed_for = UnicodeAttribute(hash_key=True)
    listed_as = UnicodeAttribute(range_key=True)


class ChargeItem(ChargesTable):
    """One charge."""

    due_shard = UnicodeAttribute(null=True)
    due_sort = UnicodeAttribute(null=True)
    listed_for = UnicodeAttribute(null=True)
    listed_as = UnicodeAttribute(null=True)
    open = OpenCharges()
    due = DueCharges()
    open_by_receiver = OpenChargesByReceiver()
    by_subscriber = ChargesBySubscriber()

    receiver_account_id = UnicodeAttribute()
    subscriber_account_id = UnicodeAttribute()
    invoicing_entity = UnicodeAttribute()
    kind = UnicodeAttribute()
    timing = UnicodeAttribute()
    currency = UnicodeAttribute()
    amount = DecimalAttribute()
    tax = DecimalAttribute()
    billing_period = MonthAttribute()
    due_at = InstantAttribute()
    description = UnicodeAttribute()
    charge_date = DateAttribute(null=True)
    revision = NumberAttribute()
    state = UnicodeAttribute()
    agreement_id = UnicodeAttribute(null=True)
    agreement_type = UnicodeAttribute(null=True)
    installment_number = NumberAttribute(null=True)
    installment_count = NumberAttribute(null=True)
    purchase_order_reference = UnicodeAttribute(null=True)
    purchase_order_line = UnicodeAttribute()
    net_payment_days = NumberAttribute(null=True)
    tax_registration_number = UnicodeAttribute(null=True)
    source = UnicodeAttribute(null=True)
    invoice_id = UnicodeAttribute(null=True)
    claimed_by = UnicodeAttribute(null=True)
    bill_source = UnicodeAttribute(null=True)
    last_period = MonthAttribute(null=True)
    late_periods = ListAttribute(of=UnicodeAttribute, null=True)
    usage = CompressedJsonAttribute(null=True)


class ImportItem(ChargesTable):
    """The import in force for one source; one from before the lists has its accounts itself."""

    content_sha256 = UnicodeAttribute()
    account_lists = NumberAttribute(null=True)
    account_ids = ListAttribute(of=UnicodeAttribute, null=True)
    imported_at = InstantAttribute()


class ImportedAccountsItem(ChargesTable):
    """Some of the billing accounts that the import in force speaks of."""

    account_ids = CompressedJsonAttribute()


class RefusedDropItem(ChargesTable):
    """One drop of a source whose file was refused whole."""

    refused_at = InstantAttribute()


class ContentItem(ChargesTable):
    """Which source holds a file content."""

    source = UnicodeAttribute()
