"""What is known of a portal's order, and whether another document about it counts."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto

from procurement.domain.orders.order import OrderType, PortalOrder


class Verdict(Enum):
    """What a document about an order is, beside what came before."""

    NEXT = auto()
    """It counts."""
    REPEATED = auto()
    """It was carried out already."""
    OUTDATED = auto()
    """A newer one was carried out."""
    CONTRADICTORY = auto()
    """Another content stands under the same version, or for an order that is there already."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderRecord:
    """The last document about an order that was carried out.

    `purchase_order_key` names the very purchase order that it made, None once it is deleted.
    `revision` counts the writes, 0 for an order that nobody knows.
    """

    account_id: str
    order_id: str
    preference_id: str = ""
    payload_id: str = ""
    sent_at: datetime | None = None
    version: int | None = None
    content_digest: str = ""
    purchase_order_key: str | None = None
    revision: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the order stands, as far as the portal is concerned."""
        return self.purchase_order_key is not None

    def verdict(self, order: PortalOrder) -> Verdict:
        """Whether `order` counts.

        Versions decide where both sides count them, else the instants at which the documents were
        made. An order that was deleted may be made again under the same number.
        """
        if self.sent_at is None:
            return Verdict.NEXT
        if order.payload_id == self.payload_id or order.content_digest == self.content_digest:
            return Verdict.REPEATED
        if self._is_older(order, self.sent_at):
            return Verdict.OUTDATED
        if order.type is OrderType.DELETE:
            return Verdict.NEXT if self.is_open else Verdict.REPEATED
        if not self.is_open:
            return Verdict.NEXT
        if self.version is not None and order.version is not None:
            is_next = order.version > self.version
        else:
            is_next = order.type is OrderType.UPDATE
        return Verdict.NEXT if is_next else Verdict.CONTRADICTORY

    def after(
        self, order: PortalOrder, preference_id: str, purchase_order_key: str | None
    ) -> "OrderRecord":
        """The record once `order` was carried out."""
        return replace(
            self,
            preference_id=preference_id,
            payload_id=order.payload_id,
            sent_at=order.sent_at,
            version=self.version if order.version is None else order.version,
            content_digest=order.content_digest,
            purchase_order_key=purchase_order_key,
            revision=self.revision + 1,
        )

    def _is_older(self, order: PortalOrder, sent_at: datetime) -> bool:
        if self.is_open and self.version is not None and order.version is not None:
            return order.version < self.version
        return order.sent_at < sent_at
