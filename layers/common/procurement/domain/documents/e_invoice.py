"""An invoice in the terms of EN 16931, before it is written as UBL or as CII.

Nothing is billed anew here. The invoice's totals stand as they are; its lines, which are exact,
are rounded so that they add up to them (BR-CO-10), and state the exact amount as their price.
A credit memo's amounts are turned round: its document type says that they go back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Final

from procurement.domain.documents.apportionment import apportioned
from procurement.domain.documents.invoice_document import InvoiceDocument
from procurement.domain.documents.tax_rates import tax_rates
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.invoices.invoice_line import InvoiceLine
from procurement.domain.money import Money, minor_unit, rounded

STANDARD_RATED: Final = "S"
UNIT: Final = "C62"
"""Pieces (UN/ECE 20): a charge is one of what it describes, its quantity is not known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EInvoiceLine:
    """An invoice line (BG-25).

    `quantity` is that of metered usage in one dimension. Of everything else it is not known: 1, or
    -1 for what goes the other way, as no price is below zero (BR-27).
    """

    number: int
    name: str
    quantity: Decimal
    price: Decimal
    net: Decimal
    tax_category: str
    tax_rate: Decimal
    note: str = ""
    order_line: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TaxSubtotal:
    """What one tax category and rate comes to (BG-23)."""

    category: str
    rate: Decimal
    taxable: Decimal
    tax: Decimal
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class EInvoice:
    """The document with lines, taxes and sums as the norm wants them."""

    document: InvoiceDocument
    lines: tuple[EInvoiceLine, ...]
    subtotals: tuple[TaxSubtotal, ...]
    total_before_tax: Decimal
    tax: Decimal

    @property
    def currency(self) -> str:
        """The one currency of all amounts (BT-5)."""
        return self.document.invoice.total_before_tax.currency

    @property
    def tax_in_tax_currency(self) -> Money | None:
        """What the tax authority reads, if in a currency of its own (BT-6, BT-111)."""
        told = self.document.invoice.tax_amount
        if told is None:
            return None
        return -told.tax if self.document.is_credit_memo else told.tax

    @property
    def total(self) -> Decimal:
        """Tax included (BT-112), which is also what is due (BT-115)."""
        return self.total_before_tax + self.tax


def e_invoice_of(document: InvoiceDocument) -> EInvoice | None:
    """The document as EN 16931 sees it; None when its lines do not add up to its totals."""
    invoice = document.invoice
    currency, sign = invoice.total_before_tax.currency, -1 if document.is_credit_memo else 1
    billed = [(line.amount * sign, line.tax * sign) for line in invoice.lines] or [
        (invoice.total_before_tax.amount * sign, invoice.tax.amount * sign)
    ]
    total = rounded(invoice.total_before_tax.amount * sign, currency)
    tax = rounded(invoice.tax.amount * sign, currency)
    nets = apportioned([amount for amount, _ in billed], total, currency)
    if nets is None:
        return None
    only = _only_subtotal(invoice, total, tax)
    if only:
        rates: Sequence[Decimal] = (only.rate,) * len(billed)
        subtotals: tuple[TaxSubtotal, ...] | None = (only,)
    else:
        rates = tax_rates(billed, currency)
        rows = list(zip(rates, nets, (t for _, t in billed), strict=True))
        subtotals = _subtotals(document, rows, tax)
    if subtotals is None:
        return None
    categories = {each.rate: each.category for each in subtotals}
    sources: Iterable[InvoiceLine | None] = invoice.lines or (None,)
    return EInvoice(
        document=document,
        lines=tuple(
            _line(document, number, source, amount, net, (categories[rate], rate))
            for number, (source, (amount, _), net, rate) in enumerate(
                zip(sources, billed, nets, rates, strict=True), 1
            )
        ),
        subtotals=subtotals,
        total_before_tax=total,
        tax=tax,
    )


def _line(
    document: InvoiceDocument,
    number: int,
    source: InvoiceLine | None,
    amount: Decimal,
    net: Decimal,
    taxed: tuple[str, Decimal],
) -> EInvoiceLine:
    text = source.description if source else document.invoice.description or ""
    quantity, price = _measured(source, amount, net, document.invoice.tax.currency)
    return EInvoiceLine(
        number=number,
        name=text.strip() or (source.charge_id if source else document.invoice.invoice_id),
        quantity=quantity,
        price=price,
        net=net,
        tax_category=taxed[0],
        tax_rate=taxed[1],
        note=_note(source),
        order_line=document.order_line(source),
    )


def _measured(
    source: InvoiceLine | None, amount: Decimal, net: Decimal, currency: str
) -> tuple[Decimal, Decimal]:
    """Quantity and price of one. What was metered in one dimension has both by itself.

    Peppol lets their product be 0.02 off the line's amount (R120): in a currency without decimal
    places the exact amount would be further off, and the price is the rounded one.
    """
    usage = source.usage if source else ()
    billed = amount if minor_unit(currency) else net
    if len(usage) == 1 and 0 < billed == usage[0].quantity * usage[0].unit_price:
        return usage[0].quantity, usage[0].unit_price
    return Decimal(-1 if billed < 0 else 1), abs(billed)


def _note(source: InvoiceLine | None) -> str:
    if source is None or source.installment is None:
        return ""
    number, count = source.installment
    return f"Installment {number} of {count}"


def _only_subtotal(invoice: Invoice, taxable: Decimal, tax: Decimal) -> TaxSubtotal | None:
    """What rules say of an invoice all of whose charges they tax (R-392); None for any other.

    The norm knows one tax on a line: several jurisdictions' are told as one, of their rates' sum.
    """
    if not invoice.taxes or any(each.is_stated for each in invoice.taxes):
        return None
    leading = next((each for each in invoice.taxes if each.rate), invoice.taxes[0])
    return TaxSubtotal(
        category=leading.category or "",
        rate=sum((each.rate or Decimal(0) for each in invoice.taxes), Decimal(0)),
        taxable=taxable,
        tax=tax,
        reason=leading.reason,
    )


def _subtotals(
    document: InvoiceDocument, rows: list[tuple[Decimal, Decimal, Decimal]], tax: Decimal
) -> tuple[TaxSubtotal, ...] | None:
    """One for each rate, the tax of each rounded so that together they are the invoice's."""
    currency = document.invoice.tax.currency
    ranked = sorted(rows, key=lambda row: -row[0])
    sums = [
        (rate, sum((net for _, net, _ in held), Decimal(0)), sum((t for *_, t in held), Decimal(0)))
        for rate, held in ((rate, list(rows)) for rate, rows in groupby(ranked, lambda row: row[0]))
    ]
    taxes = apportioned([exact for _, _, exact in sums], tax, currency)
    if taxes is None:
        return None
    return tuple(
        TaxSubtotal(
            category=_category(document, rate),
            rate=rate,
            taxable=taxable,
            tax=due,
            reason="" if rate else _untaxed(document)[1],
        )
        for (rate, taxable, _), due in zip(sums, taxes, strict=True)
    )


def _category(document: InvoiceDocument, rate: Decimal) -> str:
    return STANDARD_RATED if rate else _untaxed(document)[0]


def _untaxed(document: InvoiceDocument) -> tuple[str, str]:
    """Category and reason of what bears no tax: the rule's, else the seller's usual ones."""
    for each in document.invoice.taxes:
        if each.category and not each.category.is_taxed:
            return each.category, each.reason
    return document.seller.untaxed_category, document.seller.untaxed_reason
