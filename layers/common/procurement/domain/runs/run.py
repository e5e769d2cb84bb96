"""An invoice run: what was found due, and how far the work on it has come."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from procurement.domain.ids import derived_id

MAX_FOUND_IN: Final = 20
"""Collections told with a part; whoever has more due asks the index for all of them."""


class RunState(StrEnum):
    """PLANNING until work is handed out, RUNNING until every part is settled, then FINISHED."""

    PLANNING = "PLANNING"
    RUNNING = "RUNNING"
    FINISHED = "FINISHED"


class RunMode(StrEnum):
    """ISSUE makes invoices; DRY_RUN decides the same ones and keeps nothing but what it saw."""

    ISSUE = "ISSUE"
    DRY_RUN = "DRY_RUN"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """What settled parts come to: `failed` ones were parked with a reason.

    `without_purchase_order` counts those of `invoices` that carry no number; credit memos carry
    none and are not among them.
    """

    done: int = 0
    failed: int = 0
    invoices: int = 0
    without_purchase_order: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            done=self.done + other.done,
            failed=self.failed + other.failed,
            invoices=self.invoices + other.invoices,
            without_purchase_order=self.without_purchase_order + other.without_purchase_order,
        )

    @property
    def settled(self) -> int:
        """Parts that nobody works on any more."""
        return self.done + self.failed


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """Progress of one run over everything due by `due_by`, counted in parts.

    A part is the work for one receiving account. `planned` is how many there are, known from
    `handed_out_at` on. `is_closed` says that the tally is final and kept with the run.
    """

    run_id: str
    started_at: datetime
    due_by: datetime
    mode: RunMode = RunMode.ISSUE
    planned: int = 0
    tally: Tally = Tally()
    handed_out_at: datetime | None = None
    last_settled_at: datetime | None = None
    is_closed: bool = False

    @property
    def state(self) -> RunState:
        """What the counters say: the last part to be settled ends the run."""
        if self.handed_out_at is None:
            return RunState.PLANNING
        is_settled = self.tally.settled >= self.planned
        return RunState.FINISHED if is_settled else RunState.RUNNING

    @property
    def finished_at(self) -> datetime | None:
        """When the last part was settled, None before; at once if nothing was due."""
        return self.moved_at if self.state is RunState.FINISHED else None

    @property
    def moved_at(self) -> datetime:
        """When something last happened."""
        return self.last_settled_at or self.handed_out_at or self.started_at

    def parts_per_second(self, now: datetime) -> float | None:
        """The mean since work was handed out; None before the first part is settled."""
        if self.handed_out_at is None or not self.tally.settled:
            return None
        seconds = ((self.finished_at or now) - self.handed_out_at).total_seconds()
        return self.tally.settled / max(seconds, 1.0)

    def estimated_end(self, now: datetime) -> datetime | None:
        """When the last part is done if the rest goes like what is done; None once it is over."""
        rate = self.parts_per_second(now)
        if rate is None or self.state is not RunState.RUNNING:
            return None
        return now + timedelta(seconds=(self.planned - self.tally.settled) / rate)


@dataclass(frozen=True, kw_only=True, slots=True)
class RunPart:
    """One unit of work of a run: everything that one receiver has due.

    Handing it out twice changes nothing: it settles once (`is_settled`), and the invoices it makes
    are found again by their drafts. `found_in` are the collections in which planning found it,
    which is not kept: whoever takes the part up again looks for them anew.
    """

    run_id: str
    part_id: str
    receiver_account_id: str
    found_in: tuple[str, ...] = ()
    is_settled: bool = False
    invoices: int = 0
    without_purchase_order: int = 0
    reason: str | None = None

    @classmethod
    def of(cls, run: Run, receiver_account_id: str, found_in: Sequence[str] = ()) -> "RunPart":
        """The part of this receiver, under an ID that every planning of the run gives it.

        Of collections too many to be told in a message, none is.
        """
        return cls(
            run_id=run.run_id,
            part_id=derived_id("part", receiver_account_id),
            receiver_account_id=receiver_account_id,
            found_in=tuple(found_in) if len(found_in) <= MAX_FOUND_IN else (),
        )

    def settled(
        self, *, invoices: int = 0, without_purchase_order: int = 0, reason: str | None = None
    ) -> "RunPart":
        """The part done, or parked when `reason` says why."""
        return replace(
            self,
            is_settled=True,
            invoices=invoices,
            without_purchase_order=without_purchase_order,
            reason=reason,
        )

    @property
    def tally(self) -> Tally:
        """What the settled part counts for."""
        return Tally(
            done=0 if self.reason else 1,
            failed=1 if self.reason else 0,
            invoices=self.invoices,
            without_purchase_order=self.without_purchase_order,
        )
