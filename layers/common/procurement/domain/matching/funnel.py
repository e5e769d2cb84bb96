"""The way to a match, step by step: who was removed where, and what was compared (R-136)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, TypeVar

from procurement.domain.matching.criteria import (
    LINE_ITEM_REQUIREMENTS,
    PURCHASE_ORDER_REQUIREMENTS,
    Preference,
    Question,
    Requirement,
    preferences,
)
from procurement.domain.matching.result import Candidate, Removed, Step
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder

Subject = TypeVar("Subject", PurchaseOrder, Candidate)


def funnel(
    question: Question, purchase_orders: Iterable[PurchaseOrder], *, prefer_scoped: bool
) -> tuple[Step, ...]:
    """Every step until one line is left, or none; independent of the order of what is given.

    A requirement is listed even if all met it. A preference is listed only while several lines are
    left to choose from.
    """
    sieve = _Sieve(question)
    orders = sorted(purchase_orders, key=lambda order: (order.purchase_order_id, order.key))
    for of_order in PURCHASE_ORDER_REQUIREMENTS:
        orders = sieve.require(of_order, orders)
    lines = _lines(orders)
    for of_line in LINE_ITEM_REQUIREMENTS:
        lines = sieve.require(of_line, lines)
    for preference in preferences(prefer_scoped=prefer_scoped):
        lines = sieve.prefer(preference, lines)
    return tuple(sieve.steps)


@dataclass(slots=True)
class _Sieve:
    """Lets subjects through one criterion after the other and notes each step."""

    question: Question
    steps: list[Step] = field(default_factory=list)

    def require(self, requirement: Requirement[Subject], subjects: list[Subject]) -> list[Subject]:
        if not subjects:
            return subjects
        passed = [requirement.is_met(subject, self.question) for subject in subjects]
        asked = requirement.asks(self.question)
        return self._sift(requirement, asked, subjects, passed, requirement.shows)

    def prefer(self, preference: Preference, lines: list[Candidate]) -> list[Candidate]:
        if len(lines) < 2:
            return lines
        ranks = [preference.rank(line, self.question) for line in lines]
        best = preference.better(ranks)
        asked = preference.asks(self.question, best)
        passed = [rank == best for rank in ranks]
        return self._sift(
            preference, asked, lines, passed, lambda line: preference.shows(line, self.question)
        )

    def _sift(
        self,
        criterion: Requirement[Any] | Preference,
        asked: str,
        subjects: Sequence[Subject],
        passed: Sequence[bool],
        shows: Callable[[Subject], str],
    ) -> list[Subject]:
        kept = list(compress(subjects, passed))
        gone = compress(subjects, (not each for each in passed))
        self.steps.append(
            Step(
                criterion=criterion.criterion,
                rule=criterion.rule,
                asked=asked,
                removed=tuple(_removed(subject, shows(subject)) for subject in gone),
                lines_left=sum(_line_count(subject) for subject in kept),
            )
        )
        return kept


def _lines(purchase_orders: Iterable[PurchaseOrder]) -> list[Candidate]:
    return [
        Candidate(purchase_order=order, line=line)
        for order in purchase_orders
        for line in sorted(order.line_items, key=lambda line: line.position)
    ]


def _removed(subject: PurchaseOrder | Candidate, value: str) -> Removed:
    if isinstance(subject, PurchaseOrder):
        order_id, number = subject.purchase_order_id, None
    else:
        order_id = subject.purchase_order.purchase_order_id
        number = subject.line.line_item_number
    return Removed(purchase_order_id=order_id, line_item_number=number, value=value)


def _line_count(subject: PurchaseOrder | Candidate) -> int:
    return len(subject.line_items) if isinstance(subject, PurchaseOrder) else 1
