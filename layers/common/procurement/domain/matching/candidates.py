"""The purchase orders an account's invoices are matched with, put in order once for many invoices.

The criteria before the balance are the same for all invoices of one sort, which is what a ranking
remembers (`ranking`). Balances move with every booking; purchase orders change now and then.
"""

from collections.abc import Sequence
from typing import Final, Self

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.matching.criteria import Question
from procurement.domain.matching.funnel import RECORDED, Bounds
from procurement.domain.matching.ranking import Ranking
from procurement.domain.matching.result import Candidate, InvoiceToMatch, Step
from procurement.domain.matching.sheet import Coverages, Sheet
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder

_Sort = tuple[ChargeKind, str, Month, str | None, str | None]
"""What invoices have in common that share one ranking."""

_MOST_RANKINGS: Final = 32
"""How many are remembered. Invoices come sorted, so that one forgotten is seldom missed."""


class Candidates:
    """All purchase orders of the account that receives the invoices (R-112)."""

    __slots__ = ("_coverages", "_rankings", "_sheets", "_sorted", "entities")

    def __init__(self, entities: InvoicingEntities) -> None:
        self.entities: Final = entities
        self._coverages = Coverages()
        self._sheets: dict[str, Sheet] = {}
        self._sorted: list[Sheet] | None = None
        self._rankings: dict[_Sort, Ranking] = {}

    @classmethod
    def of(cls, purchase_orders: Sequence[PurchaseOrder], entities: InvoicingEntities) -> Self:
        """The candidates for a batch."""
        candidates = cls(entities)
        for purchase_order in purchase_orders:
            candidates.put(purchase_order)
        return candidates

    @property
    def purchase_orders(self) -> tuple[PurchaseOrder, ...]:
        """Every purchase order in its latest state."""
        return tuple(sheet.order for sheet in self._sheets.values())

    def put(self, purchase_order: PurchaseOrder) -> None:
        """Take a purchase order in its new state, after a booking or an edit.

        A booking leaves its version alone (R-126), so only the balances are other than before; any
        other change orders everything anew at the next question. One that took over the ID of a
        deleted one takes its place (R-009).
        """
        known = self._sheets.get(purchase_order.purchase_order_id)
        if known is not None and known.is_of(purchase_order):
            moved = known.renew(purchase_order)
            for ranking in self._rankings.values():
                ranking.take(known, moved)
        else:
            sheet = Sheet(purchase_order, self._coverages)
            self._sheets[purchase_order.purchase_order_id] = sheet
            self._sorted = None
            self._rankings.clear()

    def named(self, purchase_order_id: str) -> PurchaseOrder | None:
        """The purchase order with exactly this ID (R-008)."""
        sheet = self._sheets.get(purchase_order_id)
        return sheet.order if sheet else None

    def best(self, invoice: InvoiceToMatch) -> Candidate | None:
        """The line item this invoice is matched with; None when none fits (R-111, R-135)."""
        return self._ranking(invoice).first(invoice)

    def funnel(self, invoice: InvoiceToMatch, bounds: Bounds = RECORDED) -> tuple[Step, ...]:
        """The way to the best line item, with balances as they are now (R-136)."""
        question = Question(invoice=invoice, entities=self.entities)
        return self._ranking(invoice).funnel(question, bounds)

    def _ranking(self, invoice: InvoiceToMatch) -> Ranking:
        sort = (
            invoice.kind,
            invoice.invoicing_entity,
            invoice.billing_period,
            invoice.invoice_unit,
            invoice.tax_registration_number,
        )
        ranking = self._rankings.get(sort)
        if ranking is None:
            if len(self._rankings) == _MOST_RANKINGS:
                del self._rankings[next(iter(self._rankings))]
            question = Question(invoice=invoice, entities=self.entities)
            ranking = Ranking(question, self._in_order())
            self._rankings[sort] = ranking
        return ranking

    def _in_order(self) -> list[Sheet]:
        """Last updated first, then by ID (R-125, R-128)."""
        if self._sorted is None:
            by_id = sorted(self._sheets.values(), key=lambda sheet: sheet.order.purchase_order_id)
            self._sorted = sorted(by_id, key=lambda sheet: sheet.order.updated_at, reverse=True)
        return self._sorted
