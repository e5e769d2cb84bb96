"""Which notice a purchase order owes its contacts, and what tells one notice from another."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from procurement.domain.ids import derived_id
from procurement.domain.month import Month, add_months
from procurement.domain.purchase_orders.balance import Threshold
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.domain.purchase_orders.summary import PurchaseOrderSummary

SEND_AT: Final = time(9, tzinfo=UTC)
"""The hour at which the daily walk begins (R-355); the schedule in the template names it too."""

CATCH_UP: Final = timedelta(days=7)
"""How long a milestone that no walk served is still owed.

It is the shortest distance between two rungs of the ladder: when a rung falls due, the one before
is owed no more.
"""

MONTHS_AHEAD: Final = 2
"""How many months before its expiration month a purchase order's ladder begins (R-353)."""


class Rung(StrEnum):
    """The rungs of the expiry ladder, first to last (R-351 to R-354)."""

    TWO_MONTHS = "TWO_MONTHS"
    ONE_MONTH = "ONE_MONTH"
    ONE_WEEK = "ONE_WEEK"
    EXPIRATION_DAY = "EXPIRATION_DAY"


@dataclass(frozen=True, slots=True)
class Milestone:
    """One rung of one purchase order's ladder, and the day on which it is reached."""

    rung: Rung
    on: date

    @property
    def due_at(self) -> datetime:
        """09:00 UTC of that day (R-355)."""
        return datetime.combine(self.on, SEND_AT)


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpiryNotice:
    """That a purchase order expires on a day; `days_left` is below zero once it has."""

    account_id: str
    purchase_order_id: str
    rung: Rung
    expires_on: date
    days_left: int


@dataclass(frozen=True, kw_only=True, slots=True)
class BalanceNotice:
    """That a line's balance fell through a threshold; amounts as written in the event."""

    account_id: str
    purchase_order_id: str
    line_item_number: str
    threshold: Threshold
    balance: str
    total_value: str
    currency: str


PurchaseOrderNotice = ExpiryNotice | BalanceNotice


def milestones(expiration_month: Month) -> tuple[Milestone, ...]:
    """The ladder of a purchase order that expires in that month, first rung first (R-354).

    The expiration date is the month's last day; months are subtracted with clamping (R-355):
    29 February gives 29 December, 29 January, 22 February and 29 February.
    """
    last_day = expiration_month.last_day
    return (
        Milestone(Rung.TWO_MONTHS, add_months(last_day, -2)),
        Milestone(Rung.ONE_MONTH, add_months(last_day, -1)),
        Milestone(Rung.ONE_WEEK, last_day - timedelta(weeks=1)),
        Milestone(Rung.EXPIRATION_DAY, last_day),
    )


def due_milestone(
    purchase_order: PurchaseOrder | PurchaseOrderSummary, now: datetime
) -> Milestone | None:
    """The milestone that the purchase order's contacts are to be told of at `now`, or None.

    It is the last one reached, for as long as it is owed (`CATCH_UP`), so that a missed walk is
    made up for and never an older milestone follows a newer one. None for a suspended purchase
    order (R-356), and for a milestone that had passed when the purchase order was created (R-354).

    What an edit changed is not stored, only when the last one was (`updated_at`). On the
    milestone's own day that says nothing: an edit after 09:00 must not swallow a notice that the
    walk has not got to yet, and an extension before 09:00 has made the milestone a future one. On
    a later day any edit since the milestone ends the debt: it may have moved the expiration
    (R-354), lifted a suspension (R-356) or added a contact (R-360).
    """
    if purchase_order.is_suspended:
        return None
    reached = [m for m in milestones(purchase_order.expiration_month) if m.due_at <= now]
    if not reached:
        return None
    last = reached[-1]
    is_its_day = now.astimezone(UTC).date() == last.on
    since = purchase_order.created_at if is_its_day else purchase_order.updated_at
    is_owed = since < last.due_at and now < last.due_at + CATCH_UP
    return last if is_owed else None


def months_to_walk(now: datetime) -> tuple[Month, ...]:
    """The expiration months that can owe a milestone at `now`, soonest first.

    The month before counts because its last day may still be owed.
    """
    present = Month.of(now)
    return tuple(present.plus(step) for step in range(-1, MONTHS_AHEAD + 1))


def expiry_notice(
    purchase_order: PurchaseOrder, milestone: Milestone, now: datetime
) -> ExpiryNotice:
    """What the contacts are told at `now` because of the milestone."""
    expires_on = purchase_order.expiration_month.last_day
    return ExpiryNotice(
        account_id=purchase_order.account_id,
        purchase_order_id=purchase_order.purchase_order_id,
        rung=milestone.rung,
        expires_on=expires_on,
        days_left=(expires_on - now.astimezone(UTC).date()).days,
    )


def mail_id(purchase_order_key: str, kind: str, occasion: str, period: str, email: str) -> str:
    """The identity of one mail to one contact: sent at most once (R-358).

    The internal key keeps a purchase order created again under a used ID apart (R-009); letter case
    of the address makes no difference (R-032).
    """
    return derived_id("mail", purchase_order_key, kind, occasion, period, email.lower())


def expiry_mail_id(purchase_order: PurchaseOrder, milestone: Milestone, email: str) -> str:
    """The expiration month is part of it, so that an extension begins a new ladder (R-356)."""
    return mail_id(
        purchase_order.key,
        "EXPIRY",
        milestone.rung,
        str(purchase_order.expiration_month),
        email,
    )


def balance_mail_id(purchase_order_key: str, threshold: str, event_id: str, email: str) -> str:
    """The event stands for the crossing: the next crossing is another event (R-348)."""
    return mail_id(purchase_order_key, "BALANCE", threshold, event_id, email)
