"""A purchase order as the matcher reads it: its lines in order, what each is for, what it has."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from procurement.domain.billing_settings.invoicing_entities import LineItemType
from procurement.domain.matching.maxima import PLENTY
from procurement.domain.matching.result import Candidate
from procurement.domain.month import Month
from procurement.domain.purchase_orders.line_item import LineItem
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Coverage:
    """What a line is for: invoices of a type, of billing periods from start to end, both included.

    Lines alike share one object, so that it is judged once for all of them; being equal is being
    the same.
    """

    type: LineItemType
    start_month: Month
    end_month: Month

    def covers(self, period: Month) -> bool:
        """Whether `period` lies in the window (R-120)."""
        return self.start_month <= period <= self.end_month


class Coverages:
    """The coverages that occur in an account, each once."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[tuple[str | int, ...], Coverage] = {}

    def of(self, line: LineItem) -> Coverage:
        """The one that `line` has."""
        start, end = line.start_month, line.end_month
        key = (line.type, start.year, start.number, end.year, end.number)
        found = self._known.get(key)
        if found is None:
            found = Coverage(type=line.type, start_month=start, end_month=end)
            self._known[key] = found
        return found


class Sheet:
    """One version of a purchase order, its lines told by rank: their place in the order of R-127.

    What is read of the lines is read at first need. Only balances move (`renew`).
    """

    def __init__(self, order: PurchaseOrder, known: Coverages) -> None:
        self.order = order
        self._known = known

    @cached_property
    def _indexes(self) -> list[int]:
        """By rank: where the line is in the purchase order."""
        ages = [_age(line) for line in self.order.line_items]
        return sorted(range(len(ages)), key=ages.__getitem__)

    @cached_property
    def coverages(self) -> list[Coverage]:
        """By rank: what the line is for."""
        return [self._known.of(line) for line in self._lines()]

    @cached_property
    def ranks(self) -> dict[Coverage, list[int]]:
        """The ranks of the lines that are alike, ascending."""
        ranks: dict[Coverage, list[int]] = {}
        for rank, coverage in enumerate(self.coverages):
            ranks.setdefault(coverage, []).append(rank)
        return ranks

    @cached_property
    def available(self) -> list[Decimal]:
        """By rank: the balance; `PLENTY` if untracked (R-132)."""
        return [_available(line) for line in self._lines()]

    def line(self, rank: int) -> LineItem:
        """The line of this rank, as it is now."""
        return self.order.line_items[self._indexes[rank]]

    def candidate(self, rank: int) -> Candidate:
        """The same with its purchase order."""
        return Candidate(purchase_order=self.order, line=self.line(rank))

    def is_of(self, order: PurchaseOrder) -> bool:
        """Whether `order` is the same version of the same purchase order (R-009, R-126)."""
        return (order.key, order.version) == (self.order.key, self.order.version)

    def renew(self, order: PurchaseOrder) -> list[int]:
        """Take the same version after a booking; the ranks of the lines that moved."""
        old, new = self.order.line_items, order.line_items
        moved = [rank for rank, index in enumerate(self._indexes) if new[index] is not old[index]]
        self.order = order
        if "available" in self.__dict__:
            for rank in moved:
                self.available[rank] = _available(new[self._indexes[rank]])
        return moved

    def _lines(self) -> list[LineItem]:
        return [self.order.line_items[index] for index in self._indexes]


def _age(line: LineItem) -> tuple[int, int, int, int, int, str]:
    """Earliest end, then earliest start, then creation (R-127)."""
    start, end = line.start_month, line.end_month
    return end.year, end.number, start.year, start.number, line.position, line.line_item_number


def _available(line: LineItem) -> Decimal:
    balance = line.balance
    return PLENTY if balance is None else balance
