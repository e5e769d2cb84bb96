"""Stored settings of accounts, and who may issue what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Sequence
    from datetime import datetime

    from procurement.domain.billing_settings.billing_settings import BillingSettings
    from procurement.domain.billing_settings.invoice_units import (
        FormerInvoiceUnit,
        InvoiceUnit,
        InvoiceUnitNames,
    )
    from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
    from procurement.domain.billing_settings.payment_settings import PaymentSettings
    from procurement.domain.billing_settings.tax_rules import TaxRules
    from procurement.domain.organizations.integration import MarketplaceIntegration
    from procurement.service.ports.page import Page


class BillingSettingsStore(Protocol):
    """How accounts are billed: payment settings, invoice units, integration with Marketplace."""

    def of_account(self, account_id: str) -> BillingSettings:
        """Everything in one request; the names of the units are as old as any unit, or older."""

    def payment(self, account_id: str) -> PaymentSettings:
        """The payment settings; empty ones of version 0 when none were saved."""

    def integration(self, account_id: str) -> MarketplaceIntegration:
        """The account's integration with Marketplace; the deployment's default of version 0."""

    def unit_names(self, account_id: str) -> InvoiceUnitNames:
        """The names of the account's invoice units."""

    def unit(self, account_id: str, name: str) -> InvoiceUnit:
        """The invoice unit; `InvoiceUnitNotFound` otherwise."""

    def page_of_units(self, account_id: str, *, limit: int, token: str | None) -> Page[InvoiceUnit]:
        """One page of the account's invoice units, by name."""

    def former_units(self, account_id: str, at: datetime) -> Sequence[FormerInvoiceUnit]:
        """What units were in force at that instant, of those that were edited or deleted since."""

    def save_payment(self, before: PaymentSettings, after: PaymentSettings) -> None:
        """Stage the payment settings; the commit raises `LostRace` unless `before` still stands."""

    def save_integration(
        self, before: MarketplaceIntegration, after: MarketplaceIntegration
    ) -> None:
        """Stage the integration; the commit raises `LostRace` unless `before` still stands."""

    def save_unit_names(self, names: InvoiceUnitNames) -> None:
        """Stage the names; the commit raises `LostRace` when another write came between."""

    def add_unit(self, unit: InvoiceUnit) -> None:
        """Stage a new unit; the commit raises `AlreadyExists` when its name is taken."""

    def save_unit(self, before: InvoiceUnit, after: InvoiceUnit) -> None:
        """Stage a changed unit; the commit raises `LostRace` unless `before` still stands."""

    def add_former_unit(self, former: FormerInvoiceUnit) -> None:
        """Stage how a unit stood until now."""

    def remove_unit(self, unit: InvoiceUnit) -> None:
        """Stage a unit's deletion; the commit raises `LostRace` unless it still stands so."""


class InvoicingEntitiesStore(Protocol):
    """The deployment's table of invoicing entities, once it differs from the one as shipped."""

    def find(self) -> InvoicingEntities | None:
        """The stored table, or None."""

    def save(self, before: InvoicingEntities, after: InvoicingEntities) -> None:
        """Stage the table; the commit raises `LostRace` unless `before` still is in force."""


class TaxRulesStore(Protocol):
    """The deployment's table of tax rules."""

    def current(self) -> TaxRules:
        """The rules; none at all, at version 0, when they were never put in."""

    def save(self, before: TaxRules, after: TaxRules) -> None:
        """Stage the rules; the commit raises `LostRace` unless `before` still is in force."""
