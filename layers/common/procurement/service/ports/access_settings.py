"""Who may do what with an account's purchase orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from procurement.domain.access.access_settings import AccessSettings


class AccessSettingsStore(Protocol):
    """Access policies of billing accounts, and the set of actions that counts in them."""

    def of_account(self, account_id: str) -> AccessSettings:
        """The account's settings; none of version 0 when none were put."""

    def save(self, before: AccessSettings, after: AccessSettings) -> None:
        """Stage them; the commit raises `LostRace` unless `before` still stands."""
