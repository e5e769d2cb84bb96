"""UBL 2.1 in the profile Peppol BIS Billing 3: an Invoice, or a CreditNote for a credit memo."""

from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element

from procurement.adapters.documents.payment import payment_terms
from procurement.adapters.documents.xml_tree import add, add_if, exact, money, root, written
from procurement.domain.billing_settings.trading_party import TradingParty, UntaxedCategory
from procurement.domain.documents.e_invoice import UNIT, EInvoice, EInvoiceLine

_SCHEMA: Final = "urn:oasis:names:specification:ubl:schema:xsd"
_CUSTOMIZATION: Final = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PROFILE: Final = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_INVOICE, _CREDIT_NOTE = "380", "381"
_CREDIT_TRANSFER: Final = "30"


def write_ubl(e_invoice: EInvoice) -> bytes:
    """The document in UTF-8; its order of elements is the schema's."""
    document = e_invoice.document
    name = "CreditNote" if document.is_credit_memo else "Invoice"
    tree = root(
        name,
        {
            "": f"{_SCHEMA}:{name}-2",
            "cac": f"{_SCHEMA}:CommonAggregateComponents-2",
            "cbc": f"{_SCHEMA}:CommonBasicComponents-2",
        },
    )
    _head(tree, e_invoice)
    _references(tree, e_invoice)
    is_out_of_scope = any(
        each.category == UntaxedCategory.OUT_OF_SCOPE for each in e_invoice.subtotals
    )
    _party(tree, "Supplier", document.seller_name, document.seller, has_vat=not is_out_of_scope)
    _party(
        tree,
        "Customer",
        document.buyer_name,
        document.buyer,
        has_vat=not is_out_of_scope,
        vat_number=document.buyer_vat_number,
        identifier=document.invoice.account_id,
    )
    if document.ship_to_name:
        party = add(add(tree, "cac:Delivery"), "cac:DeliveryParty")
        add(add(party, "cac:PartyName"), "cbc:Name", document.ship_to_name)
    _payment(tree, e_invoice)
    _taxes(tree, e_invoice)
    _sums(tree, e_invoice)
    for line in e_invoice.lines:
        _line(tree, line, e_invoice)
    return written(tree)


def _head(tree: Element, e_invoice: EInvoice) -> None:
    document, invoice = e_invoice.document, e_invoice.document.invoice
    add(tree, "cbc:CustomizationID", _CUSTOMIZATION)
    add(tree, "cbc:ProfileID", _PROFILE)
    add(tree, "cbc:ID", invoice.invoice_id)
    add(tree, "cbc:IssueDate", invoice.issued_at.date().isoformat())
    if document.is_credit_memo:
        add(tree, "cbc:CreditNoteTypeCode", _CREDIT_NOTE)
    else:
        add(tree, "cbc:DueDate", invoice.due_on.isoformat())
        add(tree, "cbc:InvoiceTypeCode", _INVOICE)
    if invoice.edition > 1:
        add(tree, "cbc:Note", f"Edition {invoice.edition}")
    add(tree, "cbc:DocumentCurrencyCode", e_invoice.currency)
    told = e_invoice.tax_in_tax_currency
    add_if(tree, "cbc:TaxCurrencyCode", told and told.currency)
    add_if(tree, "cbc:BuyerReference", document.buyer.buyer_reference)
    period = add(tree, "cac:InvoicePeriod")
    add(period, "cbc:StartDate", invoice.billing_period.first_day.isoformat())
    add(period, "cbc:EndDate", invoice.billing_period.last_day.isoformat())


def _references(tree: Element, e_invoice: EInvoice) -> None:
    document, invoice = e_invoice.document, e_invoice.document.invoice
    if invoice.purchase_order_id:
        add(add(tree, "cac:OrderReference"), "cbc:ID", invoice.purchase_order_id)
    if invoice.original_invoice_id:
        original = add(add(tree, "cac:BillingReference"), "cac:InvoiceDocumentReference")
        add(original, "cbc:ID", invoice.original_invoice_id)
        add_if(original, "cbc:IssueDate", document.original_issued_on)


def _party(
    tree: Element,
    role: str,
    name: str,
    party: TradingParty,
    *,
    has_vat: bool,
    vat_number: str | None = None,
    identifier: str | None = None,
) -> None:
    made = add(add(tree, f"cac:Accounting{role}Party"), "cac:Party")
    add_if(made, "cbc:EndpointID", party.endpoint_id, schemeID=party.endpoint_scheme)
    if identifier:
        add(add(made, "cac:PartyIdentification"), "cbc:ID", identifier)
    add(add(made, "cac:PartyName"), "cbc:Name", name)
    _address(made, party)
    vat_number = party.vat_number if vat_number is None else vat_number
    if vat_number and has_vat:
        scheme = add(made, "cac:PartyTaxScheme")
        add(scheme, "cbc:CompanyID", vat_number)
        add(add(scheme, "cac:TaxScheme"), "cbc:ID", "VAT")
    legal = add(made, "cac:PartyLegalEntity")
    add(legal, "cbc:RegistrationName", name)
    add_if(legal, "cbc:CompanyID", party.registration_number)


def _address(made: Element, party: TradingParty) -> None:
    address = add(made, "cac:PostalAddress")
    add_if(address, "cbc:StreetName", party.address_line1)
    add_if(address, "cbc:AdditionalStreetName", party.address_line2)
    add_if(address, "cbc:CityName", party.city)
    add_if(address, "cbc:PostalZone", party.postal_code)
    add_if(address, "cbc:CountrySubentity", party.state_or_region)
    if party.address_line3:
        add(add(address, "cac:AddressLine"), "cbc:Line", party.address_line3)
    add(add(address, "cac:Country"), "cbc:IdentificationCode", party.country_code)


def _payment(tree: Element, e_invoice: EInvoice) -> None:
    document = e_invoice.document
    account = document.seller.payment_account
    if account and not document.is_credit_memo:
        means = add(tree, "cac:PaymentMeans")
        add(means, "cbc:PaymentMeansCode", _CREDIT_TRANSFER)
        add(means, "cbc:PaymentID", document.invoice.invoice_id)
        add(add(means, "cac:PayeeFinancialAccount"), "cbc:ID", account)
    add(add(tree, "cac:PaymentTerms"), "cbc:Note", payment_terms(document))


def _taxes(tree: Element, e_invoice: EInvoice) -> None:
    taxes = add(tree, "cac:TaxTotal")
    _amount(taxes, "TaxAmount", e_invoice, money(e_invoice.tax, e_invoice.currency))
    for each in e_invoice.subtotals:
        subtotal = add(taxes, "cac:TaxSubtotal")
        _amount(subtotal, "TaxableAmount", e_invoice, money(each.taxable, e_invoice.currency))
        _amount(subtotal, "TaxAmount", e_invoice, money(each.tax, e_invoice.currency))
        _category(subtotal, "cac:TaxCategory", each.category, each.rate, each.reason)
    told = e_invoice.tax_in_tax_currency
    if told:
        text = money(told.amount, told.currency)
        add(add(tree, "cac:TaxTotal"), "cbc:TaxAmount", text, currencyID=told.currency)


def _category(parent: Element, name: str, category: str, rate: Decimal, reason: str = "") -> None:
    """A tax category with its rate, and for what bears no tax the reason."""
    made = add(parent, name)
    add(made, "cbc:ID", category)
    if category != UntaxedCategory.OUT_OF_SCOPE:
        add(made, "cbc:Percent", exact(rate))
    if category in set(UntaxedCategory) - {UntaxedCategory.ZERO_RATED}:
        add_if(made, "cbc:TaxExemptionReason", reason)
    add(add(made, "cac:TaxScheme"), "cbc:ID", "VAT")


def _sums(tree: Element, e_invoice: EInvoice) -> None:
    sums, currency = add(tree, "cac:LegalMonetaryTotal"), e_invoice.currency
    before, total = money(e_invoice.total_before_tax, currency), money(e_invoice.total, currency)
    _amount(sums, "LineExtensionAmount", e_invoice, before)
    _amount(sums, "TaxExclusiveAmount", e_invoice, before)
    _amount(sums, "TaxInclusiveAmount", e_invoice, total)
    _amount(sums, "PayableAmount", e_invoice, total)


def _line(tree: Element, line: EInvoiceLine, e_invoice: EInvoice) -> None:
    is_credit = e_invoice.document.is_credit_memo
    made = add(tree, "cac:CreditNoteLine" if is_credit else "cac:InvoiceLine")
    add(made, "cbc:ID", line.number)
    add_if(made, "cbc:Note", line.note)
    quantity = "cbc:CreditedQuantity" if is_credit else "cbc:InvoicedQuantity"
    add(made, quantity, exact(line.quantity), unitCode=UNIT)
    _amount(made, "LineExtensionAmount", e_invoice, money(line.net, e_invoice.currency))
    if line.order_line:
        add(add(made, "cac:OrderLineReference"), "cbc:LineID", line.order_line)
    item = add(made, "cac:Item")
    add(item, "cbc:Name", line.name)
    _category(item, "cac:ClassifiedTaxCategory", line.tax_category, line.tax_rate)
    _amount(add(made, "cac:Price"), "PriceAmount", e_invoice, exact(line.price))


def _amount(parent: Element, name: str, e_invoice: EInvoice, text: str) -> None:
    add(parent, f"cbc:{name}", text, currencyID=e_invoice.currency)
