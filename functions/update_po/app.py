"""UpdatePurchaseOrders: the purchase order numbers of 1 to 86 charges, all or nothing."""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.http import Api
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.charges import (
    UpdatePurchaseOrdersRequest,
    UpdatePurchaseOrdersResponse,
)
from procurement.service.marketplace.update_purchase_orders import update_charge_purchase_orders

api = Api(bootstrap.acting_for)


@api.put("/charges/purchase-orders", operation_id="UpdatePurchaseOrders")
def update(request: UpdatePurchaseOrdersRequest) -> UpdatePurchaseOrdersResponse:
    """Set the purchase order reference of open charges (R-209 to R-222)."""
    entries = [entry.to_input() for entry in request.purchase_orders or ()]
    update_charge_purchase_orders(entries, api.caller, bootstrap.unit_of_work(), bootstrap.clock())
    return UpdatePurchaseOrdersResponse()


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
