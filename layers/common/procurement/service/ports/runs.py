"""Stored runs, and the queue of their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from procurement.domain.runs.planned_invoice import PlannedInvoice
    from procurement.domain.runs.run import Run, RunMode, RunPart
    from procurement.service.ports.page import Page


class Runs(Protocol):
    """Invoice runs and their parts."""

    def find(self, run_id: str) -> Run | None:
        """The run, or None."""

    def get(self, run_id: str) -> Run:
        """The run; `RunNotFound` otherwise."""

    def page(self, *, limit: int, token: str | None) -> Page[Run]:
        """Runs, newest first."""

    def add(self, run: Run) -> None:
        """Stage a new run; the commit raises `AlreadyExists` when it was begun before."""

    def finish_planning(self, run: Run, *, planned: int, at: datetime) -> None:
        """Stage how many parts were handed out, and when; `LostRace` when it was noted before."""

    def close(self, run: Run) -> None:
        """Stage that the tally of a finished run is final; it need not be added up any more."""

    def find_part(self, run_id: str, part_id: str) -> RunPart | None:
        """One part of a run, or None."""

    def parts_of(self, run_id: str) -> Iterator[RunPart]:
        """Every part of a run."""

    def page_of_parts(
        self, run_id: str, *, parked_only: bool, limit: int, token: str | None
    ) -> Page[RunPart]:
        """Parts of a run in an order that does not change: all, or those that were parked."""

    def planned_invoices(self, run_id: str, part_id: str) -> Sequence[PlannedInvoice]:
        """What a part of a dry run decided, as far as it was kept."""

    def add_part(self, part: RunPart) -> None:
        """Stage a new part; the commit raises `AlreadyExists` when it is there."""

    def settle_part(
        self, part: RunPart, planned_invoices: Sequence[PlannedInvoice], *, at: datetime
    ) -> None:
        """Stage a part's end with the run's tally; `AlreadyExists` when it had ended before.

        Of the planned invoices the first 1,000 are kept.
        """


class PartQueue(Protocol):
    """Hands parts of a run to the invoice generator."""

    def send(self, parts: Sequence[RunPart], *, due_by: datetime, mode: RunMode) -> None:
        """One message per part; a repeat is harmless. `Unavailable` when some were refused."""
