"""The answer to an imported document."""

import json
from collections.abc import Iterator
from typing import Final, Self

from procurement.domain.errors import LedgerlineError
from procurement.domain.plans.desired_state import Action
from procurement.entrypoints.schemas.base import Schema
from procurement.service.plans.import_purchase_orders import Imported, Outcome

MAX_CHARACTERS: Final = 3_000_000
"""Of the differences in one answer, as JSON carries them; the rest needs far less than 3 MB."""


class DifferenceView(Schema):
    """One value before and after; null where there is nothing."""

    path: str
    before: str | None
    after: str | None


class FailureView(Schema):
    """Why a purchase order could not be changed."""

    code: str
    message: str


class ChangeView(Schema):
    """What happens to one purchase order. `result` is null as long as nothing was tried."""

    action: Action
    purchase_order_id: str
    differences: list[DifferenceView]
    result: str | None
    error: FailureView | None
    warnings: list[str]

    @classmethod
    def of(cls, outcome: Outcome, *, with_differences: bool) -> Self:
        """One outcome, with its differences or without."""
        change, error = outcome.change, outcome.error
        shown = change.differences if with_differences else ()
        return cls(
            action=change.action,
            purchase_order_id=change.purchase_order_id,
            differences=[
                DifferenceView(path=each.path, before=each.before, after=each.after)
                for each in shown
            ],
            result="FAILED" if error else "APPLIED" if outcome.is_applied else None,
            error=_failure(error) if error else None,
            warnings=list(change.warnings),
        )


class SummaryView(Schema):
    """How many purchase orders see which action; `failed` ones are counted there alone."""

    create: int
    change: int
    delete: int
    none: int
    failed: int

    @classmethod
    def of(cls, imported: Imported) -> Self:
        """The counts of an import."""

        def count(action: Action) -> int:
            return sum(o.change.action is action and not o.error for o in imported.outcomes)

        return cls(
            create=count(Action.CREATE),
            change=count(Action.CHANGE),
            delete=count(Action.DELETE),
            none=count(Action.NONE),
            failed=sum(outcome.error is not None for outcome in imported.outcomes),
        )


class ImportView(Schema):
    """What a document changes, or has changed.

    Not `is_complete`: the same document sent again does the rest. `is_shortened`: the differences
    were too many for one answer, those of the last purchase orders are left out.
    """

    plan_id: str
    is_applied: bool
    is_complete: bool
    is_shortened: bool
    summary: SummaryView
    changes: list[ChangeView]

    @classmethod
    def of(cls, imported: Imported) -> Self:
        """The answer, short enough for a function to give."""
        fits = list(_fit(imported))
        return cls(
            plan_id=imported.plan_id,
            is_applied=imported.is_applied,
            is_complete=imported.is_complete,
            is_shortened=not all(fits),
            summary=SummaryView.of(imported),
            changes=[
                ChangeView.of(outcome, with_differences=shown)
                for outcome, shown in zip(imported.outcomes, fits, strict=True)
            ],
        )


def _fit(imported: Imported) -> Iterator[bool]:
    """For each outcome whether its differences still fit into the answer."""
    total = 0
    for outcome in imported.outcomes:
        told = [(each.path, each.before, each.after) for each in outcome.change.differences]
        # The names of the members take 40 characters for each difference.
        total += len(json.dumps(told)) + 40 * len(told)
        yield total <= MAX_CHARACTERS


def _failure(error: LedgerlineError) -> FailureView:
    return FailureView(code=error.code, message=error.message[:500])
