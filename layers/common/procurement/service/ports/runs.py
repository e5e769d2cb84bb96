"""Stored runs, and the queue of their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from procurement.domain.invoices.run import Run, RunPart
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

    def finish_planning(self, run: Run, *, planned: int) -> None:
        """Stage how many parts were handed out; `LostRace` when that was noted before."""

    def finish(self, run: Run, at: datetime) -> None:
        """Stage the end of a settled run; `LostRace` when it has ended or goes on."""

    def find_part(self, run_id: str, part_id: str) -> RunPart | None:
        """One part of a run, or None."""

    def parts_of(self, run_id: str) -> Iterator[RunPart]:
        """Every part of a run."""

    def add_part(self, part: RunPart) -> None:
        """Stage a new part; the commit raises `AlreadyExists` when it is there."""

    def settle_part(self, part: RunPart) -> None:
        """Stage a part's end with the run's counters; `AlreadyExists` when it had ended before."""


class PartQueue(Protocol):
    """Hands parts of a run to the invoice generator."""

    def send(self, parts: Sequence[RunPart], due_by: datetime) -> None:
        """One message per part; a repeat is harmless."""
