"""Keep the line of an open-ended agreement twelve months ahead of its closed month (R-200)."""

from datetime import datetime

from procurement.domain.charges.charge import Charge
from procurement.domain.purchase_orders.naming import extended_by_marketplace
from procurement.service.ports.unit_of_work import UnitOfWork
from procurement.service.purchase_orders.name_purchase_order import stage_named


def stage_extension(standing: Charge, unit: UnitOfWork, *, at: datetime, actor: str) -> None:
    """Stage the line that `standing` has on the purchase order it names, moved on with its month.

    Nothing is staged for a charge that names none or has a last month, for a purchase order that is
    gone, and while the integration with Marketplace is off (R-167): the next month makes up for it.
    """
    account_id, number = standing.receiver_account_id, standing.purchase_order_reference
    if number is None or standing.last_period is not None:
        return
    before = unit.purchase_orders.find(account_id, number)
    if before is None or not unit.billing_settings.integration(account_id).is_enabled:
        return
    after = extended_by_marketplace(before, standing, now=at)
    if after is not before:
        stage_named(unit, before, after, after, at=at, actor=actor)
