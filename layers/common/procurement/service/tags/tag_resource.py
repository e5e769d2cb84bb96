"""Give tags to a purchase order, or take them off (R-036, R-037, R-045)."""

from collections.abc import Mapping, Sequence

from procurement.domain.access.actions import Action
from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.events import EventType
from procurement.domain.purchase_orders.changes import edited_purchase_order
from procurement.domain.purchase_orders.input import PurchaseOrderInput
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.purchase_orders.change_purchase_order import change_purchase_order
from procurement.service.tags.tagged_resource import tagged_purchase_order


def tag_resource(
    resource_arn: str,
    tags: Mapping[str, str],
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    entities: InvoicingEntities,
) -> PurchaseOrder:
    """Add the tags; a known key gets the new value.

    Raises `InvalidInput`, `PurchaseOrderNotFound`, `NotAllowed`, `QuotaExceeded` for more than 50.
    """
    now = clock.now()

    def change(before: PurchaseOrder, _: UnitOfWork) -> PurchaseOrder:
        given = PurchaseOrderInput(tags={**dict(before.tags), **tags})
        return edited_purchase_order(before, given, entities=entities, now=now)

    return change_purchase_order(
        tagged_purchase_order(resource_arn, caller),
        change,
        EventType.PURCHASE_ORDER_UPDATED,
        caller,
        unit_of_work,
        now,
        action=Action.TAG,
        request_tags=tuple(tags.items()),
    )


def untag_resource(
    resource_arn: str,
    tag_keys: Sequence[str],
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    entities: InvoicingEntities,
) -> PurchaseOrder:
    """Take the tags off; keys that it does not have change nothing.

    Raises `InvalidInput`, `PurchaseOrderNotFound`, `NotAllowed`.
    """
    now = clock.now()

    def change(before: PurchaseOrder, _: UnitOfWork) -> PurchaseOrder:
        kept = {key: value for key, value in before.tags if key not in tag_keys}
        given = PurchaseOrderInput(tags=kept)
        return edited_purchase_order(before, given, entities=entities, now=now)

    return change_purchase_order(
        tagged_purchase_order(resource_arn, caller),
        change,
        EventType.PURCHASE_ORDER_UPDATED,
        caller,
        unit_of_work,
        now,
        action=Action.UNTAG,
        tag_keys=tuple(tag_keys),
    )
