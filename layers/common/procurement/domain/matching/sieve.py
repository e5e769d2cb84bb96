"""Lets lines through one criterion after the other, and notes who went where (R-136)."""

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, compress
from operator import not_
from typing import Any, Final

from procurement.domain.matching.criteria import (
    PURCHASE_ORDER_REQUIREMENTS,
    BalancePreference,
    Preference,
    Question,
    Requirement,
)
from procurement.domain.matching.result import Criterion
from procurement.domain.matching.sheet import Coverage, Sheet
from procurement.domain.purchase_orders.line_item import LineItem
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder

Ranks = Mapping[Coverage, Sequence[int]]
"""Some lines of one purchase order: their ranks, ascending, by what they are for."""

_NONE: Final[Ranks] = {}
_Split = tuple[Ranks, Ranks]
"""Those who pass a step and those who go."""

Shows = Callable[[Sheet, Sequence[int]], str]
"""What lines of one purchase order had instead of what was asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sift:
    """One step as it was taken, with those who went, of the best purchase order first.

    If `is_whole`, purchase orders went as a whole, and their lines were not looked at.
    """

    criterion: Criterion
    rule: str
    asked: str
    gone: Sequence[tuple[Sheet, Ranks]]
    shows: Shows
    is_whole: bool = False


def sift_orders(question: Question, sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Sift]]:
    """The purchase orders that pass steps 1 to 4, and how the others went."""
    left, sifts = list(sheets), []
    for requirement in PURCHASE_ORDER_REQUIREMENTS:
        if left:
            met = [requirement.is_met(sheet.order, question) for sheet in left]
            sifts.append(
                Sift(
                    criterion=requirement.criterion,
                    rule=requirement.rule,
                    asked=requirement.asks(question),
                    gone=[(sheet, {}) for sheet in compress(left, map(not_, met))],
                    shows=_of_order(requirement.shows),
                    is_whole=True,
                )
            )
            left = list(compress(left, met))
    return left, sifts


@dataclass(slots=True)
class Sieve:
    """The lines that are left, those of the best purchase order first, and the steps so far.

    A requirement is noted even if all met it, a preference only while several lines were left to
    choose from. Nothing is noted once nobody is left.
    """

    question: Question
    left: list[tuple[Sheet, Ranks]]
    sifts: list[Sift] = field(default_factory=list)

    def require(self, requirement: Requirement[Coverage]) -> None:
        """Keep the lines whose coverage meets it."""
        if self.left:
            met = {each for each in self._coverages() if requirement.is_met(each, self.question)}
            splits = [_by_coverage(ranks, met) for _, ranks in self.left]
            asked = requirement.asks(self.question)
            self._note(requirement, asked, splits, _of_coverages(requirement.shows))

    def prefer(self, preference: Preference[Coverage]) -> None:
        """Keep the lines of the best coverage."""
        if self._has_choice():
            ranked = {each: preference.rank(each, self.question) for each in self._coverages()}
            best = preference.better(ranked.values())
            wanted = {each for each, rank in ranked.items() if rank == best}
            splits = [_by_coverage(ranks, wanted) for _, ranks in self.left]
            asked = preference.asks(self.question, best)
            self._note(preference, asked, splits, _of_coverages(preference.shows))

    def prefer_order(self, preference: Preference[PurchaseOrder]) -> None:
        """Keep the lines of the best purchase orders."""
        if self._has_choice():
            ranked = [preference.rank(sheet.order, self.question) for sheet, _ in self.left]
            best = preference.better(ranked)
            splits = [
                (ranks, _NONE) if rank == best else (_NONE, ranks)
                for (_, ranks), rank in zip(self.left, ranked, strict=True)
            ]
            asked = preference.asks(self.question, best)
            self._note(preference, asked, splits, _of_order(preference.shows))

    def prefer_balance(self, preference: BalancePreference) -> None:
        """Keep the lines with enough balance; all of them if none has it (R-124, R-130)."""
        if self._has_choice():
            question = self.question
            splits = [_by_balance(question, sheet, ranks) for sheet, ranks in self.left]
            some_have = any(enough for enough, _ in splits)
            if not some_have:
                splits = [(ranks, _NONE) for _, ranks in self.left]

            def shows(sheet: Sheet, ranks: Sequence[int]) -> str:
                available = [sheet.available[rank] for rank in ranks]
                return preference.shows(sheet.order.currency, available, question)

            self._note(preference, preference.asks(question, some_have), splits, shows)

    def prefer_line(self, preference: Preference[LineItem]) -> None:
        """Keep the best of the lines."""
        if self._has_choice():
            ranked = [
                {rank: preference.rank(sheet.line(rank), self.question) for rank in row(ranks)}
                for sheet, ranks in self.left
            ]
            best = preference.better([each for column in ranked for each in column.values()])
            splits = [
                _by_line(ranks, {rank for rank, each in column.items() if each == best})
                for (_, ranks), column in zip(self.left, ranked, strict=True)
            ]
            asked = preference.asks(self.question, best)
            self._note(preference, asked, splits, _of_lines(preference.shows))

    def _has_choice(self) -> bool:
        return len(self.left) > 1 or any(len(row(ranks)) > 1 for _, ranks in self.left)

    def _coverages(self) -> set[Coverage]:
        return {coverage for _, ranks in self.left for coverage in ranks}

    def _note(
        self,
        criterion: Requirement[Coverage] | Preference[Any] | BalancePreference,
        asked: str,
        splits: Sequence[_Split],
        shows: Shows,
    ) -> None:
        """Take the step that parts what was left of each purchase order so."""
        sheets = [sheet for sheet, _ in self.left]
        self.sifts.append(
            Sift(
                criterion=criterion.criterion,
                rule=criterion.rule,
                asked=asked,
                gone=[
                    (sheet, gone) for sheet, (_, gone) in zip(sheets, splits, strict=True) if gone
                ],
                shows=shows,
            )
        )
        self.left = [(sheet, kept) for sheet, (kept, _) in zip(sheets, splits, strict=True) if kept]


def row(ranks: Ranks) -> Sequence[int]:
    """All the ranks, ascending."""
    if len(ranks) == 1:
        return next(iter(ranks.values()))
    return sorted(chain.from_iterable(ranks.values()))


def _by_coverage(ranks: Ranks, wanted: Set[Coverage]) -> _Split:
    if ranks.keys() <= wanted:
        return ranks, _NONE
    return (
        {coverage: each for coverage, each in ranks.items() if coverage in wanted},
        {coverage: each for coverage, each in ranks.items() if coverage not in wanted},
    )


def _by_balance(question: Question, sheet: Sheet, ranks: Ranks) -> _Split:
    """Equal is enough and untracked always is; a foreign currency never (R-131, R-132, R-155)."""
    total = question.invoice.total_in(sheet.order.currency)
    if total is None:
        return _NONE, ranks
    amount, available = total.amount, sheet.available
    wanted = [rank for each in ranks.values() for rank in each if available[rank] >= amount]
    return _by_line(ranks, wanted)


def _by_line(ranks: Ranks, wanted: Collection[int]) -> _Split:
    if not wanted:
        return _NONE, ranks
    if len(wanted) == sum(map(len, ranks.values())):
        return ranks, _NONE
    wanted = set(wanted)
    kept = {coverage: [rank for rank in each if rank in wanted] for coverage, each in ranks.items()}
    gone = {
        coverage: [rank for rank in each if rank not in wanted] for coverage, each in ranks.items()
    }
    return _filled(kept), _filled(gone)


def _filled(ranks: Ranks) -> Ranks:
    return {coverage: each for coverage, each in ranks.items() if each}


def _of_order(shows: Callable[[PurchaseOrder], str]) -> Shows:
    value = cache(lambda sheet: shows(sheet.order))
    return lambda sheet, _: value(sheet)


def _of_coverages(shows: Callable[[Coverage], str]) -> Shows:
    value = cache(shows)

    def joined(sheet: Sheet, ranks: Sequence[int]) -> str:
        distinct = dict.fromkeys(sheet.coverages[rank] for rank in ranks)
        return "; ".join(dict.fromkeys(map(value, distinct)))

    return joined


def _of_lines(shows: Callable[[LineItem], str]) -> Shows:
    return lambda sheet, ranks: "; ".join(shows(sheet.line(rank)) for rank in ranks)
