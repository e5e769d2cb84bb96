"""What a purchase order's contacts want to hear of: own thresholds, own lead times, or nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from procurement.domain.errors import InvalidInput
from procurement.domain.month import Month
from procurement.domain.purchase_orders.balance import crossings
from procurement.domain.purchase_orders.changes import edited_purchase_order
from procurement.domain.purchase_orders.input import (
    NotificationSettingsInput,
    PurchaseOrderInput,
)
from procurement.domain.purchase_orders.notification import (
    due_milestone,
    milestones,
    months_to_walk,
)
from procurement.domain.purchase_orders.notification_settings import (
    USUAL,
    LeadTime,
    NotificationSettings,
)
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from tests.support.purchase_orders import ENTITIES, a_line, a_purchase_order

NOW = datetime(2027, 2, 1, 12, tzinfo=UTC)
NOBODY_IS_TOLD = NotificationSettings(balance_thresholds=(), expiry_lead_times=())


def edited(order: PurchaseOrder, **settings: Any) -> PurchaseOrder:
    given = PurchaseOrderInput(notification_settings=NotificationSettingsInput(**settings))
    return edited_purchase_order(order, given, entities=ENTITIES, now=NOW)


def problems(**settings: Any) -> set[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refused:
        edited(a_purchase_order("PO-1", a_line()), **settings)
    return {
        (problem.field.removeprefix("notificationSettings."), problem.reason)
        for problem in refused.value.problems
    }


class TestLeadTime:
    @pytest.mark.parametrize(
        ("text", "lead_time", "written"),
        [
            ("P2M", LeadTime(months=2), "P2M"),
            ("P6M", LeadTime(months=6), "P6M"),
            ("P1W", LeadTime(days=7), "P7D"),
            ("P10D", LeadTime(days=10), "P10D"),
            ("P0D", LeadTime(), "P0D"),
            ("P180D", LeadTime(days=180), "P180D"),
        ],
    )
    def test_it_is_written_as_an_iso_duration(self, text, lead_time, written):
        assert LeadTime.parse(text) == lead_time
        assert str(lead_time) == written

    @pytest.mark.parametrize(
        "text",
        ["", "P", "2M", "P7M", "P181D", "P26W", "P1M2D", "P1Y", "PT9H", "P-1D", "p1m", "P1M\n"],
    )
    def test_nothing_else_is_one(self, text):
        with pytest.raises(ValueError, match=r"lead time|longer"):
            LeadTime.parse(text)

    def test_months_are_subtracted_with_clamping(self):
        """R-355"""
        assert LeadTime(months=6).before(date(2027, 8, 31)) == date(2027, 2, 28)
        assert LeadTime(days=180).before(date(2027, 8, 31)) == date(2027, 3, 4)


class TestReading:
    def test_by_default_they_are_those_of_aws(self):
        """R-347, R-349, R-351 to R-354"""
        assert a_purchase_order().notification_settings == USUAL
        assert USUAL.balance_thresholds == (75, 0)
        assert [str(each) for each in USUAL.expiry_lead_times] == ["P2M", "P1M", "P7D", "P0D"]

    def test_each_list_is_sorted_and_the_other_one_stays(self):
        order = edited(a_purchase_order("PO-1", a_line()), balance_thresholds=["10", "50", "0"])
        assert order.notification_settings == replace(USUAL, balance_thresholds=(50, 10, 0))
        order = edited(order, expiry_lead_times=["P0D", "P30D", "P3M"])
        assert [str(each) for each in order.expiry_lead_times] == ["P3M", "P30D", "P0D"]
        assert order.notification_settings.balance_thresholds == (50, 10, 0)

    def test_an_empty_list_opts_out(self):
        order = edited(
            a_purchase_order("PO-1", a_line()), balance_thresholds=[], expiry_lead_times=[]
        )
        assert order.notification_settings == NOBODY_IS_TOLD

    def test_it_is_an_edit_like_any_other(self):
        """R-076"""
        before = a_purchase_order("PO-1", a_line())
        after = edited(before, balance_thresholds=["20"])
        assert (after.version, after.updated_at) == (before.version + 1, NOW)
        assert edited(after, balance_thresholds=["20"]) is after

    def test_every_fault_is_told_at_once(self):
        assert problems(
            balance_thresholds=["100", "-1", "7.5", "5", "5"],
            expiry_lead_times=["P1Y", "P7D", "P1W"],
        ) == {
            ("balanceThresholds[0]", "INVALID_VALUE"),
            ("balanceThresholds[1]", "INVALID_VALUE"),
            ("balanceThresholds[2]", "INVALID_VALUE"),
            ("balanceThresholds[4]", "DUPLICATE_VALUE"),
            ("expiryLeadTimes[0]", "INVALID_VALUE"),
            ("expiryLeadTimes[2]", "DUPLICATE_VALUE"),
        }

    def test_both_lists_are_bounded(self):
        assert problems(
            balance_thresholds=[str(number) for number in range(6)],
            expiry_lead_times=[f"P{number}D" for number in range(7)],
        ) == {("balanceThresholds", "TOO_MANY_VALUES"), ("expiryLeadTimes", "TOO_MANY_VALUES")}


class TestOwnThresholds:
    def fallen(self, before: str, after: str, *thresholds: int) -> list[int]:
        line = a_line(total="1000.00", balance=before)
        fallen = replace(line, booked=Decimal("1000.00") - Decimal(after))
        return [each.threshold for each in crossings(line, fallen, thresholds)]

    def test_each_is_crossed_for_itself_and_exactly_it_is_not_below(self):
        """R-348"""
        assert self.fallen("600.00", "500.00", 50, 20) == []
        assert self.fallen("500.00", "499.99", 50, 20) == [50]
        assert self.fallen("499.99", "200.00", 50, 20) == []
        assert self.fallen("499.99", "199.99", 50, 20) == [20]
        assert self.fallen("600.00", "0.00", 50, 20, 0) == [50, 20, 0]

    def test_what_aws_tells_is_always_a_fact_of_the_ledger(self):
        """Who listens to events misses nothing because somebody wants no mail"""
        assert NOBODY_IS_TOLD.watched_thresholds == (75, 0)
        own = NotificationSettings(balance_thresholds=(90, 75, 10))
        assert own.watched_thresholds == (90, 75, 10, 0)


class TestOwnLeadTimes:
    def order(self, *lead_times: str, month: str = "2027-12") -> PurchaseOrder:
        read = tuple(LeadTime.parse(text) for text in lead_times)
        order = a_purchase_order(months=("2027-01", month))
        return replace(order, notification_settings=NotificationSettings(expiry_lead_times=read))

    def test_the_ladder_has_exactly_those_rungs(self):
        """R-354"""
        rungs = milestones(Month(2027, 12), [LeadTime.parse(t) for t in ("P10D", "P3M", "P1D")])
        assert [m.on.isoformat() for m in rungs] == ["2027-09-30", "2027-12-21", "2027-12-30"]

    def test_two_lead_times_of_one_day_are_one_rung(self):
        """R-358: one month before 31 December is 30 November, which is 31 days"""
        rungs = milestones(Month(2027, 12), [LeadTime(months=1), LeadTime(days=31)])
        assert [(m.on.isoformat(), str(m.lead_time)) for m in rungs] == [("2027-11-30", "P1M")]

    def test_without_lead_times_nobody_is_told(self):
        assert due_milestone(self.order(), datetime(2027, 12, 31, 9, tzinfo=UTC)) is None

    def test_close_rungs_give_way_to_the_next(self):
        """Never an older milestone after a newer one"""
        order = self.order("P3D", "P1D")
        third = due_milestone(order, datetime(2027, 12, 29, 9, tzinfo=UTC))
        second = due_milestone(order, datetime(2027, 12, 30, 9, tzinfo=UTC))
        assert third is not None
        assert second is not None
        assert (str(third.lead_time), str(second.lead_time)) == ("P3D", "P1D")

    @pytest.mark.parametrize("month", ["2027-02", "2027-08", "2027-12"])
    def test_the_longest_lead_time_is_walked_to(self, month):
        order = self.order("P6M", "P180D", month=month)
        for milestone in milestones(order.expiration_month, order.expiry_lead_times):
            assert order.expiration_month in months_to_walk(milestone.due_at)
