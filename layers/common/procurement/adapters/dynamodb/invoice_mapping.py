"""Invoices and their editions to items and back."""

from decimal import Decimal
from typing import Any, Final

from procurement.adapters.dynamodb.attributes import instant
from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.tables.invoices import EditionItem, InvoiceItem
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.foresight.usage_history import BilledUsage, Stream, Usage
from procurement.domain.invoices.corrections import Credit, Regeneration
from procurement.domain.invoices.currency_amounts import CurrencyAmount
from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.invoices.edition import Edition
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.invoices.invoice_line import InvoiceLine
from procurement.domain.invoices.taxation import InvoiceTax
from procurement.domain.matching.record import MatchRecord
from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.domain.portals.delivery import EinvoiceDelivery
from procurement.domain.reports.spend import InvoiceTotals

INVOICE: Final = "INVOICE#"
EDITION: Final = "EDITION#"
UNBOOKED: Final = "-#"
"""What `booked_as` begins with where no purchase order is shown; every internal key is longer."""


def to_billed_usage(item: InvoiceItem) -> BilledUsage:
    """What an invoice of monthly usage came to, with the tax that exports stated for it.

    What rules add comes by them to the invoices that are projected, too.
    """
    taxes = [from_document(tax, InvoiceTax) for tax in item.taxes or ()]
    stated = sum((tax.amount for tax in taxes if tax.is_stated), Decimal(0))
    return BilledUsage(
        stream=Stream(
            receiver_account_id=item.account_id,
            invoicing_entity=item.invoicing_entity,
            kind=ChargeKind(item.kind),
            currency=item.currency,
            tax_registration_number=item.tax_registration_number or "",
            invoice_unit=item.invoice_unit or "",
            bill_source=item.bill_source or "",
            purchase_order_reference=item.purchase_order_reference or "",
        ),
        billing_period=item.billing_period,
        usage=Usage(item.total_before_tax, stated),
    )


def to_invoice_totals(item: InvoiceItem) -> InvoiceTotals:
    """What a document came to, and the purchase order that it shows."""
    return InvoiceTotals(
        type=InvoiceType(item.type),
        total=Money(item.total_before_tax, item.currency) + Money(item.tax, item.currency),
        issued_at=item.issued_at,
        purchase_order_key="" if _is_unbooked(item) else item.booked_as.partition("#")[0],
        purchase_order_id=item.purchase_order_id or "",
    )


def _is_unbooked(item: InvoiceItem) -> bool:
    return item.booked_as.startswith(UNBOOKED)


def invoice_entry(billing_period: Month, draft_id: str) -> str:
    """Where the invoice of a draft lies."""
    return f"{INVOICE}{billing_period}#{draft_id}"


def to_item(invoice: Invoice) -> InvoiceItem:
    """The item of the next revision."""
    match = invoice.match
    book = f"{match.purchase_order_key}#" if match.purchase_order_key else UNBOOKED
    return InvoiceItem(
        invoice.account_id,
        invoice_entry(invoice.billing_period, invoice.draft_id),
        invoice_id=invoice.invoice_id,
        booked_as=f"{book}{instant(invoice.issued_at)}#{invoice.invoice_id}",
        sequence=invoice.sequence,
        draft_id=invoice.draft_id,
        type=invoice.type.value,
        invoicing_entity=invoice.invoicing_entity,
        kind=invoice.kind.value,
        billing_period=invoice.billing_period,
        currency=invoice.total_before_tax.currency,
        total_before_tax=invoice.total_before_tax.amount,
        tax=invoice.tax.amount,
        issued_at=invoice.issued_at,
        due_on=invoice.due_on,
        tax_registration_number=invoice.tax_registration_number,
        invoice_unit=invoice.invoice_unit,
        bill_source=invoice.bill_source,
        purchase_order_reference=invoice.purchase_order_reference,
        purchase_order_id=match.purchase_order_id,
        line_item_number=match.line_item_number,
        original_invoice_id=invoice.original_invoice_id,
        description=invoice.description,
        adjusting=invoice.adjusting,
        edition=invoice.edition,
        revision=invoice.revision + 1,
        lines=to_document(invoice.lines),
        match=to_document(match),
        corrections=_corrections(invoice),
        delivery=to_document(invoice.delivery),
        taxes=to_document(invoice.taxes) or None,
        currencies=_currencies(invoice),
    )


def _currencies(invoice: Invoice) -> dict[str, Any] | None:
    """The totals in further currencies; nothing for the many invoices that have none."""
    found = {
        "payment": to_document(invoice.payment_amount),
        "tax": to_document(invoice.tax_amount),
        "missing": list(invoice.missing_rates),
    }
    return {name: value for name, value in found.items() if value} or None


def _corrections(invoice: Invoice) -> dict[str, Any] | None:
    """Credits and regeneration together; nothing for the many invoices that have neither."""
    found = {
        "credits": to_document(invoice.credits),
        "regeneration": to_document(invoice.regeneration),
    }
    return found if any(found.values()) else None


def to_invoice(item: InvoiceItem) -> Invoice:
    """The whole invoice."""
    corrections, currencies = item.corrections or {}, item.currencies or {}
    return Invoice(
        account_id=item.account_id,
        invoice_id=item.invoice_id,
        sequence=int(item.sequence),
        draft_id=item.draft_id,
        type=InvoiceType(item.type),
        invoicing_entity=item.invoicing_entity,
        kind=ChargeKind(item.kind),
        billing_period=item.billing_period,
        total_before_tax=Money(item.total_before_tax, item.currency),
        tax=Money(item.tax, item.currency),
        issued_at=item.issued_at,
        due_on=item.due_on,
        lines=tuple(from_document(line, InvoiceLine) for line in item.lines),
        match=from_document(item.match, MatchRecord),
        purchase_order_reference=item.purchase_order_reference,
        tax_registration_number=item.tax_registration_number,
        invoice_unit=item.invoice_unit,
        bill_source=item.bill_source,
        original_invoice_id=item.original_invoice_id,
        description=item.description,
        credits=tuple(from_document(each, Credit) for each in corrections.get("credits", ())),
        adjusting=item.adjusting,
        edition=int(item.edition),
        regeneration=from_document(corrections["regeneration"], Regeneration)
        if corrections.get("regeneration")
        else None,
        delivery=from_document(item.delivery, EinvoiceDelivery) if item.delivery else None,
        revision=int(item.revision),
        taxes=tuple(from_document(tax, InvoiceTax) for tax in item.taxes or ()),
        payment_amount=_amount(currencies.get("payment")),
        tax_amount=_amount(currencies.get("tax")),
        missing_rates=tuple(currencies.get("missing", ())),
    )


def _amount(document: Any) -> CurrencyAmount | None:
    return from_document(document, CurrencyAmount) if document else None


def to_edition_item(invoice: Invoice) -> EditionItem:
    """A copy of the whole invoice, out of the lists."""
    return EditionItem(
        invoice.account_id,
        edition_entry(invoice.invoice_id, invoice.edition),
        summary=to_document(Edition.of(invoice)),
        document=to_document(invoice),
    )


def to_edition(item: EditionItem) -> Edition:
    """What a list tells of the edition."""
    return from_document(item.summary, Edition)


def to_former_invoice(item: EditionItem) -> Invoice:
    """The invoice as it was in that edition."""
    return from_document(item.document, Invoice)


def edition_entry(invoice_id: str, number: int) -> str:
    """Where an edition lies, so that those of an invoice sort by number."""
    return f"{EDITION}{invoice_id}#{number:06d}"
