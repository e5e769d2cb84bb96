"""Delete a purchase order for good (R-070); issued invoices keep its number (R-071)."""

from procurement.domain.access.actions import Action
from procurement.domain.events import EventType
from procurement.domain.purchase_orders.quota import is_counted_anew
from procurement.service.access.access import Access
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import record_change


def delete_purchase_order(
    purchase_order_id: str,
    expected_version: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> None:
    """Delete it in whatever status it is; `PurchaseOrderNotFound`, `NotAllowed`, `StaleVersion`."""
    now = clock.now()

    def attempt() -> None:
        with unit_of_work() as unit:
            present = Access(caller, unit, now).get(Action.DELETE, purchase_order_id)
            present.expect_version(expected_version)
            if is_counted_anew(present, None):
                quota = unit.purchase_orders.quota(caller.account_id)
                unit.purchase_orders.save_quota(quota.moved(present, None, now))
            unit.purchase_orders.remove(present)
            record_change(unit, EventType.PURCHASE_ORDER_DELETED, present, at=now, actor=caller.arn)
            unit.commit()

    decide(attempt)
