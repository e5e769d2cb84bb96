"""An acceptance by somebody who may accept, but not name purchase orders (R-169 to R-171)."""

from procurement.domain.errors import NotAllowed
from procurement.domain.marketplace.purchase_order_references import PurchaseOrderReferences


def expect_no_purchase_orders(references: PurchaseOrderReferences) -> PurchaseOrderReferences:
    """The `references`, which are none; `NotAllowed` for any, before anything is looked up.

    Whoever may name purchase orders accepts by the other route: which routes a caller may use, IAM
    decides before this application is called.
    """
    if not references.is_empty:
        raise NotAllowed("accepting with purchase orders needs the permission to set them as well")
    return references
