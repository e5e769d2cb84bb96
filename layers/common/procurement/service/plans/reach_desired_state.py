"""What files and templates have in common: the ground to judge on, and one change in one commit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from procurement.domain.access.actions import Action
from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.events import EventType
from procurement.domain.ids import MAX_PURCHASE_ORDER_REFERENCE
from procurement.domain.plans.desired_state import Action as PlannedAction
from procurement.domain.plans.desired_state import Change, Ground
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.domain.purchase_orders.quota import is_counted_anew
from procurement.service.access.access import Access
from procurement.service.billing_settings.name_invoice_units import stage_named_units
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.record import record_change, record_crossings

_ACTIONS: Final = {
    EventType.PURCHASE_ORDER_UPDATED: Action.UPDATE,
    EventType.PURCHASE_ORDER_STATUS_CHANGED: Action.UPDATE_STATUS,
}
"""What a caller must be allowed for what happened to be recorded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deployment:
    """What deciding takes besides the caller: store, clock, and what the deployment says."""

    unit_of_work: UnitOfWorkFactory
    clock: Clock
    entities: InvoicingEntities
    default_currency: str


def is_possible_id(purchase_order_id: str) -> bool:
    """Whether some purchase order may have this ID, so that looking it up makes sense."""
    return 0 < len(purchase_order_id) <= MAX_PURCHASE_ORDER_REFERENCE


def ground_of(unit: UnitOfWork, caller: Caller, deployment: Deployment, now: datetime) -> Ground:
    """What the caller's purchase orders are judged on at `now`."""
    payment = unit.billing_settings.payment(caller.account_id)
    return Ground(
        account_id=caller.account_id,
        default_currency=payment.preferred_currency or deployment.default_currency,
        default_ship_to=payment.bill_to,
        known_units=unit.billing_settings.unit_names(caller.account_id).names,
        entities=deployment.entities,
        now=now,
    )


def expect_allowed(change: Change, access: Access) -> None:
    """Refuse a change unless the caller is allowed each of the actions that it comes to (R-372).

    `PurchaseOrderNotFound` and `NotAllowed`, as if they had been asked for one by one.
    """
    match change.action, change.before, change.after:
        case PlannedAction.CREATE, None, PurchaseOrder() as after:
            access.expect_added(after)
        case PlannedAction.CHANGE, PurchaseOrder() as before, PurchaseOrder() as after:
            asked = after.tags if after.tags != before.tags else ()
            for type_ in _types(change):
                access.expect(_ACTIONS[type_], before, request_tags=asked)
        case PlannedAction.DELETE, PurchaseOrder() as before, None:
            access.expect(Action.DELETE, before)


def stage_change(unit: UnitOfWork, change: Change, *, at: datetime, actor: str) -> None:
    """Stage a change with its quota and its events; nothing for one that changes nothing.

    The commit raises `LostRace` unless the purchase order is as it was judged, `AlreadyExists` for
    a new one whose ID was taken. `QuotaExceeded` at 100 active ones (R-042).
    """
    before, after = change.before, change.after
    standing = after or before
    if standing and is_counted_anew(before, after):
        quota = unit.purchase_orders.quota(standing.account_id)
        unit.purchase_orders.save_quota(quota.moved(before, after, at))
    match change.action, before, after:
        case PlannedAction.CREATE, None, PurchaseOrder():
            unit.purchase_orders.add(after)
            stage_named_units(unit, None, after)
            record_change(unit, EventType.PURCHASE_ORDER_ADDED, after, at=at, actor=actor)
        case PlannedAction.CHANGE, PurchaseOrder(), PurchaseOrder():
            unit.purchase_orders.save(after)
            stage_named_units(unit, before, after)
            for type_ in _types(change):
                record_change(unit, type_, after, at=at, actor=actor)
            record_crossings(unit, before, after, at=at, actor=actor)
        case PlannedAction.DELETE, PurchaseOrder(), None:
            unit.purchase_orders.remove(before)
            record_change(unit, EventType.PURCHASE_ORDER_DELETED, before, at=at, actor=actor)


def _types(change: Change) -> list[EventType]:
    """An edit, a change of status, or both at once: each has its own event."""
    before, after = change.before, change.after
    is_turned = before and after and before.is_suspended != after.is_suspended
    is_edited = any(difference.path != "status" for difference in change.differences)
    found = [EventType.PURCHASE_ORDER_UPDATED] if is_edited or not is_turned else []
    return [*found, EventType.PURCHASE_ORDER_STATUS_CHANGED] if is_turned else found
