"""Read requests to regenerate many invoices, and what became of them."""

from procurement.domain.invoices.bulk_regeneration import Progress
from procurement.service.caller import Caller
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def get_regenerations(
    regeneration_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> Progress:
    """The request with every invoice's result; `RegenerationNotFound` otherwise."""
    with unit_of_work() as unit:
        regeneration = unit.bulk_regenerations.get(caller.account_id, regeneration_id)
        results = unit.bulk_regenerations.results(caller.account_id, regeneration_id)
    return Progress.of(regeneration, results)


def list_regenerations(
    limit: int, token: str | None, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> Page[Progress]:
    """One page of the account's requests with their results, in the order of their IDs."""
    with unit_of_work() as unit:
        page = unit.bulk_regenerations.page(caller.account_id, limit=limit, token=token)
        results = unit.bulk_regenerations.results
        found = [
            Progress.of(each, results(each.account_id, each.regeneration_id)) for each in page.items
        ]
    return Page(found, page.next_token)
