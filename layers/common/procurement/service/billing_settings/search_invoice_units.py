"""ListInvoiceUnits with filters: the units that match all of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from procurement.domain.billing_settings.invoice_units import InvoiceUnit
from procurement.service.billing_settings.units_in_force import units_as_of
from procurement.service.caller import Caller
from procurement.service.foresight.computed_page import ComputedListing
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory

MAX_SHOWN: Final = 100
"""Units on one page at most: each may hold 2,000 accounts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitFilter:
    """invoicing:Filters; None for what does not matter, any of its members for the others.

    `accounts` are receivers or linked accounts.
    """

    names: Collection[str] | None = None
    receivers: Collection[str] | None = None
    accounts: Collection[str] | None = None
    bill_sources: Collection[str] | None = None

    def finds(self, unit: InvoiceUnit) -> bool:
        """Whether the unit matches all of them."""
        return (
            _any_of(self.names, [unit.name])
            and _any_of(self.receivers, [unit.invoice_receiver])
            and _any_of(self.accounts, [unit.invoice_receiver, *unit.linked_accounts])
            and _any_of(self.bill_sources, unit.bill_source_accounts)
        )


def search_invoice_units(
    wanted: UnitFilter,
    as_of: datetime | None,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
) -> Page[InvoiceUnit]:
    """One page of the caller's units that are wanted, by name; at most `MAX_SHOWN`.

    As they were at `as_of`, None for now (R-386).
    """
    with unit_of_work() as unit:
        units = units_as_of(caller.account_id, as_of, unit).units
    found = sorted((each for each in units if wanted.finds(each)), key=_place)
    asked = repr((wanted, as_of))
    listing = ComputedListing(unit.page_tokens, "unit-search", caller.account_id, asked)
    return listing.page(found, _place, limit=min(limit, MAX_SHOWN), token=token)


def _place(unit: InvoiceUnit) -> tuple[str]:
    return (unit.name,)


def _any_of(wanted: Collection[str] | None, has: Collection[str]) -> bool:
    return wanted is None or any(each in wanted for each in has)
