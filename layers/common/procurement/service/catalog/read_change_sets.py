"""DescribeChangeSet and ListChangeSets."""

from collections.abc import Sequence
from itertools import islice
from typing import Final

from procurement.domain.catalog.change_set import ChangeSet
from procurement.domain.catalog.change_set_search import (
    HISTORY,
    change_set_summary,
    read_change_set_search,
)
from procurement.domain.errors import QuotaExceeded
from procurement.service.caller import Caller
from procurement.service.catalog.owned_entity import owned_change_set
from procurement.service.foresight.computed_page import ComputedListing
from procurement.service.ports.clock import Clock
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory

MAX_LISTED: Final = 2_000
"""Change sets that are looked through at once."""


def describe_change_set(
    change_set_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> ChangeSet:
    """The caller's change set; `ChangeSetNotFound`."""
    with unit_of_work() as unit:
        return owned_change_set(change_set_id, caller, unit)


def list_change_sets(
    filters: Sequence[tuple[str, Sequence[str]]],
    sort: tuple[str | None, str | None],
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Page[ChangeSet]:
    """One page of those the caller started in the last 60 days; eventually consistent.

    `InvalidInput` as `read_change_set_search` says, `QuotaExceeded` for more than 2,000.
    """
    search = read_change_set_search(filters, sort)
    with unit_of_work() as unit:
        every = unit.catalog.change_sets_of(caller.account_id, clock.now() - HISTORY)
        held = list(islice(every, MAX_LISTED + 1))
    if len(held) > MAX_LISTED:
        message = f"more than {MAX_LISTED} change sets in 60 days"
        raise QuotaExceeded(message, quota="ChangeSetsListed", limit=MAX_LISTED)

    def key(change_set: ChangeSet) -> tuple[str, str]:
        return search.rank(change_set_summary(change_set))

    found = sorted((each for each in held if search.finds(change_set_summary(each))), key=key)
    listing = ComputedListing(unit.page_tokens, "change-sets", caller.account_id, repr(search))
    return listing.page(found, key, limit=limit, token=token)
