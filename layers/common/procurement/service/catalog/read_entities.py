"""DescribeEntity, BatchDescribeEntities and ListEntities."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final, TypeVar

from procurement.domain.catalog.authorization_summary import authorization_summary
from procurement.domain.catalog.offer_changes import OfferEntity
from procurement.domain.catalog.offer_summary import offer_summary
from procurement.domain.catalog.search import Search, Summary
from procurement.domain.errors import EntityNotFound, QuotaExceeded
from procurement.domain.marketplace.resale_authorization import ResaleAuthorization
from procurement.service.caller import Caller
from procurement.service.catalog.owned_entity import CatalogEntity, shown_entity
from procurement.service.foresight.computed_page import ComputedListing
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory

MAX_LISTED: Final = 5_000
"""Entities of one type that are looked through at once."""

_AT_ONCE: Final = 100

T = TypeVar("T")


def describe_entity(
    entity_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> CatalogEntity:
    """The caller's offer, complete or not, or its authorization to resell; `EntityNotFound`."""
    with unit_of_work() as unit:
        return shown_entity(entity_id, caller, unit)


def describe_entities(
    entity_ids: Sequence[str], caller: Caller, unit_of_work: UnitOfWorkFactory
) -> dict[str, CatalogEntity | None]:
    """The caller's entities by their IDs, each asked for once; None for those there are not."""
    found: dict[str, CatalogEntity | None] = {}
    with unit_of_work() as unit:
        for entity_id in dict.fromkeys(entity_ids):
            try:
                found[entity_id] = shown_entity(entity_id, caller, unit)
            except EntityNotFound:
                found[entity_id] = None
    return found


def list_offers(
    search: Search,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
) -> Page[OfferEntity]:
    """One page of the caller's offers, complete or not; eventually consistent.

    `QuotaExceeded` for more than 5,000.
    """
    with unit_of_work() as unit:
        every = chain[OfferEntity](
            unit.catalog.offers_of(caller.account_id), unit.catalog.drafts_of(caller.account_id)
        )
        listing = _listing("offers", search, caller, unit)
        return _searched(listing, every, offer_summary, search, limit, token)


def list_authorizations(
    search: Search,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    *,
    is_shared: bool,
) -> Page[ResaleAuthorization]:
    """One page of the authorizations that the caller gave, or else of those it was given.

    Eventually consistent; `QuotaExceeded` for more than 5,000.
    """
    kind = "shared-authorizations" if is_shared else "authorizations"
    with unit_of_work() as unit:
        every = _authorizations(unit, caller, is_manufacturer=not is_shared)
        listing = _listing(kind, search, caller, unit)
        return _searched(listing, every, authorization_summary, search, limit, token)


def _authorizations(
    unit: UnitOfWork, caller: Caller, *, is_manufacturer: bool
) -> Iterator[ResaleAuthorization]:
    token: str | None = None
    while True:
        page = unit.resale_authorizations.page(
            caller.account_id, is_manufacturer=is_manufacturer, limit=_AT_ONCE, token=token
        )
        yield from page.items
        token = page.next_token
        if token is None:
            return


def _listing(kind: str, search: Search, caller: Caller, unit: UnitOfWork) -> ComputedListing:
    return ComputedListing(unit.page_tokens, kind, caller.account_id, repr(search))


def _searched(
    listing: ComputedListing,
    every: Iterable[T],
    summary: Callable[[T], Summary],
    search: Search,
    limit: int,
    token: str | None,
) -> Page[T]:
    held = list(islice(every, MAX_LISTED + 1))
    if len(held) > MAX_LISTED:
        message = f"more than {MAX_LISTED} entities"
        raise QuotaExceeded(message, quota="EntitiesListed", limit=MAX_LISTED)

    def key(entity: T) -> tuple[str, str]:
        return search.rank(summary(entity))

    found = sorted((each for each in held if search.finds(summary(each))), key=key)
    return listing.page(found, key, limit=limit, token=token)
