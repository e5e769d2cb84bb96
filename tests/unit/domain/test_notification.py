"""The expiry ladder: which notice is owed on which day, and what tells one mail from another."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest

from procurement.domain.month import Month
from procurement.domain.purchase_orders.notification import (
    CATCH_UP,
    balance_mail_id,
    due_milestone,
    expiry_mail_id,
    expiry_notice,
    mail_id,
    milestones,
    months_to_walk,
)
from procurement.domain.purchase_orders.notification_settings import LeadTime
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from tests.support.purchase_orders import a_purchase_order


def at(text: str, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(date.fromisoformat(text), datetime.min.time(), tzinfo=UTC) + timedelta(
        hours=hour, minutes=minute
    )


def expiring(
    month: str, *, created: datetime, updated: datetime | None = None, suspended: bool = False
) -> PurchaseOrder:
    purchase_order = a_purchase_order(
        months=("2027-01", month), updated_at=updated or created, suspended=suspended
    )
    return replace(purchase_order, created_at=created)


def days(first: str, last: str) -> Iterator[datetime]:
    moment = at(first)
    while moment <= at(last):
        yield moment
        moment += timedelta(days=1)


def mails(purchase_order: PurchaseOrder, first: str, last: str) -> list[str]:
    """The days on which daily walks mail somebody, each mail once."""
    sent: dict[str, str] = {}
    for moment in days(first, last):
        if milestone := due_milestone(purchase_order, moment):
            identity = expiry_mail_id(purchase_order, milestone, "ann@example.com")
            sent.setdefault(identity, moment.date().isoformat())
    return list(sent.values())


class TestLadder:
    @pytest.mark.parametrize(
        ("month", "dates"),
        [
            ("2027-12", ["2027-10-31", "2027-11-30", "2027-12-24", "2027-12-31"]),
            ("2028-02", ["2027-12-29", "2028-01-29", "2028-02-22", "2028-02-29"]),
            ("2027-02", ["2026-12-28", "2027-01-28", "2027-02-21", "2027-02-28"]),
            ("2027-04", ["2027-02-28", "2027-03-30", "2027-04-23", "2027-04-30"]),
            ("2028-04", ["2028-02-29", "2028-03-30", "2028-04-23", "2028-04-30"]),
        ],
    )
    def test_rungs_lie_before_the_last_day_of_the_month(self, month, dates):
        """R-355, S-99."""
        ladder = milestones(Month.parse(month))
        assert [m.on.isoformat() for m in ladder] == dates
        assert [str(m.lead_time) for m in ladder] == ["P2M", "P1M", "P7D", "P0D"]

    def test_a_milestone_is_due_at_nine_utc(self):
        """R-355."""
        assert milestones(Month(2027, 12))[0].due_at == at("2027-10-31", 9)

    @pytest.mark.parametrize("year", [2027, 2028])
    @pytest.mark.parametrize("number", range(1, 13))
    def test_a_rung_is_owed_no_more_when_the_next_is_due(self, year, number):
        ladder = milestones(Month(year, number))
        for earlier, later in pairwise(ladder):
            assert earlier.due_at + CATCH_UP <= later.due_at


class TestDailyWalk:
    def test_a_purchase_order_of_a_year_walks_down_the_whole_ladder(self):
        """S-99."""
        order = expiring("2027-12", created=at("2027-01-05"))
        assert mails(order, "2027-01-05", "2028-01-31") == [
            "2027-10-31",
            "2027-11-30",
            "2027-12-24",
            "2027-12-31",
        ]

    def test_a_leap_day_is_an_expiration_date(self):
        """S-99."""
        order = expiring("2028-02", created=at("2027-01-05"))
        assert mails(order, "2027-01-05", "2028-03-31") == [
            "2027-12-29",
            "2028-01-29",
            "2028-02-22",
            "2028-02-29",
        ]

    def test_milestones_before_the_creation_are_skipped(self):
        """R-354, S-99."""
        order = expiring("2027-12", created=at("2027-12-10"))
        assert mails(order, "2027-12-10", "2028-01-31") == ["2027-12-24", "2027-12-31"]

    @pytest.mark.parametrize(("hour", "is_told"), [(8, True), (9, False), (10, False)])
    def test_on_a_milestone_day_the_hour_of_creation_decides(self, hour, is_told):
        """R-354: a milestone already past when the purchase order is created is skipped."""
        order = expiring("2027-12", created=at("2027-12-24", hour))
        told = mails(order, "2027-12-24", "2027-12-30")
        assert told == (["2027-12-24"] if is_told else [])

    def test_suspended_ones_tell_nobody(self):
        """R-356."""
        order = expiring("2027-12", created=at("2027-01-05"), suspended=True)
        assert mails(order, "2027-01-05", "2028-01-31") == []

    def test_nothing_is_due_before_nine(self):
        order = expiring("2027-12", created=at("2027-01-05"))
        assert due_milestone(order, at("2027-10-31", 8, 59)) is None
        assert due_milestone(order, at("2027-10-31", 9)) is not None

    def test_another_time_zone_makes_no_difference(self):
        order = expiring("2027-12", created=at("2027-01-05"), updated=at("2027-10-31", 10))
        tokyo = timezone(timedelta(hours=9))
        milestone = due_milestone(order, at("2027-10-31", 18).astimezone(tokyo))
        assert milestone is not None
        assert expiry_notice(order, at("2027-10-31", 18).astimezone(tokyo)).days_left == 61


class TestMissedDays:
    def test_a_missed_day_is_made_up_for(self):
        order = expiring("2027-12", created=at("2027-01-05"))
        assert mails(order, "2027-11-02", "2027-12-01") == ["2027-11-02", "2027-11-30"]

    def test_the_expiration_day_is_made_up_for_in_the_next_month(self):
        order = expiring("2027-12", created=at("2027-01-05"))
        milestone = due_milestone(order, at("2028-01-02"))
        assert milestone is not None
        assert milestone.lead_time == LeadTime()
        assert expiry_notice(order, at("2028-01-02")).days_left == -2
        assert Month(2027, 12) in months_to_walk(at("2028-01-02"))

    def test_after_a_week_a_milestone_is_given_up(self):
        order = expiring("2027-12", created=at("2027-01-05"))
        assert due_milestone(order, at("2027-11-07", 8, 59)) is not None
        assert due_milestone(order, at("2027-11-07", 9)) is None

    def test_never_an_older_milestone_after_a_newer_one(self):
        order = expiring("2027-12", created=at("2027-01-05"))
        reached = [
            m.on
            for moment in days("2027-01-05", "2028-01-31")
            if (m := due_milestone(order, moment))
        ]
        assert reached == sorted(reached)

    def test_an_edit_on_the_day_swallows_nothing(self):
        """Somebody edits after 09:00, before the walk has come that far."""
        order = expiring("2027-12", created=at("2027-01-05"), updated=at("2027-10-31", 9, 1))
        assert due_milestone(order, at("2027-10-31", 9, 2)) is not None

    def test_an_edit_after_a_missed_day_ends_the_debt(self):
        """R-354, R-356, R-360: it may have extended, unsuspended or added a contact."""
        order = expiring("2027-12", created=at("2027-01-05"), updated=at("2027-11-01", 12))
        assert due_milestone(order, at("2027-11-02")) is None


class TestMovedExpiration:
    def test_an_extension_begins_a_new_ladder(self):
        """S-101: after the two-month mail the expiration moves out by a year."""
        before = expiring("2027-12", created=at("2027-01-05"))
        assert mails(before, "2027-01-05", "2027-11-10") == ["2027-10-31"]
        after = expiring("2028-12", created=at("2027-01-05"), updated=at("2027-11-10", 12))
        assert mails(after, "2027-11-11", "2028-12-31") == [
            "2028-10-31",
            "2028-11-30",
            "2028-12-24",
            "2028-12-31",
        ]

    def test_rungs_of_the_new_ladder_that_are_past_are_skipped(self):
        """R-354: extended on 3 December to January; its two-month mark was 30 November."""
        order = expiring("2028-01", created=at("2027-01-05"), updated=at("2027-12-03", 12))
        assert mails(order, "2027-12-04", "2028-02-10") == [
            "2027-12-31",
            "2028-01-24",
            "2028-01-31",
        ]

    def test_an_extension_on_the_day_before_nine_makes_the_milestone_a_future_one(self):
        order = expiring("2028-01", created=at("2027-01-05"), updated=at("2027-11-30", 8))
        assert mails(order, "2027-11-30", "2027-11-30") == ["2027-11-30"]

    def test_moving_it_back_sends_no_mail_again(self):
        """R-358: the identity is that of the first time."""
        first = expiring("2027-12", created=at("2027-01-05"))
        again = replace(first, updated_at=at("2027-11-20"), version=7)
        milestone = milestones(Month(2027, 12))[0]
        assert expiry_mail_id(first, milestone, "a@b.cd") == expiry_mail_id(
            again, milestone, "a@b.cd"
        )


class TestMonthsToWalk:
    @pytest.mark.parametrize("month", ["2027-03", "2027-12", "2028-01", "2028-02", "2028-04"])
    def test_every_due_milestone_is_in_a_walked_month(self, month):
        order = expiring(month, created=at("2026-01-05"))
        for moment in days("2026-11-01", "2028-07-01"):
            if due_milestone(order, moment):
                assert order.expiration_month in months_to_walk(moment)

    def test_they_lie_around_the_present_month(self):
        assert [str(m) for m in months_to_walk(at("2027-12-31"))] == [
            "2027-11",
            "2027-12",
            "2028-01",
            "2028-02",
            "2028-03",
            "2028-04",
            "2028-05",
            "2028-06",
        ]


class TestMailIdentity:
    def test_each_part_makes_another_mail(self):
        """R-358."""
        base = ("key", "EXPIRY", "ONE_WEEK", "2027-12", "ann@example.com")
        others = [
            ("key2", *base[1:]),
            (base[0], "BALANCE", *base[2:]),
            (*base[:2], "ONE_MONTH", *base[3:]),
            (*base[:3], "2028-12", base[4]),
            (*base[:4], "bob@example.com"),
        ]
        assert len({mail_id(*parts) for parts in [base, *others]}) == 6

    def test_letter_case_of_the_address_makes_no_difference(self):
        """R-032."""
        assert mail_id("k", "EXPIRY", "o", "p", "Ann@Example.com") == mail_id(
            "k", "EXPIRY", "o", "p", "ann@example.COM"
        )

    def test_a_second_crossing_is_another_mail(self):
        """R-348: a balance that rose and fell again is told again, as another event."""
        assert balance_mail_id("k", "LOW", "ev-1", "a@b.cd") != balance_mail_id(
            "k", "LOW", "ev-2", "a@b.cd"
        )
