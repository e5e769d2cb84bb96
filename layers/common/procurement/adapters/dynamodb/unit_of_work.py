"""The unit of work on DynamoDB: repositories that share one transaction.

A repository is imported when it is first asked for: no function starts with the storage, and the
part of the domain, of what it never touches.
"""

from functools import cached_property
from importlib import import_module
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Self, TypeVar

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


R = TypeVar("R")


class _Part(Generic[R]):
    """A repository on the unit's transaction, imported and made when it is first asked for."""

    def __init__(self, path: str) -> None:
        self._module, self._class = path.split(".")

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, unit: "DynamoUnitOfWork", owner: type) -> R:
        module = import_module(f"procurement.adapters.dynamodb.{self._module}")
        made: R = getattr(module, self._class)(unit._transaction)
        # From now on the instance has it, and this is asked no more.
        vars(unit)[self._name] = made
        return made


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

    access_settings: "_Part[DynamoAccessSettings]" = _Part("access_settings.DynamoAccessSettings")
    """Access policies."""
    accounts: "_Part[DynamoAccounts]" = _Part("accounts.DynamoAccounts")
    """Who administers which billing account."""
    organizations: "_Part[DynamoOrganizations]" = _Part("organizations.DynamoOrganizations")
    """Who pays for whom."""
    billing_transfers: "_Part[DynamoBillingTransfers]" = _Part(
        "billing_transfers.DynamoBillingTransfers"
    )
    """Whose bill goes to whom."""
    purchase_orders: "_Part[DynamoPurchaseOrders]" = _Part("purchase_orders.DynamoPurchaseOrders")
    """Purchase orders and their quota."""
    portals: "_Part[DynamoPortals]" = _Part("portals.DynamoPortals")
    """Procurement portal preferences."""
    portal_orders: "_Part[DynamoPortalOrders]" = _Part("portal_orders.DynamoPortalOrders")
    """What is known of portals' orders."""
    invoicing_entities: "_Part[DynamoInvoicingEntities]" = _Part(
        "invoicing_entities.DynamoInvoicingEntities"
    )
    """The stored table of sellers of record."""
    tax_rules: "_Part[DynamoTaxRules]" = _Part("tax_rules.DynamoTaxRules")
    """What the sellers of record charge besides."""
    agreements: "_Part[DynamoAgreements]" = _Part("agreements.DynamoAgreements")
    """Offers and agreements."""
    catalog: "_Part[DynamoCatalog]" = _Part("catalog.DynamoCatalog")
    """Change sets and drafts of offers."""
    approvals: "_Part[DynamoApprovalSettings]" = _Part("approvals.DynamoApprovalSettings")
    """Approval plans and procurement systems."""
    grants: "_Part[DynamoGrants]" = _Part("grants.DynamoGrants")
    """License grants."""
    resale_authorizations: "_Part[DynamoResaleAuthorizations]" = _Part(
        "resale_authorizations.DynamoResaleAuthorizations"
    )
    """Authorizations to resell."""
    charges: "_Part[DynamoCharges]" = _Part("charges.DynamoCharges")
    """Charges."""
    usage: "_Part[DynamoUsage]" = _Part("usage.DynamoUsage")
    """Metered usage."""
    invoices: "_Part[DynamoInvoices]" = _Part("invoices.DynamoInvoices")
    """Invoices and their numbers."""
    invoice_documents: "_Part[DynamoInvoiceDocuments]" = _Part(
        "invoice_documents.DynamoInvoiceDocuments"
    )
    """Which documents invoices have."""
    reconciliations: "_Part[DynamoReconciliations]" = _Part("reconciliations.DynamoReconciliations")
    """What AWS printed against what was expected."""
    billing_adjustments: "_Part[DynamoBillingAdjustments]" = _Part(
        "billing_adjustments.DynamoBillingAdjustments"
    )
    """Sellers' billing adjustments."""
    bulk_regenerations: "_Part[DynamoBulkRegenerations]" = _Part(
        "bulk_regenerations.DynamoBulkRegenerations"
    )
    """Requests to regenerate many invoices."""
    cancellation_requests: "_Part[DynamoCancellationRequests]" = _Part(
        "cancellation_requests.DynamoCancellationRequests"
    )
    """Sellers' requests to cancel."""
    payment_requests: "_Part[DynamoPaymentRequests]" = _Part(
        "payment_requests.DynamoPaymentRequests"
    )
    """Sellers' requests for payments."""
    runs: "_Part[DynamoRuns]" = _Part("runs.DynamoRuns")
    """Invoice runs and their parts."""
    radar_subscriptions: "_Part[DynamoRadarSubscriptions]" = _Part(
        "radar_subscriptions.DynamoRadarSubscriptions"
    )
    """Who gets the weekly radar."""
    notice_settings: "_Part[DynamoNoticeSettings]" = _Part("notices.DynamoNoticeSettings")
    """Who is told of invoices."""
    calendar_links: "_Part[DynamoCalendarLinks]" = _Part("notices.DynamoCalendarLinks")
    """Links to calendars."""
    reports: "_Part[DynamoReports]" = _Part("reports.DynamoReports")
    """Which reports were published."""
    exchange_rates: "_Part[DynamoExchangeRates]" = _Part("exchange_rates.DynamoExchangeRates")
    """What currencies were worth."""
    imports: "_Part[DynamoImports]" = _Part("imports.DynamoImports")
    """Which cost exports were taken in."""
    ledger: "_Part[DynamoLedger]" = _Part("ledger.DynamoLedger")
    """The ledger."""

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
    def sales(self) -> "DynamoSales":
        """Sellers' agreements."""
        from procurement.adapters.dynamodb.sales import DynamoSales

        return DynamoSales(self.page_tokens)

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
