"""What an import would do or did, as the API tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from procurement_cli.errors import NotLedgerline

CREATE: Final = "CREATE"
CHANGE: Final = "CHANGE"
DELETE: Final = "DELETE"
NONE: Final = "NONE"

_FAILED: Final = "FAILED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One field before and after; None where it is not there."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What happens to one purchase order. `result` is None as long as nothing was tried."""

    action: str
    purchase_order_id: str
    differences: tuple[Difference, ...]
    result: str | None
    error: str | None
    warnings: tuple[str, ...]

    @property
    def has_failed(self) -> bool:
        """Whether it was tried in vain."""
        return self.result == _FAILED


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """All changes of one import, and how many purchase orders stay as they are.

    Not `is_complete`: more would be left to do afterwards. `is_shortened`: differences are missing.
    """

    plan_id: str
    changes: tuple[Change, ...]
    unchanged: int
    is_complete: bool
    is_shortened: bool

    @property
    def is_empty(self) -> bool:
        """Whether everything is already as the file says."""
        return all(change.action == NONE for change in self.changes)

    @property
    def has_failed(self) -> bool:
        """Whether any change was tried in vain."""
        return any(change.has_failed for change in self.changes)

    def count(self, action: str) -> int:
        """How many purchase orders it happens to, leaving out where it failed."""
        return sum(c.action == action and not c.has_failed for c in self.changes)

    @classmethod
    def of_json(cls, content: Mapping[str, Any]) -> "Plan":
        """The answer of an import. Raises NotLedgerline if it is none."""
        try:
            return cls(
                plan_id=content["planId"],
                changes=tuple(map(_change, content["changes"])),
                unchanged=content["summary"]["none"],
                is_complete=content.get("isComplete", True),
                is_shortened=content.get("isShortened", False),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise NotLedgerline("the answer is not a plan") from error


def _change(content: Mapping[str, Any]) -> Change:
    error = content.get("error")
    return Change(
        action=content["action"],
        purchase_order_id=content["purchaseOrderId"],
        differences=tuple(map(_difference, content["differences"])),
        result=content.get("result"),
        error=f"{error['message']} ({error['code']})" if error else None,
        warnings=tuple(content.get("warnings") or ()),
    )


def _difference(content: Mapping[str, Any]) -> Difference:
    return Difference(path=content["path"], before=content["before"], after=content["after"])
