"""The unit of work on DynamoDB: repositories that share one transaction."""

from types import TracebackType
from typing import Self

from pynamodb.connection import Connection

from procurement.adapters.dynamodb.accounts import DynamoAccounts
from procurement.adapters.dynamodb.agreements import DynamoAgreements
from procurement.adapters.dynamodb.billing_settings import DynamoBillingSettings
from procurement.adapters.dynamodb.charges import DynamoCharges
from procurement.adapters.dynamodb.imports import DynamoImports
from procurement.adapters.dynamodb.invoices import DynamoInvoices
from procurement.adapters.dynamodb.invoicing_entities import DynamoInvoicingEntities
from procurement.adapters.dynamodb.ledger import DynamoLedger
from procurement.adapters.dynamodb.purchase_orders import DynamoPurchaseOrders
from procurement.adapters.dynamodb.radar_subscriptions import DynamoRadarSubscriptions
from procurement.adapters.dynamodb.runs import DynamoRuns
from procurement.adapters.dynamodb.transaction import Transaction


class DynamoUnitOfWork:
    """`service.ports.UnitOfWork`: reads at once, writes in one TransactWriteItems."""

    def __init__(self, connection: Connection) -> None:
        self._transaction = Transaction(connection)
        self.accounts = DynamoAccounts(self._transaction)
        self.purchase_orders = DynamoPurchaseOrders(self._transaction)
        self.billing_settings = DynamoBillingSettings(self._transaction)
        self.invoicing_entities = DynamoInvoicingEntities(self._transaction)
        self.agreements = DynamoAgreements(self._transaction)
        self.charges = DynamoCharges(self._transaction)
        self.invoices = DynamoInvoices(self._transaction)
        self.runs = DynamoRuns(self._transaction)
        self.radar_subscriptions = DynamoRadarSubscriptions(self._transaction)
        self.imports = DynamoImports(self._transaction)
        self.ledger = DynamoLedger(self._transaction)

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
