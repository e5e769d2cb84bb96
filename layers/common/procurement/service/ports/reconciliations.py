"""Stored reconciliations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Sequence

    from procurement.domain.reconciliation.finding import Finding
    from procurement.domain.reconciliation.reconciliation import Reconciliation
    from procurement.domain.reconciliation.reference_plan import ReferencePlan
    from procurement.service.ports.page import Page


class Reconciliations(Protocol):
    """Reconciliations with their findings and plans, each kept for a bounded time."""

    def get(self, account_id: str, reconciliation_id: str) -> Reconciliation:
        """The account's reconciliation; `ReconciliationNotFound` otherwise."""

    def page(self, account_id: str, *, limit: int, token: str | None) -> Page[Reconciliation]:
        """The account's reconciliations, newest first."""

    def findings(
        self, reconciliation: Reconciliation, *, limit: int, token: str | None
    ) -> Page[Finding]:
        """What it found, in the order in which it was put."""

    def plan(self, reconciliation: Reconciliation) -> ReferencePlan:
        """The numbers that it would set; an empty plan if there are none."""

    def add(self, reconciliation: Reconciliation) -> None:
        """Stage a new one; the commit raises `AlreadyExists` when its ID is taken."""

    def put_findings(
        self, reconciliation: Reconciliation, first: int, findings: Sequence[Finding]
    ) -> None:
        """Stage findings, the first of them at this place; the same again changes nothing."""

    def put_plan(self, reconciliation: Reconciliation, plan: ReferencePlan) -> None:
        """Stage the plan; the same again changes nothing."""

    def save(self, reconciliation: Reconciliation) -> None:
        """Stage a changed one; the commit raises `LostRace` when another write came between."""
