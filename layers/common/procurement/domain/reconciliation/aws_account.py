"""An invoice and a charge of the real AWS account, as AWS lists them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from procurement.domain.charges.charge import ChargeKind
from procurement.domain.money import Money
from procurement.domain.month import Month

_MARKETPLACE: Final = "AWS_MARKETPLACE"
_CLOUD_KINDS: Final = {
    "ANNIVERSARY": (ChargeKind.MONTHLY_USAGE,),
    "PURCHASE": (ChargeKind.SUBSCRIPTION, ChargeKind.PROFESSIONAL_SERVICES),
}
_MARKETPLACE_KINDS: Final = {
    "ANNIVERSARY": (ChargeKind.MARKETPLACE_USAGE,),
    "PURCHASE": (ChargeKind.MARKETPLACE_PURCHASE,),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintedTotal:
    """A total in a further currency, with the printed rate by which it came from the first one."""

    total: Money
    rate: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class AwsInvoice:
    """An invoice of the real account (invoicing:InvoiceSummary), as far as its number goes by it.

    `purchase_order_number` is what AWS printed, None for none. `total` includes tax and is in the
    base currency; `payment` and `tax` are the same in the payer's and in the authority's, where the
    summary states them. Enumerations stay texts, as AWS may add to them.
    """

    invoice_id: str
    account_id: str
    issued_at: datetime
    invoicing_entity: str
    billing_period: Month
    total: Money
    total_before_tax: Money
    invoice_type: str = "INVOICE"
    bill_type: str | None = None
    billing_entity: str | None = None
    receiver_role: str | None = None
    tax_authority_status: str | None = None
    original_invoice_id: str | None = None
    bill_source: str | None = None
    purchase_order_number: str | None = None
    payment: PrintedTotal | None = None
    tax: PrintedTotal | None = None

    @property
    def is_marketplace(self) -> bool:
        """Whether AWS Marketplace issued it (R-380)."""
        return self.billing_entity == _MARKETPLACE

    @property
    def is_credit_memo(self) -> bool:
        """Whether it gives money back, and follows its invoice (R-152, R-380)."""
        return (
            self.invoice_type == "CREDIT_MEMO"
            or self.bill_type == "REFUND"
            or self.total.amount < 0
        )

    @property
    def is_judged(self) -> bool:
        """Whether a purchase order is expected on it at all: a buyer's, in force (R-380)."""
        return (
            self.invoice_type in ("INVOICE", "CREDIT_MEMO")
            and self.tax_authority_status != "CANCELLED"
            and self.receiver_role in (None, "BUYER")
        )

    @property
    def kinds(self) -> tuple[ChargeKind, ...]:
        """What it may be: the summary does not tell subscriptions from services (R-380)."""
        kinds = _MARKETPLACE_KINDS if self.is_marketplace else _CLOUD_KINDS
        known = kinds.get(self.bill_type or "")
        return known or tuple(kind for each in kinds.values() for kind in each)


@dataclass(frozen=True, kw_only=True, slots=True)
class AwsCharge:
    """A charge of the real account (agreement:Charge).

    `at` is None while AWS does not know the date, `amount` while it does not know the amount.
    """

    charge_id: str
    revision: int
    agreement_id: str
    currency: str
    amount: Decimal | None = None
    at: datetime | None = None
    purchase_order_reference: str | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether it has still to be invoiced, as far as its date tells."""
        return self.at is None or self.at > now


@dataclass(frozen=True, kw_only=True, slots=True)
class AwsAgreement:
    """An agreement that the real account accepted (agreement:AgreementViewSummary)."""

    agreement_id: str
    status: str
    seller_account_id: str | None = None

    @property
    def is_active(self) -> bool:
        """Whether charges of it are still to come (R-402)."""
        return self.status == "ACTIVE"
