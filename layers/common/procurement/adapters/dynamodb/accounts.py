"""Billing accounts in DynamoDB: who administers them."""

from typing import Final

from procurement.adapters.dynamodb.tables.organizations import AccountItem
from procurement.adapters.dynamodb.transaction import Transaction, translated
from procurement.domain.errors import NotAllowed

_ACCOUNT: Final = "ACCOUNT"


class DynamoAccounts:
    """`service.ports.Accounts` on the PurchaseOrders table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def administrator_of(self, account_id: str) -> str | None:
        """One strongly consistent read."""
        try:
            with translated():
                item = AccountItem.get(account_id, _ACCOUNT, consistent_read=True)
        except AccountItem.DoesNotExist:
            return None
        return item.administrator

    def administer(self, account_id: str, administrator: str) -> None:
        """Put the record unless another account holds it."""
        self._transaction.put(
            AccountItem(account_id, _ACCOUNT, administrator=administrator),
            condition=AccountItem.account_id.does_not_exist()
            | (AccountItem.administrator == administrator),
            on_failure=lambda: NotAllowed("another account administers this billing account"),
        )
