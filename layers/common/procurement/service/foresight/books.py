"""What an account's coming invoices are decided on: its open charges and its purchase orders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.charges.charge import Charge
from procurement.domain.charges.standing import NO_BILLS, foreseen
from procurement.domain.charges.usage import UsageBill
from procurement.domain.errors import QuotaExceeded
from procurement.domain.foresight.foresight import next_run
from procurement.domain.month import Month
from procurement.domain.organizations.membership import Membership
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.service.billing_settings.settings_for_invoices import settings_for_invoices
from procurement.service.billing_settings.units_in_force import with_units_in_force
from procurement.service.invoices.owed_until import owed_until
from procurement.service.organizations.payers import (
    NOBODY,
    Payers,
    bill_sources,
    open_collections,
)
from procurement.service.ports.unit_of_work import UnitOfWork

MAX_CHARGES: Final = 10_000
"""Open charges that are looked ahead on at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Books:
    """The open charges of one receiver, and every purchase order that they may be invoiced on.

    `memberships` say whose bill goes where: the account's own, and of those whose bills come to it.
    """

    charges: Sequence[Charge]
    purchase_orders: Sequence[PurchaseOrder]
    settings: BillingSettings
    memberships: Mapping[str, Membership]


def read_books(
    account_id: str,
    due_by: datetime | None,
    unit: UnitOfWork,
    now: datetime,
    *,
    imagined: Sequence[Charge] = (),
    also: Iterable[str] = (),
    since: Month | None = None,
) -> Books:
    """The account's charges due by then (none without an instant), and its purchase orders.

    `imagined` charges, the IDs in `also` and a period in `since` widen what is read of the purchase
    orders: what a charge of that period may be matched with, and what is named. Which
    collections have open charges is eventually consistent; charges and purchase orders are read
    strongly. `QuotaExceeded` for more than 10,000 charges.
    """
    charges: list[Charge] = []
    payers = NOBODY
    if due_by:
        charges, payers = _open_charges(account_id, due_by, unit, now)
    together = [*imagined, *charges]
    return Books(
        charges=charges,
        purchase_orders=_purchase_orders(
            account_id, together, unit, also=also, since=since or Month.of(now)
        ),
        settings=with_units_in_force(
            settings_for_invoices(unit, account_id, (now, next_run(now))), together, unit
        ),
        memberships=payers.memberships,
    )


def _open_charges(
    account_id: str, due_by: datetime, unit: UnitOfWork, now: datetime
) -> tuple[list[Charge], Payers]:
    charges: list[Charge] = []
    accounts = [account_id, *bill_sources(account_id, unit)]
    collections = open_collections(accounts, due_by, unit)
    until = owed_until(unit, account_id, collections, due_by, now)
    for collection_id, last in until.items():
        found = unit.charges.open_in(collection_id, last)
        own = [charge for charge in found if charge.receiver_account_id in accounts]
        charges += foreseen(own, last, _usage_bills(own, Month.of(last), unit))
        if len(charges) > MAX_CHARGES:
            raise QuotaExceeded(
                f"more than {MAX_CHARGES} charges are due by {due_by.date()}: ask for less time",
                quota="ChargesForeseen",
                limit=MAX_CHARGES,
            )
    payers = Payers.read(charges, unit, also=accounts)
    # The run hands over what another account is to receive, and takes what this one is to.
    received = (payers.received(charge) for charge in charges)
    return [charge for charge in received if charge.receiver_account_id == account_id], payers


def _usage_bills(
    charges: Sequence[Charge], until: Month, unit: UnitOfWork
) -> Mapping[tuple[str, Month], UsageBill]:
    if not any(charge.is_metered for charge in charges):
        return NO_BILLS
    # Most accounts meter nothing: their functions start without all of this.
    from procurement.service.metering.usage_bills import read_bills

    return read_bills(charges, until, unit)


def _purchase_orders(
    account_id: str,
    charges: Sequence[Charge],
    unit: UnitOfWork,
    *,
    also: Iterable[str],
    since: Month,
) -> Sequence[PurchaseOrder]:
    """What may be matched from the earliest charge on, or `since`, and expired ones if named."""
    first = min((since, *(charge.billing_period for charge in charges)))
    usable = unit.purchase_orders.usable_from(account_id, first)
    known = {purchase_order.purchase_order_id for purchase_order in usable}
    asked = {charge.purchase_order_reference or "" for charge in charges} | set(also)
    expired = (
        unit.purchase_orders.find(account_id, purchase_order_id)
        for purchase_order_id in sorted(asked - known - {""})
    )
    return [*usable, *(found for found in expired if found is not None)]
