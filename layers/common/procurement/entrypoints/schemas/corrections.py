"""Corrections of issued invoices at the edge: regenerations, editions, credit memos."""

from typing import Self

from pydantic import Field

from procurement.domain.invoices.corrections import MAX_REASON
from procurement.domain.invoices.credit_memo import CreditOrder, read_order
from procurement.domain.invoices.edition import Edition
from procurement.domain.invoices.regeneration import RegenerationOrder, Target
from procurement.entrypoints.schemas.base import AmountInput, Instant, RequestSchema, Schema


class RegenerateInvoiceRequest(RequestSchema):
    """What the invoice shall show, and why."""

    target: Target
    purchase_order_id: str | None = Field(None, examples=["PO-2027-001"])
    create_missing: bool = False
    reason: str = Field(max_length=MAX_REASON, examples=["Case 4711"])

    def to_order(self) -> RegenerationOrder:
        """The domain's unchecked order."""
        return RegenerationOrder(
            target=self.target,
            purchase_order_id=self.purchase_order_id,
            creates_missing=self.create_missing,
            reason=self.reason,
        )


class IssueCreditMemoRequest(RequestSchema):
    """What to give back, before tax, and why."""

    amount: AmountInput
    reason: str = Field(max_length=MAX_REASON, examples=["Service outage in March"])
    client_token: str = Field(max_length=64, examples=["case-4711"])

    def to_order(self, invoice_id: str) -> CreditOrder:
        """The domain's order; `InvalidInput` with everything that is wrong with it."""
        return read_order(invoice_id, self.amount, self.reason, self.client_token)


class EditionView(Schema):
    """One edition of an invoice: its number, by whom and why it was made, what it shows."""

    edition: int
    made_at: Instant
    made_by: str | None
    reason: str | None
    purchase_order_id: str | None
    line_item_number: str | None
    content_sha256: str

    @classmethod
    def of(cls, edition: Edition) -> Self:
        """An edition of the domain."""
        return cls(
            edition=edition.number,
            made_at=edition.made_at,
            made_by=edition.actor,
            reason=edition.reason,
            purchase_order_id=edition.purchase_order_id,
            line_item_number=edition.line_item_number,
            content_sha256=edition.content_sha256,
        )


class EditionList(Schema):
    """All editions of an invoice, the newest first."""

    items: list[EditionView]
