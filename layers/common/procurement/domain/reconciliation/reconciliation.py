"""One comparison of the real account with what the rules expect, from its request to its end."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from procurement.domain.errors import AlreadyExists, PlanChanged, Problems
from procurement.domain.month import Month, midnight
from procurement.domain.reconciliation.finding import Finding
from procurement.domain.reconciliation.reference_plan import BatchResult, BatchState, ReferencePlan

MAX_DAYS: Final = 400
"""From the first to the last day of issue that one reconciliation looks at."""
MAX_INVOICES: Final = 10_000
"""Invoices that one reconciliation looks at, the oldest first."""
MAX_CHARGES: Final = 10_000
"""Charges that one reconciliation looks at."""
MAX_FINDINGS: Final = 2_000
"""Findings that are kept; all are counted."""
KEPT_FOR: Final = timedelta(days=400)
"""How long a reconciliation is kept."""
_USUAL_MONTHS: Final = 1
_UNFINISHED_AFTER: Final = timedelta(hours=1)


class ReconciliationState(StrEnum):
    """FAILED also for one that has not come to an end within an hour."""

    RUNNING = "RUNNING"
    FINISHED = "FINISHED"
    FAILED = "FAILED"


class ApplicationState(StrEnum):
    """What became of the plan: REFUSED set nothing at all, PARTLY_SET not all batches."""

    REQUESTED = "REQUESTED"
    SET = "SET"
    PARTLY_SET = "PARTLY_SET"
    REFUSED = "REFUSED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Application:
    """The plan of a reconciliation on its way to AWS. `refusal` is a stable code and a sentence."""

    requested_at: datetime
    requested_by: str
    state: ApplicationState = ApplicationState.REQUESTED
    batches: tuple[BatchResult, ...] = ()
    refusal: tuple[str, str] | None = None

    @property
    def is_over(self) -> bool:
        """Whether everything has its result."""
        return self.state is not ApplicationState.REQUESTED


@dataclass(frozen=True, kw_only=True, slots=True)
class Reconciliation:
    """A request, and once it is over what came out.

    Invoices issued from `first` to `last`, both included, are compared, and all open charges.
    `counts` are the findings by kind; `kept` of them can be read. `notes` say what could not be
    looked at, `failure` why nothing could. `plan_token` stands for the plan of `changes` numbers.
    """

    account_id: str
    reconciliation_id: str
    requested_at: datetime
    requested_by: str
    first: date
    last: date
    finished_at: datetime | None = None
    invoices: int = 0
    charges: int = 0
    counts: tuple[tuple[str, int], ...] = ()
    severities: tuple[tuple[str, int], ...] = ()
    kept: int = 0
    notes: tuple[str, ...] = ()
    failure: tuple[str, str] | None = None
    plan_token: str | None = None
    changes: int = 0
    application: Application | None = None
    revision: int = 0

    @property
    def findings(self) -> int:
        """How many there are, kept or not."""
        return sum(count for _, count in self.counts)

    def state(self, now: datetime) -> ReconciliationState:
        """How it stands at `now`."""
        if self.failure is not None:
            return ReconciliationState.FAILED
        if self.finished_at is not None:
            return ReconciliationState.FINISHED
        is_late = now - self.requested_at > _UNFINISHED_AFTER
        return ReconciliationState.FAILED if is_late else ReconciliationState.RUNNING

    def finished(
        self,
        findings: Iterable[Finding],
        plan: ReferencePlan,
        *,
        invoices: int,
        charges: int,
        notes: Iterable[str],
        at: datetime,
    ) -> "Reconciliation":
        """The same with its result."""
        found = tuple(findings)
        return replace(
            self,
            finished_at=at,
            invoices=invoices,
            charges=charges,
            counts=tuple(sorted(Counter(each.kind.value for each in found).items())),
            severities=tuple(sorted(Counter(each.severity.value for each in found).items())),
            kept=min(len(found), MAX_FINDINGS),
            notes=tuple(notes),
            plan_token=plan.token if plan.changes else None,
            changes=len(plan.changes),
        )

    def failed(self, code: str, message: str, at: datetime) -> "Reconciliation":
        """The same without any result."""
        return replace(self, finished_at=at, failure=(code, message))

    def applying(self, plan_token: str, by: str, at: datetime) -> "Reconciliation":
        """The same with its plan on its way; the very same object if it is already (R-205).

        `PlanChanged` unless the token is that of its plan.
        """
        if self.plan_token is None or plan_token != self.plan_token:
            raise PlanChanged(
                "the token is not that of this reconciliation's plan",
                resource_type="Reconciliation",
                resource_id=self.reconciliation_id,
            )
        if self.application is not None and self.application.state in (
            ApplicationState.REQUESTED,
            ApplicationState.SET,
        ):
            return self
        return replace(self, application=Application(requested_at=at, requested_by=by))

    def applied(self, batches: Iterable[BatchResult]) -> "Reconciliation":
        """The same with what became of its plan."""
        if self.application is None:
            raise ValueError("nobody asked for it")
        results = tuple(batches)
        has_failed = any(each.state is BatchState.FAILED for each in results)
        state = ApplicationState.PARTLY_SET if has_failed else ApplicationState.SET
        return replace(self, application=replace(self.application, state=state, batches=results))

    def refused(self, code: str, message: str) -> "Reconciliation":
        """The same with its plan refused as a whole."""
        if self.application is None:
            raise ValueError("nobody asked for it")
        refused = replace(self.application, state=ApplicationState.REFUSED, refusal=(code, message))
        return replace(self, application=refused)


def new_reconciliation(
    first: date | None,
    last: date | None,
    *,
    account_id: str,
    requested_by: str,
    now: datetime,
) -> Reconciliation:
    """A request named by its second, so that the same one sent twice is the same.

    Without `first` it begins with the previous month, without `last` it ends today. `InvalidInput`
    with everything that is wrong with the days.
    """
    today = now.astimezone(UTC).date()
    last = last or today
    first = first or Month.of(min(last, today)).plus(-_USUAL_MONTHS).first_day
    problems = Problems()
    if first > last:
        problems.add("issuedFrom", "INVALID_VALUE", "must not be after the last day")
    if (last - first).days >= MAX_DAYS:
        problems.add(
            "issuedFrom", "INVALID_VALUE", f"must be less than {MAX_DAYS} days before the last"
        )
    problems.raise_if_any()
    return Reconciliation(
        account_id=account_id,
        reconciliation_id=f"rc-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        requested_at=now,
        requested_by=requested_by,
        first=first,
        last=last,
    )


def months_of_issue(first: date, last: date) -> Iterable[tuple[datetime, datetime]]:
    """The days from `first` to `last` in intervals of at most a month, the end excluded.

    AWS takes no longer ones (R-384).
    """
    after = last + timedelta(days=1)
    while first < after:
        following = min(Month.of(first).plus(1).first_day, after)
        yield midnight(first), midnight(following)
        first = following


def expect_same(asked: Reconciliation, before: Reconciliation) -> Reconciliation:
    """`before`, if it is what `asked` asks for; `AlreadyExists` otherwise."""
    if (asked.first, asked.last) != (before.first, before.last):
        raise AlreadyExists(
            f"another reconciliation was asked for in the same second, {before.reconciliation_id}",
            resource_type="Reconciliation",
            resource_id=before.reconciliation_id,
        )
    return before
