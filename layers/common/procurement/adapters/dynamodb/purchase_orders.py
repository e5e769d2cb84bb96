"""Purchase orders in DynamoDB: one purchase order, one item, one conditional write."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final

from pynamodb.expressions.condition import Condition

from procurement.adapters.dynamodb.paging import Listing, texts
from procurement.adapters.dynamodb.tables import (
    ContactMap,
    LineItemMap,
    PurchaseOrderItem,
    QuotaItem,
    TaxMap,
)
from procurement.adapters.dynamodb.transaction import Transaction, translated
from procurement.domain.errors import AlreadyExists, LostRace, PurchaseOrderNotFound
from procurement.domain.month import Month
from procurement.domain.purchase_orders.invoicing_entities import LineItemType
from procurement.domain.purchase_orders.line_item import LineItem, Tax, TaxType
from procurement.domain.purchase_orders.purchase_order import Contact, PurchaseOrder, Source, Status
from procurement.domain.purchase_orders.quota import ActiveQuota
from procurement.service.ports import Page

_HEADER: Final = "PO#"
_TOMBSTONE: Final = "TOMBSTONE#"
_QUOTA: Final = "QUOTA"
_ACTIVE, _SUSPENDED = "A#", "S#"
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
                    account_id, _HEADER + purchase_order_id, consistent_read=True
                )
        except PurchaseOrderItem.DoesNotExist:
            return None
        return _to_domain(item)

    def get(self, account_id: str, purchase_order_id: str) -> PurchaseOrder:
        """One strongly consistent read; `PurchaseOrderNotFound` when it finds nothing."""
        found = self.find(account_id, purchase_order_id)
        if found is None:
            raise PurchaseOrderNotFound(purchase_order_id)
        return found

    def usable_from(self, account_id: str, period: Month) -> Sequence[PurchaseOrder]:
        """Two range queries, however many expired purchase orders there are."""
        found: list[PurchaseOrder] = []
        for flag in (_ACTIVE, _SUSPENDED):
            with translated():
                results = PurchaseOrderItem.by_listing.query(
                    account_id,
                    PurchaseOrderItem.listing.between(f"{flag}{period}", flag + _END),
                    consistent_read=True,
                )
                found.extend(_to_domain(item) for item in results)
        return found

    def page(
        self,
        account_id: str,
        *,
        status: Status | None,
        now: datetime,
        limit: int,
        token: str | None,
    ) -> Page[PurchaseOrder]:
        """One range query: a status is a range of the listing index."""
        of_status = Listing("purchase-orders", ("account_id", account_id), filter=status or "")
        return of_status.page(
            token,
            lambda start: PurchaseOrderItem.by_listing.query(
                account_id,
                _range(status, Month.of(now)),
                consistent_read=True,
                limit=limit,
                last_evaluated_key=start,
            ),
            _to_domain,
        )

    def expiring_in(self, month: Month) -> Iterator[PurchaseOrder]:
        """One query over the sparse index of those that have somebody to tell."""
        with translated():
            for item in PurchaseOrderItem.by_expiration.query(str(month)):
                yield _to_domain(item)

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
            _to_item(purchase_order),
            condition=PurchaseOrderItem.account_id.does_not_exist(),
            on_failure=lambda: AlreadyExists(
                f"purchase order {purchase_order.purchase_order_id!r} exists already",
                resource_type="PurchaseOrder",
                resource_id=purchase_order.purchase_order_id,
            ),
        )

    def save(self, purchase_order: PurchaseOrder) -> None:
        """Put it over the revision that it was decided on."""
        self._transaction.put(
            _to_item(purchase_order),
            condition=PurchaseOrderItem.revision == purchase_order.revision,
            on_failure=_lost("PurchaseOrder", purchase_order.purchase_order_id),
        )

    def remove(self, purchase_order: PurchaseOrder) -> None:
        """Delete it and leave its tombstone."""
        self._transaction.delete(
            _to_item(purchase_order),
            condition=PurchaseOrderItem.revision == purchase_order.revision,
            on_failure=_lost("PurchaseOrder", purchase_order.purchase_order_id),
        )
        tombstone = _to_item(purchase_order)
        tombstone.entry = _TOMBSTONE + purchase_order.key
        tombstone.listing = tombstone.expires_in = None
        self._transaction.put(
            tombstone, condition=None, on_failure=_lost("PurchaseOrder", purchase_order.key)
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
            on_failure=_lost("Quota", quota.account_id),
        )


def _lost(resource_type: str, resource_id: str) -> Callable[[], LostRace]:
    return lambda: LostRace(
        f"{resource_type} {resource_id!r} changed in between",
        resource_type=resource_type,
        resource_id=resource_id,
    )


def _range(status: Status | None, present: Month) -> Condition | None:
    listing = PurchaseOrderItem.listing
    match status:
        case None:
            return None
        case Status.ACTIVE:
            return listing.between(f"{_ACTIVE}{present}", _ACTIVE + _END)
        case Status.EXPIRED:
            return listing.between(_ACTIVE, f"{_ACTIVE}{present}")
        case Status.SUSPENDED:
            return listing.between(f"{_SUSPENDED}{present}", _SUSPENDED + _END)
        case Status.SUSPENDED_EXPIRED:
            return listing.between(_SUSPENDED, f"{_SUSPENDED}{present}")


def _expires_in(purchase_order: PurchaseOrder) -> str | None:
    tells_somebody = purchase_order.contacts and not purchase_order.is_suspended
    return str(purchase_order.expiration_month) if tells_somebody else None


def _to_item(purchase_order: PurchaseOrder) -> PurchaseOrderItem:
    flag = _SUSPENDED if purchase_order.is_suspended else _ACTIVE
    return PurchaseOrderItem(
        purchase_order.account_id,
        _HEADER + purchase_order.purchase_order_id,
        listing=f"{flag}{purchase_order.expiration_month}#{purchase_order.purchase_order_id}",
        expires_in=_expires_in(purchase_order),
        purchase_order_id=purchase_order.purchase_order_id,
        key=purchase_order.key,
        version=purchase_order.version,
        revision=purchase_order.revision + 1,
        source=purchase_order.source.value,
        is_suspended=purchase_order.is_suspended,
        effective_month=purchase_order.effective_month,
        expiration_month=purchase_order.expiration_month,
        currency=purchase_order.currency,
        bill_from=list(purchase_order.bill_from),
        ship_to=purchase_order.ship_to,
        description=purchase_order.description,
        tax_registration_numbers=list(purchase_order.tax_registration_numbers),
        invoice_units=list(purchase_order.invoice_units),
        contacts=[
            ContactMap(email=c.email, name=c.name, telephone=c.telephone)
            for c in purchase_order.contacts
        ],
        tags=[list(tag) for tag in purchase_order.tags],
        line_items=[_line_to_item(line) for line in purchase_order.line_items],
        retired_line_numbers=list(purchase_order.retired_line_numbers),
        created_at=purchase_order.created_at,
        updated_at=purchase_order.updated_at,
    )


def _line_to_item(line: LineItem) -> LineItemMap:
    return LineItemMap(
        line_item_number=line.line_item_number,
        description=line.description,
        type=line.type.value,
        start_month=line.start_month,
        end_month=line.end_month,
        unit_price=line.unit_price,
        quantity=line.quantity,
        currency=line.currency,
        position=line.position,
        tax=TaxMap(type=line.tax.type.value, value=line.tax.value) if line.tax else None,
        is_balance_tracked=line.is_balance_tracked,
        booked=line.booked,
        invoice_count=line.invoice_count,
        agreement_id=line.agreement_id,
        external_line_number=line.external_line_number,
    )


def _to_domain(item: PurchaseOrderItem) -> PurchaseOrder:
    return PurchaseOrder(
        account_id=item.account_id,
        purchase_order_id=item.purchase_order_id,
        key=item.key,
        version=int(item.version),
        revision=int(item.revision),
        source=Source(item.source),
        is_suspended=item.is_suspended,
        effective_month=item.effective_month,
        expiration_month=item.expiration_month,
        currency=item.currency,
        bill_from=texts(item.bill_from),
        ship_to=item.ship_to,
        description=item.description,
        tax_registration_numbers=texts(item.tax_registration_numbers),
        invoice_units=texts(item.invoice_units),
        contacts=tuple(
            Contact(email=c.email, name=c.name, telephone=c.telephone) for c in item.contacts
        ),
        tags=tuple((key, value) for key, value in item.tags),
        line_items=tuple(_line_to_domain(line) for line in item.line_items),
        retired_line_numbers=texts(item.retired_line_numbers),
        created_at=item.created_at,
        updated_at=item.updated_at,
    )


def _line_to_domain(line: LineItemMap) -> LineItem:
    return LineItem(
        line_item_number=line.line_item_number,
        description=line.description,
        type=LineItemType(line.type),
        start_month=line.start_month,
        end_month=line.end_month,
        unit_price=line.unit_price,
        quantity=line.quantity,
        position=int(line.position),
        currency=line.currency,
        tax=Tax(TaxType(line.tax.type), line.tax.value) if line.tax else None,
        is_balance_tracked=line.is_balance_tracked,
        booked=line.booked,
        invoice_count=int(line.invoice_count),
        agreement_id=line.agreement_id,
        external_line_number=line.external_line_number,
    )
