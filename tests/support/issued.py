"""An issued invoice as the domain has it, without any storage."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.billing_settings.tax_rules import NO_TAXES, TaxRules
from procurement.domain.charges.charge import Charge
from procurement.domain.invoices.decision import decide_draft
from procurement.domain.invoices.draft import Draft, draft_invoices
from procurement.domain.invoices.invoice import Invoice, issue
from procurement.domain.invoices.invoice_line import InvoiceLine
from procurement.domain.matching.candidates import Candidates
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from tests.support.billing import a_usage_charge
from tests.support.purchase_orders import ENTITIES, NOTHING_SET

ISSUED: Final = datetime(2027, 2, 3, 6, tzinfo=UTC)
ISSUED_ON: Final = ISSUED.date()


def drafted(
    charges: Sequence[Charge],
    settings: BillingSettings = NOTHING_SET,
    taxes: TaxRules = NO_TAXES,
    on: date = ISSUED_ON,
) -> tuple[Draft, ...]:
    """The drafts of these charges, on the day of issue."""
    return draft_invoices(charges, settings, taxes, on)


def issued(
    amount: str = "3000.00",
    *orders: PurchaseOrder,
    tax: str = "0",
    currency: str = "USD",
    number: int = 1,
) -> Invoice:
    """The invoice of one charge, matched with `orders`."""
    charge = a_usage_charge("ch-1", amount, tax=tax, currency=currency)
    (draft,) = drafted([charge])
    decision = decide_draft(draft, Candidates.of(orders, ENTITIES), None, ISSUED)
    return issue(draft, decision.match, number=number, prefix="US", now=ISSUED)


def billing(invoice: Invoice, shares: Sequence[tuple[str, str]]) -> Invoice:
    """The invoice with lines of several agreements: their IDs and amounts."""
    lines = tuple(
        InvoiceLine(
            collection_id=agreement_id,
            charge_id=f"ch-{position}",
            description="Usage",
            amount=Decimal(amount),
            tax=Decimal(0),
            agreement_id=agreement_id,
        )
        for position, (agreement_id, amount) in enumerate(shares)
    )
    return replace(invoice, lines=lines)
