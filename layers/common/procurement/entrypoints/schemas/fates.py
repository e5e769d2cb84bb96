"""How a purchase order fared with each invoice, at the edge."""

from typing import Self

from pydantic import Field

from procurement.domain.matching.fate import Fate
from procurement.domain.matching.result import Criterion, Outcome
from procurement.domain.money import format_amount
from procurement.entrypoints.schemas.base import Instant, Schema
from procurement.service.invoices.list_purchase_order_matches import PurchaseOrderMatch


class PurchaseOrderMatchView(Schema):
    """An invoice as one purchase order sees it.

    `criterion`, `rule` and `asked` are the step in which its last lines went, `value` what they had
    instead; for the chosen one, the last step that it passed. `taken_instead` is what the invoice
    prints if that is another one.
    """

    invoice_id: str
    billing_period: str = Field(examples=["2027-01"])
    issued_at: Instant
    currency_code: str
    total: str
    fate: Fate
    criterion: Criterion | None
    rule: str | None
    asked: str | None
    value: str | None
    line_item_number: str | None
    taken_instead: str | None
    outcome: Outcome
    reason: str

    @classmethod
    def of(cls, match: PurchaseOrderMatch) -> Self:
        """What the use case found."""
        invoice, fared = match.invoice, match.fared
        is_chosen = fared.fate is Fate.CHOSEN
        return cls(
            invoice_id=invoice.invoice_id,
            billing_period=str(invoice.billing_period),
            issued_at=invoice.issued_at,
            currency_code=invoice.total.currency,
            total=format_amount(invoice.total.amount, invoice.total.currency),
            fate=fared.fate,
            criterion=fared.criterion,
            rule=fared.rule,
            asked=fared.asked,
            value=fared.value,
            line_item_number=invoice.match.line_item_number if is_chosen else None,
            taken_instead=None if is_chosen else invoice.purchase_order_id,
            outcome=invoice.match.outcome,
            reason=invoice.match.reason,
        )


class PurchaseOrderMatchPage(Schema):
    """One page of invoices as one purchase order sees them, newest billing period first."""

    items: list[PurchaseOrderMatchView]
    next_token: str | None
