"""The purchase orders an account's invoices are matched with, put in order once for many invoices.

The criteria after the balance never depend on the invoice, so purchase orders and lines are sorted
by them beforehand. What is left for an invoice is filtering, which is remembered for the next
invoice of the same kind, entity, period, unit and tax registration number, and the balances, which
move with every booking and are never remembered.
"""

from collections.abc import Sequence
from typing import Final, Self

from procurement.domain.charges.charge import ChargeKind
from procurement.domain.matching.criteria import (
    LINE_ITEM_REQUIREMENTS,
    PURCHASE_ORDER_REQUIREMENTS,
    Question,
    has_enough,
    leading_preferences,
)
from procurement.domain.matching.result import Candidate, InvoiceToMatch
from procurement.domain.month import Month
from procurement.domain.purchase_orders.invoicing_entities import InvoicingEntities
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder

_Place = tuple[str, int]
"""Where a line is: its purchase order's key, and its index among that one's lines."""

_Sort = tuple[ChargeKind, str, Month, str | None, str | None]
"""What invoices have in common that share one ranking."""


class Candidates:
    """All purchase orders of the account that receives the invoices (R-112)."""

    __slots__ = ("_by_id", "_by_key", "_order", "_rankings", "entities", "prefer_scoped")

    def __init__(self, entities: InvoicingEntities, *, prefer_scoped: bool = True) -> None:
        self.entities: Final = entities
        self.prefer_scoped: Final = prefer_scoped
        self._by_key: dict[str, PurchaseOrder] = {}
        self._by_id: dict[str, str] = {}
        self._order: list[_Place] | None = None
        self._rankings: dict[_Sort, tuple[_Place, ...]] = {}

    @classmethod
    def of(
        cls,
        purchase_orders: Sequence[PurchaseOrder],
        entities: InvoicingEntities,
        *,
        prefer_scoped: bool = True,
    ) -> Self:
        """The candidates for a batch; `prefer_scoped` switches step 8 (R-123)."""
        candidates = cls(entities, prefer_scoped=prefer_scoped)
        for purchase_order in purchase_orders:
            candidates.put(purchase_order)
        return candidates

    @property
    def purchase_orders(self) -> tuple[PurchaseOrder, ...]:
        """Every purchase order in its latest state."""
        return tuple(self._by_key.values())

    def put(self, purchase_order: PurchaseOrder) -> None:
        """Take a purchase order in its new state, after a booking or an edit.

        A booking leaves its version alone (R-126), so only the balances are other than before; any
        other change orders everything anew at the next question. One that took over the ID of a
        deleted one takes its place (R-009).
        """
        known = self.named(purchase_order.purchase_order_id)
        if known is not None:
            del self._by_key[known.key]
        self._by_key[purchase_order.key] = purchase_order
        self._by_id[purchase_order.purchase_order_id] = purchase_order.key
        state = purchase_order.key, purchase_order.version
        if known is None or (known.key, known.version) != state:
            self._order = None
            self._rankings.clear()

    def named(self, purchase_order_id: str) -> PurchaseOrder | None:
        """The purchase order with exactly this ID (R-008)."""
        key = self._by_id.get(purchase_order_id)
        return None if key is None else self._by_key[key]

    def best(self, invoice: InvoiceToMatch) -> Candidate | None:
        """The line item this invoice is matched with; None when none fits (R-111, R-135).

        The first in the ranking that has enough balance, else the first (R-124, R-130).
        """
        ranking = self._ranking(invoice)
        question = Question(invoice=invoice, entities=self.entities)
        for place in ranking:
            candidate = self._at(place)
            if has_enough(candidate, question):
                return candidate
        return self._at(ranking[0]) if ranking else None

    def _ranking(self, invoice: InvoiceToMatch) -> tuple[_Place, ...]:
        sort = (
            invoice.kind,
            invoice.invoicing_entity,
            invoice.billing_period,
            invoice.invoice_unit,
            invoice.tax_registration_number,
        )
        ranking = self._rankings.get(sort)
        if ranking is None:
            ranking = self._ranked(Question(invoice=invoice, entities=self.entities))
            self._rankings[sort] = ranking
        return ranking

    def _ranked(self, question: Question) -> tuple[_Place, ...]:
        """Every line that is best up to step 8, in the order of steps 10 to 12."""
        best = self._fitting(question)
        for preference in leading_preferences(prefer_scoped=self.prefer_scoped):
            if len(best) > 1:
                ranks = [preference.rank(candidate, question) for _, candidate in best]
                wanted = preference.better(ranks)
                best = [each for each, rank in zip(best, ranks, strict=True) if rank == wanted]
        return tuple(place for place, _ in best)

    def _fitting(self, question: Question) -> list[tuple[_Place, Candidate]]:
        accepting = {
            key
            for key, purchase_order in self._by_key.items()
            if all(each.is_met(purchase_order, question) for each in PURCHASE_ORDER_REQUIREMENTS)
        }
        lines = [(place, self._at(place)) for place in self._ordered() if place[0] in accepting]
        for requirement in LINE_ITEM_REQUIREMENTS:
            lines = [each for each in lines if requirement.is_met(each[1], question)]
        return lines

    def _ordered(self) -> list[_Place]:
        """Every line: last updated purchase order first, then by its ID, then as R-127 has it."""
        if self._order is None:
            by_id = sorted(self._by_key.values(), key=lambda order: order.purchase_order_id)
            by_id.sort(key=lambda order: order.updated_at, reverse=True)
            self._order = [(order.key, index) for order in by_id for index in _lines(order)]
        return self._order

    def _at(self, place: _Place) -> Candidate:
        key, index = place
        purchase_order = self._by_key[key]
        return Candidate(purchase_order=purchase_order, line=purchase_order.line_items[index])


def _lines(purchase_order: PurchaseOrder) -> list[int]:
    """The indexes of the lines by end, start and creation (R-127)."""
    lines = purchase_order.line_items
    return sorted(
        range(len(lines)),
        key=lambda index: (
            lines[index].end_month,
            lines[index].start_month,
            lines[index].position,
            lines[index].line_item_number,
        ),
    )
