"""Purchase orders in DynamoDB: one purchase order, one item, one conditional write."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from pynamodb.expressions.condition import Condition

from procurement.adapters.dynamodb.purchase_order_listing import PurchaseOrderListing
from procurement.adapters.dynamodb.purchase_order_mapping import (
    ACTIVE,
    HEADER,
    SUSPENDED,
    TOMBSTONE,
    to_item,
    to_purchase_order,
    to_summary,
    to_tombstone,
)
from procurement.adapters.dynamodb.tables.purchase_orders import PurchaseOrderItem, QuotaItem
from procurement.adapters.dynamodb.transaction import Transaction, lost, translated
from procurement.domain.errors import AlreadyExists, PurchaseOrderNotFound
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.domain.purchase_orders.quota import ActiveQuota
from procurement.domain.purchase_orders.summary import PurchaseOrderQuery, PurchaseOrderSummary
from procurement.service.ports.page import Page

_QUOTA: Final = "QUOTA"
_END: Final = "\U0010ffff"


class DynamoPurchaseOrders:
    """`service.ports.PurchaseOrders` on the PurchaseOrders table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def find(self, account_id: str, purchase_order_id: str) -> PurchaseOrder | None:
        """One strongly consistent read."""
        try:
            with translated():
                item = PurchaseOrderItem.get(
                    account_id, HEADER + purchase_order_id, consistent_read=True
                )
        except PurchaseOrderItem.DoesNotExist:
            return None
        return to_purchase_order(item)

    def get(self, account_id: str, purchase_order_id: str) -> PurchaseOrder:
        """One strongly consistent read; `PurchaseOrderNotFound` when it finds nothing."""
        found = self.find(account_id, purchase_order_id)
        if found is None:
            raise PurchaseOrderNotFound(purchase_order_id)
        return found

    def find_many(
        self, account_id: str, purchase_order_ids: Iterable[str]
    ) -> Sequence[PurchaseOrder]:
        """Batches of up to 100, strongly consistent."""
        keys = [(account_id, HEADER + each) for each in dict.fromkeys(purchase_order_ids)]
        with translated():
            found = {
                item.entry: to_purchase_order(item)
                for item in PurchaseOrderItem.batch_get(keys, consistent_read=True)
            }
        return [found[entry] for _, entry in keys if entry in found]

    def usable_from(self, account_id: str, period: Month) -> Sequence[PurchaseOrder]:
        """One range query, and batches of up to 100 whole ones."""
        entries = self.usable_entries(account_id, period)
        return self.find_many(account_id, (entry.removeprefix(HEADER) for entry in entries))

    def usable_entries(self, account_id: str, period: Month) -> Sequence[str]:
        """Their keys, by one range query: of what has expired, only the suspended ones are read."""
        with translated():
            listed = PurchaseOrderItem.by_listing.query(
                account_id,
                PurchaseOrderItem.listing.between(f"{ACTIVE}{period}", SUSPENDED + _END),
                consistent_read=True,
                attributes_to_get=["entry", "listing"],
            )
            first = f"{SUSPENDED}{period}"
            return [
                item.entry
                for item in listed
                if item.listing >= first or item.listing.startswith(ACTIVE)
            ]

    def page(
        self,
        account_id: str,
        query: PurchaseOrderQuery,
        *,
        now: datetime,
        limit: int,
        token: str | None,
        is_shown: Callable[[PurchaseOrderSummary], bool] | None = None,
    ) -> Page[PurchaseOrderSummary]:
        """A few range queries of an index that is in the asked order."""
        listing = PurchaseOrderListing(
            account_id=account_id, query=query, now=now, is_shown=is_shown
        )
        return listing.page(self._transaction.page_tokens, limit, token)

    def active(self, account_id: str, present: Month) -> Iterator[PurchaseOrderSummary]:
        """One range query of the index by expiration, a megabyte of summaries at a time."""
        with translated():
            for item in PurchaseOrderItem.by_listing.query(
                account_id,
                PurchaseOrderItem.listing.between(f"{ACTIVE}{present}", ACTIVE + _END),
                consistent_read=True,
            ):
                yield to_summary(item)

    def expiring_in(self, month: Month) -> Iterator[PurchaseOrderSummary]:
        """One query over the sparse index of those that have somebody to tell."""
        with translated():
            for item in PurchaseOrderItem.by_expiration.query(str(month)):
                yield to_summary(item)

    def naming_unit(self, account_id: str, invoice_unit: str) -> Sequence[PurchaseOrder]:
        """A query over every purchase order, which DynamoDB filters."""
        with translated():
            results = PurchaseOrderItem.query(
                account_id,
                PurchaseOrderItem.entry.startswith(HEADER),
                PurchaseOrderItem.invoice_units.contains(invoice_unit),
                consistent_read=True,
            )
            return [to_purchase_order(item) for item in results]

    def quota(self, account_id: str) -> ActiveQuota:
        """One strongly consistent read."""
        try:
            with translated():
                item = QuotaItem.get(account_id, _QUOTA, consistent_read=True)
        except QuotaItem.DoesNotExist:
            return ActiveQuota(account_id=account_id)
        counts = {Month.parse(month): count for month, count in item.expiring.items()}
        return ActiveQuota(account_id=account_id, expiring=counts, revision=int(item.revision))

    def add(self, purchase_order: PurchaseOrder) -> None:
        """Put it if its ID is free."""
        self._transaction.put(
            to_item(purchase_order),
            condition=PurchaseOrderItem.account_id.does_not_exist(),
            on_failure=lambda: AlreadyExists(
                f"purchase order {purchase_order.purchase_order_id!r} exists already",
                resource_type="PurchaseOrder",
                resource_id=purchase_order.purchase_order_id,
                field="purchaseOrderId",
            ),
        )

    def save(self, purchase_order: PurchaseOrder) -> None:
        """Put it over the revision that it was decided on."""
        self._transaction.put(
            to_item(purchase_order),
            condition=PurchaseOrderItem.revision == purchase_order.revision,
            on_failure=lost("PurchaseOrder", purchase_order.purchase_order_id),
        )

    def remove(self, purchase_order: PurchaseOrder) -> None:
        """Delete it and leave its tombstone."""
        self._transaction.delete(
            to_item(purchase_order),
            condition=PurchaseOrderItem.revision == purchase_order.revision,
            on_failure=lost("PurchaseOrder", purchase_order.purchase_order_id),
        )
        self._transaction.put(
            to_tombstone(purchase_order),
            condition=None,
            on_failure=lost("PurchaseOrder", purchase_order.key),
        )

    def tombstone(self, account_id: str, key: str) -> PurchaseOrder | None:
        """One strongly consistent read."""
        try:
            with translated():
                item = PurchaseOrderItem.get(account_id, TOMBSTONE + key, consistent_read=True)
        except PurchaseOrderItem.DoesNotExist:
            return None
        return to_purchase_order(item)

    def save_tombstone(self, purchase_order: PurchaseOrder) -> None:
        """Put it over the revision that it was decided on."""
        self._transaction.put(
            to_tombstone(purchase_order),
            condition=PurchaseOrderItem.revision == purchase_order.revision,
            on_failure=lost("PurchaseOrder", purchase_order.key),
        )

    def save_quota(self, quota: ActiveQuota) -> None:
        """Put the count over the revision that it was read at."""
        present: Condition = QuotaItem.revision == quota.revision
        self._transaction.put(
            QuotaItem(
                quota.account_id,
                _QUOTA,
                expiring={str(month): count for month, count in quota.expiring.items()},
                revision=quota.revision + 1,
            ),
            condition=present if quota.revision else QuotaItem.account_id.does_not_exist(),
            on_failure=lost("Quota", quota.account_id),
        )
