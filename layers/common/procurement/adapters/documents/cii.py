"""UN/CEFACT Cross Industry Invoice in the profile EN 16931: the XML inside a Factur-X PDF."""

import re
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from procurement.adapters.documents.payment import payment_terms
from procurement.adapters.documents.xml_tree import add, add_if, exact, money, root, written
from procurement.domain.billing_settings.trading_party import TradingParty, UntaxedCategory
from procurement.domain.documents.e_invoice import UNIT, EInvoice, EInvoiceLine, TaxSubtotal

_DATA: Final = "urn:un:unece:uncefact:data:standard"
_NAMESPACES: Final = {
    "rsm": f"{_DATA}:CrossIndustryInvoice:100",
    "ram": f"{_DATA}:ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_DATA}:UnqualifiedDataType:100",
    "qdt": f"{_DATA}:QualifiedDataType:100",
}
_GUIDELINE: Final = "urn:cen.eu:en16931:2017"
_INVOICE, _CREDIT_NOTE = "380", "381"
_CREDIT_TRANSFER: Final = "30"
_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def write_cii(e_invoice: EInvoice) -> bytes:
    """The document in UTF-8; its order of elements is the schema's."""
    document, invoice = e_invoice.document, e_invoice.document.invoice
    tree = root("rsm:CrossIndustryInvoice", _NAMESPACES)
    context = add(tree, "rsm:ExchangedDocumentContext")
    add(add(context, "ram:GuidelineSpecifiedDocumentContextParameter"), "ram:ID", _GUIDELINE)
    head = add(tree, "rsm:ExchangedDocument")
    add(head, "ram:ID", invoice.invoice_id)
    add(head, "ram:TypeCode", _CREDIT_NOTE if document.is_credit_memo else _INVOICE)
    _day(add(head, "ram:IssueDateTime"), invoice.issued_at.date())
    if invoice.edition > 1:
        add(add(head, "ram:IncludedNote"), "ram:Content", f"Edition {invoice.edition}")
    trade = add(tree, "rsm:SupplyChainTradeTransaction")
    for line in e_invoice.lines:
        _line(trade, line, e_invoice)
    _agreement(trade, e_invoice)
    _delivery(trade, document.ship_to_name)
    _settlement(trade, e_invoice)
    return written(tree)


def _line(trade: Element, line: EInvoiceLine, e_invoice: EInvoice) -> None:
    made = add(trade, "ram:IncludedSupplyChainTradeLineItem")
    head = add(made, "ram:AssociatedDocumentLineDocument")
    add(head, "ram:LineID", line.number)
    if line.note:
        add(add(head, "ram:IncludedNote"), "ram:Content", line.note)
    add(add(made, "ram:SpecifiedTradeProduct"), "ram:Name", line.name)
    agreement = add(made, "ram:SpecifiedLineTradeAgreement")
    if line.order_line:
        order = add(agreement, "ram:BuyerOrderReferencedDocument")
        add(order, "ram:LineID", line.order_line)
    price = add(agreement, "ram:NetPriceProductTradePrice")
    add(price, "ram:ChargeAmount", exact(line.price))
    delivery = add(made, "ram:SpecifiedLineTradeDelivery")
    add(delivery, "ram:BilledQuantity", exact(line.quantity), unitCode=UNIT)
    settlement = add(made, "ram:SpecifiedLineTradeSettlement")
    tax = add(settlement, "ram:ApplicableTradeTax")
    add(tax, "ram:TypeCode", "VAT")
    add(tax, "ram:CategoryCode", line.tax_category)
    if line.tax_category != UntaxedCategory.OUT_OF_SCOPE:
        add(tax, "ram:RateApplicablePercent", exact(line.tax_rate))
    sums = add(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation")
    add(sums, "ram:LineTotalAmount", money(line.net, e_invoice.currency))


def _agreement(trade: Element, e_invoice: EInvoice) -> None:
    document, invoice = e_invoice.document, e_invoice.document.invoice
    is_taxable = all(each.category != UntaxedCategory.OUT_OF_SCOPE for each in e_invoice.subtotals)
    agreement = add(trade, "ram:ApplicableHeaderTradeAgreement")
    add_if(agreement, "ram:BuyerReference", document.buyer.buyer_reference)
    seller = add(agreement, "ram:SellerTradeParty")
    vat_number = document.seller.vat_number if is_taxable else ""
    _party(seller, document.seller_name, document.seller, vat_number)
    buyer = add(agreement, "ram:BuyerTradeParty")
    add(buyer, "ram:ID", invoice.account_id)
    vat_number = document.buyer_vat_number if is_taxable else ""
    _party(buyer, document.buyer_name, document.buyer, vat_number)
    if invoice.purchase_order_id:
        order = add(agreement, "ram:BuyerOrderReferencedDocument")
        add(order, "ram:IssuerAssignedID", invoice.purchase_order_id)


def _party(made: Element, name: str, party: TradingParty, vat_number: str) -> None:
    add(made, "ram:Name", name)
    if party.registration_number:
        legal = add(made, "ram:SpecifiedLegalOrganization")
        add(legal, "ram:ID", party.registration_number)
    address = add(made, "ram:PostalTradeAddress")
    add_if(address, "ram:PostcodeCode", party.postal_code)
    add_if(address, "ram:LineOne", party.address_line1)
    add_if(address, "ram:LineTwo", party.address_line2)
    add_if(address, "ram:LineThree", party.address_line3)
    add_if(address, "ram:CityName", party.city)
    add(address, "ram:CountryID", party.country_code)
    add_if(address, "ram:CountrySubDivisionName", party.state_or_region)
    if party.endpoint_id:
        endpoint = add(made, "ram:URIUniversalCommunication")
        add(endpoint, "ram:URIID", party.endpoint_id, schemeID=party.endpoint_scheme)
    if vat_number:
        registration = add(made, "ram:SpecifiedTaxRegistration")
        add(registration, "ram:ID", vat_number, schemeID="VA")


def _delivery(trade: Element, ship_to_name: str) -> None:
    """Demanded by the schema, also when there is nothing to say."""
    delivery = add(trade, "ram:ApplicableHeaderTradeDelivery")
    if ship_to_name:
        add(add(delivery, "ram:ShipToTradeParty"), "ram:Name", ship_to_name)


def _settlement(trade: Element, e_invoice: EInvoice) -> None:
    document, invoice = e_invoice.document, e_invoice.document.invoice
    settlement = add(trade, "ram:ApplicableHeaderTradeSettlement")
    if not document.is_credit_memo:
        add(settlement, "ram:PaymentReference", invoice.invoice_id)
    told = e_invoice.tax_in_tax_currency
    add_if(settlement, "ram:TaxCurrencyCode", told and told.currency)
    add(settlement, "ram:InvoiceCurrencyCode", e_invoice.currency)
    _payment_means(settlement, e_invoice)
    for subtotal in e_invoice.subtotals:
        _tax(settlement, subtotal, e_invoice.currency)
    period = add(settlement, "ram:BillingSpecifiedPeriod")
    _day(add(period, "ram:StartDateTime"), invoice.billing_period.first_day)
    _day(add(period, "ram:EndDateTime"), invoice.billing_period.last_day)
    terms = add(settlement, "ram:SpecifiedTradePaymentTerms")
    add(terms, "ram:Description", payment_terms(document))
    if not document.is_credit_memo:
        _day(add(terms, "ram:DueDateDateTime"), invoice.due_on)
    _sums(settlement, e_invoice)
    if invoice.original_invoice_id:
        original = add(settlement, "ram:InvoiceReferencedDocument")
        add(original, "ram:IssuerAssignedID", invoice.original_invoice_id)
        if document.original_issued_on:
            issued = add(original, "ram:FormattedIssueDateTime")
            _day(issued, document.original_issued_on, "qdt")


def _payment_means(settlement: Element, e_invoice: EInvoice) -> None:
    account = e_invoice.document.seller.payment_account
    if account and not e_invoice.document.is_credit_memo:
        means = add(settlement, "ram:SpecifiedTradeSettlementPaymentMeans")
        add(means, "ram:TypeCode", _CREDIT_TRANSFER)
        payee = add(means, "ram:PayeePartyCreditorFinancialAccount")
        kind = "ram:IBANID" if _IBAN.fullmatch(account) else "ram:ProprietaryID"
        add(payee, kind, account)


def _tax(settlement: Element, subtotal: TaxSubtotal, currency: str) -> None:
    tax = add(settlement, "ram:ApplicableTradeTax")
    add(tax, "ram:CalculatedAmount", money(subtotal.tax, currency))
    add(tax, "ram:TypeCode", "VAT")
    if subtotal.category in set(UntaxedCategory) - {UntaxedCategory.ZERO_RATED}:
        add_if(tax, "ram:ExemptionReason", subtotal.reason)
    add(tax, "ram:BasisAmount", money(subtotal.taxable, currency))
    add(tax, "ram:CategoryCode", subtotal.category)
    if subtotal.category != UntaxedCategory.OUT_OF_SCOPE:
        add(tax, "ram:RateApplicablePercent", exact(subtotal.rate))


def _sums(settlement: Element, e_invoice: EInvoice) -> None:
    sums = add(settlement, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    currency = e_invoice.currency
    before, total = money(e_invoice.total_before_tax, currency), money(e_invoice.total, currency)
    add(sums, "ram:LineTotalAmount", before)
    add(sums, "ram:TaxBasisTotalAmount", before)
    add(sums, "ram:TaxTotalAmount", money(e_invoice.tax, currency), currencyID=currency)
    told = e_invoice.tax_in_tax_currency
    if told:
        text = money(told.amount, told.currency)
        add(sums, "ram:TaxTotalAmount", text, currencyID=told.currency)
    add(sums, "ram:GrandTotalAmount", total)
    add(sums, "ram:DuePayableAmount", total)


def _day(parent: Element, day: date, prefix: str = "udt") -> None:
    add(parent, f"{prefix}:DateTimeString", f"{day:%Y%m%d}", format="102")
