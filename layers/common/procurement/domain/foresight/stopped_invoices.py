"""Which invoices the coming runs would make that a portal would not take (R-268)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.charges.charge import Charge
from procurement.domain.foresight.foresight import foresee_invoices
from procurement.domain.invoices.draft import Draft
from procurement.domain.invoices.invoice import issue
from procurement.domain.matching.candidates import Candidates
from procurement.domain.portals.delivery import EinvoiceDelivery, StoppedBy
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder

_NONE: Final = 0
"""What is only foreseen takes no number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoppedInvoice:
    """An invoice to come that no portal will get: `at` is the run that issues it.

    `reason` says why it takes no purchase order.
    """

    at: datetime
    draft: Draft
    delivery: EinvoiceDelivery
    reason: str


def stopped_invoices(
    charges: Iterable[Charge],
    purchase_orders: Sequence[PurchaseOrder],
    entities: InvoicingEntities,
    settings: BillingSettings,
    now: datetime,
) -> Iterator[StoppedInvoice]:
    """Those that would be issued without the purchase order that their portal asks for.

    They are decided as a run decides them, the delivery included; in the order of their issue.
    """
    candidates = Candidates.of(purchase_orders, entities)
    for foreseen in foresee_invoices(charges, candidates, settings, now):
        match = foreseen.decision.match
        invoice = issue(foreseen.draft, match, number=_NONE, prefix="", now=foreseen.at)
        delivery = invoice.delivery
        if delivery and delivery.reason is StoppedBy.PURCHASE_ORDER_MISSING:
            yield StoppedInvoice(
                at=foreseen.at,
                draft=foreseen.draft,
                delivery=delivery,
                reason=invoice.match.reason,
            )
