"""One decision over everything stored."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from procurement.service.ports.agreements import Agreements
    from procurement.service.ports.billing_settings import (
        BillingSettingsStore,
        InvoicingEntitiesStore,
    )
    from procurement.service.ports.charges import Charges
    from procurement.service.ports.cost_exports import Imports
    from procurement.service.ports.invoices import BillingAdjustments, Invoices
    from procurement.service.ports.ledger import Ledger
    from procurement.service.ports.organizations import Accounts, Organizations
    from procurement.service.ports.purchase_orders import PurchaseOrders
    from procurement.service.ports.radar_subscriptions import RadarSubscriptions
    from procurement.service.ports.runs import Runs


class UnitOfWork(AbstractContextManager["UnitOfWork"], Protocol):
    """One decision: read, stage writes, and commit them in a single transaction.

    Used as a context manager; what is staged and not committed is dropped at the end.
    """

    @property
    def accounts(self) -> Accounts:
        """The accounts of this decision."""

    @property
    def organizations(self) -> Organizations:
        """The organizations of this decision."""

    @property
    def purchase_orders(self) -> PurchaseOrders:
        """The purchase orders of this decision."""

    @property
    def billing_settings(self) -> BillingSettingsStore:
        """The billing settings of this decision."""

    @property
    def invoicing_entities(self) -> InvoicingEntitiesStore:
        """The table of invoicing entities of this decision."""

    @property
    def agreements(self) -> Agreements:
        """The agreements of this decision."""

    @property
    def charges(self) -> Charges:
        """The charges of this decision."""

    @property
    def invoices(self) -> Invoices:
        """The invoices of this decision."""

    @property
    def billing_adjustments(self) -> BillingAdjustments:
        """The billing adjustments of this decision."""

    @property
    def runs(self) -> Runs:
        """The runs of this decision."""

    @property
    def radar_subscriptions(self) -> RadarSubscriptions:
        """The subscriptions of this decision."""

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
