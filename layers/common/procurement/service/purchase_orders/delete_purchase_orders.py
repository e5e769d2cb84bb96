"""Delete several purchase orders, each for itself (R-070, R-073)."""

from collections.abc import Callable, Sequence

from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.purchase_orders.delete_purchase_order import delete_purchase_order
from procurement.service.purchase_orders.several import Chosen, Outcome, decide_each


def delete_purchase_orders(
    chosen: Sequence[Chosen],
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    has_time: Callable[[], bool],
) -> Outcome[str]:
    """Delete what can be deleted; the IDs of those, and the error of each other one.

    `InvalidInput` when one is chosen twice.
    """

    def delete(each: Chosen) -> str:
        delete_purchase_order(
            each.purchase_order_id, each.expected_version, caller, unit_of_work, clock
        )
        return each.purchase_order_id

    return decide_each(chosen, delete, has_time)
