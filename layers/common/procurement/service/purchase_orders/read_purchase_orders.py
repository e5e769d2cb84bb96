"""Read purchase orders and their invoices."""

from datetime import datetime

from procurement.domain.access.actions import Action
from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.events import Event
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.purchase_orders.issuers import issuer_warnings
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.domain.purchase_orders.summary import PurchaseOrderQuery, PurchaseOrderSummary
from procurement.service.access.access import Access
from procurement.service.caller import Caller
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def get_purchase_order(
    purchase_order_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory, now: datetime
) -> PurchaseOrder:
    """The caller's purchase order; `PurchaseOrderNotFound` otherwise."""
    with unit_of_work() as unit:
        return Access(caller, unit, now).get(Action.GET, purchase_order_id)


def get_issuer_warnings(
    purchase_order: PurchaseOrder, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> tuple[str, ...]:
    """What the caller's invoices so far tell of the purchase order's bill-from (R-416)."""
    with unit_of_work() as unit:
        issuers = unit.invoices.issuers(caller.account_id)
    return tuple(issuer_warnings(purchase_order.bill_from, issuers))


def list_purchase_orders(
    query: PurchaseOrderQuery,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    now: datetime,
) -> Page[PurchaseOrderSummary]:
    """One page of what `query` asks for of the purchase orders that the caller sees (R-038, R-371).

    `InvalidInput` for a tag's value without its key, `NotAllowed`.
    """
    if query.tag_value is not None and query.tag_key is None:
        message = "is required beside tagValue"
        raise InvalidInput([Problem(field="tagKey", reason="MISSING_VALUE", message=message)])
    with unit_of_work() as unit:
        return Access(caller, unit, now).page(query, limit=limit, token=token)


def list_purchase_order_invoices(
    purchase_order_id: str,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    now: datetime,
) -> Page[Invoice]:
    """One page of the invoices associated with the caller's purchase order (R-150)."""
    with unit_of_work() as unit:
        found = Access(caller, unit, now).get(Action.LIST_INVOICES, purchase_order_id)
        return unit.invoices.page_of_purchase_order(
            caller.account_id, found.key, limit=limit, token=token
        )


def list_purchase_order_events(
    purchase_order_id: str,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    now: datetime,
) -> Page[Event]:
    """One page of the history of the caller's purchase order, newest first.

    What somebody did to it, and the invoices and credit memos that were booked on it or left it.
    One that had the same ID before is none of it (R-009).
    """
    with unit_of_work() as unit:
        found = Access(caller, unit, now).get(Action.GET, purchase_order_id)
        return unit.ledger.of_purchase_order(caller.account_id, found.key, limit=limit, token=token)
