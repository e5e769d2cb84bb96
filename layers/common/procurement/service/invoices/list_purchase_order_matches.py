"""How a purchase order fared with each invoice of its account: chosen, or removed in which step."""

from dataclasses import dataclass
from datetime import datetime

from procurement.domain.access.actions import Action
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.matching.fate import Fared, Fate, fate_of
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.service.access.access import Access
from procurement.service.caller import Caller
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, kw_only=True, slots=True)
class PurchaseOrderMatch:
    """One invoice, and how the purchase order fared with it."""

    invoice: Invoice
    fared: Fared


def list_purchase_order_matches(
    purchase_order_id: str,
    period: Month | None,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    now: datetime,
) -> Page[PurchaseOrderMatch]:
    """One page of the account's invoices, newest billing period first, or those of one period.

    Read from what each invoice keeps of its match (R-136). `PurchaseOrderNotFound` without such a
    purchase order.
    """
    with unit_of_work() as unit:
        order = Access(caller, unit, now).get(Action.LIST_INVOICES, purchase_order_id)
        page = unit.invoices.page(caller.account_id, period=period, limit=limit, token=token)
    matches = [PurchaseOrderMatch(invoice=each, fared=_fared(order, each)) for each in page.items]
    return Page(matches, page.next_token)


def _fared(order: PurchaseOrder, invoice: Invoice) -> Fared:
    """An invoice from before its creation may tell of another one that had the same ID (R-009)."""
    if invoice.issued_at < order.created_at:
        return Fared(fate=Fate.NOT_A_CANDIDATE)
    return fate_of(invoice.match, order.purchase_order_id)
