"""The items of every table, as PynamoDB models. `docs/data-model.md` explains keys and indexes.

Names of tables come from the settings, at the first use and never at import.
"""

from typing import Final

from pynamodb.connection import Connection
from pynamodb.models import Model

from procurement.adapters.dynamodb.tables.agreements import AgreementItem
from procurement.adapters.dynamodb.tables.base import (
    AgreementsTable,
    ChargesTable,
    ClockTable,
    InvoicesTable,
    LedgerTable,
    PageKeysTable,
    PurchaseOrdersTable,
    SharedModel,
)
from procurement.adapters.dynamodb.tables.charges import ChargeItem
from procurement.adapters.dynamodb.tables.clock import ToldTimeItem
from procurement.adapters.dynamodb.tables.invoices import InvoiceItem
from procurement.adapters.dynamodb.tables.ledger import EventItem
from procurement.adapters.dynamodb.tables.page_keys import PageKeyItem
from procurement.adapters.dynamodb.tables.purchase_orders import PurchaseOrderItem
from procurement.settings import Settings

# Four attempts, and the pauses between them, take less than a function of the API has: 25 seconds.
_CONNECT_SECONDS: Final = 1
_READ_SECONDS: Final = 3
_RETRIES: Final = 3


def bind(settings: Settings) -> Connection:
    """Name every table, and give all models one connection, which comes back.

    The model that declares a table's indexes tells the connection its schema; models that are
    loaded later find name and connection where their table's base has them.
    """
    connection = Connection(
        region=settings.region,
        connect_timeout_seconds=_CONNECT_SECONDS,
        read_timeout_seconds=_READ_SECONDS,
        max_retry_attempts=_RETRIES,
    )
    SharedModel.shared = None
    for name, base, indexed in _tables(settings):
        base.Meta.table_name = name
        base.Meta.region = settings.region
        indexed._connection = None
        connection.add_meta_table(indexed._get_connection().get_meta_table())
    SharedModel.shared = connection
    return connection


def _tables(settings: Settings) -> list[tuple[str, type[Model], type[Model]]]:
    """Name, base, and the model that declares the indexes, of every table there is."""
    found: list[tuple[str, type[Model], type[Model]]] = [
        (settings.purchase_orders_table, PurchaseOrdersTable, PurchaseOrderItem),
        (settings.agreements_table, AgreementsTable, AgreementItem),
        (settings.charges_table, ChargesTable, ChargeItem),
        (settings.invoices_table, InvoicesTable, InvoiceItem),
        (settings.ledger_table, LedgerTable, EventItem),
        (settings.page_keys_table, PageKeysTable, PageKeyItem),
    ]
    if settings.clock_table:
        found.append((settings.clock_table, ClockTable, ToldTimeItem))
    return found
