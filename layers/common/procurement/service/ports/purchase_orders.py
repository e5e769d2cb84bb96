"""Stored purchase orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from procurement.domain.month import Month
    from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
    from procurement.domain.purchase_orders.quota import ActiveQuota
    from procurement.domain.purchase_orders.summary import PurchaseOrderQuery, PurchaseOrderSummary
    from procurement.service.ports.page import Page


class PurchaseOrders(Protocol):
    """Purchase orders of an account, each one stored and saved as a whole."""

    def find(self, account_id: str, purchase_order_id: str) -> PurchaseOrder | None:
        """The purchase order, or None."""

    def get(self, account_id: str, purchase_order_id: str) -> PurchaseOrder:
        """The purchase order; `PurchaseOrderNotFound` otherwise."""

    def find_many(
        self, account_id: str, purchase_order_ids: Iterable[str]
    ) -> Sequence[PurchaseOrder]:
        """Those that exist, each once, in the order of their IDs as given."""

    def usable_from(self, account_id: str, period: Month) -> Sequence[PurchaseOrder]:
        """Every one that expires in `period` or later, suspended ones too (R-112, R-114)."""

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
        """What `query` asks for at `now`, and `is_shown` lets through.

        A page holds fewer than `limit`, none even, when much had to be read to find them.
        """

    def active(self, account_id: str, present: Month) -> Iterator[PurchaseOrderSummary]:
        """Every active one in the `present` month, what expires first before the others."""

    def expiring_in(self, month: Month) -> Iterator[PurchaseOrderSummary]:
        """Unsuspended ones of every account that expire in `month` and have contacts.

        Eventually consistent.
        """

    def naming_unit(self, account_id: str, invoice_unit: str) -> Sequence[PurchaseOrder]:
        """Every one, of any status, that names the invoice unit; the slow way, over all of them."""

    def quota(self, account_id: str) -> ActiveQuota:
        """The account's count of active purchase orders."""

    def add(self, purchase_order: PurchaseOrder) -> None:
        """Stage a new one; the commit raises `AlreadyExists` when its ID is taken."""

    def save(self, purchase_order: PurchaseOrder) -> None:
        """Stage a changed one; the commit raises `LostRace` when another write came between."""

    def remove(self, purchase_order: PurchaseOrder) -> None:
        """Stage its deletion; a tombstone under its key stays for later credit memos (R-071)."""

    def tombstone(self, account_id: str, key: str) -> PurchaseOrder | None:
        """The deleted purchase order that had this internal key, or None."""

    def save_tombstone(self, purchase_order: PurchaseOrder) -> None:
        """Stage what is booked on a deleted one; `LostRace` when another write came between."""

    def save_quota(self, quota: ActiveQuota) -> None:
        """Stage the count; the commit raises `LostRace` when another write came between (R-048)."""
