"""Let Marketplace charges name purchase orders: missing ones appear, expired ones revive."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from procurement.domain.charges.charge import Charge
from procurement.domain.errors import AlreadyExists
from procurement.domain.events import EventType
from procurement.domain.purchase_orders.naming import (
    MarketplaceLine,
    line_for_acceptance,
    named_by_marketplace,
)
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.domain.purchase_orders.quota import is_counted_anew
from procurement.service.attempts import decide
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.record import record_change


def name_purchase_orders(
    description: str,
    charges: Iterable[Charge],
    unit_of_work: UnitOfWorkFactory,
    *,
    at: datetime,
    actor: str,
) -> None:
    """Make every number that `charges` of one agreement carry a purchase order with their line.

    One decision per purchase order (R-188 to R-203). Doing it again changes nothing, so that a
    caller who was cut off may simply repeat.
    """
    named = sorted((c for c in charges if c.purchase_order_reference), key=_owner_and_number)
    for (account_id, number), held in groupby(named, key=_owner_and_number):
        together = list(held)
        line = line_for_acceptance(together[0].collection_id, description, together)
        name_purchase_order(account_id, number, line, unit_of_work, at=at, actor=actor)


def name_purchase_order(
    account_id: str,
    purchase_order_id: str,
    line: MarketplaceLine,
    unit_of_work: UnitOfWorkFactory,
    *,
    at: datetime,
    actor: str,
) -> None:
    """Put `line` on the purchase order, which is created when there is none (R-188, R-190).

    Nothing happens while the account's integration with Marketplace is off (R-167): once it is
    back, the invoice names the purchase order.
    """

    def attempt() -> None:
        with unit_of_work() as unit:
            if not unit.billing_settings.integration(account_id).is_enabled:
                return
            before = unit.purchase_orders.find(account_id, purchase_order_id)
            after = named_by_marketplace(
                before,
                line,
                payment=unit.billing_settings.payment(account_id),
                purchase_order_id=purchase_order_id,
                now=at,
            )
            if after is not before:
                stage_named(unit, before, after, after, at=at, actor=actor)
                unit.commit()

    decide(attempt, also=(AlreadyExists,))


def stage_named(
    unit: UnitOfWork,
    before: PurchaseOrder | None,
    after: PurchaseOrder,
    saved: PurchaseOrder,
    *,
    at: datetime,
    actor: str,
) -> None:
    """Stage `saved`, which is `after` or what became of it in the same decision.

    The active count follows, though it never refuses Marketplace (R-197, R-199).
    """
    if is_counted_anew(before, after):
        quota = unit.purchase_orders.quota(after.account_id)
        unit.purchase_orders.save_quota(quota.moved(before, after, at, enforced=False))
    if before is None:
        unit.purchase_orders.add(saved)
    else:
        unit.purchase_orders.save(saved)
    record_change(unit, EventType.PURCHASE_ORDER_NAMED, saved, at=at, actor=actor)


def _owner_and_number(charge: Charge) -> tuple[str, str]:
    return charge.receiver_account_id, charge.purchase_order_reference or ""
