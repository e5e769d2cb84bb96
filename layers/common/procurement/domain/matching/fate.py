"""How one purchase order fared in the match of an invoice, read from what is kept of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from procurement.domain.matching.criteria import PURCHASE_ORDER_REQUIREMENTS
from procurement.domain.matching.record import MatchRecord
from procurement.domain.matching.result import Criterion, Removed, Step

_WHOLE: Final = frozenset(requirement.criterion for requirement in PURCHASE_ORDER_REQUIREMENTS)


class Fate(StrEnum):
    """What became of a purchase order.

    NOT_A_CANDIDATE did not exist, or the matcher was not run. NOT_LISTED says that the record does
    not tell: the account held more purchase orders than a record names (`funnel.RECORDED`).
    """

    CHOSEN = "CHOSEN"
    REMOVED = "REMOVED"
    NOT_A_CANDIDATE = "NOT_A_CANDIDATE"
    NOT_LISTED = "NOT_LISTED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fared:
    """A fate with the step that sealed it.

    For REMOVED this is the step in which its last lines went, with what they had instead as
    `removed`; for CHOSEN the last one it passed; for the others there is none.
    """

    fate: Fate
    criterion: Criterion | None = None
    rule: str | None = None
    asked: str | None = None
    removed: tuple[Removed, ...] = ()

    @property
    def value(self) -> str | None:
        """What the best of the removed lines had."""
        return self.removed[0].value if self.removed else None


def fate_of(record: MatchRecord, purchase_order_id: str) -> Fared:
    """How the purchase order that had this ID then fared (R-136).

    A purchase order may lose its lines in several steps; what counts is where the last went.
    """
    if record.purchase_order_id == purchase_order_id:
        # A credit memo follows its invoice and has no funnel of its own.
        return _fared(Fate.CHOSEN, record.funnel[-1]) if record.funnel else Fared(fate=Fate.CHOSEN)
    for step in reversed(record.funnel):
        removed = tuple(
            each for each in step.removed if each.purchase_order_id == purchase_order_id
        )
        if removed:
            return _fared(Fate.REMOVED, step, removed)
    if any(_tells_of(step) < step.removed_count for step in record.funnel):
        return Fared(fate=Fate.NOT_LISTED)
    return Fared(fate=Fate.NOT_A_CANDIDATE)


def _fared(fate: Fate, step: Step, removed: tuple[Removed, ...] = ()) -> Fared:
    return Fared(
        fate=fate, criterion=step.criterion, rule=step.rule, asked=step.asked, removed=removed
    )


def _tells_of(step: Step) -> int:
    """How many of those removed are in the entries."""
    if step.criterion in _WHOLE:
        return len(step.removed)
    return sum(each.lines for each in step.removed)
