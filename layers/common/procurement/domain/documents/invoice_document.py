"""What a document of an invoice says: the invoice, and what stands beside it on paper."""

from dataclasses import dataclass
from datetime import date, datetime

from procurement.domain.billing_settings.trading_party import Buyer, Seller, is_vat_number
from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.invoices.invoice_line import InvoiceLine


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceDocument:
    """One edition of `invoice` with the parties as they are when it is first rendered.

    `bill_to` and `payment_terms` are the account's (R-020, R-024), `ship_to` is the purchase
    order's (R-021), `external_line_number` the buyer's own number of its line (R-176).
    `original_issued_on` is the day of the invoice that a credit memo is for.
    """

    invoice: Invoice
    seller: Seller
    buyer: Buyer
    bill_to: str = ""
    ship_to: str = ""
    payment_terms: str = ""
    external_line_number: str | None = None
    original_issued_on: date | None = None

    @property
    def is_credit_memo(self) -> bool:
        """Whether it gives money back; its amounts are below zero."""
        return self.invoice.type is InvoiceType.CREDIT_MEMO

    @property
    def made_at(self) -> datetime:
        """When this edition came into being: the one instant that its documents carry."""
        regeneration = self.invoice.regeneration
        return regeneration.at if regeneration else self.invoice.issued_at

    @property
    def seller_name(self) -> str:
        """As the e-invoice names it; the issuing entity's own name until it has another."""
        return self.seller.company_name or self.invoice.invoicing_entity

    @property
    def buyer_name(self) -> str:
        """As the e-invoice names it; the first line of the bill-to address stands in (R-020)."""
        return self.buyer.company_name or _first_line(self.bill_to)

    @property
    def ship_to_name(self) -> str:
        """Who takes delivery: the first line of the ship-to address (BT-70)."""
        return _first_line(self.ship_to)

    @property
    def buyer_vat_number(self) -> str:
        """The number for which the invoice was issued (R-022), else the buyer's own."""
        issued_for = (self.invoice.tax_registration_number or "").replace(" ", "")
        return issued_for if is_vat_number(issued_for) else self.buyer.vat_number

    def order_line(self, line: InvoiceLine | None) -> str | None:
        """The purchase order's line as its owner numbers it; None without a purchase order.

        A charge's own line number counts as long as the invoice shows the purchase order that the
        charge named; a regeneration may have put another one there.
        """
        invoice = self.invoice
        if invoice.purchase_order_id is None:
            return None
        if line and invoice.purchase_order_reference == invoice.purchase_order_id:
            named = line.purchase_order_line
            if named:
                return named
        return self.external_line_number or invoice.match.line_item_number


def _first_line(address: str) -> str:
    return address.strip().partition("\n")[0].strip()
