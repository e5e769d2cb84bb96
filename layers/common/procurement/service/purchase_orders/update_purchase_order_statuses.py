"""Suspend or activate several purchase orders, each for itself (R-054 to R-063, R-073)."""

from collections.abc import Callable, Sequence

from procurement.domain.purchase_orders.purchase_order import PurchaseOrder, Status
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.purchase_orders.several import Chosen, Outcome, decide_each
from procurement.service.purchase_orders.update_purchase_order_status import (
    update_purchase_order_status,
)


def update_purchase_order_statuses(
    chosen: Sequence[Chosen],
    status: Status,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    has_time: Callable[[], bool],
) -> Outcome[PurchaseOrder]:
    """Move to `status` what can be moved; what has it already succeeds unchanged (R-062).

    `InvalidInput` when one is chosen twice.
    """

    def update(each: Chosen) -> PurchaseOrder:
        return update_purchase_order_status(
            each.purchase_order_id, status, each.expected_version, caller, unit_of_work, clock
        )

    return decide_each(chosen, update, has_time)
