"""What every change of a stored purchase order has in common: read, decide, save, record."""

from collections.abc import Callable
from datetime import datetime

from procurement.domain.access.actions import Action
from procurement.domain.access.evaluation import Tags
from procurement.domain.events import EventType
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.domain.purchase_orders.quota import is_counted_anew
from procurement.service.access.access import Access
from procurement.service.attempts import decide
from procurement.service.billing_settings.name_invoice_units import stage_named_units
from procurement.service.caller import Caller
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.record import record_change, record_crossings


def change_purchase_order(
    purchase_order_id: str,
    change: Callable[[PurchaseOrder, UnitOfWork], PurchaseOrder],
    event_type: EventType,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    now: datetime,
    *,
    action: Action,
    request_tags: Tags = (),
    tag_keys: tuple[str, ...] = (),
) -> PurchaseOrder:
    """Apply `change` to the caller's purchase order, over the very state it was decided on.

    Before anything of it is judged the caller must be allowed `action` with the tags that the
    request gives, or names: `PurchaseOrderNotFound`, `NotAllowed` (`service.access`).
    `change` may read what else it needs through the decision's unit of work. When it gives the same
    object back nothing is written (R-062). A booking that comes between is no conflict for the
    caller: the change is decided again on the newer balance.
    """

    def attempt() -> PurchaseOrder:
        with unit_of_work() as unit:
            before = Access(caller, unit, now).get(
                action, purchase_order_id, request_tags=request_tags, tag_keys=tag_keys
            )
            after = change(before, unit)
            if after is before:
                return before
            if is_counted_anew(before, after):
                quota = unit.purchase_orders.quota(caller.account_id)
                unit.purchase_orders.save_quota(quota.moved(before, after, now))
            unit.purchase_orders.save(after)
            stage_named_units(unit, before, after)
            record_change(unit, event_type, after, at=now, actor=caller.arn)
            record_crossings(unit, before, after, at=now, actor=caller.arn)
            unit.commit()
        return after

    return decide(attempt)
