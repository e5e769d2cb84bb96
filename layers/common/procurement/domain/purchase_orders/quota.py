"""The count of active purchase orders, kept per expiration month so that time needs no write."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from procurement.domain.errors import QuotaExceeded
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import MAX_ACTIVE, PurchaseOrder


@dataclass(frozen=True, kw_only=True, slots=True)
class ActiveQuota:
    """How many unsuspended purchase orders of `account_id` expire in which month.

    Those that expire now or later are the active ones (R-042), so a month's end lowers the count
    by itself (R-065). Saved over the same `revision` only: two creates at 99 leave 100 (R-048).
    """

    account_id: str
    expiring: Mapping[Month, int] = field(default_factory=dict)
    revision: int = 0

    def active(self, now: datetime) -> int:
        """The number of active purchase orders at `now`."""
        present = Month.of(now)
        return sum(count for month, count in self.expiring.items() if month >= present)

    def moved(
        self,
        before: PurchaseOrder | None,
        after: PurchaseOrder | None,
        now: datetime,
        *,
        enforced: bool = True,
    ) -> "ActiveQuota":
        """The count after one purchase order changed; None stands for "not there".

        `QuotaExceeded` when that would be one active too many, unless not `enforced`: Marketplace
        is counted but never refused (R-197, R-199).
        """
        leaving, coming = _slot(before), _slot(after)
        if leaving == coming:
            return self
        counts = dict(self.expiring)
        if leaving:
            counts[leaving] = counts.get(leaving, 0) - 1
        if coming:
            counts[coming] = counts.get(coming, 0) + 1
        kept = {month: count for month, count in sorted(counts.items()) if count > 0}
        moved = replace(self, expiring=kept)
        if enforced and moved.active(now) > max(MAX_ACTIVE, self.active(now)):
            raise QuotaExceeded(
                f"an account has at most {MAX_ACTIVE} active purchase orders (R-041)",
                quota="ActivePurchaseOrders",
                limit=MAX_ACTIVE,
            )
        return moved


def is_counted_anew(before: PurchaseOrder | None, after: PurchaseOrder | None) -> bool:
    """Whether the change moves the account's count at all; only then does it have to be read."""
    return _slot(before) != _slot(after)


def _slot(purchase_order: PurchaseOrder | None) -> Month | None:
    if purchase_order is None or purchase_order.is_suspended:
        return None
    return purchase_order.expiration_month
