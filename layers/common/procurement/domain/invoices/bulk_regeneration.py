"""One regeneration of many invoices, worked off invoice by invoice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from procurement.domain.errors import Problems
from procurement.domain.ids import derived_id
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.invoices.regeneration import RegenerationOrder, check_order

MAX_INVOICES: Final = 1_000
"""Invoices of one request."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BulkRegeneration:
    """What support asked for on many invoices of one account, and in whose name.

    A dry run decides each of them as things stand, by itself, and keeps nothing but the results.
    """

    account_id: str
    regeneration_id: str
    invoice_ids: tuple[str, ...]
    order: RegenerationOrder
    requested_at: datetime
    requested_by: str
    is_dry_run: bool = False

    def made(self, invoice: Invoice) -> bool:
        """Whether the present edition came of this request, and not of an earlier one."""
        made = invoice.regeneration
        return (
            made is not None
            and made.at >= self.requested_at
            and (made.actor, made.reason) == (self.requested_by, self.order.reason)
        )


class ResultState(StrEnum):
    """REGENERATED also for an invoice that showed what was asked for already.

    PLANNED is what REGENERATED would be, in a dry run.
    """

    PENDING = "PENDING"
    PLANNED = "PLANNED"
    REGENERATED = "REGENERATED"
    FAILED = "FAILED"


@dataclass(frozen=True, kw_only=True, slots=True)
class RegenerationResult:
    """What became of one invoice: the edition that shows what was asked for, or why there is none.

    `is_changed` says whether it is a new edition; it shows `purchase_order_id` and its line, None
    for none. `error` is the stable code and the sentence, as a single regeneration would answer.
    """

    invoice_id: str
    state: ResultState
    edition: int | None = None
    is_changed: bool = False
    purchase_order_id: str | None = None
    line_item_number: str | None = None
    error: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """A request with the results that there are, in the order of the request."""

    regeneration: BulkRegeneration
    results: tuple[RegenerationResult, ...]

    @classmethod
    def of(
        cls, regeneration: BulkRegeneration, found: Mapping[str, RegenerationResult]
    ) -> "Progress":
        """Every invoice with its result; PENDING without one."""
        results = tuple(
            found.get(each) or RegenerationResult(invoice_id=each, state=ResultState.PENDING)
            for each in regeneration.invoice_ids
        )
        return cls(regeneration=regeneration, results=results)

    def count(self, state: ResultState) -> int:
        """How many invoices are so far."""
        return sum(result.state is state for result in self.results)

    @property
    def pending(self) -> Sequence[str]:
        """The invoices that are still to be done."""
        return [each.invoice_id for each in self.results if each.state is ResultState.PENDING]


def bulk_regeneration(
    invoice_ids: Sequence[str],
    order: RegenerationOrder,
    client_token: str,
    *,
    account_id: str,
    requested_at: datetime,
    requested_by: str,
    is_dry_run: bool = False,
) -> BulkRegeneration:
    """The request under an ID that follows from account and token.

    `InvalidInput` with everything that is wrong with it by itself: 1 to 1,000 invoices, none twice
    (R-207).
    """
    problems = Problems()
    if not 1 <= len(invoice_ids) <= MAX_INVOICES:
        message = f"must name 1 to {MAX_INVOICES:,} invoices"
        problems.add("invoiceIds", "INVALID_INVOICES", message, "R-207")
    seen = set[str]()
    for index, invoice_id in enumerate(invoice_ids[:MAX_INVOICES]):
        if invoice_id in seen:
            problems.add(f"invoiceIds[{index}]", "DUPLICATE_VALUE", "is given twice", "R-207")
        seen.add(invoice_id)
    problems.raise_if_any()
    check_order(order)
    return BulkRegeneration(
        account_id=account_id,
        regeneration_id=derived_id("rg", account_id, client_token),
        invoice_ids=tuple(invoice_ids),
        order=order,
        requested_at=requested_at,
        requested_by=requested_by,
        is_dry_run=is_dry_run,
    )
