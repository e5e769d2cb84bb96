"""An invoice run: what was found due, and how far the work on it has come."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class RunState(StrEnum):
    """PLANNING while work is handed out, RUNNING until every part is settled, then FINISHED."""

    PLANNING = "PLANNING"
    RUNNING = "RUNNING"
    FINISHED = "FINISHED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """Progress of one run, counted in parts: a part is one message for one receiving account.

    `invoices` counts what the parts of this run issued; `failed` parts were parked with a reason.
    """

    run_id: str
    started_at: datetime
    state: RunState = RunState.PLANNING
    planned: int = 0
    done: int = 0
    failed: int = 0
    invoices: int = 0
    finished_at: datetime | None = None

    @property
    def is_settled(self) -> bool:
        """Whether every planned part is done or failed."""
        return self.state is not RunState.PLANNING and self.done + self.failed >= self.planned


@dataclass(frozen=True, kw_only=True, slots=True)
class RunPart:
    """One unit of work of a run: the collections of one receiver that had something due.

    Handing it out twice changes nothing: it settles once (`state`), and the invoices it makes are
    found again by their drafts.
    """

    run_id: str
    part_id: str
    receiver_account_id: str
    collection_ids: tuple[str, ...]
    is_settled: bool = False
    invoices: int = 0
    reason: str | None = None

    def settled(self, *, invoices: int = 0, reason: str | None = None) -> "RunPart":
        """The part done, or parked when `reason` says why."""
        return replace(self, is_settled=True, invoices=invoices, reason=reason)
