"""All procurement portal preferences of one account, read at once."""

from dataclasses import dataclass, replace
from typing import Final

from procurement.domain.errors import PortalPreferenceNotFound, QuotaExceeded
from procurement.domain.portals.preference import PortalPreference

MAX_PREFERENCES: Final = 50
"""Preferences of one account; AWS publishes no number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PortalPreferences:
    """The preferences, oldest first.

    Every change saves them over the `revision` that was read, so that there is no 51st, however
    many are created at once.
    """

    account_id: str
    preferences: tuple[PortalPreference, ...] = ()
    revision: int = 0

    def get(self, preference_id: str) -> PortalPreference:
        """The one of this ID; `PortalPreferenceNotFound` otherwise."""
        found = self.find(preference_id)
        if found is None:
            raise PortalPreferenceNotFound(preference_id)
        return found

    def find(self, preference_id: str) -> PortalPreference | None:
        """The one of this ID, or None."""
        return next((p for p in self.preferences if p.preference_id == preference_id), None)

    def expect_room(self) -> None:
        """`QuotaExceeded` when no other preference may be added."""
        if len(self.preferences) >= MAX_PREFERENCES:
            raise QuotaExceeded(
                f"an account has at most {MAX_PREFERENCES} procurement portal preferences",
                quota="ProcurementPortalPreferences",
                limit=MAX_PREFERENCES,
            )

    def with_(self, preference: PortalPreference) -> "PortalPreferences":
        """With this one, added or in the place of its former version."""
        others = self.without(preference).preferences
        both = sorted((*others, preference), key=lambda p: (p.created_at, p.preference_id))
        return replace(self, preferences=tuple(both))

    def without(self, preference: PortalPreference) -> "PortalPreferences":
        """Without it."""
        kept = (p for p in self.preferences if p.preference_id != preference.preference_id)
        return replace(self, preferences=tuple(kept))
