"""From the desired state of one purchase order to what has to be done: nothing, or one change.

Files and templates both say what a purchase order shall be. What they leave out stays as it is;
where they give line items, those are all there shall be.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.plans.differences import Difference, differences
from procurement.domain.purchase_orders.changes import edited_purchase_order, new_purchase_order
from procurement.domain.purchase_orders.input import PurchaseOrderInput
from procurement.domain.purchase_orders.purchase_order import (
    PurchaseOrder,
    Status,
    new_key,
    with_status,
)


class Action(StrEnum):
    """What becomes of a purchase order."""

    CREATE = "CREATE"
    CHANGE = "CHANGE"
    DELETE = "DELETE"
    NONE = "NONE"


@dataclass(frozen=True, kw_only=True, slots=True)
class DesiredPurchaseOrder:
    """What one purchase order shall be. `is_suspended` None: as it is, or not, if it is new."""

    given: PurchaseOrderInput
    is_suspended: bool | None = None

    @property
    def purchase_order_id(self) -> str:
        """The ID as it was given; empty when it was not."""
        return self.given.purchase_order_id or ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One purchase order's way from `before` to `after`; None stands for "not there"."""

    action: Action
    purchase_order_id: str
    before: PurchaseOrder | None
    after: PurchaseOrder | None
    differences: tuple[Difference, ...] = ()
    warnings: tuple[str, ...] = ()


def state_of(purchase_order: PurchaseOrder | None) -> str:
    """What a judgement rests on: another write by a user or Marketplace makes it another.

    A booking does not (R-126), and a deletion with a new creation does (R-009).
    """
    return f"{purchase_order.key}@{purchase_order.version}" if purchase_order else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What judging needs to know of the account and the world."""

    account_id: str
    default_currency: str
    entities: InvoicingEntities
    now: datetime
    default_ship_to: str = ""
    known_units: Collection[str] = ()


def change_towards(
    desired: DesiredPurchaseOrder,
    before: PurchaseOrder | None,
    ground: Ground,
    *,
    key: str | None = None,
) -> Change:
    """What turns `before` into what is desired; `NONE` when it is so already.

    The rules are those of adding and editing: `InvalidInput` or `QuotaExceeded` with all that is
    wrong. Whatever changes is one new version (R-076). A new one gets `key`, or one of its own.
    """
    made = _created(desired, ground, key) if before is None else _changed(desired, before, ground)
    action = Action.CREATE if before is None else Action.CHANGE
    return Change(
        action=Action.NONE if made is before else action,
        purchase_order_id=made.purchase_order_id,
        before=before,
        after=made,
        differences=differences(before, made, ground.now),
        warnings=(*made.warnings, *_stays_expired(desired, made, ground.now)),
    )


def deletion_of(before: PurchaseOrder, now: datetime) -> Change:
    """Its deletion (R-070)."""
    return Change(
        action=Action.DELETE,
        purchase_order_id=before.purchase_order_id,
        before=before,
        after=None,
        differences=differences(before, None, now),
    )


def _created(desired: DesiredPurchaseOrder, ground: Ground, key: str | None) -> PurchaseOrder:
    made = new_purchase_order(
        desired.given,
        account_id=ground.account_id,
        key=key or new_key(ground.account_id, desired.purchase_order_id, ground.now),
        default_currency=ground.default_currency,
        default_ship_to=ground.default_ship_to,
        known_units=ground.known_units,
        entities=ground.entities,
        now=ground.now,
    )
    return replace(made, is_suspended=bool(desired.is_suspended))


def _changed(desired: DesiredPurchaseOrder, before: PurchaseOrder, ground: Ground) -> PurchaseOrder:
    given = replace(desired.given, deleted_line_items=_superfluous(desired.given, before))
    edited = edited_purchase_order(
        before,
        given,
        entities=ground.entities,
        now=ground.now,
        known_units=ground.known_units,
    )
    after = _suspended(edited, desired.is_suspended, ground.now)
    if after is before:
        return before
    return replace(after, version=before.version + 1, updated_at=ground.now)


def _superfluous(given: PurchaseOrderInput, before: PurchaseOrder) -> tuple[str, ...]:
    """The lines that are not given. What Marketplace put there stays (R-198, R-203)."""
    if given.line_items is None:
        return ()
    named = {line.line_item_number for line in given.line_items}
    return tuple(
        line.line_item_number
        for line in before.line_items
        if line.agreement_id is None and line.line_item_number not in named
    )


def _suspended(edited: PurchaseOrder, is_suspended: bool | None, now: datetime) -> PurchaseOrder:
    """As desired, by the moves that a user has (R-054 to R-056)."""
    if is_suspended is None:
        return edited
    if is_suspended:
        return with_status(edited, Status.SUSPENDED, now)
    # Of one that has expired, the suspension is all there is to lift: the step before.
    has_expired = edited.status(now) in (Status.EXPIRED, Status.SUSPENDED_EXPIRED)
    return with_status(edited, Status.EXPIRED if has_expired else Status.ACTIVE, now)


def _stays_expired(
    desired: DesiredPurchaseOrder, made: PurchaseOrder, now: datetime
) -> tuple[str, ...]:
    if desired.is_suspended is False and made.status(now) is Status.EXPIRED:
        return (f"it stays expired: its expiration month {made.expiration_month} has passed",)
    return ()
