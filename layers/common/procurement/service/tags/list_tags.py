"""List the tags of a purchase order."""

from datetime import datetime

from procurement.domain.access.actions import Action
from procurement.domain.access.evaluation import Tags
from procurement.service.access.access import Access
from procurement.service.caller import Caller
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.tags.tagged_resource import tagged_purchase_order


def list_tags_for_resource(
    resource_arn: str, caller: Caller, unit_of_work: UnitOfWorkFactory, now: datetime
) -> Tags:
    """Key and value of each, by key; `InvalidInput`, `PurchaseOrderNotFound`, `NotAllowed`."""
    purchase_order_id = tagged_purchase_order(resource_arn, caller)
    with unit_of_work() as unit:
        return Access(caller, unit, now).get(Action.LIST_TAGS, purchase_order_id).tags
