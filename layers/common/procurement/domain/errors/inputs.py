"""What is wrong with an input: every problem at once, and quotas that it would pass."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from procurement.domain.errors.base import LedgerlineError


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing wrong with an input.

    `field` is a path in the caller's own words (``lineItems[2].endMonth``), `reason` a stable code
    (AWS's own where AWS has one), `rule` the number in the rule book that was broken. Of a problem
    in a file, `row` counts from 1, and `column` is a number from 1 or the name of a CSV's column.
    """

    field: str
    reason: str
    message: str
    rule: str | None = None
    row: int | None = None
    column: int | str | None = None


def path(*parts: str) -> str:
    """A field's path out of its parts: ``lineItems[2]`` and ``endMonth``; empty parts fall away."""
    return ".".join(part for part in parts if part)


class InvalidInput(LedgerlineError):
    """The input breaks rules; `problems` lists every one of them, never only the first."""

    code = "INVALID_INPUT"

    def __init__(self, problems: Sequence[Problem]) -> None:
        if not problems:
            raise ValueError("InvalidInput needs at least one problem")
        first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{first.field}: {first.message}{more}")
        self.problems = tuple(problems)


class QuotaExceeded(LedgerlineError):
    """A documented limit would be passed; nothing was changed (R-042)."""

    code = "QUOTA_EXCEEDED"

    def __init__(self, message: str, *, quota: str, limit: int) -> None:
        super().__init__(message)
        self.quota = quota
        self.limit = limit


@dataclass(slots=True)
class Problems:
    """Collects every problem of one input, then raises them together.

    A passed quota is a problem among others; on its own it is raised as what it is.
    """

    found: list[Problem] = field(default_factory=list)
    quota: QuotaExceeded | None = None

    def add(self, field_: str, reason: str, message: str, rule: str | None = None) -> None:
        """Note one problem and go on looking."""
        self.found.append(Problem(field=field_, reason=reason, message=message, rule=rule))

    def exceed(self, field_: str, quota: QuotaExceeded, rule: str) -> None:
        """Note that `field_` would pass a quota, and go on looking."""
        self.quota = self.quota or quota
        self.add(field_, quota.code, quota.message, rule)

    def raise_if_any(self) -> None:
        """Raise everything noted so far; do nothing when all is well.

        `QuotaExceeded` when quotas are all there is, `InvalidInput` otherwise.
        """
        if self.quota and all(problem.reason == self.quota.code for problem in self.found):
            raise self.quota
        if self.found:
            raise InvalidInput(self.found)
