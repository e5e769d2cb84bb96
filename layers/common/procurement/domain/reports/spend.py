"""Spend by purchase order: what the invoices of a billing period booked on each, tax included."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import Status


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceTotals:
    """What one document comes to, tax included, and the purchase order that it shows.

    `purchase_order_key` tells a purchase order from another one that later had the same ID; it is
    empty for a document without one.
    """

    type: InvoiceType
    total: Money
    issued_at: datetime
    purchase_order_key: str = ""
    purchase_order_id: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Spend:
    """What one purchase order, or none, was billed in a period, in one currency.

    `balance` is what remains of it now; None when nothing of it is tracked, and without one.
    `status` is that of now (R-050 to R-053), None for a deleted one.
    """

    billing_period: Month
    purchase_order_id: str
    purchase_order_key: str
    billed: Money
    credited: Money
    invoices: int = 0
    status: Status | None = None
    is_deleted: bool = False
    balance: Money | None = None

    @property
    def has_order(self) -> bool:
        """Whether it is a purchase order's at all."""
        return bool(self.purchase_order_key)

    @property
    def net(self) -> Money:
        """Billed less credited."""
        return self.billed - self.credited


def spend_of(period: Month, documents: Iterable[InvoiceTotals]) -> list[Spend]:
    """One row per purchase order and currency, by ID; what had none comes first.

    The rows' net amounts add up to those of `documents`.
    """
    found: dict[tuple[str, str, str], Spend] = {}
    for document in documents:
        currency = document.total.currency
        key = (document.purchase_order_id, document.purchase_order_key, currency)
        so_far = found.get(key) or Spend(
            billing_period=period,
            purchase_order_id=document.purchase_order_id,
            purchase_order_key=document.purchase_order_key,
            billed=Money.zero(currency),
            credited=Money.zero(currency),
        )
        found[key] = _with(so_far, document)
    return [found[key] for key in sorted(found)]


def _with(so_far: Spend, document: InvoiceTotals) -> Spend:
    if document.type is InvoiceType.CREDIT_MEMO:
        return replace(so_far, credited=so_far.credited - document.total)
    return replace(so_far, billed=so_far.billed + document.total, invoices=so_far.invoices + 1)
