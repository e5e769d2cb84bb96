"""Documents of invoices with every detail, and read back out of what was rendered.

The world is a German buyer that Amazon Web Services EMEA SARL bills in euros for May 2027.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from procurement.domain.billing_settings.tax_rules import TaxRule
from procurement.domain.billing_settings.trading_party import Buyer, Seller
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.documents.e_invoice import EInvoice, e_invoice_of
from procurement.domain.documents.invoice_document import InvoiceDocument
from procurement.domain.invoices.currency_amounts import CurrencyAmount, PrintedRate
from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.invoices.invoice_line import InvoiceLine
from procurement.domain.invoices.taxation import line_tax, summed, taxes_of
from procurement.domain.matching.record import MatchRecord
from procurement.domain.matching.result import Outcome
from procurement.domain.money import EXACT, Money
from procurement.domain.month import Month
from tests.support.api import BUYER
from tests.support.billing import a_usage_charge
from tests.support.purchase_orders import EMEA

ISSUED_AT: Final = datetime(2027, 6, 3, 6, tzinfo=UTC)

SELLER: Final = Seller(
    company_name="Example Cloud Europe SARL",
    address_line1="38 Example Avenue",
    city="Luxembourg",
    postal_code="L-1855",
    country_code="LU",
    vat_number="LU12345613",
    registration_number="B123456",
    endpoint_scheme="9938",
    endpoint_id="LU12345613",
    untaxed_category="AE",
    untaxed_reason="Reverse charge",
    payment_account="LU280019400644750000",
)
PURCHASER: Final = Buyer(
    company_name="Beispiel GmbH",
    address_line1="Musterstraße 1",
    address_line2="Haus B",
    city="Berlin",
    postal_code="10115",
    country_code="DE",
    vat_number="DE123456788",
    endpoint_scheme="9930",
    endpoint_id="DE123456788",
    buyer_reference="Einkauf 7",
)


def a_line(amount: str, tax: str = "0", number: int = 1, **more: Any) -> InvoiceLine:
    """One charge on an invoice."""
    return InvoiceLine(
        collection_id=BUYER,
        charge_id=f"ch-{number}",
        description=more.pop("description", f"Service {number}"),
        amount=Decimal(amount),
        tax=Decimal(tax),
        **more,
    )


def an_issued_invoice(*lines: InvoiceLine, currency: str = "EUR", **more: Any) -> Invoice:
    """An invoice of `lines`, its totals rounded as a run rounds them, on purchase order PO 7/a."""
    held = lines or (
        a_line("1000.00", "190.00", 1, installment=(3, 12), charge_date=date(2027, 5, 15)),
        a_line("250.00", "47.50", 2),
    )
    before, tax = (_sum([getattr(line, name) for line in held]) for name in ("amount", "tax"))
    is_credit = before + tax < 0
    return replace(
        Invoice(
            account_id=BUYER,
            invoice_id=f"EMEA-{BUYER}-000007",
            sequence=7,
            draft_id="draft-7",
            type=InvoiceType.CREDIT_MEMO if is_credit else InvoiceType.INVOICE,
            invoicing_entity=EMEA,
            kind=ChargeKind.MONTHLY_USAGE,
            billing_period=Month(2027, 5),
            total_before_tax=Money(before, currency).rounded(),
            tax=Money(tax, currency).rounded(),
            issued_at=ISSUED_AT,
            due_on=date(2027, 7, 3),
            lines=held,
            match=MatchRecord(
                outcome=Outcome.MATCHED,
                reason="Line 10 of PO 7/a fits.",
                purchase_order_id="PO 7/a",
                purchase_order_key="po-1",
                line_item_number="10",
            ),
        ),
        **more,
    )


def a_credit_memo(before_tax: str = "100.00", tax: str = "19.00", **more: Any) -> Invoice:
    """What is given back of the invoice above."""
    return an_issued_invoice(
        a_line("-1"),
        **{
            "invoice_id": f"EMEA-{BUYER}-000008",
            "sequence": 8,
            "type": InvoiceType.CREDIT_MEMO,
            "total_before_tax": -Money(Decimal(before_tax), "EUR"),
            "tax": -Money(Decimal(tax), "EUR"),
            "lines": (),
            "original_invoice_id": f"EMEA-{BUYER}-000007",
            "description": "Outage on 12 May",
            **more,
        },
    )


def a_document(invoice: Invoice | None = None, **more: Any) -> InvoiceDocument:
    """The document of an invoice, with both parties known in full."""
    made = invoice or an_issued_invoice()
    return replace(
        InvoiceDocument(
            invoice=made,
            seller=SELLER,
            buyer=PURCHASER,
            bill_to="Beispiel GmbH\nMusterstraße 1\n10115 Berlin",
            ship_to="Beispiel GmbH\nLager 3\n10117 Berlin",
            payment_terms="Net 30",
            original_issued_on=date(2027, 6, 3) if made.original_invoice_id else None,
        ),
        **more,
    )


def taxed_by(
    *rules: TaxRule, amounts: Sequence[str] = ("1000.005", "250.00"), sterling: str | None = None
) -> InvoiceDocument:
    """The document of an invoice in euros, taxed by these rules; `sterling` is what a euro is worth
    where the tax authority reads pounds."""
    charges = [a_usage_charge(f"ch-{n}", each, currency="EUR") for n, each in enumerate(amounts)]
    lines = [
        a_line(f"{charge.amount:f}", f"{line_tax(charge, rules):f}", number)
        for number, charge in enumerate(charges, 1)
    ]
    taxes = taxes_of(charges, rules, "EUR")
    tax = summed((each.amount for each in taxes), "EUR")
    invoice = an_issued_invoice(*lines, taxes=taxes, tax=tax)
    if sterling:
        printed = PrintedRate(target="GBP", rate=Decimal(sterling))
        told = CurrencyAmount.of(invoice.total_before_tax, invoice.tax, printed)
        invoice = replace(invoice, tax_amount=told)
    return a_document(invoice)


def an_e_invoice(document: InvoiceDocument | None = None) -> EInvoice:
    """The document as EN 16931 sees it, which must be possible."""
    made = e_invoice_of(document or a_document())
    assert made is not None
    return made


def _sum(amounts: Sequence[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total
