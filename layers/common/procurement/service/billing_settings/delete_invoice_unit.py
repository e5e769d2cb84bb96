"""DeleteInvoiceUnit: for good, and never behind the back of a purchase order (R-034, R-035)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from procurement.domain.errors import InvoiceUnitInUse
from procurement.domain.events import EventType
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.service.attempts import decide
from procurement.service.billing_settings.units_in_force import stage_former_unit
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.record import record_change, record_unit_change

MAX_UNLINKED: Final = 40
"""Purchase orders that one deletion may change: with their events they fit one transaction."""


def delete_invoice_unit(
    name: str,
    expected_version: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    *,
    is_forced: bool,
) -> None:
    """Delete the caller's unit.

    Raises `InvoiceUnitNotFound`, `StaleVersion`, and `InvoiceUnitInUse` when purchase orders of any
    status still name it. If `is_forced`, at most `MAX_UNLINKED` of them lose the link in the same
    transaction; one that has no other unit is suspended. A purchase order that begins to name the
    unit meanwhile is seen, or its change is refused.
    """
    now = clock.now()

    def attempt() -> None:
        with unit_of_work() as unit:
            # The names come first: a purchase order that names the unit later changes them.
            names = unit.billing_settings.unit_names(caller.account_id)
            deleted = unit.billing_settings.unit(caller.account_id, name)
            deleted.expect_version(expected_version)
            naming = unit.purchase_orders.naming_unit(caller.account_id, name)
            _expect_free(name, naming, is_forced=is_forced)
            unit.billing_settings.remove_unit(deleted)
            unit.billing_settings.save_unit_names(names.without_name(name).changed(now))
            stage_former_unit(unit, deleted, at=now, actor=caller.arn)
            _stage_unlinked(unit, naming, name, caller, now)
            record_unit_change(
                unit, EventType.INVOICE_UNIT_DELETED, deleted, names, at=now, actor=caller.arn
            )
            unit.commit()

    decide(attempt)


def _expect_free(name: str, naming: Sequence[PurchaseOrder], *, is_forced: bool) -> None:
    if not naming or (is_forced and len(naming) <= MAX_UNLINKED):
        return
    step = (
        f"at most {MAX_UNLINKED} can be unlinked at once, so edit some of them first"
        if is_forced
        else "edit them first, or unlink them with force=true"
    )
    raise InvoiceUnitInUse(
        f"invoice unit {name!r} is named by purchase orders: {step}",
        name=name,
        purchase_order_ids=[order.purchase_order_id for order in naming],
    )


def _stage_unlinked(
    unit: UnitOfWork, naming: Sequence[PurchaseOrder], name: str, caller: Caller, now: datetime
) -> None:
    if not naming:
        return
    present = quota = unit.purchase_orders.quota(caller.account_id)
    for before in naming:
        after = before.without_invoice_unit(name, now)
        quota = quota.moved(before, after, now)
        is_suspended = after.is_suspended and not before.is_suspended
        type_ = (
            EventType.PURCHASE_ORDER_STATUS_CHANGED
            if is_suspended
            else EventType.PURCHASE_ORDER_UPDATED
        )
        unit.purchase_orders.save(after)
        record_change(unit, type_, after, at=now, actor=caller.arn)
    if quota is not present:
        unit.purchase_orders.save_quota(quota)
