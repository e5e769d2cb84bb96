"""Whatever an invoice bills, its e-invoices add up to it."""

from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement.adapters.documents.cii import write_cii
from procurement.adapters.documents.ubl import write_ubl
from procurement.domain.billing_settings.trading_party import Buyer, Seller
from procurement.domain.documents.apportionment import apportioned
from procurement.domain.documents.document_set import DocumentKind
from procurement.domain.documents.e_invoice import EInvoice, e_invoice_of
from procurement.domain.documents.e_invoice_problems import e_invoice_problems
from procurement.domain.documents.invoice_document import InvoiceDocument
from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.money import EXACT, minor_unit, rounded
from tests.support.e_invoice_rules import cii_faults, text, texts, ubl_faults
from tests.support.invoice_documents import (
    PURCHASER,
    SELLER,
    a_document,
    a_line,
    an_issued_invoice,
)

amounts = st.decimals(
    min_value=Decimal(-100_000), max_value=Decimal(100_000), places=7, allow_nan=False
)
rates = st.sampled_from([Decimal(0), Decimal("0.07"), Decimal("0.19"), Decimal("0.08125")])
billed = st.lists(st.tuples(amounts, rates), min_size=1, max_size=30)
currencies = st.sampled_from(["EUR", "USD", "JPY"])


def the_invoice(lines: list[tuple[Decimal, Decimal]], currency: str) -> InvoiceDocument:
    """An invoice or, when it comes to less than zero, a credit memo."""
    held = [
        a_line(str(amount), str(EXACT.multiply(amount, rate)), number)
        for number, (amount, rate) in enumerate(lines, 1)
    ]
    return a_document(an_issued_invoice(*held, currency=currency))


@given(st.lists(amounts, min_size=1, max_size=60), currencies)
def test_apportioned_amounts_add_up_and_are_less_than_one_unit_off(exact, currency):
    """BR-CO-10"""
    total = rounded(sum(exact, Decimal(0)), currency)
    found = apportioned(exact, total, currency)
    assert found is not None
    assert sum(found, Decimal(0)) == total
    unit = Decimal(1).scaleb(-minor_unit(currency))
    assert all(abs(one - other) < unit for one, other in zip(exact, found, strict=True))


@given(billed, currencies)
def test_every_sum_in_the_documents_is_the_invoices(lines, currency):
    """BR-CO-10, BR-CO-13 to BR-CO-16; R-143, R-392"""
    document = the_invoice(lines, currency)
    made = e_invoice_of(document)
    assert made is not None
    invoice = document.invoice
    sign = -1 if invoice.type is InvoiceType.CREDIT_MEMO else 1
    before, tax = invoice.total_before_tax.amount * sign, invoice.tax.amount * sign
    assert _sums_of_ubl(made) == (before, before, tax, tax, before + tax)
    assert _sums_of_cii(made) == (before, before, tax, tax, before + tax)


@given(billed, st.sampled_from(["EUR", "USD"]))
def test_every_line_states_its_exact_amount(lines, currency):
    """Quantity times price is what was billed, to the last digit"""
    document = the_invoice(lines, currency)
    made = e_invoice_of(document)
    assert made is not None
    sign = -1 if document.is_credit_memo else 1
    stated = [line.quantity * line.price * sign for line in made.lines]
    assert stated == [line.amount for line in document.invoice.lines]


def partly(party: Seller | Buyer) -> st.SearchStrategy[Any]:
    """The party with some of its members unknown; scheme and address of an endpoint go together."""
    names = [each.name for each in fields(party) if each.name != "endpoint_scheme"]
    bare = replace(party, endpoint_scheme="", endpoint_id="")
    return st.sets(st.sampled_from(names)).map(
        lambda gone: replace(bare if "endpoint_id" in gone else party, **dict.fromkeys(gone, ""))
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seller=partly(SELLER),
    category=st.sampled_from(["", "Z", "E", "AE", "O"]),
    buyer=partly(PURCHASER),
    lines=st.lists(st.tuples(amounts, rates), min_size=1, max_size=4),
    has_order=st.booleans(),
    is_first=st.booleans(),
)
def test_what_has_no_problem_is_refused_by_nobody(
    seller: Seller,
    category: str,
    buyer: Buyer,
    lines: list[tuple[Decimal, Decimal]],
    has_order: bool,
    is_first: bool,
) -> None:
    """Whatever the settings lack: what is written anyhow, the official rules accept"""
    document = the_invoice(lines, "EUR")
    match, edition = document.invoice.match, 1 if is_first else 2
    order = match.purchase_order_id if has_order else None
    invoice = replace(
        document.invoice, edition=edition, match=replace(match, purchase_order_id=order)
    )
    known = replace(seller, untaxed_category=category, untaxed_reason=SELLER.untaxed_reason)
    document = replace(document, invoice=invoice, seller=known, buyer=buyer)
    made = e_invoice_of(document)
    if made and not e_invoice_problems(document, made, DocumentKind.UBL):
        assert ubl_faults(write_ubl(made)) == []
    if made and not e_invoice_problems(document, made, DocumentKind.FACTUR_X):
        assert cii_faults(write_cii(made)) == []


def _sums_of_ubl(made: EInvoice) -> tuple[Decimal, ...]:
    xml = write_ubl(made)
    lines = texts(xml, "*/cbc:LineExtensionAmount[../cbc:ID]")
    taxes = texts(xml, "cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount")
    stated = [
        Decimal(text(xml, path))
        for path in (
            "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount",
            "cac:TaxTotal/cbc:TaxAmount",
            "cac:LegalMonetaryTotal/cbc:PayableAmount",
        )
    ]
    return (_sum(lines), stated[0], _sum(taxes), *stated[1:])


def _sums_of_cii(made: EInvoice) -> tuple[Decimal, ...]:
    xml = write_cii(made)
    head = "//ram:SpecifiedTradeSettlementHeaderMonetarySummation"
    lines = texts(xml, "//ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount")
    taxes = texts(
        xml, "//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax/ram:CalculatedAmount"
    )
    stated = [
        Decimal(text(xml, f"{head}/ram:{name}"))
        for name in ("TaxBasisTotalAmount", "TaxTotalAmount", "DuePayableAmount")
    ]
    return (_sum(lines), stated[0], _sum(taxes), *stated[1:])


def _sum(found: list[str]) -> Decimal:
    return sum(map(Decimal, found), Decimal(0))
