"""Which products take a purchase order at checkout, and which afterwards (R-227 to R-231).

===========================================  ===============  ==========
Bought                                       At checkout      Afterwards
===========================================  ===============  ==========
free products                                no               no
container products with annual pricing       no               no
machine learning products                    no               yes
outside Marketplace, as in the EC2 console   no               yes
all others                                   yes              yes
===========================================  ===============  ==========
"""

from typing import Final

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.marketplace.product_type import ProductType

NEVER: Final = (ProductType.FREE, ProductType.CONTAINER_HOURLY_WITH_LONG_TERM)
"""No purchase order at checkout, and none afterwards (R-228, R-231)."""

AFTERWARDS_ONLY: Final = (
    ProductType.MACHINE_LEARNING_HOURLY,
    ProductType.MACHINE_LEARNING_INFERENCE,
    ProductType.MACHINE_LEARNING_CONTRACT,
)
"""Their procurement page has no place for one; the Marketplace console does (R-228, R-230)."""


def check_checkout(product_type: ProductType, *, is_bought_elsewhere: bool = False) -> None:
    """Raise `InvalidInput` where a purchase order cannot be given while buying (R-228, R-229)."""
    if is_bought_elsewhere:
        _refuse("what is bought outside Marketplace takes a purchase order afterwards", "R-229")
    if product_type in (*NEVER, *AFTERWARDS_ONLY):
        _refuse(f"{product_type} takes no purchase order while it is bought", "R-228")


def check_afterwards(product_type: ProductType) -> None:
    """Raise `InvalidInput` where a purchase order cannot be given after buying either (R-231)."""
    if product_type in NEVER:
        _refuse(f"{product_type} takes no purchase order", "R-231")


def _refuse(message: str, rule: str) -> None:
    reason = "INVALID_PURCHASE_ORDERS"
    raise InvalidInput([Problem(field="purchaseOrders", reason=reason, message=message, rule=rule)])
