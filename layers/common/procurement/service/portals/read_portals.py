"""Read which procurement portals there are, and who the sellers are in them."""

from procurement.domain.errors import NotFound
from procurement.domain.portals.directory import PORTALS, PortalEntry, Supplier, suppliers_in
from procurement.service.caller import Caller
from procurement.service.foresight.computed_page import ComputedListing
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def list_portals(
    limit: int, token: str | None, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> Page[PortalEntry]:
    """One page of all portals, by name."""
    with unit_of_work() as unit:
        listing = ComputedListing(unit.page_tokens, "portals", caller.account_id)
        return listing.page(PORTALS, lambda each: (each.name,), limit=limit, token=token)


def list_suppliers(
    portal: str, limit: int, token: str | None, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> Page[Supplier]:
    """One page of the suppliers that the caller's preferences for the portal name.

    There is no directory of AWS's own. `NotFound` for a portal that does not exist.
    """
    name = next((each.name for each in PORTALS if each.name == portal), None)
    if name is None:
        raise NotFound(portal)
    with unit_of_work() as unit:
        preferences = unit.portals.of_account(caller.account_id).preferences
    listing = ComputedListing(unit.page_tokens, "suppliers", caller.account_id, name)
    found = suppliers_in(name, preferences)
    return listing.page(
        found,
        lambda each: (each.identifier, each.environment, each.seller_of_record),
        limit=limit,
        token=token,
    )
