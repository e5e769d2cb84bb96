"""cXML's InvoiceDetailRequest: an invoice line by line, or a credit memo as a whole.

Amounts are those of the e-invoice, which are exact. A credit memo names its invoice; what it gives
back is below zero, as cXML wants it for the purpose ``creditMemo``.
"""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, tostring

from procurement.adapters.documents.xml_tree import add, exact, money, root
from procurement.domain.billing_settings.trading_party import TradingParty
from procurement.domain.documents.e_invoice import UNIT, EInvoice, EInvoiceLine
from procurement.domain.documents.portal_document import Envelope

VERSION: Final = "1.2.060"
_DOCTYPE: Final = (
    f'<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/{VERSION}/InvoiceDetail.dtd">'
)
_LANGUAGE: Final = {"xml:lang": "en"}


def write_invoice_detail(e_invoice: EInvoice, envelope: Envelope) -> bytes:
    """The document in UTF-8; its order of elements is that of the DTD."""
    tree = root("cXML", {})
    tree.set("payloadID", envelope.payload_id)
    tree.set("timestamp", envelope.at.isoformat())
    tree.set("xml:lang", "en-US")
    _header(tree, envelope)
    mode = "test" if envelope.is_test else "production"
    detail = add(add(tree, "Request", deploymentMode=mode), "InvoiceDetailRequest")
    _invoice_header(detail, e_invoice)
    if e_invoice.document.is_credit_memo:
        _whole(add(detail, "InvoiceDetailHeaderOrder"), e_invoice, envelope)
    else:
        _line_by_line(add(detail, "InvoiceDetailOrder"), e_invoice, envelope)
    _summary(add(detail, "InvoiceDetailSummary"), e_invoice)
    body = tostring(tree, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_DOCTYPE}\n{body}\n'.encode()


def _header(tree: Element, envelope: Envelope) -> None:
    """The supplier sends, the buyer receives: the other way round than with an order."""
    header, parties = add(tree, "Header"), envelope.parties
    supplier = (parties.supplier_domain, parties.supplier_identifier)
    buyer = (parties.buyer_domain, parties.buyer_identifier)
    for side, (domain, identity) in (("From", supplier), ("To", buyer)):
        add(add(add(header, side), "Credential", domain=domain), "Identity", identity)
    sender = add(header, "Sender")
    credential = add(sender, "Credential", domain=supplier[0])
    add(credential, "Identity", supplier[1])
    add(credential, "SharedSecret", envelope.secret)
    add(sender, "UserAgent", "Ledgerline")


def _invoice_header(detail: Element, e_invoice: EInvoice) -> None:
    document, invoice = e_invoice.document, e_invoice.document.invoice
    is_memo = document.is_credit_memo
    head = add(
        detail,
        "InvoiceDetailRequestHeader",
        invoiceID=invoice.invoice_id,
        purpose="creditMemo" if is_memo else "standard",
        operation="new",
        invoiceDate=invoice.issued_at.isoformat(),
    )
    if is_memo:
        add(head, "InvoiceDetailHeaderIndicator", isHeaderInvoice="yes")
    else:
        add(head, "InvoiceDetailHeaderIndicator")
    add(head, "InvoiceDetailLineIndicator")
    _partner(head, "from", document.seller_name, document.seller)
    _partner(head, "billTo", document.buyer_name, document.buyer)
    if invoice.original_invoice_id:
        on = document.original_issued_on
        dated = {"invoiceDate": on.isoformat()} if on else {}
        add(head, "InvoiceIDInfo", invoiceID=invoice.original_invoice_id, **dated)
    days = (invoice.due_on - invoice.issued_at.date()).days
    if not is_memo:
        add(head, "PaymentTerm", payInNumberOfDays=str(max(days, 0)))
    _period(head, e_invoice)
    if invoice.description:
        add(head, "Comments", invoice.description, **_LANGUAGE)
    if invoice.edition > 1:
        add(head, "Extrinsic", invoice.edition, name="edition")


def _partner(head: Element, role: str, name: str, party: TradingParty) -> None:
    contact = add(add(head, "InvoicePartner"), "Contact", role=role)
    add(contact, "Name", name or "-", **_LANGUAGE)
    if not (party.address_line1 and party.city and party.country_code):
        return
    address = add(contact, "PostalAddress")
    for line in (party.address_line1, party.address_line2, party.address_line3):
        if line:
            add(address, "Street", line)
    add(address, "City", party.city)
    if party.state_or_region:
        add(address, "State", party.state_or_region)
    if party.postal_code:
        add(address, "PostalCode", party.postal_code)
    add(address, "Country", party.country_code, isoCountryCode=party.country_code)


def _period(parent: Element, e_invoice: EInvoice) -> None:
    period = e_invoice.document.invoice.billing_period
    first, last = period.first_day.isoformat(), period.last_day.isoformat()
    add(parent, "Period", startDate=f"{first}T00:00:00Z", endDate=f"{last}T23:59:59Z")


def _order(parent: Element, e_invoice: EInvoice, envelope: Envelope) -> None:
    """The portal's own order where there is one, else the number; without any the invoice's."""
    info, invoice = add(parent, "InvoiceDetailOrderInfo"), e_invoice.document.invoice
    number = invoice.purchase_order_id
    if number and envelope.order_payload_id:
        order = add(info, "OrderReference", orderID=number)
        add(order, "DocumentReference", payloadID=envelope.order_payload_id)
    elif number:
        add(info, "OrderIDInfo", orderID=number)
    else:
        add(info, "SupplierOrderInfo", orderID=invoice.invoice_id)


def _line_by_line(order: Element, e_invoice: EInvoice, envelope: Envelope) -> None:
    _order(order, e_invoice, envelope)
    for line in e_invoice.lines:
        _line(order, line, e_invoice)


def _line(order: Element, line: EInvoiceLine, e_invoice: EInvoice) -> None:
    """A line of the order is a number in cXML; what is none stands in an Extrinsic."""
    item = add(
        order,
        "InvoiceDetailItem",
        invoiceLineNumber=str(line.number),
        quantity=exact(line.quantity),
    )
    add(item, "UnitOfMeasure", UNIT)
    _money(add(item, "UnitPrice"), exact(line.price), e_invoice)
    named = line.order_line or ""
    is_number = named.isascii() and named.isdigit()
    number = named if is_number else str(line.number)
    reference = add(item, "InvoiceDetailItemReference", lineNumber=number)
    add(reference, "Description", line.name, **_LANGUAGE)
    net = money(line.net, e_invoice.currency)
    _money(add(item, "SubtotalAmount"), net, e_invoice)
    _money(add(item, "NetAmount"), net, e_invoice)
    if line.note:
        add(item, "Comments", line.note, **_LANGUAGE)
    if named and not is_number:
        add(item, "Extrinsic", named, name="purchaseOrderLine")


def _whole(order: Element, e_invoice: EInvoice, envelope: Envelope) -> None:
    _order(order, e_invoice, envelope)
    summary = add(order, "InvoiceDetailOrderSummary", invoiceLineNumber="1")
    before, _, total = _sums(e_invoice)
    _money(add(summary, "SubtotalAmount"), before, e_invoice)
    _period(summary, e_invoice)
    _money(add(summary, "NetAmount"), total, e_invoice)


def _summary(summary: Element, e_invoice: EInvoice) -> None:
    before, tax, total = _sums(e_invoice)
    _money(add(summary, "SubtotalAmount"), before, e_invoice)
    taxes = add(summary, "Tax")
    _money(taxes, tax, e_invoice)
    add(taxes, "Description", "Tax", **_LANGUAGE)
    for rate, taxable, due in _rates(e_invoice):
        detail = add(taxes, "TaxDetail", purpose="tax", category="vat", percentageRate=rate)
        _money(add(detail, "TaxableAmount"), taxable, e_invoice)
        _money(add(detail, "TaxAmount"), due, e_invoice)
    _money(add(summary, "GrossAmount"), total, e_invoice)
    _money(add(summary, "NetAmount"), total, e_invoice)
    _money(add(summary, "DueAmount"), total, e_invoice)


def _sums(e_invoice: EInvoice) -> tuple[str, str, str]:
    """Before tax, tax and total; of a credit memo below zero."""
    sign = -1 if e_invoice.document.is_credit_memo else 1
    amounts = (e_invoice.total_before_tax, e_invoice.tax, e_invoice.total)
    before, tax, total = (money(sign * each, e_invoice.currency) for each in amounts)
    return before, tax, total


def _rates(e_invoice: EInvoice) -> Iterator[tuple[str, str, str]]:
    sign = -1 if e_invoice.document.is_credit_memo else 1
    for each in e_invoice.subtotals:
        taxable, tax = sign * each.taxable, sign * each.tax
        currency = e_invoice.currency
        yield exact(each.rate), money(taxable, currency), money(tax, currency)


def _money(parent: Element, text: str, e_invoice: EInvoice) -> None:
    add(parent, "Money", text, currency=e_invoice.currency)
