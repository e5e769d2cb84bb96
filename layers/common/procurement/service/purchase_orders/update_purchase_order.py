"""Edit a purchase order: header, contacts, tags and line items in one request (R-067, R-074)."""

from procurement.domain.access.actions import Action
from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.events import EventType
from procurement.domain.purchase_orders.changes import edited_purchase_order
from procurement.domain.purchase_orders.input import PurchaseOrderInput
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.service.billing_settings.name_invoice_units import known_units
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.purchase_orders.change_purchase_order import change_purchase_order


def update_purchase_order(
    purchase_order_id: str,
    given: PurchaseOrderInput,
    expected_version: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    entities: InvoicingEntities,
) -> PurchaseOrder:
    """Replace what is given.

    Raises `PurchaseOrderNotFound`, `NotAllowed`, `StaleVersion` (R-076), `InvalidInput` with all
    problems, or `QuotaExceeded` when an expired one would come back as the 101st active one
    (R-042).
    """
    now = clock.now()

    def change(before: PurchaseOrder, unit: UnitOfWork) -> PurchaseOrder:
        before.expect_version(expected_version)
        units = known_units(unit, caller, given)
        return edited_purchase_order(before, given, entities=entities, now=now, known_units=units)

    return change_purchase_order(
        purchase_order_id,
        change,
        EventType.PURCHASE_ORDER_UPDATED,
        caller,
        unit_of_work,
        now,
        action=Action.UPDATE,
        request_tags=tuple((given.tags or {}).items()),
    )
