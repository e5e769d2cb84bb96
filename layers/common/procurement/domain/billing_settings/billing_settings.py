"""Everything that says how an account is billed, as one value that is read at once."""

from dataclasses import dataclass
from typing import Self

from procurement.domain.billing_settings.invoice_units import InvoiceUnitNames, InvoiceUnits
from procurement.domain.billing_settings.payment_settings import PaymentSettings
from procurement.domain.organizations.integration import MarketplaceIntegration


@dataclass(frozen=True, kw_only=True, slots=True)
class BillingSettings:
    """Payment settings, invoice units and integration with Marketplace of one account."""

    payment: PaymentSettings
    invoice_units: InvoiceUnits
    integration: MarketplaceIntegration

    @classmethod
    def none_of(cls, account_id: str) -> Self:
        """Those of an account that never set any."""
        return cls(
            payment=PaymentSettings(account_id=account_id),
            invoice_units=InvoiceUnits(names=InvoiceUnitNames(account_id=account_id)),
            integration=MarketplaceIntegration(account_id=account_id),
        )
