"""Everything that says how an account is billed, as one value that is read at once."""

from dataclasses import dataclass
from typing import Self

from procurement.domain.billing_settings.exchange_rates import ExchangeRates
from procurement.domain.billing_settings.invoice_units import InvoiceUnitNames, InvoiceUnits
from procurement.domain.billing_settings.payment_settings import PaymentSettings
from procurement.domain.organizations.integration import MarketplaceIntegration
from procurement.domain.portals.preferences import PortalPreferences


@dataclass(frozen=True, kw_only=True, slots=True)
class BillingSettings:
    """Payment settings, invoice units, integration with Marketplace and portals of one account.

    `exchange_rates` are those of the months in which its invoices are issued, as far as it may need
    any (R-381).
    """

    payment: PaymentSettings
    invoice_units: InvoiceUnits
    integration: MarketplaceIntegration
    portals: PortalPreferences
    exchange_rates: tuple[ExchangeRates, ...] = ()

    @classmethod
    def none_of(cls, account_id: str) -> Self:
        """Those of an account that never set any."""
        return cls(
            payment=PaymentSettings(account_id=account_id),
            invoice_units=InvoiceUnits(names=InvoiceUnitNames(account_id=account_id)),
            integration=MarketplaceIntegration(account_id=account_id),
            portals=PortalPreferences(account_id=account_id),
        )
