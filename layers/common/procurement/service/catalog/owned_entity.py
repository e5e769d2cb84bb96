"""Entities and change sets for those whom they belong to; for everybody else there are none."""

from typing import TypeAlias

from procurement.domain.catalog.change_set import ChangeSet
from procurement.domain.catalog.entity_types import RESALE_AUTHORIZATION
from procurement.domain.catalog.offer_changes import OfferEntity
from procurement.domain.errors import ChangeSetNotFound, EntityNotFound
from procurement.domain.marketplace.resale_authorization import ResaleAuthorization
from procurement.service.caller import Caller
from procurement.service.marketplace.read_resale_authorizations import authorization_for
from procurement.service.ports.unit_of_work import UnitOfWork

CatalogEntity: TypeAlias = OfferEntity | ResaleAuthorization
"""Whatever the catalog describes."""


def shown_entity(entity_id: str, caller: Caller, unit: UnitOfWork) -> CatalogEntity:
    """The caller's offer, or an authorization it gave or was given; `EntityNotFound` otherwise."""
    if not entity_id.startswith(f"{RESALE_AUTHORIZATION.id_prefix}-"):
        return owned_offer(entity_id, caller, unit)
    found = unit.resale_authorizations.find(entity_id)
    if found is not None and found.manufacturer_account_id == caller.account_id:
        return found
    given = authorization_for(entity_id, caller, unit)
    if given is None:
        raise EntityNotFound(entity_id)
    return given


def owned_offer(offer_id: str, caller: Caller, unit: UnitOfWork) -> OfferEntity:
    """The caller's offer or draft of one; `EntityNotFound` otherwise."""
    found = unit.catalog.find_offer(offer_id)
    if found is None or found.proposer_account_id != caller.account_id:
        raise EntityNotFound(offer_id)
    return found


def owned_change_set(change_set_id: str, caller: Caller, unit: UnitOfWork) -> ChangeSet:
    """The caller's change set; `ChangeSetNotFound` otherwise."""
    found = unit.catalog.get_change_set(change_set_id)
    if found.account_id != caller.account_id:
        raise ChangeSetNotFound(change_set_id)
    return found
