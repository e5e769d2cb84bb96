"""Whatever purchase orders live through, their contacts hear of it once, in order and in time."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from procurement.domain.month import Month
from procurement.domain.purchase_orders.balance import crossings
from procurement.domain.purchase_orders.notification import (
    CATCH_UP,
    due_milestone,
    expiry_mail_id,
    milestones,
    months_to_walk,
)
from procurement.domain.purchase_orders.notification_settings import (
    MAX_DAYS,
    MAX_LEAD_TIMES,
    MAX_MONTHS,
    MAX_PERCENT,
    MAX_THRESHOLDS,
    LeadTime,
    NotificationSettings,
)
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from tests.support.purchase_orders import a_line, a_purchase_order

LEAD_TIMES = st.lists(
    st.builds(LeadTime, months=st.integers(1, MAX_MONTHS))
    | st.builds(LeadTime, days=st.integers(0, MAX_DAYS)),
    max_size=MAX_LEAD_TIMES,
    unique=True,
)
EXPIRATIONS = st.builds(Month, st.integers(2027, 2029), st.integers(1, 12))
CREATED = st.integers(0, 580 * 24 * 60).map(
    lambda minutes: datetime(2026, 6, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def an_order(created: datetime, expiration: Month, lead_times: list[LeadTime]) -> PurchaseOrder:
    order = a_purchase_order(updated_at=created)
    return replace(
        order,
        created_at=created,
        expiration_month=expiration,
        notification_settings=NotificationSettings(expiry_lead_times=tuple(lead_times)),
    )


def walked(
    order: PurchaseOrder, first: date, last: date, missed: frozenset[int] = frozenset()
) -> list[tuple[datetime, date, str]]:
    """When daily walks reach which milestone with which mail; `missed` walks did not happen."""
    found, seen = [], set[str]()
    for step in range((last - first).days + 1):
        now = datetime.combine(first + timedelta(days=step), time(9), tzinfo=UTC)
        milestone = None if step in missed else due_milestone(order, now)
        if milestone and order.expiration_month in months_to_walk(now):
            mail = expiry_mail_id(order, milestone, "ann@example.com")
            if mail not in seen:
                seen.add(mail)
                found.append((now, milestone.on, mail))
    return found


def around(order: PurchaseOrder) -> tuple[date, date]:
    last_day = order.expiration_month.last_day
    return last_day - timedelta(days=200), last_day + timedelta(days=40)


@given(CREATED, EXPIRATIONS, LEAD_TIMES)
def test_daily_walks_send_every_rung_that_is_ahead_on_its_day_and_nothing_else(
    created, expiration, lead_times
):
    """R-354, R-355, R-358: once each, in order, never after the expiration date"""
    order = an_order(created, expiration, lead_times)
    sent = walked(order, *around(order))
    assert [now.date() for now, _, _ in sent] == [on for _, on, _ in sent]
    assert [on for _, on, _ in sent] == [
        milestone.on
        for milestone in milestones(expiration, lead_times)
        if milestone.due_at > created
    ]
    assert all(now.date() <= expiration.last_day for now, _, _ in sent)


@given(CREATED, EXPIRATIONS, LEAD_TIMES, st.frozensets(st.integers(0, 240), max_size=60))
def test_after_missed_walks_nothing_is_sent_twice_late_by_more_than_a_week_or_out_of_order(
    created, expiration, lead_times, missed
):
    """R-354, R-358"""
    order = an_order(created, expiration, lead_times)
    sent = walked(order, *around(order), missed=missed)
    reached = [on for _, on, _ in sent]
    assert reached == sorted(set(reached))
    for now, on, _ in sent:
        assert now - datetime.combine(on, time(9), tzinfo=UTC) < CATCH_UP


@given(CREATED, EXPIRATIONS, LEAD_TIMES)
def test_a_suspended_purchase_order_tells_nobody(created, expiration, lead_times):
    """R-356"""
    order = replace(an_order(created, expiration, lead_times), is_suspended=True)
    assert walked(order, *around(order)) == []


@given(
    st.lists(st.integers(0, MAX_PERCENT), max_size=MAX_THRESHOLDS, unique=True),
    st.lists(st.integers(-50, 150), max_size=30),
)
def test_a_threshold_is_told_once_for_every_time_that_the_balance_falls_through_it(
    thresholds, balances
):
    """R-347 to R-349, beside a model that remembers for each threshold whether it is armed"""
    thresholds = sorted(thresholds, reverse=True)
    full = a_line(total="100.00")
    before, armed, told, expected = full, set(thresholds), [], []
    for balance in balances:
        after = replace(full, booked=Decimal(100) - Decimal(balance))
        told.append([each.threshold for each in crossings(before, after, thresholds)])
        below = {p for p in thresholds if (balance < p if p else balance <= 0)}
        expected.append([p for p in thresholds if p in armed & below])
        armed = set(thresholds) - below
        before = after
    assert told == expected
