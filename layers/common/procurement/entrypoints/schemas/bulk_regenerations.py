"""Regenerations of many invoices at the edge."""

from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints

from procurement.domain.invoices.bulk_regeneration import MAX_INVOICES, Progress, ResultState
from procurement.domain.invoices.regeneration import Target
from procurement.entrypoints.schemas.base import Instant, Schema
from procurement.entrypoints.schemas.corrections import RegenerateInvoiceRequest

InvoiceNumber = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class RegenerateInvoicesRequest(RegenerateInvoiceRequest):
    """What 1 to 1,000 invoices shall show, and why; with `dryRun` nothing is changed."""

    invoice_ids: list[InvoiceNumber] = Field(
        max_length=MAX_INVOICES, examples=[["US-111122223333-000001", "US-111122223333-000002"]]
    )
    client_token: str = Field(min_length=1, max_length=64, examples=["case-4711"])
    dry_run: bool = False


class ResultError(Schema):
    """Why an invoice stayed as it was."""

    code: str = Field(examples=["PURCHASE_ORDER_NOT_FOUND"])
    message: str


class RegenerationResultView(Schema):
    """What became of one invoice, or would in a dry run: what it shows, in which edition."""

    invoice_id: str
    state: ResultState
    edition: int | None
    is_changed: bool
    purchase_order_id: str | None
    line_item_number: str | None
    error: ResultError | None


class RegenerationsView(Schema):
    """A request and how far it has come."""

    regeneration_id: str
    requested_at: Instant
    requested_by: str
    reason: str
    target: Target
    purchase_order_id: str | None
    create_missing: bool
    dry_run: bool
    invoices: int
    pending: int
    planned: int
    regenerated: int
    failed: int

    @classmethod
    def of(cls, progress: Progress) -> Self:
        """The counts of a request."""
        return cls(**_counts(progress))


class RegenerationsDetails(RegenerationsView):
    """A request with the result of every invoice, in the order of the request."""

    results: list[RegenerationResultView]

    @classmethod
    def of(cls, progress: Progress) -> Self:
        """Counts and results."""
        results = [
            RegenerationResultView(
                invoice_id=each.invoice_id,
                state=each.state,
                edition=each.edition,
                is_changed=each.is_changed,
                purchase_order_id=each.purchase_order_id,
                line_item_number=each.line_item_number,
                error=each.error and ResultError(code=each.error[0], message=each.error[1]),
            )
            for each in progress.results
        ]
        return cls(**_counts(progress), results=results)


class RegenerationsPage(Schema):
    """One page of requests, in the order of their IDs."""

    items: list[RegenerationsView]
    next_token: str | None


def _counts(progress: Progress) -> dict[str, Any]:
    regeneration = progress.regeneration
    return {
        "regeneration_id": regeneration.regeneration_id,
        "requested_at": regeneration.requested_at,
        "requested_by": regeneration.requested_by,
        "reason": regeneration.order.reason,
        "target": regeneration.order.target,
        "purchase_order_id": regeneration.order.purchase_order_id,
        "create_missing": regeneration.order.creates_missing,
        "dry_run": regeneration.is_dry_run,
        "invoices": len(progress.results),
        "pending": progress.count(ResultState.PENDING),
        "planned": progress.count(ResultState.PLANNED),
        "regenerated": progress.count(ResultState.REGENERATED),
        "failed": progress.count(ResultState.FAILED),
    }
