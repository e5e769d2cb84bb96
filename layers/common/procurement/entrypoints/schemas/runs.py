"""Invoice runs, their progress and their parts, at the edge."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

from pydantic import Field

from procurement.domain.charges.charge import ChargeKind
from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.matching.result import Flag, Outcome
from procurement.domain.runs.planned_invoice import PlannedInvoice
from procurement.domain.runs.run import Run, RunMode, RunPart, RunState
from procurement.entrypoints.run_request import RUN_ID, run_id_for
from procurement.entrypoints.schemas.base import (
    Instant,
    InstantInput,
    MoneyView,
    RequestSchema,
    Schema,
)


class StartInvoiceRunRequest(RequestSchema):
    """What to invoice, and whether to do it."""

    run_id: str | None = Field(None, pattern=f"^{RUN_ID}$", examples=["close-2027-01"])
    is_dry_run: bool = False
    due_by: InstantInput | None = Field(None, examples=["2027-02-03T06:00:00Z"])

    def to_run(self, now: datetime) -> Run:
        """The run to begin now; `InvalidInput` when invoices of the future are to be issued."""
        mode = RunMode.DRY_RUN if self.is_dry_run else RunMode.ISSUE
        due_by = self.due_by or now
        if due_by > now and not self.is_dry_run:
            message = "must not be in the future, unless isDryRun is true"
            raise InvalidInput([Problem(field="dueBy", reason="INVALID_VALUE", message=message)])
        return Run(
            run_id=self.run_id or run_id_for(mode, due_by),
            started_at=now,
            due_by=due_by,
            mode=mode,
        )


class RunView(Schema):
    """How far an invoice run has come, counted in parts."""

    run_id: str
    mode: RunMode
    state: RunState
    due_by: Instant
    started_at: Instant
    finished_at: Instant | None
    planned: int
    done: int
    failed: int
    invoices: int
    without_purchase_order: int
    parts_per_second: float | None = Field(examples=[118.2])
    estimated_end: Instant | None

    @classmethod
    def of(cls, run: Run, now: datetime) -> Self:
        """A run of the domain, as it stands now."""
        rate = run.parts_per_second(now)
        return cls(
            run_id=run.run_id,
            mode=run.mode,
            state=run.state,
            due_by=run.due_by,
            started_at=run.started_at,
            finished_at=run.finished_at,
            planned=run.planned,
            done=run.tally.done,
            failed=run.tally.failed,
            invoices=run.tally.invoices,
            without_purchase_order=run.tally.without_purchase_order,
            parts_per_second=None if rate is None else round(rate, 3),
            estimated_end=run.estimated_end(now),
        )


class RunPage(Schema):
    """One page of runs, newest first."""

    items: list[RunView]
    next_token: str | None


class RunPartView(Schema):
    """The work for one receiving account."""

    part_id: str
    receiver_account_id: str
    is_settled: bool
    invoices: int
    without_purchase_order: int
    reason: str | None = Field(description="why it was parked")

    @classmethod
    def of(cls, part: RunPart) -> Self:
        """A part of the domain."""
        return cls(**_part(part))


class RunPartPage(Schema):
    """One page of parts, in the order of their IDs."""

    items: list[RunPartView]
    next_token: str | None


class PlannedInvoiceView(Schema):
    """An invoice that a dry run decided."""

    draft_id: str
    invoice_type: InvoiceType
    invoicing_entity: str
    kind: ChargeKind
    billing_period: str = Field(examples=["2027-01"])
    total_before_tax: MoneyView
    tax: MoneyView
    charges: int
    purchase_order_id: str | None
    line_item_number: str | None
    outcome: Outcome
    flags: list[Flag]

    @classmethod
    def of(cls, invoice: PlannedInvoice) -> Self:
        """A planned invoice of the domain."""
        return cls(
            draft_id=invoice.draft_id,
            invoice_type=invoice.type,
            invoicing_entity=invoice.invoicing_entity,
            kind=invoice.kind,
            billing_period=str(invoice.billing_period),
            total_before_tax=MoneyView.of(invoice.total_before_tax),
            tax=MoneyView.of(invoice.tax),
            charges=invoice.charges,
            purchase_order_id=invoice.purchase_order_id,
            line_item_number=invoice.line_item_number,
            outcome=invoice.outcome,
            flags=sorted(invoice.flags),
        )


class RunPartDetails(RunPartView):
    """One part with what a dry run decided in it, at most 1,000 invoices."""

    planned_invoices: list[PlannedInvoiceView]

    @classmethod
    def with_invoices(cls, part: RunPart, planned: Sequence[PlannedInvoice]) -> Self:
        """A part and its planned invoices."""
        invoices = [PlannedInvoiceView.of(each) for each in planned]
        return cls(**_part(part), planned_invoices=invoices)


def _part(part: RunPart) -> dict[str, Any]:
    return {
        "part_id": part.part_id,
        "receiver_account_id": part.receiver_account_id,
        "is_settled": part.is_settled,
        "invoices": part.invoices,
        "without_purchase_order": part.without_purchase_order,
        "reason": part.reason,
    }
