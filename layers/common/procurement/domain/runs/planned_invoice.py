"""An invoice that a dry run decided and did not issue."""

from dataclasses import dataclass

from procurement.domain.charges.charge import ChargeKind
from procurement.domain.invoices.decision import Decision
from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.matching.result import Flag, Outcome
from procurement.domain.money import Money
from procurement.domain.month import Month


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedInvoice:
    """What the invoice of `draft_id` comes to if nothing changes before the run that issues it.

    `charges` is the number of its lines.
    """

    draft_id: str
    type: InvoiceType
    invoicing_entity: str
    kind: ChargeKind
    billing_period: Month
    total_before_tax: Money
    tax: Money
    charges: int
    purchase_order_id: str | None
    line_item_number: str | None
    outcome: Outcome
    flags: frozenset[Flag]

    @classmethod
    def of(cls, decision: Decision) -> "PlannedInvoice":
        """What was decided on a draft."""
        draft, match = decision.draft, decision.match
        return cls(
            draft_id=draft.draft_id,
            type=draft.type,
            invoicing_entity=draft.group.invoicing_entity,
            kind=draft.group.kind,
            billing_period=draft.group.billing_period,
            total_before_tax=draft.total_before_tax,
            tax=draft.tax,
            charges=len(draft.charges),
            purchase_order_id=match.purchase_order_id,
            line_item_number=match.line_item_number,
            outcome=match.outcome,
            flags=frozenset(match.flags),
        )

    @property
    def is_without_purchase_order(self) -> bool:
        """Whether an invoice will carry no number; a credit memo never does."""
        return self.type is InvoiceType.INVOICE and self.purchase_order_id is None
