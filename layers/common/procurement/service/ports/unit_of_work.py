"""One decision over everything stored."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from procurement.service.ports.access_settings import AccessSettingsStore
    from procurement.service.ports.after_sale import CancellationRequests, PaymentRequests
    from procurement.service.ports.agreements import Agreements
    from procurement.service.ports.approvals import ApprovalSettings
    from procurement.service.ports.billing_settings import (
        BillingSettingsStore,
        InvoicingEntitiesStore,
        TaxRulesStore,
    )
    from procurement.service.ports.bulk_regenerations import BulkRegenerations
    from procurement.service.ports.catalog import Catalog
    from procurement.service.ports.charges import Charges
    from procurement.service.ports.cost_exports import Imports
    from procurement.service.ports.documents import InvoiceDocuments
    from procurement.service.ports.grants import Grants
    from procurement.service.ports.invoices import BillingAdjustments, Invoices
    from procurement.service.ports.ledger import Ledger
    from procurement.service.ports.notices import CalendarLinks, NoticeSettingsStore
    from procurement.service.ports.organizations import (
        Accounts,
        BillingTransfers,
        Organizations,
    )
    from procurement.service.ports.page import PageTokens
    from procurement.service.ports.portal_orders import PortalOrders
    from procurement.service.ports.portals import Portals
    from procurement.service.ports.purchase_orders import PurchaseOrders
    from procurement.service.ports.radar_subscriptions import RadarSubscriptions
    from procurement.service.ports.receivers import Receivers
    from procurement.service.ports.reconciliations import Reconciliations
    from procurement.service.ports.reports import ExchangeRatesStore, Reports, Sales
    from procurement.service.ports.resale_authorizations import ResaleAuthorizations
    from procurement.service.ports.runs import Runs
    from procurement.service.ports.usage import Usage


class UnitOfWork(AbstractContextManager["UnitOfWork"], Protocol):
    """One decision: read, stage writes, and commit them in a single transaction.

    Used as a context manager; what is staged and not committed is dropped at the end.
    """

    @property
    def page_tokens(self) -> PageTokens:
        """The tokens by which listings go on."""

    @property
    def access_settings(self) -> AccessSettingsStore:
        """Who may do what with purchase orders, in this decision."""

    @property
    def accounts(self) -> Accounts:
        """The accounts of this decision."""

    @property
    def organizations(self) -> Organizations:
        """The organizations of this decision."""

    @property
    def billing_transfers(self) -> BillingTransfers:
        """The billing transfers of this decision."""

    @property
    def purchase_orders(self) -> PurchaseOrders:
        """The purchase orders of this decision."""

    @property
    def receivers(self) -> Receivers:
        """What invoices of one account are decided on."""

    @property
    def billing_settings(self) -> BillingSettingsStore:
        """The billing settings of this decision."""

    @property
    def portals(self) -> Portals:
        """The procurement portal preferences of this decision."""

    @property
    def portal_orders(self) -> PortalOrders:
        """The orders of procurement portals of this decision."""

    @property
    def invoicing_entities(self) -> InvoicingEntitiesStore:
        """The table of invoicing entities of this decision."""

    @property
    def tax_rules(self) -> TaxRulesStore:
        """The tax rules of this decision."""

    @property
    def agreements(self) -> Agreements:
        """The agreements of this decision."""

    @property
    def catalog(self) -> Catalog:
        """The change sets and drafts of this decision."""

    @property
    def approvals(self) -> ApprovalSettings:
        """Who has to approve, in this decision."""

    @property
    def grants(self) -> Grants:
        """The license grants of this decision."""

    @property
    def resale_authorizations(self) -> ResaleAuthorizations:
        """The resale authorizations of this decision."""

    @property
    def charges(self) -> Charges:
        """The charges of this decision."""

    @property
    def usage(self) -> Usage:
        """The metered usage of this decision."""

    @property
    def invoices(self) -> Invoices:
        """The invoices of this decision."""

    @property
    def invoice_documents(self) -> InvoiceDocuments:
        """The documents of invoices of this decision."""

    @property
    def bulk_regenerations(self) -> BulkRegenerations:
        """The requests to regenerate many invoices of this decision."""

    @property
    def reconciliations(self) -> Reconciliations:
        """The reconciliations of this decision."""

    @property
    def billing_adjustments(self) -> BillingAdjustments:
        """The billing adjustments of this decision."""

    @property
    def cancellation_requests(self) -> CancellationRequests:
        """The cancellation requests of this decision."""

    @property
    def payment_requests(self) -> PaymentRequests:
        """The payment requests of this decision."""

    @property
    def runs(self) -> Runs:
        """The runs of this decision."""

    @property
    def notice_settings(self) -> NoticeSettingsStore:
        """The notice settings of this decision."""

    @property
    def calendar_links(self) -> CalendarLinks:
        """The calendar links of this decision."""

    @property
    def radar_subscriptions(self) -> RadarSubscriptions:
        """The subscriptions of this decision."""

    @property
    def sales(self) -> Sales:
        """The sellers' agreements of this decision."""

    @property
    def reports(self) -> Reports:
        """The published reports of this decision."""

    @property
    def exchange_rates(self) -> ExchangeRatesStore:
        """The exchange rates of this decision."""

    @property
    def imports(self) -> Imports:
        """The imports of this decision."""

    @property
    def ledger(self) -> Ledger:
        """The ledger of this decision."""

    def commit(self) -> None:
        """Write everything staged, all or nothing, or raise what the staging methods promise.

        `Unavailable` when the store throttles or times out.
        """

    @property
    def room(self) -> int:
        """How many more writes fit into this transaction."""


class UnitOfWorkFactory(Protocol):
    """Makes a fresh unit of work for every decision, and for every further attempt at it."""

    def __call__(self) -> UnitOfWork:
        """An empty unit of work."""
