"""The unit of work on DynamoDB: repositories that share one transaction.

A repository is imported when it is first asked for: no function starts with the storage, and the
part of the domain, of what it never touches.
"""

from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pynamodb.connection import Connection

from procurement.adapters.dynamodb.transaction import Transaction
from procurement.service.ports.page import PageTokens

if TYPE_CHECKING:
    from procurement.adapters.dynamodb.access_settings import DynamoAccessSettings
    from procurement.adapters.dynamodb.accounts import DynamoAccounts
    from procurement.adapters.dynamodb.agreements import DynamoAgreements
    from procurement.adapters.dynamodb.approvals import DynamoApprovalSettings
    from procurement.adapters.dynamodb.billing_adjustments import DynamoBillingAdjustments
    from procurement.adapters.dynamodb.billing_settings import DynamoBillingSettings
    from procurement.adapters.dynamodb.billing_transfers import DynamoBillingTransfers
    from procurement.adapters.dynamodb.bulk_regenerations import DynamoBulkRegenerations
    from procurement.adapters.dynamodb.cancellation_requests import DynamoCancellationRequests
    from procurement.adapters.dynamodb.catalog import DynamoCatalog
    from procurement.adapters.dynamodb.charges import DynamoCharges
    from procurement.adapters.dynamodb.exchange_rates import DynamoExchangeRates
    from procurement.adapters.dynamodb.grants import DynamoGrants
    from procurement.adapters.dynamodb.imports import DynamoImports
    from procurement.adapters.dynamodb.invoice_documents import DynamoInvoiceDocuments
    from procurement.adapters.dynamodb.invoices import DynamoInvoices
    from procurement.adapters.dynamodb.invoicing_entities import DynamoInvoicingEntities
    from procurement.adapters.dynamodb.ledger import DynamoLedger
    from procurement.adapters.dynamodb.notices import DynamoCalendarLinks, DynamoNoticeSettings
    from procurement.adapters.dynamodb.organizations import DynamoOrganizations
    from procurement.adapters.dynamodb.payment_requests import DynamoPaymentRequests
    from procurement.adapters.dynamodb.portal_orders import DynamoPortalOrders
    from procurement.adapters.dynamodb.portals import DynamoPortals
    from procurement.adapters.dynamodb.purchase_orders import DynamoPurchaseOrders
    from procurement.adapters.dynamodb.radar_subscriptions import DynamoRadarSubscriptions
    from procurement.adapters.dynamodb.receivers import DynamoReceivers
    from procurement.adapters.dynamodb.reconciliations import DynamoReconciliations
    from procurement.adapters.dynamodb.reports import DynamoReports
    from procurement.adapters.dynamodb.resale_authorizations import DynamoResaleAuthorizations
    from procurement.adapters.dynamodb.runs import DynamoRuns
    from procurement.adapters.dynamodb.sales import DynamoSales
    from procurement.adapters.dynamodb.tax_rules import DynamoTaxRules
    from procurement.adapters.dynamodb.usage import DynamoUsage


class DynamoUnitOfWork:
    """`service.ports.UnitOfWork`: reads at once, writes in one TransactWriteItems."""

    def __init__(
        self,
        connection: Connection,
        page_tokens: PageTokens,
        *,
        is_integrated_by_default: bool = True,
    ) -> None:
        self._transaction = Transaction(connection, page_tokens)
        self._is_integrated_by_default = is_integrated_by_default

    @property
    def page_tokens(self) -> PageTokens:
        """The tokens of all listings."""
        return self._transaction.page_tokens

    @cached_property
    def access_settings(self) -> "DynamoAccessSettings":
        """Access policies."""
        from procurement.adapters.dynamodb.access_settings import DynamoAccessSettings

        return DynamoAccessSettings(self._transaction)

    @cached_property
    def accounts(self) -> "DynamoAccounts":
        """Who administers which billing account."""
        from procurement.adapters.dynamodb.accounts import DynamoAccounts

        return DynamoAccounts(self._transaction)

    @cached_property
    def organizations(self) -> "DynamoOrganizations":
        """Who pays for whom."""
        from procurement.adapters.dynamodb.organizations import DynamoOrganizations

        return DynamoOrganizations(self._transaction)

    @cached_property
    def billing_transfers(self) -> "DynamoBillingTransfers":
        """Whose bill goes to whom."""
        from procurement.adapters.dynamodb.billing_transfers import DynamoBillingTransfers

        return DynamoBillingTransfers(self._transaction)

    @cached_property
    def purchase_orders(self) -> "DynamoPurchaseOrders":
        """Purchase orders and their quota."""
        from procurement.adapters.dynamodb.purchase_orders import DynamoPurchaseOrders

        return DynamoPurchaseOrders(self._transaction)

    @cached_property
    def receivers(self) -> "DynamoReceivers":
        """Receiving accounts, each read as a whole."""
        from procurement.adapters.dynamodb.receivers import DynamoReceivers

        return DynamoReceivers(
            self._transaction.connection, self.purchase_orders, self.billing_settings
        )

    @cached_property
    def billing_settings(self) -> "DynamoBillingSettings":
        """Payment settings, invoice units, integration with Marketplace."""
        from procurement.adapters.dynamodb.billing_settings import DynamoBillingSettings

        return DynamoBillingSettings(
            self._transaction, is_integrated_by_default=self._is_integrated_by_default
        )

    @cached_property
    def portals(self) -> "DynamoPortals":
        """Procurement portal preferences."""
        from procurement.adapters.dynamodb.portals import DynamoPortals

        return DynamoPortals(self._transaction)

    @cached_property
    def portal_orders(self) -> "DynamoPortalOrders":
        """What is known of portals' orders."""
        from procurement.adapters.dynamodb.portal_orders import DynamoPortalOrders

        return DynamoPortalOrders(self._transaction)

    @cached_property
    def invoicing_entities(self) -> "DynamoInvoicingEntities":
        """The stored table of sellers of record."""
        from procurement.adapters.dynamodb.invoicing_entities import DynamoInvoicingEntities

        return DynamoInvoicingEntities(self._transaction)

    @cached_property
    def tax_rules(self) -> "DynamoTaxRules":
        """What the sellers of record charge besides."""
        from procurement.adapters.dynamodb.tax_rules import DynamoTaxRules

        return DynamoTaxRules(self._transaction)

    @cached_property
    def agreements(self) -> "DynamoAgreements":
        """Offers and agreements."""
        from procurement.adapters.dynamodb.agreements import DynamoAgreements

        return DynamoAgreements(self._transaction)

    @cached_property
    def catalog(self) -> "DynamoCatalog":
        """Change sets and drafts of offers."""
        from procurement.adapters.dynamodb.catalog import DynamoCatalog

        return DynamoCatalog(self._transaction)

    @cached_property
    def approvals(self) -> "DynamoApprovalSettings":
        """Approval plans and procurement systems."""
        from procurement.adapters.dynamodb.approvals import DynamoApprovalSettings

        return DynamoApprovalSettings(self._transaction)

    @cached_property
    def grants(self) -> "DynamoGrants":
        """License grants."""
        from procurement.adapters.dynamodb.grants import DynamoGrants

        return DynamoGrants(self._transaction)

    @cached_property
    def resale_authorizations(self) -> "DynamoResaleAuthorizations":
        """Authorizations to resell."""
        from procurement.adapters.dynamodb.resale_authorizations import (
            DynamoResaleAuthorizations,
        )

        return DynamoResaleAuthorizations(self._transaction)

    @cached_property
    def charges(self) -> "DynamoCharges":
        """Charges."""
        from procurement.adapters.dynamodb.charges import DynamoCharges

        return DynamoCharges(self._transaction)

    @cached_property
    def usage(self) -> "DynamoUsage":
        """Metered usage."""
        from procurement.adapters.dynamodb.usage import DynamoUsage

        return DynamoUsage(self._transaction)

    @cached_property
    def invoices(self) -> "DynamoInvoices":
        """Invoices and their numbers."""
        from procurement.adapters.dynamodb.invoices import DynamoInvoices

        return DynamoInvoices(self._transaction)

    @cached_property
    def invoice_documents(self) -> "DynamoInvoiceDocuments":
        """Which documents invoices have."""
        from procurement.adapters.dynamodb.invoice_documents import DynamoInvoiceDocuments

        return DynamoInvoiceDocuments(self._transaction)

    @cached_property
    def reconciliations(self) -> "DynamoReconciliations":
        """What AWS printed against what was expected."""
        from procurement.adapters.dynamodb.reconciliations import DynamoReconciliations

        return DynamoReconciliations(self._transaction)

    @cached_property
    def billing_adjustments(self) -> "DynamoBillingAdjustments":
        """Sellers' billing adjustments."""
        from procurement.adapters.dynamodb.billing_adjustments import DynamoBillingAdjustments

        return DynamoBillingAdjustments(self._transaction)

    @cached_property
    def bulk_regenerations(self) -> "DynamoBulkRegenerations":
        """Requests to regenerate many invoices."""
        from procurement.adapters.dynamodb.bulk_regenerations import DynamoBulkRegenerations

        return DynamoBulkRegenerations(self._transaction)

    @cached_property
    def cancellation_requests(self) -> "DynamoCancellationRequests":
        """Sellers' requests to cancel."""
        from procurement.adapters.dynamodb.cancellation_requests import DynamoCancellationRequests

        return DynamoCancellationRequests(self._transaction)

    @cached_property
    def payment_requests(self) -> "DynamoPaymentRequests":
        """Sellers' requests for payments."""
        from procurement.adapters.dynamodb.payment_requests import DynamoPaymentRequests

        return DynamoPaymentRequests(self._transaction)

    @cached_property
    def runs(self) -> "DynamoRuns":
        """Invoice runs and their parts."""
        from procurement.adapters.dynamodb.runs import DynamoRuns

        return DynamoRuns(self._transaction)

    @cached_property
    def radar_subscriptions(self) -> "DynamoRadarSubscriptions":
        """Who gets the weekly radar."""
        from procurement.adapters.dynamodb.radar_subscriptions import DynamoRadarSubscriptions

        return DynamoRadarSubscriptions(self._transaction)

    @cached_property
    def notice_settings(self) -> "DynamoNoticeSettings":
        """Who is told of invoices."""
        from procurement.adapters.dynamodb.notices import DynamoNoticeSettings

        return DynamoNoticeSettings(self._transaction)

    @cached_property
    def calendar_links(self) -> "DynamoCalendarLinks":
        """Links to calendars."""
        from procurement.adapters.dynamodb.notices import DynamoCalendarLinks

        return DynamoCalendarLinks(self._transaction)

    @cached_property
    def sales(self) -> "DynamoSales":
        """Sellers' agreements."""
        from procurement.adapters.dynamodb.sales import DynamoSales

        return DynamoSales(self.page_tokens)

    @cached_property
    def reports(self) -> "DynamoReports":
        """Which reports were published."""
        from procurement.adapters.dynamodb.reports import DynamoReports

        return DynamoReports(self._transaction)

    @cached_property
    def exchange_rates(self) -> "DynamoExchangeRates":
        """What currencies were worth."""
        from procurement.adapters.dynamodb.exchange_rates import DynamoExchangeRates

        return DynamoExchangeRates(self._transaction)

    @cached_property
    def imports(self) -> "DynamoImports":
        """Which cost exports were taken in."""
        from procurement.adapters.dynamodb.imports import DynamoImports

        return DynamoImports(self._transaction)

    @cached_property
    def ledger(self) -> "DynamoLedger":
        """The ledger."""
        from procurement.adapters.dynamodb.ledger import DynamoLedger

        return DynamoLedger(self._transaction)

    @property
    def room(self) -> int:
        """How many more writes fit into this transaction."""
        return self._transaction.room

    def commit(self) -> None:
        """Write everything staged, all or nothing."""
        self._transaction.commit()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._transaction.writes.clear()
