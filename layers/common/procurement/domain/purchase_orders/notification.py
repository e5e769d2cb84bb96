"""Which notice a purchase order owes its contacts, and what tells one notice from another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from procurement.domain.ids import derived_id
from procurement.domain.month import Month
from procurement.domain.purchase_orders.notification_settings import (
    DEFAULT_LEAD_TIMES,
    MAX_MONTHS,
    LeadTime,
)
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.domain.purchase_orders.summary import PurchaseOrderSummary

SEND_AT: Final = time(9, tzinfo=UTC)
"""The hour at which the daily walk begins (R-355); the schedule in the template names it too."""

CATCH_UP: Final = timedelta(days=7)
"""How long a milestone that no walk served is still owed, unless the next one is reached before."""


class NoticeKind(StrEnum):
    """What a notice is about."""

    BALANCE = "BALANCE"
    EXPIRY = "EXPIRY"
    INVOICE = "INVOICE"
    RADAR = "RADAR"


@dataclass(frozen=True, slots=True)
class Milestone:
    """One rung of one purchase order's ladder, and the day on which it is reached."""

    lead_time: LeadTime
    on: date

    @property
    def due_at(self) -> datetime:
        """09:00 UTC of that day (R-355)."""
        return datetime.combine(self.on, SEND_AT)


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpiryNotice:
    """That a purchase order expires on a day; `days_left` is below zero once it has."""

    kind: ClassVar = NoticeKind.EXPIRY
    account_id: str
    purchase_order_id: str
    expires_on: date
    days_left: int

    @property
    def about(self) -> str:
        """What it is about, as the ledger writes it."""
        return f"purchase-order/{self.purchase_order_id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class BalanceNotice:
    """That a line's balance fell through a threshold; amounts as written in the event.

    `threshold` is in percent of the total, 0 for nothing left.
    """

    kind: ClassVar = NoticeKind.BALANCE
    account_id: str
    purchase_order_id: str
    line_item_number: str
    threshold: int
    balance: str
    total_value: str
    currency: str

    @property
    def about(self) -> str:
        """What it is about, as the ledger writes it."""
        return f"purchase-order/{self.purchase_order_id}"


PurchaseOrderNotice = ExpiryNotice | BalanceNotice


def milestones(
    expiration_month: Month, lead_times: Iterable[LeadTime] = DEFAULT_LEAD_TIMES
) -> tuple[Milestone, ...]:
    """The ladder of a purchase order that expires in that month, first rung first (R-354).

    The expiration date is the month's last day; months are subtracted with clamping (R-355):
    29 February gives 29 December, 29 January, 22 February and 29 February. Of lead times that come
    to the same day the shortest alone is a rung.
    """
    last_day = expiration_month.last_day
    ranked = sorted(lead_times, key=lambda each: each.rank, reverse=True)
    by_day = {lead_time.before(last_day): lead_time for lead_time in ranked}
    return tuple(Milestone(by_day[day], day) for day in sorted(by_day))


def ladder_of(purchase_order: PurchaseOrder | PurchaseOrderSummary) -> tuple[Milestone, ...]:
    """The milestones of the purchase order's own lead times."""
    return milestones(purchase_order.expiration_month, purchase_order.expiry_lead_times)


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
    (R-354), lifted a suspension (R-356) or added a contact (R-360). A lead time given on the very
    day of its milestone makes it one of that day.
    """
    if purchase_order.is_suspended:
        return None
    reached = [milestone for milestone in ladder_of(purchase_order) if milestone.due_at <= now]
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
    return tuple(present.plus(step) for step in range(-1, MAX_MONTHS + 1))


def expiry_notice(purchase_order: PurchaseOrder, now: datetime) -> ExpiryNotice:
    """What the contacts are told at `now`."""
    expires_on = purchase_order.expiration_month.last_day
    return ExpiryNotice(
        account_id=purchase_order.account_id,
        purchase_order_id=purchase_order.purchase_order_id,
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
        NoticeKind.EXPIRY,
        str(milestone.lead_time),
        str(purchase_order.expiration_month),
        email,
    )


def balance_mail_id(purchase_order_key: str, threshold: int, event_id: str, email: str) -> str:
    """The event stands for the crossing: the next crossing is another event (R-348)."""
    return mail_id(purchase_order_key, NoticeKind.BALANCE, str(threshold), event_id, email)
