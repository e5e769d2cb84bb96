"""Editions: one invoice number, rendered anew whenever its purchase order changes (R-391)."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final, Self

from procurement.domain.invoices.invoice import Invoice
from procurement.domain.invoices.invoice_line import InvoiceLine
from procurement.domain.invoices.taxation import InvoiceTax

MAX_EDITIONS: Final = 100
"""Editions of one invoice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """What a list tells of one edition. `reason` and `actor` are None for the first."""

    number: int
    made_at: datetime
    content_sha256: str
    actor: str | None = None
    reason: str | None = None
    purchase_order_id: str | None = None
    line_item_number: str | None = None

    @classmethod
    def of(cls, invoice: Invoice) -> Self:
        """The edition that `invoice` is."""
        made = invoice.regeneration
        return cls(
            number=invoice.edition,
            made_at=made.at if made else invoice.issued_at,
            content_sha256=content_sha256(invoice),
            actor=made.actor if made else None,
            reason=made.reason if made else None,
            purchase_order_id=invoice.purchase_order_id,
            line_item_number=invoice.match.line_item_number,
        )


def content_sha256(invoice: Invoice) -> str:
    """A digest of what is printed on the document.

    Members that are not printed leave it as it is: who credited the invoice later, and the way to
    its purchase order.
    """
    printed = {
        "invoiceId": invoice.invoice_id,
        "edition": invoice.edition,
        "type": invoice.type,
        "accountId": invoice.account_id,
        "invoicingEntity": invoice.invoicing_entity,
        "billingPeriod": str(invoice.billing_period),
        "currency": invoice.total.currency,
        "totalBeforeTax": str(invoice.total_before_tax),
        "tax": str(invoice.tax),
        "issuedAt": invoice.issued_at.isoformat(),
        "dueOn": invoice.due_on.isoformat(),
        "taxRegistrationNumber": invoice.tax_registration_number,
        "purchaseOrderId": invoice.purchase_order_id,
        "lineItemNumber": invoice.match.line_item_number,
        "originalInvoiceId": invoice.original_invoice_id,
        "description": invoice.description,
        "lines": [_printed(line) for line in invoice.lines],
        "taxes": [_printed_tax(tax) for tax in invoice.taxes],
        "converted": [
            [str(each.rate), str(each.total_before_tax), str(each.tax)]
            for each in (invoice.payment_amount, invoice.tax_amount)
            if each
        ],
    }
    text = json.dumps(printed, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _printed_tax(tax: InvoiceTax) -> list[str]:
    told = tax.jurisdiction, tax.name, tax.category or "", tax.reason
    return [*told, str(tax.rate), f"{tax.taxable:f}", f"{tax.amount:f}"]


def _printed(line: InvoiceLine) -> list[str | None]:
    day = line.charge_date.isoformat() if line.charge_date else None
    return [line.charge_id, line.description, f"{line.amount:f}", f"{line.tax:f}", day]
