"""Which purchase order an ARN names."""

from procurement.domain.access.names import owner_and_id
from procurement.domain.errors import InvalidInput, Problem, PurchaseOrderNotFound
from procurement.service.caller import Caller


def tagged_purchase_order(resource_arn: str, caller: Caller) -> str:
    """The ID of the caller's purchase order that the ARN names (R-366, R-367).

    `InvalidInput` for what is no such ARN, `PurchaseOrderNotFound` for one of another account.
    """
    named = owner_and_id(resource_arn)
    if named is None:
        message = "is no arn:aws:purchase-orders::account:purchase-order/ID, percent-encoded"
        problem = Problem(
            field="resourceArn", reason="INVALID_VALUE", message=message, rule="R-366"
        )
        raise InvalidInput([problem])
    account_id, purchase_order_id = named
    if account_id != caller.account_id:
        raise PurchaseOrderNotFound(purchase_order_id)
    return purchase_order_id
