"""What the charges of one agreement, or of all that the caller accepted, come to."""

from dataclasses import replace
from typing import Final

from procurement.domain.charges.charge import Charge
from procurement.domain.charges.charge_query import ChargeQuery, ChargeTotals, total_up
from procurement.service.caller import Caller
from procurement.service.marketplace.list_agreement_charges import list_agreement_charges
from procurement.service.ports.unit_of_work import UnitOfWorkFactory

AT_ONCE: Final = 1_000
MOST_PAGES: Final = 10
"""Pages that are summed up: a page looks through a bounded number of charges, too."""


def total_agreement_charges(
    agreement_id: str | None,
    wanted: ChargeQuery,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
) -> ChargeTotals:
    """What the `wanted` charges come to, as far as `MOST_PAGES` go.

    Raises as `list_agreement_charges` does.
    """
    found: list[Charge] = []
    token = None
    for _ in range(MOST_PAGES):
        page = list_agreement_charges(agreement_id, wanted, AT_ONCE, token, caller, unit_of_work)
        found.extend(page.items)
        token = page.next_token
        if token is None:
            break
    return replace(total_up(found), is_complete=token is None)
