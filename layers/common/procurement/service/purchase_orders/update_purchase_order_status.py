"""Suspend or activate a purchase order (R-054 to R-063)."""

from procurement.domain.access.actions import Action
from procurement.domain.events import EventType
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder, Status, with_status
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.purchase_orders.change_purchase_order import change_purchase_order


def update_purchase_order_status(
    purchase_order_id: str,
    status: Status,
    expected_version: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> PurchaseOrder:
    """Move it to `status`; asking for what it is already changes nothing (R-062).

    Raises `PurchaseOrderNotFound`, `NotAllowed`, `StaleVersion`, `WrongStatus` naming the missing
    step (R-063), or `QuotaExceeded` (R-042).
    """
    now = clock.now()

    def change(before: PurchaseOrder, _: UnitOfWork) -> PurchaseOrder:
        before.expect_version(expected_version)
        return with_status(before, status, now)

    return change_purchase_order(
        purchase_order_id,
        change,
        EventType.PURCHASE_ORDER_STATUS_CHANGED,
        caller,
        unit_of_work,
        now,
        action=Action.UPDATE_STATUS,
    )
