"""Who pays for whom: organizations, invitations, stays and billing transfers."""

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from procurement.adapters.dynamodb.attributes import InstantAttribute
from procurement.adapters.dynamodb.tables.base import PurchaseOrdersTable


class AccountItem(PurchaseOrdersTable):
    """Who administers a billing account."""

    administrator = UnicodeAttribute()


class OrganizationItem(PurchaseOrdersTable):
    """The organization of a management account."""

    organization_id = UnicodeAttribute()
    created_at = InstantAttribute()
    accounts = NumberAttribute()
    transfers_offered = NumberAttribute()
    version = NumberAttribute()


class OrganizationAccountItem(PurchaseOrdersTable):
    """An account of an organization, or one invited to it, beside its management account."""

    organization_id = UnicodeAttribute()
    state = UnicodeAttribute()
    invited_at = InstantAttribute(null=True)
    joined_at = InstantAttribute(null=True)


class InvitationItem(PurchaseOrdersTable):
    """An open invitation, beside the account that it is for."""

    management_account_id = UnicodeAttribute()
    invited_at = InstantAttribute()


class MembershipItem(PurchaseOrdersTable):
    """All stays of an account in organizations, and the billing transfers that it agreed to."""

    stays = JSONAttribute()
    # Each a list: transfer, other account, first and last billing period.
    outbound = JSONAttribute(null=True)
    inbound = JSONAttribute(null=True)
    version = NumberAttribute()


class BillingTransferItem(PurchaseOrdersTable):
    """A billing transfer, beside either of its two accounts."""

    version = NumberAttribute()
    document = JSONAttribute()
