"""Access policies in DynamoDB: one item per billing account, so that judging takes one read."""

from typing import Final

from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.tables.settings import AccessSettingsItem
from procurement.adapters.dynamodb.transaction import Transaction, lost, translated
from procurement.domain.access.access_settings import AccessSettings

_ACCESS: Final = "ACCESS"


class DynamoAccessSettings:
    """`service.ports.AccessSettingsStore` on the PurchaseOrders table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def of_account(self, account_id: str) -> AccessSettings:
        """One strongly consistent read."""
        try:
            with translated():
                item = AccessSettingsItem.get(account_id, _ACCESS, consistent_read=True)
        except AccessSettingsItem.DoesNotExist:
            return AccessSettings(account_id=account_id)
        return from_document(item.document, AccessSettings)

    def save(self, before: AccessSettings, after: AccessSettings) -> None:
        """Put them over the version that was read."""
        self._transaction.put(
            AccessSettingsItem(
                after.account_id, _ACCESS, version=after.version, document=to_document(after)
            ),
            condition=(
                AccessSettingsItem.version == before.version
                if before.version
                else AccessSettingsItem.account_id.does_not_exist()
            ),
            on_failure=lost("AccessSettings", after.account_id),
        )
