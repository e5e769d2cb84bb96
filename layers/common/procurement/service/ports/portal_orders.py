"""What is known of the orders of procurement portals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from procurement.domain.orders.order_record import OrderRecord


class PortalOrders(Protocol):
    """One record for each order number of an account."""

    def get(self, account_id: str, order_id: str) -> OrderRecord:
        """What is known of the order; of one that nobody knows, a record at revision 0."""

    def save(self, record: OrderRecord) -> None:
        """Stage it; the commit raises `LostRace` when another write came between."""
