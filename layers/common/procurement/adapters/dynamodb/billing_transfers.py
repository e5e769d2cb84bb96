"""Billing transfers in DynamoDB: each beside its two accounts, for either to read."""

from typing import Final

from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.tables.organizations import BillingTransferItem
from procurement.adapters.dynamodb.transaction import Transaction, lost, translated
from procurement.domain.errors import BillingTransferNotFound
from procurement.domain.organizations.billing_transfer import BillingTransfer
from procurement.service.ports.page import Page

_INBOUND: Final = "ORGANIZATION#TRANSFER#INBOUND#"
_OUTBOUND: Final = "ORGANIZATION#TRANSFER#OUTBOUND#"


class DynamoBillingTransfers:
    """`service.ports.BillingTransfers` on the PurchaseOrders table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def find(self, account_id: str, transfer_id: str) -> BillingTransfer | None:
        """One strongly consistent request for both directions."""
        keys = [(account_id, side + transfer_id) for side in (_INBOUND, _OUTBOUND)]
        with translated():
            for item in BillingTransferItem.batch_get(keys, consistent_read=True):
                return _to_domain(item)
        return None

    def get(self, account_id: str, transfer_id: str) -> BillingTransfer:
        """`BillingTransferNotFound` when it finds nothing."""
        found = self.find(account_id, transfer_id)
        if found is None:
            raise BillingTransferNotFound(transfer_id)
        return found

    def page_of_inbound(
        self, account_id: str, *, limit: int, token: str | None
    ) -> Page[BillingTransfer]:
        """One strongly consistent range query."""
        return self._page(account_id, _INBOUND, limit, token)

    def page_of_outbound(
        self, account_id: str, *, limit: int, token: str | None
    ) -> Page[BillingTransfer]:
        """One strongly consistent range query."""
        return self._page(account_id, _OUTBOUND, limit, token)

    def save(self, before: BillingTransfer | None, after: BillingTransfer) -> None:
        """Put it over the version that was read, on both sides."""
        sides = (_INBOUND, after.target_account_id), (_OUTBOUND, after.source_account_id)
        for side, account_id in sides:
            self._transaction.put(
                BillingTransferItem(
                    account_id,
                    side + after.transfer_id,
                    version=after.version,
                    document=to_document(after),
                ),
                condition=(
                    BillingTransferItem.version == before.version
                    if before
                    else BillingTransferItem.account_id.does_not_exist()
                ),
                on_failure=lost("BillingTransfer", after.transfer_id),
            )

    def _page(
        self, account_id: str, side: str, limit: int, token: str | None
    ) -> Page[BillingTransfer]:
        return Listing("billing-transfers", ("account_id", account_id), side).page(
            self._transaction.page_tokens,
            token,
            lambda start: BillingTransferItem.query(
                account_id,
                BillingTransferItem.entry.startswith(side),
                consistent_read=True,
                limit=limit,
                last_evaluated_key=start,
            ),
            _to_domain,
        )


def _to_domain(item: BillingTransferItem) -> BillingTransfer:
    return from_document(item.document, BillingTransfer)
