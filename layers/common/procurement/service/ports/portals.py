"""Stored procurement portal preferences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from procurement.domain.portals.preference import PortalPreference
    from procurement.domain.portals.preferences import PortalPreferences


class Portals(Protocol):
    """An account's procurement portal preferences; `BillingSettings` has them, too."""

    def of_account(self, account_id: str) -> PortalPreferences:
        """All of them in one request, as old as each other or older than what they hold."""

    def save(self, among: PortalPreferences, preference: PortalPreference) -> None:
        """Stage one, new or changed; the commit raises `LostRace` unless `among` still stands."""

    def remove(self, among: PortalPreferences, preference: PortalPreference) -> None:
        """Stage its deletion; the commit raises `LostRace` unless `among` still stands."""
