"""How much an agreement may be worth, and how many an account may have (R-304)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from procurement.domain.errors import Problems, QuotaExceeded
from procurement.domain.marketplace.payment_schedule import MAX_VALUE
from procurement.domain.money import Money

MAX_GENERAL_VALUE: Final = Money(Decimal(1_000_000), "USD")
"""Highest value of an agreement proposed to everybody; `MAX_VALUE` holds for named buyers."""

MAX_ACTIVE_AGREEMENTS: Final = 100
"""Active agreements of one account on one resource (a product)."""


def check_value(
    field: str, value: Money, target_account_ids: Sequence[str], problems: Problems
) -> None:
    """Note LIMIT_EXCEEDED_AGREEMENT_VALUE above the limit of a targeted or a general proposal.

    The limits are stated in dollars; other currencies are not judged, as they are never converted.
    """
    limit = MAX_VALUE if target_account_ids else MAX_GENERAL_VALUE
    if value.currency == limit.currency and value.amount > limit.amount:
        whom = "named buyers" if target_account_ids else "everybody"
        message = f"{value} is above the limit of {limit} for a proposal to {whom}"
        problems.add(field, "LIMIT_EXCEEDED_AGREEMENT_VALUE", message, "R-304")


def refuse_another_agreement(active: int, product_id: str, *, replaced: int = 0) -> None:
    """Raise `QuotaExceeded` if `active` agreements on a product leave no room for one more.

    `replaced` of them end with its acceptance.
    """
    if active - replaced >= MAX_ACTIVE_AGREEMENTS:
        message = f"the account has {active} active agreements on {product_id} already"
        raise QuotaExceeded(message, quota="activeAgreements", limit=MAX_ACTIVE_AGREEMENTS)
