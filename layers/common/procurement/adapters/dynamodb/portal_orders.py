"""The orders of procurement portals in DynamoDB: the last document about each."""

from typing import Final

from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.tables.settings import PortalOrderItem
from procurement.adapters.dynamodb.transaction import Transaction, lost, translated
from procurement.domain.orders.order_record import OrderRecord

_ORDER: Final = "PORTAL-ORDER#"


class DynamoPortalOrders:
    """`service.ports.PortalOrders` on the PurchaseOrders table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def get(self, account_id: str, order_id: str) -> OrderRecord:
        """One strongly consistent read."""
        try:
            with translated():
                item = PortalOrderItem.get(account_id, _ORDER + order_id, consistent_read=True)
        except PortalOrderItem.DoesNotExist:
            return OrderRecord(account_id=account_id, order_id=order_id)
        return from_document(item.document, OrderRecord)

    def save(self, record: OrderRecord) -> None:
        """Put it over the revision that was read."""
        before = record.revision - 1
        self._transaction.put(
            PortalOrderItem(
                record.account_id,
                _ORDER + record.order_id,
                revision=record.revision,
                document=to_document(record),
            ),
            condition=(
                PortalOrderItem.revision == before
                if before
                else PortalOrderItem.account_id.does_not_exist()
            ),
            on_failure=lost("PortalOrder", record.order_id),
        )
