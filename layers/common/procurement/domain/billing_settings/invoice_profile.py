"""To whom an account's invoices are addressed (invoicing:InvoiceProfile)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from procurement.domain.billing_settings.payment_settings import PaymentSettings
from procurement.domain.billing_settings.trading_party import Buyer


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceProfile:
    """What is known of the receiver of `account_id`'s invoices.

    `issuer` is the seller of record that issued to it last, None before the first invoice.
    """

    account_id: str
    receiver: Buyer | None
    issuer: str | None
    tax_registration_number: str | None

    @classmethod
    def of(cls, account_id: str, settings: PaymentSettings, issuers: Sequence[str]) -> Self:
        """By the payment settings of whoever receives its invoices; `issuers` newest first."""
        issuer = issuers[0] if issuers else None
        number = settings.tax_registration_number(issuer) if issuer else None
        vat_number = settings.buyer.vat_number if settings.buyer else ""
        return cls(
            account_id=account_id,
            receiver=settings.buyer,
            issuer=issuer,
            tax_registration_number=number or vat_number or None,
        )
