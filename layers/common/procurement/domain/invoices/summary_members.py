"""What AWS's invoice summary says of an invoice, told by what it is for (R-379, R-380)."""

from enum import StrEnum

from procurement.domain.charges.charge import ChargeKind
from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.invoices.invoice import Invoice


class BillType(StrEnum):
    """invoicing:BillType: the monthly bill, a purchase outside of it, or money back."""

    ANNIVERSARY = "ANNIVERSARY"
    PURCHASE = "PURCHASE"
    REFUND = "REFUND"


class InvoiceFrequency(StrEnum):
    """invoicing:InvoiceFrequency."""

    ONE_TIME = "ONE_TIME"
    RECURRING = "RECURRING"


class BillingEntity(StrEnum):
    """invoicing:BillingEntity: who sells."""

    AWS = "AWS"
    AWS_MARKETPLACE = "AWS_MARKETPLACE"


class ReceiverRole(StrEnum):
    """invoicing:ReceiverRole: all of our invoices go to buyers."""

    BUYER = "BUYER"


def bill_type(invoice: Invoice) -> BillType:
    """What kind of bill the document belongs to."""
    if invoice.type is InvoiceType.CREDIT_MEMO:
        return BillType.REFUND
    return BillType.ANNIVERSARY if invoice.kind.is_monthly else BillType.PURCHASE


def invoice_frequency(kind: ChargeKind) -> InvoiceFrequency:
    """Whether there is another one next month."""
    return InvoiceFrequency.RECURRING if kind.is_monthly else InvoiceFrequency.ONE_TIME


def billing_entity(kind: ChargeKind) -> BillingEntity:
    """Whether it was bought on AWS Marketplace."""
    return BillingEntity.AWS_MARKETPLACE if kind.is_marketplace else BillingEntity.AWS
