"""An organization: a management account, which pays, and the accounts that it pays for."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from procurement.domain.errors import QuotaExceeded
from procurement.domain.ids import derived_id

MAX_ACCOUNTS: Final = 10_000
"""Accounts of one organization, invited ones included, beside its management account."""
MAX_TRANSFERS_OFFERED: Final = 10_000
"""Billing transfers that one organization ever offers to others."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Organization:
    """The organization of `management_account_id`, which is its payer (R-001).

    `accounts` counts its other accounts and its open invitations, `transfers_offered` the billing
    transfers that it ever invited others to.
    """

    organization_id: str
    management_account_id: str
    created_at: datetime
    accounts: int = 0
    transfers_offered: int = 0
    version: int = 1

    @classmethod
    def created(cls, management_account_id: str, at: datetime) -> "Organization":
        """A new one, of nobody but its management account; its ID has AWS's shape, ``o-…``."""
        return cls(
            organization_id=derived_id("o", management_account_id, at.isoformat()),
            management_account_id=management_account_id,
            created_at=at,
        )

    def with_another(self) -> "Organization":
        """The organization with one more account or invitation; `QuotaExceeded` when it is full."""
        if self.accounts >= MAX_ACCOUNTS:
            raise QuotaExceeded(
                f"an organization has at most {MAX_ACCOUNTS} accounts and invitations",
                quota="OrganizationAccounts",
                limit=MAX_ACCOUNTS,
            )
        return replace(self, accounts=self.accounts + 1, version=self.version + 1)

    def with_one_less(self) -> "Organization":
        """The organization after an account left, or an invitation came to nothing."""
        return replace(self, accounts=self.accounts - 1, version=self.version + 1)

    def offering_transfer(self) -> "Organization":
        """The organization with one more billing transfer offered; `QuotaExceeded` at the end."""
        if self.transfers_offered >= MAX_TRANSFERS_OFFERED:
            raise QuotaExceeded(
                f"an organization offers at most {MAX_TRANSFERS_OFFERED} billing transfers",
                quota="BillingTransfersOffered",
                limit=MAX_TRANSFERS_OFFERED,
            )
        return replace(self, transfers_offered=self.transfers_offered + 1, version=self.version + 1)


class AccountState(StrEnum):
    """INVITED until the account accepts; nobody becomes the payer of a stranger."""

    INVITED = "INVITED"
    ACTIVE = "ACTIVE"


@dataclass(frozen=True, kw_only=True, slots=True)
class OrganizationAccount:
    """An account of an organization other than its management account, or one invited to it."""

    organization_id: str
    management_account_id: str
    account_id: str
    state: AccountState
    invited_at: datetime | None = None
    joined_at: datetime | None = None

    @property
    def is_invited(self) -> bool:
        """Whether it has not answered yet."""
        return self.state is AccountState.INVITED

    def joined(self, at: datetime) -> "OrganizationAccount":
        """The account as one that is paid for from `at` on."""
        return replace(self, state=AccountState.ACTIVE, joined_at=at)
