"""The items of every table, as PynamoDB models. `docs/data-model.md` explains keys and indexes.

Names of tables come from the settings, at the first use and never at import.
"""

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.connection import Connection
from pynamodb.indexes import (
    AllProjection,
    GlobalSecondaryIndex,
    IncludeProjection,
    KeysOnlyProjection,
    LocalSecondaryIndex,
)
from pynamodb.models import Model

from procurement.adapters.dynamodb.attributes import (
    CompressedJsonAttribute,
    DateAttribute,
    DecimalAttribute,
    InstantAttribute,
    MonthAttribute,
)
from procurement.adapters.dynamodb.notice_items import (
    CalendarLinkItem,
    MailItem,
    MailsByTime,
    NoticeSettingsItem,
)
from procurement.adapters.dynamodb.purchase_order_item import PurchaseOrderItem
from procurement.settings import Settings

_CONNECT_SECONDS = 2
_READ_SECONDS = 5
_ATTEMPTS = 4


class _Meta:
    """What every table shares; `bind` adds name and region."""

    table_name = "unbound"


class QuotaItem(Model):
    """How many unsuspended purchase orders expire in which month."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    expiring = JSONAttribute()
    revision = NumberAttribute()


class AccountItem(Model):
    """Who administers a billing account."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    administrator = UnicodeAttribute()


class OrganizationItem(Model):
    """The organization of a management account."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    organization_id = UnicodeAttribute()
    created_at = InstantAttribute()
    accounts = NumberAttribute()
    transfers_offered = NumberAttribute()
    version = NumberAttribute()


class OrganizationAccountItem(Model):
    """An account of an organization, or one invited to it, beside its management account."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    organization_id = UnicodeAttribute()
    state = UnicodeAttribute()
    invited_at = InstantAttribute(null=True)
    joined_at = InstantAttribute(null=True)


class InvitationItem(Model):
    """An open invitation, beside the account that it is for."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    management_account_id = UnicodeAttribute()
    invited_at = InstantAttribute()


class MembershipItem(Model):
    """All stays of an account in organizations, and the billing transfers that it agreed to."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    stays = JSONAttribute()
    # Each a list: transfer, other account, first and last billing period.
    outbound = JSONAttribute(null=True)
    inbound = JSONAttribute(null=True)
    version = NumberAttribute()


class BillingTransferItem(Model):
    """A billing transfer, beside either of its two accounts."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    document = JSONAttribute()


class BillingItem(Model):
    """One of an account's billing settings: names of the units, payment settings, integration
    with Marketplace, a unit, or a portal preference.

    They lie together, so that one query reads them all; each kind has its own of the attributes.
    """

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    # The names of all units.
    names = ListAttribute(of=UnicodeAttribute, null=True)
    revision = NumberAttribute(null=True)
    # Payment settings and units.
    version = NumberAttribute(null=True)
    updated_at = InstantAttribute(null=True)
    # Payment settings.
    bill_to = UnicodeAttribute(null=True)
    payment_terms = UnicodeAttribute(null=True)
    net_payment_days = NumberAttribute(null=True)
    tax_registration_numbers = JSONAttribute(null=True)
    preferred_currency = UnicodeAttribute(null=True)
    buyer = JSONAttribute(null=True)
    consolidates_daily = BooleanAttribute(null=True)
    # A unit.
    name = UnicodeAttribute(null=True)
    invoice_receiver = UnicodeAttribute(null=True)
    description = UnicodeAttribute(null=True)
    is_tax_inheritance_disabled = BooleanAttribute(null=True)
    linked_accounts = CompressedJsonAttribute(null=True)
    bill_source_accounts = CompressedJsonAttribute(null=True)
    # The integration with Marketplace.
    is_enabled = BooleanAttribute(null=True)
    changes = JSONAttribute(null=True)
    # A portal preference.
    document = CompressedJsonAttribute(null=True)


class EntitiesItem(Model):
    """The table of invoicing entities, once it was replaced."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    updated_at = InstantAttribute()
    document = JSONAttribute()


class TaxRulesItem(Model):
    """The tax rules of the deployment; each of `rules` holds the fields of one."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    updated_at = InstantAttribute()
    rules = CompressedJsonAttribute()


class RatesItem(Model):
    """What currencies were worth in a month."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    updated_at = InstantAttribute()
    days = CompressedJsonAttribute()


class RadarItem(Model):
    """Who gets an account's radar by mail."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    subscribers = JSONAttribute()
    days = NumberAttribute()
    version = NumberAttribute()
    updated_at = InstantAttribute()


class ApprovalSettingsItem(Model):
    """An account's approval plans, or its procurement system; `document` holds the fields."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    document = JSONAttribute()


class PortalOrderItem(Model):
    """The last document that a procurement portal sent about an order."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    revision = NumberAttribute()
    document = JSONAttribute()


class OffersByProposer(GlobalSecondaryIndex["AgreementItem"]):
    """Offers of a seller, newest last; eventually consistent."""

    class Meta:
        index_name = "by_proposer"
        projection = AllProjection()

    proposed_by = UnicodeAttribute(hash_key=True)
    sorted_at = UnicodeAttribute(range_key=True)


class AgreementsByAcceptor(GlobalSecondaryIndex["AgreementItem"]):
    """Agreements of a buyer, newest last; eventually consistent."""

    class Meta:
        index_name = "by_acceptor"
        projection = AllProjection()

    accepted_by = UnicodeAttribute(hash_key=True)
    sorted_at = UnicodeAttribute(range_key=True)


class AwaitingAgreements(GlobalSecondaryIndex["AgreementItem"]):
    """Agreements that something happens to by itself, by when; eventually consistent."""

    class Meta:
        index_name = "awaiting"
        projection = KeysOnlyProjection()

    awaited_in = UnicodeAttribute(hash_key=True)
    awaited_at = UnicodeAttribute(range_key=True)


class AgreementsByMonth(GlobalSecondaryIndex["AgreementItem"]):
    """Agreements with scheduled payments by the month of acceptance; eventually consistent."""

    class Meta:
        index_name = "by_month"
        projection = IncludeProjection(["proposed_by"])

    sold_in = UnicodeAttribute(hash_key=True)
    sorted_at = UnicodeAttribute(range_key=True)


class AgreementItem(Model):
    """An offer (part OFFER) or an agreement (part AGREEMENT); `document` holds its fields."""

    class Meta(_Meta):
        pass

    resource_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    proposed_by = UnicodeAttribute(null=True)
    accepted_by = UnicodeAttribute(null=True)
    sold_in = UnicodeAttribute(null=True)
    sorted_at = UnicodeAttribute()
    awaited_in = UnicodeAttribute(null=True)
    awaited_at = UnicodeAttribute(null=True)
    version = NumberAttribute()
    document = JSONAttribute()
    by_proposer = OffersByProposer()
    by_acceptor = AgreementsByAcceptor()
    by_month = AgreementsByMonth()
    awaiting = AwaitingAgreements()


class ActiveAgreementsItem(Model):
    """How many agreements of an account on a product end on which day."""

    class Meta(_Meta):
        pass

    resource_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    ending = JSONAttribute()
    revision = NumberAttribute()


class RequestItem(Model):
    """A seller's request to cancel, or for a payment; `document` holds its fields."""

    class Meta(_Meta):
        pass

    resource_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    proposed_by = UnicodeAttribute()
    accepted_by = UnicodeAttribute()
    sorted_at = UnicodeAttribute()
    awaited_in = UnicodeAttribute(null=True)
    awaited_at = UnicodeAttribute(null=True)
    version = NumberAttribute()
    document = JSONAttribute()


class OpenCancellationItem(Model):
    """Which cancellation request of an agreement is open, if any, and when silence approves it."""

    class Meta(_Meta):
        pass

    resource_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    request_id = UnicodeAttribute(null=True)
    answer_by = InstantAttribute(null=True)


class PaymentBalanceItem(Model):
    """What an agreement's payment requests, pending or approved, add up to."""

    class Meta(_Meta):
        pass

    resource_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    requested = DecimalAttribute()
    version = NumberAttribute()


class ChangeSetsByStarter(GlobalSecondaryIndex["ChangeSetItem"]):
    """Change sets of a seller, by the time they were started; eventually consistent."""

    class Meta:
        index_name = "by_proposer"
        projection = AllProjection()

    proposed_by = UnicodeAttribute(hash_key=True)
    sorted_at = UnicodeAttribute(range_key=True)


class ChangeSetItem(Model):
    """A change set of the catalog; `document` holds its fields."""

    class Meta(_Meta):
        pass

    resource_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    proposed_by = UnicodeAttribute()
    sorted_at = UnicodeAttribute()
    version = NumberAttribute()
    document = CompressedJsonAttribute()
    by_starter = ChangeSetsByStarter()


class EntityLockItem(Model):
    """The change set that an entity waits for."""

    class Meta(_Meta):
        pass

    resource_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    change_set_id = UnicodeAttribute()


class BillingAdjustmentItem(Model):
    """A seller's request to give back some of an invoice; `document` holds its fields."""

    class Meta(_Meta):
        pass

    resource_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    status = UnicodeAttribute()
    awaited_in = UnicodeAttribute(null=True)
    awaited_at = UnicodeAttribute(null=True)
    revision = NumberAttribute()
    document = JSONAttribute()


class UsageItem(Model):
    """A metered usage record, or what an agreement's month adds up to; `document` holds it.

    Only the latter is ever written again, over the `revision` that was read.
    """

    class Meta(_Meta):
        pass

    resource_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    revision = NumberAttribute()
    document = CompressedJsonAttribute()


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


class ChargeItem(Model):
    """One charge."""

    class Meta(_Meta):
        pass

    collection_id = UnicodeAttribute(hash_key=True)
    charge_id = UnicodeAttribute(range_key=True)
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


class ImportItem(Model):
    """The import in force for one source."""

    class Meta(_Meta):
        pass

    collection_id = UnicodeAttribute(hash_key=True)
    charge_id = UnicodeAttribute(range_key=True)
    content_sha256 = UnicodeAttribute()
    account_ids = ListAttribute(of=UnicodeAttribute)
    imported_at = InstantAttribute()


class ContentItem(Model):
    """Which source holds a file content."""

    class Meta(_Meta):
        pass

    collection_id = UnicodeAttribute(hash_key=True)
    charge_id = UnicodeAttribute(range_key=True)
    source = UnicodeAttribute()


class InvoicesByNumber(LocalSecondaryIndex["InvoiceItem"]):
    """Invoices by their number; strongly consistent."""

    class Meta:
        index_name = "by_number"
        projection = AllProjection()

    account_id = UnicodeAttribute(hash_key=True)
    invoice_id = UnicodeAttribute(range_key=True)


class InvoicesByPurchaseOrder(LocalSecondaryIndex["InvoiceItem"]):
    """Invoices by the internal key of their purchase order; strongly consistent."""

    class Meta:
        index_name = "by_purchase_order"
        projection = AllProjection()

    account_id = UnicodeAttribute(hash_key=True)
    booked_as = UnicodeAttribute(range_key=True)


class InvoiceItem(Model):
    """One issued invoice."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    invoice_id = UnicodeAttribute()
    booked_as = UnicodeAttribute(null=True)
    by_number = InvoicesByNumber()
    by_purchase_order = InvoicesByPurchaseOrder()

    sequence = NumberAttribute()
    draft_id = UnicodeAttribute()
    type = UnicodeAttribute()
    invoicing_entity = UnicodeAttribute()
    kind = UnicodeAttribute()
    billing_period = MonthAttribute()
    currency = UnicodeAttribute()
    total_before_tax = DecimalAttribute()
    tax = DecimalAttribute()
    issued_at = InstantAttribute()
    due_on = DateAttribute()
    tax_registration_number = UnicodeAttribute(null=True)
    invoice_unit = UnicodeAttribute(null=True)
    bill_source = UnicodeAttribute(null=True)
    purchase_order_reference = UnicodeAttribute(null=True)
    purchase_order_id = UnicodeAttribute(null=True)
    line_item_number = UnicodeAttribute(null=True)
    original_invoice_id = UnicodeAttribute(null=True)
    description = UnicodeAttribute(null=True)
    adjusting = UnicodeAttribute(null=True)
    edition = NumberAttribute()
    revision = NumberAttribute()
    lines = CompressedJsonAttribute()
    match = CompressedJsonAttribute()
    corrections = CompressedJsonAttribute(null=True)
    delivery = JSONAttribute(null=True)
    taxes = JSONAttribute(null=True)
    currencies = JSONAttribute(null=True)


class EditionItem(Model):
    """An edition of an invoice that another one has replaced."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    summary = JSONAttribute()
    document = CompressedJsonAttribute()


class DocumentsItem(Model):
    """The documents of one edition of an invoice; `document` holds its fields."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    revision = NumberAttribute()
    document = JSONAttribute()


class ReportItem(Model):
    """A seller's billed revenue report of one month."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    status = UnicodeAttribute()
    revision = NumberAttribute()
    document = JSONAttribute()


class SequenceItem(Model):
    """The last invoice number of an issuing entity and receiver; first and last issue."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    last = NumberAttribute()
    first_issued_at = InstantAttribute()
    last_issued_at = InstantAttribute()


class RunItem(Model):
    """An invoice run; what it came to is written once it is over."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    mode = UnicodeAttribute()
    is_closed = BooleanAttribute(null=True)
    started_at = InstantAttribute()
    due_by = InstantAttribute()
    handed_out_at = InstantAttribute(null=True)
    last_settled_at = InstantAttribute(null=True)
    planned = NumberAttribute()
    done = NumberAttribute(null=True)
    failed = NumberAttribute(null=True)
    invoices = NumberAttribute(null=True)
    without_purchase_order = NumberAttribute(null=True)


class RunTallyItem(Model):
    """One of the counters of an invoice run."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    done = NumberAttribute()
    failed = NumberAttribute()
    invoices = NumberAttribute()
    without_purchase_order = NumberAttribute()
    last_settled_at = InstantAttribute()


class RunPartItem(Model):
    """One part of an invoice run."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    receiver_account_id = UnicodeAttribute()
    is_settled = BooleanAttribute()
    invoices = NumberAttribute()
    without_purchase_order = NumberAttribute()
    reason = UnicodeAttribute(null=True)


class PlannedInvoicesItem(Model):
    """What one part of a dry run decided."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    invoices = CompressedJsonAttribute()


class BulkRegenerationItem(Model):
    """A request to regenerate many invoices, or what became of one of them, as `document`."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    document = CompressedJsonAttribute()


class UnsentEvents(GlobalSecondaryIndex["EventItem"]):
    """Events that are not on the bus yet, oldest first; eventually consistent."""

    class Meta:
        index_name = "unsent"
        projection = AllProjection()

    unsent_shard = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)


class EventItem(Model):
    """One event of an account's ledger."""

    class Meta(_Meta):
        pass

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    unsent_shard = UnicodeAttribute(null=True)
    unsent = UnsentEvents()
    # Of mails; here because the first model of a table stands for all of its indexes.
    mails = MailsByTime()
    type = UnicodeAttribute()
    subject = UnicodeAttribute()
    at = InstantAttribute()
    actor = UnicodeAttribute()
    detail = JSONAttribute()


class ToldTimeItem(Model):
    """What a local stack's clock was told: `instant` it was, at the real instant `since`."""

    class Meta(_Meta):
        pass

    clock = UnicodeAttribute(hash_key=True)
    instant = InstantAttribute()
    since = InstantAttribute()


def bind(settings: Settings) -> Connection:
    """Point every model at its table, all over one connection, which comes back.

    Left to itself pynamodb gives every model a client of its own, and each costs as much as the
    first. Models of one table share its keys, so the first one's schema, with all of the indexes,
    serves for all of them.
    """
    connection = Connection(
        region=settings.region,
        connect_timeout_seconds=_CONNECT_SECONDS,
        read_timeout_seconds=_READ_SECONDS,
        max_retry_attempts=_ATTEMPTS,
    )
    names: dict[str, tuple[type[Model], ...]] = {
        settings.purchase_orders_table: (
            PurchaseOrderItem,
            QuotaItem,
            AccountItem,
            BillingItem,
            EntitiesItem,
            TaxRulesItem,
            RatesItem,
            OrganizationItem,
            OrganizationAccountItem,
            InvitationItem,
            MembershipItem,
            BillingTransferItem,
            RadarItem,
            NoticeSettingsItem,
            CalendarLinkItem,
            ApprovalSettingsItem,
            PortalOrderItem,
        ),
        settings.agreements_table: (
            AgreementItem,
            ActiveAgreementsItem,
            BillingAdjustmentItem,
            RequestItem,
            OpenCancellationItem,
            PaymentBalanceItem,
            ChangeSetItem,
            EntityLockItem,
            UsageItem,
        ),
        settings.charges_table: (ChargeItem, ImportItem, ContentItem),
        settings.invoices_table: (
            InvoiceItem,
            EditionItem,
            DocumentsItem,
            SequenceItem,
            ReportItem,
            RunItem,
            RunTallyItem,
            RunPartItem,
            PlannedInvoicesItem,
            BulkRegenerationItem,
        ),
        settings.ledger_table: (EventItem, MailItem),
    }
    if settings.clock_table:
        names[settings.clock_table] = (ToldTimeItem,)
    for name, models in names.items():
        for model in models:
            model.Meta.table_name = name
            model.Meta.region = settings.region
            model._connection = None
            table = model._get_connection()
            if model is models[0]:
                connection.add_meta_table(table.get_meta_table())
            table.connection = connection
    return connection
