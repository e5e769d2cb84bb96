"""What events about an account's settings and its organization say."""

from procurement.entrypoints.event_schemas.base import AccountId, EventData, MonthText, Sha256


class InvoiceUnitData(EventData):
    """An invoice unit; `linkedAccounts` and `billSourceAccounts` count its accounts."""

    name: str
    version: int
    invoice_receiver: str
    linked_accounts: int
    bill_source_accounts: int


class PaymentSettingsData(EventData):
    """How an account pays."""

    version: int
    payment_terms: str
    net_payment_days: int | None
    preferred_currency_code: str | None


class PortalPreferenceData(EventData):
    """A procurement portal, and how far it is set up."""

    procurement_portal_preference_id: str
    procurement_portal_name: str
    version: int
    einvoice_delivery_preference_status: str | None
    purchase_order_retrieval_preference_status: str | None


class InvoicingEntitiesData(EventData):
    """Sellers of record that came and went."""

    version: int
    added: list[str]
    removed: list[str]


class ExchangeRatesData(EventData):
    """For how many days of a month rates are known."""

    month: MonthText
    version: int
    days: int


class TaxRulesData(EventData):
    """How many tax rules there are."""

    version: int
    rules: int


class AccessPolicyData(EventData):
    """A policy, whom it binds, and the SHA-256 of its document."""

    name: str
    principals: list[str]
    document_sha256: Sha256


class AccessPoliciesData(EventData):
    """All access policies that there are now."""

    version: int
    policies: list[AccessPolicyData]


class ConsoleActionSetData(EventData):
    """Which set of actions counts in access policies."""

    version: int
    action_set: str


class OrganizationData(EventData):
    """An organization."""

    organization_id: str


class MembershipData(EventData):
    """An account that is invited to an organization, joins or leaves it."""

    organization_id: str
    management_account_id: AccountId
    account_id: AccountId


class MarketplaceIntegrationData(EventData):
    """Whether AWS Marketplace may write the account's purchase orders."""

    version: int
    is_enabled: bool


class BillingTransferData(EventData):
    """A transfer of an organization's bills to another account."""

    transfer_id: str
    source_account_id: AccountId
    target_account_id: AccountId
    first_billing_period: MonthText
    last_billing_period: MonthText | None
    status: str
