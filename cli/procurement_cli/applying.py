"""Applying a plan to its end.

One request does as much as fits into the API's time, and says whether that was all. The rest is
planned again and applied under its new plan, as long as it is part of what was shown. An answer
that got lost is treated alike: what it did is found done, what it did not is the rest.
"""

from typing import Final

from procurement_cli import imports
from procurement_cli.api import Api, JsonObject
from procurement_cli.errors import Refused
from procurement_cli.files import File
from procurement_cli.plans import NONE

_CONFLICT: Final = 409
_APPLIED: Final = "APPLIED"


def apply_whole(api: Api, file: File, shown: JsonObject, *, prune: bool) -> JsonObject:
    """Apply the plan that was shown, and nothing else; the API's answers made into one.

    Raises Refused when somebody changed something in between, so that more or other things would
    happen than were shown. What was applied until then stays.
    """
    whole, plan = Whole(shown), shown
    while True:
        try:
            answer = imports.apply(api, file, prune=prune, plan_id=plan["planId"])
        except Refused as refused:
            if not (refused.is_repeat and refused.status == _CONFLICT):
                raise
            plan = imports.plan(api, file, prune=prune)
            whole.take_missing_as_done(plan)
            if not whole.holds(plan):
                raise
        else:
            whole.take(answer)
            is_complete = answer.get("isComplete", True)
            if is_complete or not _has_applied(answer):
                return whole.answer(is_complete=is_complete)
            plan = imports.plan(api, file, prune=prune)
        if not _wanted(plan) or not whole.holds(plan):
            return whole.answer(is_complete=not _wanted(plan))


class Whole:
    """What was shown, and what has become of each purchase order so far."""

    def __init__(self, shown: JsonObject) -> None:
        self._shown = shown
        self._changes = {change["purchaseOrderId"]: change for change in shown["changes"]}
        self._told = dict(self._changes)

    def holds(self, plan: JsonObject) -> bool:
        """Whether all that is left to do was shown; what was shown shortened, by its action."""
        return all(self._was_shown(change) for change in _wanted(plan))

    def take(self, answer: JsonObject) -> None:
        """Note what became of the changes that an answer tells about."""
        self._told |= {change["purchaseOrderId"]: change for change in _wanted(answer)}

    def take_missing_as_done(self, plan: JsonObject) -> None:
        """Note as applied what the plan no longer has: the lost answer would have said so."""
        left = {change["purchaseOrderId"] for change in _wanted(plan)}
        self._told |= {
            number: change | {"result": _APPLIED, "error": None}
            for number, change in self._told.items()
            if change["action"] != NONE and number not in left
        }

    def answer(self, *, is_complete: bool) -> JsonObject:
        """The result in the form of a single answer."""
        changes = list(self._told.values())
        done = [change["action"] for change in changes if not change.get("error")]
        counts = {name: done.count(name.upper()) for name in ("create", "change", "delete")}
        counts |= {"none": self._shown["summary"]["none"], "failed": len(changes) - len(done)}
        return self._shown | {
            "isApplied": True,
            "isComplete": is_complete,
            "summary": counts,
            "changes": changes,
        }

    def _was_shown(self, change: JsonObject) -> bool:
        shown = self._changes.get(change["purchaseOrderId"], {})
        return shown.get("action") == change["action"] and (
            not shown["differences"] or shown["differences"] == change["differences"]
        )


def _wanted(plan: JsonObject) -> list[JsonObject]:
    return [change for change in plan["changes"] if change["action"] != NONE]


def _has_applied(answer: JsonObject) -> bool:
    return any(change.get("result") == _APPLIED for change in answer["changes"])
