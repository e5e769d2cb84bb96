"""Read procurement portal preferences."""

from procurement.domain.portals.preference import PortalPreference
from procurement.service.caller import Caller
from procurement.service.foresight.computed_page import ComputedListing
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def get_preference(
    preference_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> PortalPreference:
    """The caller's preference; `PortalPreferenceNotFound` otherwise."""
    with unit_of_work() as unit:
        return unit.portals.of_account(caller.account_id).get(preference_id)


def list_preferences(
    limit: int, token: str | None, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> Page[PortalPreference]:
    """One page of the caller's preferences, by ID."""
    with unit_of_work() as unit:
        found = unit.portals.of_account(caller.account_id).preferences
    ranked = sorted(found, key=_place)
    listing = ComputedListing(unit.page_tokens, "portal-preferences", caller.account_id)
    return listing.page(ranked, _place, limit=limit, token=token)


def _place(preference: PortalPreference) -> tuple[str]:
    return (preference.preference_id,)
