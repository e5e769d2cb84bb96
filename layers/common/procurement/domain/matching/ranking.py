"""What invoices of one sort have in common: which lines may be theirs, and in which order."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, chain, islice

from procurement.domain.matching.criteria import (
    ENOUGH_BALANCE,
    FIRST_CREATED,
    LINE_ITEM_REQUIREMENTS,
    MOST_SPECIFIC_TYPE,
    SCOPE_PREFERENCES,
    UPDATE_PREFERENCES,
    WINDOW_PREFERENCES,
    Question,
)
from procurement.domain.matching.funnel import Bounds, told
from procurement.domain.matching.maxima import NOTHING, Maxima
from procurement.domain.matching.result import Candidate, InvoiceToMatch, Step
from procurement.domain.matching.sheet import Sheet
from procurement.domain.matching.sieve import Sieve, row, sift_orders


class Ranking:
    """The lines that are best up to step 8, in the order of steps 10 to 12.

    None of these steps looks at a balance, so they are the same for every invoice of the sort until
    a purchase order changes, and their part of the funnel is too. What is left for an invoice is
    step 9: the first line with enough (R-124), for which a tree per currency is kept up to date.
    """

    def __init__(self, question: Question, sheets: Sequence[Sheet]) -> None:
        """`sheets` are in the order of steps 10 and 12."""
        self._sheets = sheets
        orders, sifts = sift_orders(question, sheets)
        sieve = Sieve(question, [(sheet, sheet.ranks) for sheet in orders], sifts)
        for requirement in LINE_ITEM_REQUIREMENTS:
            sieve.require(requirement)
        sieve.prefer(MOST_SPECIFIC_TYPE)
        for preference in SCOPE_PREFERENCES if question.entities.prefers_scoped else ():
            sieve.prefer_order(preference)
        self._best = sieve.left
        self._sifts = sieve.sifts
        self._trees: dict[str, Maxima] = {}
        self._told: dict[Bounds, tuple[frozenset[Sheet], tuple[Step, ...]]] = {}

    def first(self, invoice: InvoiceToMatch) -> Candidate | None:
        """The first line that has enough; the first of all if none has (R-124, R-130)."""
        if not self._best:
            return None
        sheet, ranks = self._best[0]
        first = min(each[0] for each in ranks.values())
        if not _has_enough(sheet, first, invoice):
            sheet, first = self._at(min(self._with_enough(invoice), default=0))
        return sheet.candidate(first)

    def take(self, sheet: Sheet, moved: Iterable[int]) -> None:
        """Take the new balances of the lines of these ranks."""
        tree, place = self._trees.get(sheet.order.currency), self._places.get(sheet)
        if tree is None or place is None:
            return
        begin, ranks = self._begins[place], self._rows[place][1]
        for rank in moved:
            index = bisect_left(ranks, rank)
            if index < len(ranks) and ranks[index] == rank:
                tree.put(begin + index, sheet.available[rank])

    def funnel(self, question: Question, bounds: Bounds) -> tuple[Step, ...]:
        """Every step until one line is left, or none (R-136)."""
        listed, steps = self._told_before(bounds)
        sieve = Sieve(question, self._best)
        sieve.prefer_balance(ENOUGH_BALANCE)
        for of_order in UPDATE_PREFERENCES:
            sieve.prefer_order(of_order)
        for of_window in WINDOW_PREFERENCES:
            sieve.prefer(of_window)
        sieve.prefer_line(FIRST_CREATED)
        lines = steps[-1].lines_left if steps else 0
        return steps + told(sieve.sifts, lines, listed, bounds)

    def _told_before(self, bounds: Bounds) -> tuple[frozenset[Sheet], tuple[Step, ...]]:
        """Which purchase orders are told of, those that came furthest, and steps 1 to 8."""
        found = self._told.get(bounds)
        if found is None:
            gone = (sift.gone for sift in reversed(self._sifts))
            furthest = (sheet for sheet, _ in chain(self._best, *gone))
            listed = frozenset(islice(dict.fromkeys(furthest), bounds.purchase_orders))
            lines = sum(len(sheet.order.line_items) for sheet in self._sheets)
            found = listed, told(self._sifts, lines, listed, bounds)
            self._told[bounds] = found
        return found

    def _with_enough(self, invoice: InvoiceToMatch) -> Iterator[int]:
        """The position of the first line with enough in each currency that the invoice states."""
        amounts = {total.currency: total.amount for total in reversed(invoice.totals)}
        for currency, amount in amounts.items():
            found = self._tree(currency).first_at_least(amount)
            if found is not None:
                yield found

    def _tree(self, currency: str) -> Maxima:
        """What is available at every position; nothing on lines in another currency (R-155)."""
        tree = self._trees.get(currency)
        if tree is None:
            amounts: list[Decimal] = []
            for sheet, ranks in self._rows:
                if sheet.order.currency == currency:
                    amounts += [sheet.available[rank] for rank in ranks]
                else:
                    amounts += [NOTHING] * len(ranks)
            tree = self._trees[currency] = Maxima(amounts)
        return tree

    def _at(self, position: int) -> tuple[Sheet, int]:
        place = bisect_right(self._begins, position) - 1
        sheet, ranks = self._rows[place]
        return sheet, ranks[position - self._begins[place]]

    @cached_property
    def _rows(self) -> list[tuple[Sheet, Sequence[int]]]:
        """The best lines in a row; a line's place in it is its position."""
        return [(sheet, row(ranks)) for sheet, ranks in self._best]

    @cached_property
    def _begins(self) -> list[int]:
        """The position of each purchase order's first line."""
        return [0, *accumulate(len(ranks) for _, ranks in self._rows[:-1])]

    @cached_property
    def _places(self) -> dict[Sheet, int]:
        """Where in the row each purchase order is."""
        return {sheet: place for place, (sheet, _) in enumerate(self._rows)}


def _has_enough(sheet: Sheet, rank: int, invoice: InvoiceToMatch) -> bool:
    """Equal is enough, untracked always is, a foreign currency never (R-131, R-132, R-155)."""
    total = invoice.total_in(sheet.order.currency)
    return total is not None and sheet.available[rank] >= total.amount
