"""The table of invoicing entities in DynamoDB: one item for the whole deployment."""

from dataclasses import replace
from typing import Final

from procurement.adapters.dynamodb.tables.settings import EntitiesItem
from procurement.adapters.dynamodb.transaction import Transaction, translated
from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.errors import LostRace

_DEPLOYMENT: Final = "DEPLOYMENT"
_ENTITIES: Final = "INVOICING-ENTITIES"


class DynamoInvoicingEntities:
    """`service.ports.InvoicingEntitiesStore` on the PurchaseOrders table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def find(self) -> InvoicingEntities | None:
        """One strongly consistent read."""
        try:
            with translated():
                item = EntitiesItem.get(_DEPLOYMENT, _ENTITIES, consistent_read=True)
        except EntitiesItem.DoesNotExist:
            return None
        table = InvoicingEntities.of(item.document)
        return replace(table, version=int(item.version), updated_at=item.updated_at)

    def save(self, before: InvoicingEntities, after: InvoicingEntities) -> None:
        """Put the table over the version that was read."""
        self._transaction.put(
            EntitiesItem(
                _DEPLOYMENT,
                _ENTITIES,
                version=after.version,
                updated_at=after.updated_at,
                document=after.to_document(),
            ),
            condition=(
                EntitiesItem.version == before.version
                if before.version
                else EntitiesItem.account_id.does_not_exist()
            ),
            on_failure=lambda: LostRace(
                "the invoicing entities changed in between",
                resource_type="InvoicingEntities",
                resource_id="invoicing-entities",
            ),
        )
