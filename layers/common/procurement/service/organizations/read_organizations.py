"""Read who belongs to whom, each account its own side of it (R-001, R-376)."""

from dataclasses import dataclass
from datetime import datetime

from procurement.domain.errors import NotAllowed
from procurement.domain.organizations.integration import MarketplaceIntegration
from procurement.domain.organizations.membership import Membership
from procurement.domain.organizations.organization import OrganizationAccount
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnMembership:
    """An account's membership, and who pays for it at `instant`."""

    membership: Membership
    instant: datetime

    @property
    def payer(self) -> str:
        """The management account, or the account itself."""
        return self.membership.payer_at(self.instant)


def get_membership(
    instant: datetime | None, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> OwnMembership:
    """The caller's own, of all organizations that it was ever in; with its payer at `instant`.

    Without an instant: now. Nothing is told about other accounts.
    """
    with unit_of_work() as unit:
        membership = unit.organizations.membership(caller.account_id)
    return OwnMembership(membership=membership, instant=instant or clock.now())


def list_accounts(
    limit: int, token: str | None, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> Page[OrganizationAccount]:
    """One page of the accounts that the caller pays for, invited ones too.

    `NotAllowed` unless the caller is a management account.
    """
    with unit_of_work() as unit:
        if not unit.organizations.membership(caller.account_id).is_managing:
            raise NotAllowed("the accounts of an organization are told to its management account")
        return unit.organizations.page_of_accounts(caller.account_id, limit=limit, token=token)


def list_invitations(
    limit: int, token: str | None, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> Page[OrganizationAccount]:
    """One page of the open invitations to the caller's account."""
    with unit_of_work() as unit:
        return unit.organizations.page_of_invitations(caller.account_id, limit=limit, token=token)


def get_integration(caller: Caller, unit_of_work: UnitOfWorkFactory) -> MarketplaceIntegration:
    """The integration that covers the caller's account: its payer's (R-166)."""
    with unit_of_work() as unit:
        payer = unit.organizations.membership(caller.account_id).payer
        return unit.billing_settings.integration(payer)
