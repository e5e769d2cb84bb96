"""Who pays for whom: stored organizations and the accounts that others administer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Iterable, Mapping

    from procurement.domain.organizations.billing_transfer import BillingTransfer
    from procurement.domain.organizations.membership import Membership
    from procurement.domain.organizations.organization import Organization, OrganizationAccount
    from procurement.service.ports.page import Page


class Accounts(Protocol):
    """Billing accounts, as far as this deployment must know of them."""

    def administrator_of(self, account_id: str) -> str | None:
        """The account that may act for this billing account, or None."""

    def administer(self, account_id: str, administrator: str) -> None:
        """Stage who may act for it; the commit raises `NotAllowed` when another one does."""


class Organizations(Protocol):
    """Organizations: who pays for whom."""

    def membership(self, account_id: str) -> Membership:
        """Where the account belongs and belonged."""

    def memberships(self, account_ids: Iterable[str]) -> Mapping[str, Membership]:
        """The membership of each of these accounts."""

    def managed_by(self, management_account_id: str) -> Organization | None:
        """The organization of a management account, or None."""

    def account(self, management_account_id: str, account_id: str) -> OrganizationAccount | None:
        """An account of the organization, or one invited to it, or None."""

    def page_of_accounts(
        self, management_account_id: str, *, limit: int, token: str | None
    ) -> Page[OrganizationAccount]:
        """One page of the organization's accounts, invited ones too, by ID."""

    def invitation(self, account_id: str, organization_id: str) -> OrganizationAccount | None:
        """The open invitation of the account to this organization, or None."""

    def page_of_invitations(
        self, account_id: str, *, limit: int, token: str | None
    ) -> Page[OrganizationAccount]:
        """One page of the account's open invitations, by organization."""

    def save(self, before: Organization | None, after: Organization) -> None:
        """Stage the organization; the commit raises `LostRace` unless `before` still stands."""

    def remove(self, organization: Organization) -> None:
        """Stage its end; the commit raises `LostRace` unless it still stands so."""

    def save_membership(self, before: Membership, after: Membership) -> None:
        """Stage the membership; the commit raises `LostRace` unless `before` still stands."""

    def hold_membership(self, membership: Membership) -> None:
        """Stage a check that it still stands; the commit raises `PayerChanged` otherwise."""

    def save_account(
        self, before: OrganizationAccount | None, after: OrganizationAccount | None
    ) -> None:
        """Stage an account of an organization, None for none, with its invitation.

        The commit raises `LostRace` unless `before` still stands.
        """


class BillingTransfers(Protocol):
    """Billing transfers, as both of their accounts know them; who agreed is in `Membership`."""

    def find(self, account_id: str, transfer_id: str) -> BillingTransfer | None:
        """A transfer that the account is the source or the target of, or None."""

    def get(self, account_id: str, transfer_id: str) -> BillingTransfer:
        """The same; `BillingTransferNotFound` when there is none."""

    def page_of_inbound(
        self, account_id: str, *, limit: int, token: str | None
    ) -> Page[BillingTransfer]:
        """One page of the transfers that bring bills to the account."""

    def page_of_outbound(
        self, account_id: str, *, limit: int, token: str | None
    ) -> Page[BillingTransfer]:
        """One page of the transfers that take the account's bill elsewhere."""

    def save(self, before: BillingTransfer | None, after: BillingTransfer) -> None:
        """Stage it for both; the commit raises `LostRace` unless `before` still stands."""
