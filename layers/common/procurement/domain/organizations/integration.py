"""The integration of AWS Billing with AWS Marketplace, set up by the payer (R-163 to R-167)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from procurement.domain.errors import InvalidAccountState, StaleVersion

MAX_CHANGES: Final = 100
"""Changes that the switch itself remembers; the ledger has all of them."""


@dataclass(frozen=True, slots=True)
class IntegrationChange:
    """From `at` on the integration was enabled, or was not."""

    at: datetime
    is_enabled: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class MarketplaceIntegration:
    """Whether Marketplace may write purchase orders of `account_id`; version 0 is the default.

    That of a management account covers its whole organization (R-166). `changes` are the latest,
    oldest first.
    """

    account_id: str
    is_enabled: bool = True
    changes: tuple[IntegrationChange, ...] = ()
    version: int = 0

    def expect_version(self, expected: int | None) -> None:
        """`StaleVersion` when the caller saw another version than the present one."""
        if expected is not None and expected != self.version:
            raise StaleVersion(
                f"the integration is at version {self.version}, not {expected}",
                resource_type="MarketplaceIntegration",
                resource_id=self.account_id,
            )

    def expect_enabled(self) -> None:
        """`InvalidAccountState` while a call that carries purchase orders is refused (R-167)."""
        if not self.is_enabled:
            raise InvalidAccountState(
                "purchase orders cannot be used in AWS Marketplace: its integration with AWS "
                f"Billing is off, and only account {self.account_id} can switch it on"
            )

    def switched(self, is_enabled: bool, at: datetime) -> "MarketplaceIntegration":
        """The switch in that position; the very same object when it stands so."""
        if is_enabled is self.is_enabled:
            return self
        change = IntegrationChange(at, is_enabled)
        return replace(
            self,
            is_enabled=is_enabled,
            changes=(*self.changes, change)[-MAX_CHANGES:],
            version=self.version + 1,
        )
