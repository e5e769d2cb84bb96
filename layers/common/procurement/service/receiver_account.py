"""What the invoices of one receiving account are decided on, loaded once per batch."""

from dataclasses import dataclass, field, replace

from procurement.domain.matching.candidates import Candidates
from procurement.domain.month import Month
from procurement.domain.purchase_orders.invoicing_entities import InvoicingEntities
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.service.ports import UnitOfWork


@dataclass(slots=True)
class ReceiverAccount:
    """The purchase orders and the last invoice numbers of one receiver, as far as this batch knows.

    `since` is the earliest billing period in the batch: what expired before cannot matter.
    """

    account_id: str
    entities: InvoicingEntities
    since: Month
    candidates: Candidates = field(init=False)
    numbers: dict[str, int] = field(default_factory=dict)

    def load(self, unit: UnitOfWork) -> None:
        """Read every purchase order that may still matter (R-112), and forget the numbers."""
        usable = unit.purchase_orders.usable_from(self.account_id, self.since)
        self.candidates = Candidates.of(usable, self.entities)
        self.numbers.clear()

    def next_number(self, unit: UnitOfWork, entity: str) -> int:
        """The number after the last one given, which is read once per batch (R-391)."""
        if entity not in self.numbers:
            self.numbers[entity] = unit.invoices.last_number(self.account_id, entity)
        return self.numbers[entity] + 1

    def saved(self, purchase_order: PurchaseOrder) -> None:
        """Take a purchase order that was just saved: its revision is now one higher."""
        self.candidates.put(replace(purchase_order, revision=purchase_order.revision + 1))
