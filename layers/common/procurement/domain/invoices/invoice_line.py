"""The lines of an invoice: its charges, as they are printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from procurement.domain.billing_settings.tax_rules import TaxRule
from procurement.domain.charges.charge import Charge
from procurement.domain.charges.usage import UsageLine
from procurement.domain.invoices.taxation import line_tax

MAX_USAGE_LINES: Final = 1_000
"""Dimensions of metered usage on one invoice: far inside the 400 KB of a stored item."""


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceLine:
    """One charge on an invoice. `amount` and `tax` are exact; only the totals are rounded.

    `usage` is what metered usage is made of; it is empty on an invoice with more than
    `MAX_USAGE_LINES` of it.
    """

    collection_id: str
    charge_id: str
    description: str
    amount: Decimal
    tax: Decimal
    charge_date: date | None = None
    agreement_id: str | None = None
    installment: tuple[int, int] | None = None
    purchase_order_line: str | None = None
    usage: tuple[UsageLine, ...] = ()


def invoice_lines(charges: Sequence[Charge], rules: Sequence[TaxRule]) -> Iterator[InvoiceLine]:
    """One line per charge, in their order, each with its exact tax by `rules` (R-392)."""
    is_detailed = sum(len(charge.usage) for charge in charges) <= MAX_USAGE_LINES
    for charge in charges:
        yield _line(charge, line_tax(charge, rules), charge.usage if is_detailed else ())


def _line(charge: Charge, tax: Decimal, usage: tuple[UsageLine, ...]) -> InvoiceLine:
    return InvoiceLine(
        collection_id=charge.collection_id,
        charge_id=charge.charge_id,
        description=charge.description,
        amount=charge.amount,
        tax=tax,
        charge_date=charge.charge_date,
        agreement_id=charge.agreement_id,
        installment=charge.installment,
        purchase_order_line=(
            charge.purchase_order_line if charge.purchase_order_reference else None
        ),
        usage=usage,
    )
