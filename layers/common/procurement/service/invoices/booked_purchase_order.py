"""The purchase order that an issued document is booked on, living or deleted (R-071)."""

from dataclasses import dataclass
from typing import Self

from procurement.domain.invoices.invoice import Invoice
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.service.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True, slots=True)
class BookedPurchaseOrder:
    """A purchase order, or the tombstone of a deleted one."""

    purchase_order: PurchaseOrder
    is_deleted: bool

    @classmethod
    def of(cls, unit: UnitOfWork, invoice: Invoice) -> Self | None:
        """Found by internal key, as its ID may belong to another one by now (R-009)."""
        match = invoice.match
        if match.purchase_order_id is None or match.purchase_order_key is None:
            return None
        found = unit.purchase_orders.find(invoice.account_id, match.purchase_order_id)
        if found and found.key == match.purchase_order_key:
            return cls(purchase_order=found, is_deleted=False)
        buried = unit.purchase_orders.tombstone(invoice.account_id, match.purchase_order_key)
        return cls(purchase_order=buried, is_deleted=True) if buried else None

    def stage(self, unit: UnitOfWork) -> None:
        """Stage it where it lies."""
        if self.is_deleted:
            unit.purchase_orders.save_tombstone(self.purchase_order)
        else:
            unit.purchase_orders.save(self.purchase_order)
