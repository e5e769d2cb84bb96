"""What the template of the PDF prints, as text: dates, amounts and addresses, formatted once."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Final

from procurement.adapters.documents.payment import payment_terms
from procurement.domain.billing_settings.trading_party import TradingParty
from procurement.domain.documents.invoice_document import InvoiceDocument
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.invoices.invoice_line import InvoiceLine
from procurement.domain.money import minor_unit, places

Pair = tuple[str, str]

_SHORT: Final = 12
"""Characters of a purchase order's line that fit into a column of their own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintedLine:
    """A row of the table."""

    number: str
    description: str
    details: tuple[str, ...]
    order_line: str
    amount: str
    tax: str


def printed(document: InvoiceDocument) -> dict[str, Any]:
    """The members that ``invoice.typ`` names; `attachment` is for who has one."""
    invoice = document.invoice
    name = "Credit memo" if document.is_credit_memo else "Invoice"
    currency, lines = invoice.total.currency, _lines(document)
    return {
        "title": f"{name} {invoice.invoice_id}",
        "author": document.seller_name,
        "keywords": [word for word in (invoice.invoice_id, invoice.purchase_order_id) if word],
        "heading": name,
        "number": invoice.invoice_id,
        "edition": _edition(document),
        "seller": {"name": document.seller_name, "lines": _company(document.seller)},
        "parties": _parties(document),
        "dates": _dates(document),
        "references": _references(document),
        "statement": invoice.description or "",
        "currency": currency,
        "lines": [asdict(line) for line in lines],
        "has_order_lines": any(line.order_line for line in lines),
        "totals": [
            ("Total before tax", amount(invoice.total_before_tax.amount, currency)),
            *_taxes(document),
        ],
        "due": ("Total", f"{amount(invoice.total.amount, currency)} {currency}"),
        "payment": _payment(document),
        "notes": _notes(document),
        "footer": f"{name} {invoice.invoice_id} · {document.seller_name}",
        "attachment": None,
    }


def amount(number: Decimal, currency: str) -> str:
    """The exact number, with at least the currency's places: ``1,234.50``."""
    number = number or Decimal(0)
    return f"{number:,.{max(places(number), minor_unit(currency))}f}"


def _edition(document: InvoiceDocument) -> str:
    number = document.invoice.edition
    if number == 1:
        return ""
    made = document.made_at.date().isoformat()
    return f"Edition {number} of {made}, replaces edition {number - 1}"


def _parties(document: InvoiceDocument) -> list[dict[str, Any]]:
    bill_to = _free(document.bill_to)
    buyer = {"label": "Bill to", "name": bill_to[0] if bill_to else "", "lines": bill_to[1:]}
    if not bill_to:
        buyer = {"label": "Bill to", "name": document.buyer_name, "lines": document.buyer.address}
    numbers = [f"Account {document.invoice.account_id}"]
    if document.buyer_vat_number:
        numbers.append(f"Tax registration {document.buyer_vat_number}")
    parties = [{**buyer, "lines": [*buyer["lines"], *numbers]}]
    ship_to = _free(document.ship_to)
    if ship_to:
        parties.append({"label": "Ship to", "name": ship_to[0], "lines": ship_to[1:]})
    return parties


def _company(party: TradingParty) -> list[str]:
    numbers = (
        ("VAT ", party.vat_number),
        ("Registration ", party.registration_number),
    )
    return [*party.address, *(label + number for label, number in numbers if number)]


def _free(address: str) -> list[str]:
    return [line.strip() for line in address.splitlines() if line.strip()]


def _dates(document: InvoiceDocument) -> list[Pair]:
    invoice = document.invoice
    period = invoice.billing_period
    dates = [
        ("Issued", invoice.issued_at.date().isoformat()),
        ("Billing period", f"{period.first_day} to {period.last_day}"),
    ]
    if not document.is_credit_memo:
        dates.insert(1, ("Due", invoice.due_on.isoformat()))
    return dates


def _references(document: InvoiceDocument) -> list[Pair]:
    invoice = document.invoice
    issued = document.original_issued_on
    original = invoice.original_invoice_id or ""
    found = [
        ("Purchase order", invoice.purchase_order_id or "none"),
        ("PO line", document.order_line(None) or ""),
        ("Your reference", document.buyer.buyer_reference),
        ("Invoice unit", invoice.invoice_unit or ""),
        ("For invoice", f"{original} of {issued}" if original and issued else original),
    ]
    return [(label, value) for label, value in found if value]


def _lines(document: InvoiceDocument) -> list[PrintedLine]:
    """The invoice's lines; the one of a credit memo, which has none of its own."""
    invoice = document.invoice
    if invoice.lines:
        return [
            _line(
                document,
                number,
                line.description.strip() or line.charge_id,
                (line.amount, line.tax),
                line,
            )
            for number, line in enumerate(invoice.lines, 1)
        ]
    told = f"Credit on invoice {invoice.original_invoice_id}"
    return [_line(document, 1, told, (invoice.total_before_tax.amount, invoice.tax.amount), None)]


def _line(
    document: InvoiceDocument,
    number: int,
    description: str,
    amounts: tuple[Decimal, Decimal],
    source: InvoiceLine | None,
) -> PrintedLine:
    order_line = document.order_line(source) or ""
    is_short = len(order_line) <= _SHORT
    before_tax, tax = (amount(each, document.invoice.total.currency) for each in amounts)
    return PrintedLine(
        number=str(number),
        description=description,
        details=tuple(_details(document, source, "" if is_short else order_line)),
        order_line=order_line if is_short else "",
        amount=before_tax,
        tax=tax,
    )


def _details(
    document: InvoiceDocument, source: InvoiceLine | None, order_line: str
) -> Iterator[str]:
    """What stands small below the description; each dimension of usage in a line of its own."""
    parts = []
    if source and source.installment:
        parts.append("Installment {} of {}".format(*source.installment))
    if source and source.charge_date:
        parts.append(source.charge_date.isoformat())
    if source and source.agreement_id:
        parts.append(f"Agreement {source.agreement_id}")
    if order_line:
        parts.append(f"PO line {order_line}")
    if parts:
        yield " · ".join(parts)
    currency = document.invoice.total.currency
    for each in source.usage if source else ():
        price = amount(each.unit_price, currency)
        yield f"{each.dimension}: {each.quantity:,f} × {price} = {amount(each.amount, currency)}"


def _payment(document: InvoiceDocument) -> list[str]:
    account = document.seller.payment_account
    told = [payment_terms(document)]
    if account and not document.is_credit_memo:
        told.append(f"To account {account}, reference {document.invoice.invoice_id}")
    return told


def _taxes(document: InvoiceDocument) -> list[Pair]:
    """Each jurisdiction's tax with its rate, or the one sum (R-392)."""
    invoice, currency = document.invoice, document.invoice.tax.currency
    named = [tax for tax in invoice.taxes if tax.name]
    if not named:
        return [("Tax", amount(invoice.tax.amount, currency))]
    return [
        (
            f"{tax.description} {tax.rate:f} %" if tax.rate else tax.description,
            amount(tax.amount, currency),
        )
        for tax in invoice.taxes
    ]


def _converted(invoice: Invoice) -> Iterator[str]:
    """The totals in further currencies, each with the rate that is to be printed (R-381)."""
    base = invoice.total.currency
    for each in (invoice.payment_amount, invoice.tax_amount):
        if each:
            total, tax = (amount(e.amount, e.currency) for e in (each.total, each.tax))
            yield (
                f"1 {base} is {each.rate:f} {each.currency}: total {total} {each.currency}, "
                f"of which {tax} {each.currency} tax."
            )


def _notes(document: InvoiceDocument) -> list[str]:
    invoice, seller = document.invoice, document.seller
    told = [*_converted(invoice), *(tax.reason for tax in invoice.taxes if tax.reason)]
    is_ruled = any(tax.name for tax in invoice.taxes)
    if not invoice.tax.amount and not is_ruled and seller.untaxed_reason:
        told.append(seller.untaxed_reason)
    if any(places(line.amount) > minor_unit(invoice.total.currency) for line in invoice.lines):
        told.append("Lines are exact; only their sums are rounded.")
    return told
