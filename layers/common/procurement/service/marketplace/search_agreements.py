"""SearchAgreements: all agreements of a party, filtered and sorted."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from procurement.domain.errors import QuotaExceeded
from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.marketplace.agreement_search import SearchFilter, read_search
from procurement.service.caller import Caller
from procurement.service.foresight.computed_page import ComputedListing
from procurement.service.ports.clock import Clock
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory

MAX_AGREEMENTS: Final = 5_000
"""Agreements of one party that are looked through at once."""

# The later instant sorts first once every digit stands for what it lacks to nine.
_INVERTED: Final = str.maketrans("0123456789", "9876543210")


def search_agreements(
    filters: Sequence[SearchFilter],
    sort: tuple[str | None, str | None],
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Page[Agreement]:
    """One page of the caller's agreements as PartyType says; `sort` is AWS's sortBy and sortOrder.

    Raises `InvalidInput` as `read_search` does, `QuotaExceeded` for more than 5,000 agreements.
    """
    search = read_search(filters, *sort)
    today = clock.now().astimezone(UTC).date()
    with unit_of_work() as unit:
        every = unit.agreements.every_agreement(caller.account_id, is_proposer=search.is_proposer)
        held = list(islice(every, MAX_AGREEMENTS + 1))
    if len(held) > MAX_AGREEMENTS:
        message = f"more than {MAX_AGREEMENTS} agreements"
        raise QuotaExceeded(message, quota="AgreementsSearched", limit=MAX_AGREEMENTS)

    def key(agreement: Agreement) -> tuple[str, str]:
        return _text(search.rank(agreement), search.is_descending), agreement.agreement_id

    found = sorted((each for each in held if search.finds(each, today)), key=key)
    asked = f"{search.is_proposer}/{search.wanted}/{search.times}/{search.sort_by}"
    listing = ComputedListing(unit.page_tokens, "agreement-search", caller.account_id, asked)
    return listing.page(found, key, limit=limit, token=token)


def _text(moment: datetime, is_descending: bool) -> str:
    text = moment.astimezone(UTC).strftime("%Y%m%d%H%M%S%f").zfill(20)
    return text.translate(_INVERTED) if is_descending else text
