"""What an account's coming invoices are decided on: its open charges and its purchase orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from procurement.domain.charges.charge import Charge
from procurement.domain.errors import QuotaExceeded
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.service.ports import UnitOfWork

MAX_CHARGES: Final = 10_000
"""Open charges that are looked ahead on at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Books:
    """The open charges of one receiver, and every purchase order that they may be invoiced on."""

    charges: Sequence[Charge]
    purchase_orders: Sequence[PurchaseOrder]


def read_books(account_id: str, due_by: datetime, unit: UnitOfWork, now: datetime) -> Books:
    """The account's charges due by then, and what may be matched or named from now on.

    Which collections have open charges is eventually consistent, their charges and the purchase
    orders are read strongly. `QuotaExceeded` for more than 10,000 charges.
    """
    charges: list[Charge] = []
    for collection_id in unit.charges.open_collections_of(account_id, due_by):
        found = unit.charges.open_in(collection_id, due_by)
        charges += [charge for charge in found if charge.receiver_account_id == account_id]
        if len(charges) > MAX_CHARGES:
            raise QuotaExceeded(
                f"more than {MAX_CHARGES} charges are due by {due_by.date()}: ask for less time",
                quota="ChargesForeseen",
                limit=MAX_CHARGES,
            )
    since = min((charge.billing_period for charge in charges), default=Month.of(now))
    usable = unit.purchase_orders.usable_from(account_id, min(since, Month.of(now)))
    known = {purchase_order.purchase_order_id for purchase_order in usable}
    references = {charge.purchase_order_reference for charge in charges}
    expired = (
        unit.purchase_orders.find(account_id, reference)
        for reference in sorted(references - known - {None}, key=str)
        if reference
    )
    return Books(
        charges=charges,
        purchase_orders=[*usable, *(found for found in expired if found is not None)],
    )
