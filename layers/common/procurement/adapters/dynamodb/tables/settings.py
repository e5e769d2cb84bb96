"""What an account, or the deployment, has settled about invoices and approvals."""

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
)

from procurement.adapters.dynamodb.attributes import CompressedJsonAttribute, InstantAttribute
from procurement.adapters.dynamodb.tables.base import PurchaseOrdersTable


class BillingItem(PurchaseOrdersTable):
    """One of an account's billing settings: names of the units, payment settings, integration
    with Marketplace, a unit, or a portal preference.

    They lie together, so that one query reads them all; each kind has its own of the attributes.
    """

    # The names of all units.
    names = ListAttribute(of=UnicodeAttribute, null=True)
    revision = NumberAttribute(null=True)
    changed_at = InstantAttribute(null=True)
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
    tags = JSONAttribute(null=True)
    client_token = UnicodeAttribute(null=True)
    # A unit as it was.
    ended_at = InstantAttribute(null=True)
    ended_by = UnicodeAttribute(null=True)
    # The integration with Marketplace.
    is_enabled = BooleanAttribute(null=True)
    changes = JSONAttribute(null=True)
    # A portal preference.
    document = CompressedJsonAttribute(null=True)


class EntitiesItem(PurchaseOrdersTable):
    """The table of invoicing entities, once it was replaced."""

    version = NumberAttribute()
    updated_at = InstantAttribute()
    document = JSONAttribute()


class TaxRulesItem(PurchaseOrdersTable):
    """The tax rules of the deployment; each of `rules` holds the fields of one."""

    version = NumberAttribute()
    updated_at = InstantAttribute()
    rules = CompressedJsonAttribute()


class RatesItem(PurchaseOrdersTable):
    """What currencies were worth in a month."""

    version = NumberAttribute()
    updated_at = InstantAttribute()
    days = CompressedJsonAttribute()


class ApprovalSettingsItem(PurchaseOrdersTable):
    """An account's approval plans, or its procurement system; `document` holds the fields."""

    version = NumberAttribute()
    document = JSONAttribute()


class AccessSettingsItem(PurchaseOrdersTable):
    """An account's access policies and the set of actions; `document` holds the fields."""

    version = NumberAttribute()
    document = CompressedJsonAttribute()


class PortalOrderItem(PurchaseOrdersTable):
    """The last document that a procurement portal sent about an order."""

    revision = NumberAttribute()
    document = JSONAttribute()
