"""Organizations and the integration with Marketplace at the edge."""

from typing import Self

from pydantic import ConfigDict, Field

from procurement.domain.organizations.account_listing import ListedAccount
from procurement.domain.organizations.integration import IntegrationChange, MarketplaceIntegration
from procurement.domain.organizations.membership import Stay
from procurement.domain.organizations.organization import AccountState, OrganizationAccount
from procurement.entrypoints.schemas.base import Instant, RequestSchema, Schema
from procurement.service.organizations.read_organizations import OwnMembership


class StayView(Schema):
    """The time that an account spends, or spent, in one organization."""

    organization_id: str = Field(examples=["o-exampleorgid"])
    management_account_id: str
    joined_at: Instant
    left_at: Instant | None

    @classmethod
    def of(cls, stay: Stay) -> Self:
        """A stay of the domain."""
        return cls(
            organization_id=stay.organization_id,
            management_account_id=stay.management_account_id,
            joined_at=stay.joined_at,
            left_at=stay.left_at,
        )


class OrganizationView(Schema):
    """Where the caller's account belongs; `payerAccountId` is who pays for it at `instant`."""

    account_id: str
    organization_id: str | None
    management_account_id: str | None
    is_management_account: bool
    instant: Instant
    payer_account_id: str
    history: list[StayView]

    @classmethod
    def of(cls, own: OwnMembership) -> Self:
        """A membership of the domain."""
        membership = own.membership
        present = membership.present
        return cls(
            account_id=membership.account_id,
            organization_id=present.organization_id if present else None,
            management_account_id=present.management_account_id if present else None,
            is_management_account=membership.is_managing,
            instant=own.instant,
            payer_account_id=own.payer,
            history=[StayView.of(stay) for stay in membership.stays],
        )


class OrganizationAccountView(Schema):
    """An account of an organization, or one that is invited to it."""

    account_id: str
    organization_id: str
    management_account_id: str
    state: AccountState
    invited_at: Instant | None
    joined_at: Instant | None

    @classmethod
    def of(cls, account: OrganizationAccount) -> Self:
        """An account of the domain."""
        return cls(
            account_id=account.account_id,
            organization_id=account.organization_id,
            management_account_id=account.management_account_id,
            state=account.state,
            invited_at=account.invited_at,
            joined_at=account.joined_at,
        )


class OrganizationAccountPage(Schema):
    """One page of accounts, or of invitations."""

    items: list[OrganizationAccountView]
    next_token: str | None


class ListedAccountBody(Schema):
    """One account as AWS Organizations tells it; only its ID counts here."""

    model_config = ConfigDict(extra="ignore")

    id: str | None = Field(None, alias="Id", examples=["444455556666"])


class ImportAccountsRequest(RequestSchema):
    """What ``aws organizations list-accounts`` prints, or a piece of it."""

    accounts: list[ListedAccountBody] = Field(alias="Accounts")

    def listing(self) -> list[ListedAccount]:
        """The domain's unchecked input."""
        return [ListedAccount(account.id) for account in self.accounts]


class ImportedAccountsView(Schema):
    """Every account of the listing but the management account, each a member now."""

    items: list[OrganizationAccountView]


class PutMarketplaceIntegrationRequest(RequestSchema):
    """The position of the switch."""

    is_enabled: bool
    expected_version: int | None = Field(None, ge=0)


class IntegrationChangeView(Schema):
    """From `at` on the integration was enabled, or was not."""

    at: Instant
    is_enabled: bool

    @classmethod
    def of(cls, change: IntegrationChange) -> Self:
        """A change of the domain."""
        return cls(at=change.at, is_enabled=change.is_enabled)


class MarketplaceIntegrationView(Schema):
    """The integration of AWS Billing with AWS Marketplace; `accountId` alone can switch it.

    Version 0 is the deployment's default; `changes` are the latest 100, oldest first.
    """

    account_id: str
    is_enabled: bool
    changes: list[IntegrationChangeView]
    version: int

    @classmethod
    def of(cls, integration: MarketplaceIntegration) -> Self:
        """An integration of the domain."""
        return cls(
            account_id=integration.account_id,
            is_enabled=integration.is_enabled,
            changes=[IntegrationChangeView.of(change) for change in integration.changes],
            version=integration.version,
        )
