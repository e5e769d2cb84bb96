"""What keeps a document from being an e-invoice, each problem with the rule of EN 16931 or Peppol.

A document is checked before it is written, so that nobody gets an e-invoice that its receiver's
portal refuses. `field` says which setting mends it.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from procurement.domain.billing_settings.trading_party import TradingParty, UntaxedCategory
from procurement.domain.documents.document_set import DocumentKind, DocumentProblem
from procurement.domain.documents.e_invoice import STANDARD_RATED, EInvoice, TaxSubtotal
from procurement.domain.documents.invoice_document import InvoiceDocument
from procurement.domain.money import minor_unit

_BUYER: Final = "paymentSettings.buyer"
_PLACES: Final = 2
"""Decimal places that EN 16931 allows an amount (BR-DEC-09 and others)."""


def e_invoice_problems(
    document: InvoiceDocument, e_invoice: EInvoice | None, kind: DocumentKind
) -> tuple[DocumentProblem, ...]:
    """Everything that is missing for an e-invoice of this kind; nothing for a PDF."""
    if kind is DocumentKind.PDF:
        return ()
    found = [*_of_parties(document), *_of_amounts(document, e_invoice)]
    if e_invoice:
        found.extend(_of_taxes(e_invoice))
    if kind is DocumentKind.UBL:
        found.extend(_of_peppol(document))
    return tuple(found)


def _of_parties(document: InvoiceDocument) -> Iterator[DocumentProblem]:
    seller = _seller(document)
    if not document.buyer_name:
        yield _problem(f"{_BUYER}.companyName", "BR-07", "the buyer's name is not known")
    for at, party, rule in ((seller, document.seller, "BR-09"), (_BUYER, document.buyer, "BR-11")):
        if not party.country_code:
            yield _problem(f"{at}.countryCode", rule, "the address has no country")
    if not (document.seller.vat_number or document.seller.registration_number):
        told = "the seller has neither a VAT number nor one of a register"
        yield _problem(f"{seller}.vatNumber", "BR-CO-26", told)


def _of_amounts(document: InvoiceDocument, e_invoice: EInvoice | None) -> Iterator[DocumentProblem]:
    currency = document.invoice.total_before_tax.currency
    if minor_unit(currency) > _PLACES:
        told = f"{currency} has {minor_unit(currency)} decimal places, e-invoices have {_PLACES}"
        yield _problem("currencyCode", "BR-DEC-14", told)
    if e_invoice is None:
        yield _problem("lines", "BR-CO-10", "the lines do not add up to the totals")


def _of_taxes(e_invoice: EInvoice) -> Iterator[DocumentProblem]:
    document, seller = e_invoice.document, _seller(e_invoice.document)
    for each in e_invoice.subtotals:
        if each.tax and not each.rate:
            yield _problem("lines", "BR-CO-17", "there is tax on an amount of 0")
        if each.category == STANDARD_RATED:
            if not document.seller.vat_number:
                told = "a seller who charges tax has a VAT number"
                yield _problem(f"{seller}.vatNumber", "BR-S-02", told)
            if not _is_explained(each):
                told = f"the tax is not {each.rate} % of what it is charged on"
                yield _problem("lines", "BR-CO-17", told)
        elif each.category == "":
            told = "say why there is no tax: Z, E, AE or O"
            yield _problem(f"{seller}.untaxedCategory", "BR-CO-18", told)
        else:
            yield from _of_untaxed(
                document, UntaxedCategory(each.category), len(e_invoice.subtotals)
            )


def _of_untaxed(
    document: InvoiceDocument, category: UntaxedCategory, subtotals: int
) -> Iterator[DocumentProblem]:
    seller = _seller(document)
    if category is UntaxedCategory.OUT_OF_SCOPE:
        # VAT numbers are left out of such an invoice (BR-O-02): another one has to tell the seller.
        if document.seller.vat_number and not document.seller.registration_number:
            told = "out of scope, the seller is told by the number of a register"
            yield _problem(f"{seller}.registrationNumber", "BR-CO-26", told)
        if subtotals > 1:
            told = "what is out of scope stands on an invoice without any tax"
            yield _problem(f"{seller}.untaxedCategory", "BR-O-11", told)
        return
    if not document.seller.vat_number:
        rule = f"BR-{category.value}-02"
        yield _problem(f"{seller}.vatNumber", rule, "the seller's VAT number is not known")
    if category is UntaxedCategory.REVERSE_CHARGE and not document.buyer_vat_number:
        told = "reverse charge needs the buyer's VAT number"
        yield _problem(f"{_BUYER}.vatNumber", "BR-AE-02", told)


def _of_peppol(document: InvoiceDocument) -> Iterator[DocumentProblem]:
    parties: tuple[tuple[str, TradingParty, str], ...] = (
        (_seller(document), document.seller, "PEPPOL-EN16931-R020"),
        (_BUYER, document.buyer, "PEPPOL-EN16931-R010"),
    )
    for at, party, rule in parties:
        if not party.endpoint_id:
            yield _problem(f"{at}.endpointId", rule, "there is no address to deliver e-invoices to")
    if not (document.invoice.purchase_order_id or document.buyer.buyer_reference):
        told = "the invoice has neither a purchase order nor a buyer reference"
        yield _problem(f"{_BUYER}.buyerReference", "PEPPOL-EN16931-R003", told)


def _is_explained(subtotal: TaxSubtotal) -> bool:
    """Whether the tax is the rate's, give or take what rounding every line may come to."""
    due = subtotal.taxable * subtotal.rate / 100
    return abs(subtotal.tax - due) < Decimal(1)


def _seller(document: InvoiceDocument) -> str:
    return f"invoicingEntities.sellers[{document.invoice.invoicing_entity}]"


def _problem(field: str, rule: str, message: str) -> DocumentProblem:
    return DocumentProblem(field=field, rule=rule, message=message)
