"""What an account's coming invoices are decided on: its open charges and its purchase orders."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.charges.charge import Charge
from procurement.domain.charges.standing import foreseen
from procurement.domain.errors import QuotaExceeded
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.service.organizations.payers import Payers
from procurement.service.ports.unit_of_work import UnitOfWork

MAX_CHARGES: Final = 10_000
"""Open charges that are looked ahead on at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Books:
    """The open charges of one receiver, and every purchase order that they may be invoiced on."""

    charges: Sequence[Charge]
    purchase_orders: Sequence[PurchaseOrder]
    settings: BillingSettings


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
    charges = _open_charges(account_id, due_by, unit) if due_by else []
    together = [*imagined, *charges]
    return Books(
        charges=charges,
        purchase_orders=_purchase_orders(
            account_id, together, unit, also=also, since=since or Month.of(now)
        ),
        settings=unit.billing_settings.of_account(account_id),
    )


def _open_charges(account_id: str, due_by: datetime, unit: UnitOfWork) -> Sequence[Charge]:
    charges: list[Charge] = []
    for collection_id in unit.charges.open_collections_of(account_id, due_by):
        found = unit.charges.open_in(collection_id, due_by)
        own = [charge for charge in found if charge.receiver_account_id == account_id]
        charges += foreseen(own, due_by)
        if len(charges) > MAX_CHARGES:
            raise QuotaExceeded(
                f"more than {MAX_CHARGES} charges are due by {due_by.date()}: ask for less time",
                quota="ChargesForeseen",
                limit=MAX_CHARGES,
            )
    payers = Payers.read(charges, unit)
    # The run hands over what another account pays for by now.
    return [charge for charge in charges if payers.of(charge) == account_id]


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
