"""Metering without storage: limits, tariffs, sums, bills and the closings of standing charges."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from procurement.domain.charges.charge import Charge, ChargeState, Timing
from procurement.domain.charges.standing import close_next, closing_of_usage, foreseen, told_late
from procurement.domain.charges.usage import UsageBill, UsageLine
from procurement.domain.marketplace.ami_instances import IncludedInstances
from procurement.domain.metering.billing import bill_month, closed
from procurement.domain.metering.limits import is_too_late
from procurement.domain.metering.tally import Tally, UsageStatus
from procurement.domain.metering.tariff import InForce, Tariff
from procurement.domain.metering.usage_month import UsageMonth
from procurement.domain.metering.usage_record import UsageAllocation, UsageRecord, hour_of_id
from procurement.domain.month import Month
from tests.support.marketplace import a_charge

JUNE = Month.parse("2027-06")
BEGIN = datetime(2027, 6, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_tariff(
    prices: Mapping[str, str] | None = None,
    *,
    trial: Mapping[str, int | None] | None = None,
    trial_days: int = 0,
    included: int | None = None,
    currency: str = "USD",
) -> Tariff:
    shown = prices or {"requests": "0.10"}
    return Tariff(
        agreement_id="agmt-1",
        currency=currency,
        prices={key: Decimal(price) for key, price in shown.items()},
        in_force=InForce(begins_at=BEGIN, ends_at=None),
        counts_instances=included is not None,
        included=tuple(
            IncludedInstances(instance_type=key, count=included or 0, hourly_price=Decimal(price))
            for key, price in shown.items()
        ),
        inclusion=InForce(begins_at=BEGIN, ends_at=None),
        trial=trial,
        trial_ends_at=BEGIN + timedelta(days=trial_days) if trial_days else None,
    )


def a_record(hour: int = 0, quantity: str = "1", dimension: str = "requests") -> UsageRecord:
    return UsageRecord(
        agreement_id="agmt-1",
        dimension=dimension,
        hour=BEGIN + hour * HOUR,
        quantity=Decimal(quantity),
        chargeable=Decimal(quantity),
        metered_at=BEGIN + hour * HOUR,
    )


def a_month(tariff: Tariff, *records: UsageRecord, period: Month = JUNE) -> UsageMonth:
    month = UsageMonth(agreement_id="agmt-1", billing_period=period)
    for record in records:
        month = month.metered(record, tariff)
    return month


class TestLimits:
    """meteringmarketplace:BatchMeterUsage"""

    @pytest.mark.parametrize(
        ("timestamp", "now", "late"),
        [
            ("2027-06-10T10:00", "2027-06-11T09:59", False),
            ("2027-06-10T10:00", "2027-06-11T10:00", True),
            ("2027-06-30T23:59", "2027-07-01T05:59", False),
            ("2027-06-30T23:59", "2027-07-01T06:00", True),
            ("2027-07-01T00:00", "2027-07-01T06:00", False),
            ("2027-12-31T23:00", "2028-01-01T06:00", True),
        ],
    )
    def test_24_hours_and_six_after_the_month(self, timestamp, now, late):
        moments = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (timestamp, now)]
        assert is_too_late(moments[0], moments[1]) is late

    def test_leniency_moves_both_out(self):
        timestamp = datetime(2027, 6, 30, 23, tzinfo=UTC)
        day = timedelta(days=1)
        assert not is_too_late(timestamp, datetime(2027, 7, 2, 5, 59, tzinfo=UTC), day)
        assert is_too_late(timestamp, datetime(2027, 7, 2, 6, tzinfo=UTC), day)


class TestRecords:
    def test_the_id_tells_agreement_dimension_and_hour(self):
        """Exactly once: the ID is what a record stands for"""
        one, same = a_record(3, "1"), a_record(3, "2")
        assert one.metering_record_id == same.metering_record_id
        others = {a_record(4).metering_record_id, a_record(3, dimension="b").metering_record_id}
        assert one.metering_record_id not in others
        assert hour_of_id(one.metering_record_id) == one.hour

    @pytest.mark.parametrize("text", ["", "mr-x", "mr-x-20270601", "mr-x-2027061325", "a-b-c-d"])
    def test_other_texts_are_no_ids(self, text):
        assert hour_of_id(text) is None

    def test_quantities_are_compared_by_value_and_allocations_as_a_set(self):
        """meteringmarketplace:UsageRecord.QuantityAsDecimal"""
        assert a_record(quantity="17").says_the_same(a_record(quantity="17.00"))
        parts = [UsageAllocation(quantity=Decimal(n), tags=(("team", str(n)),)) for n in (1, 2)]
        one = replace(a_record(quantity="3"), allocations=tuple(parts))
        assert one.says_the_same(replace(one, allocations=tuple(reversed(parts))))
        assert not one.says_the_same(a_record(quantity="3"))


class TestTally:
    def test_first_come_counts_and_what_contradicts_it_is_a_duplicate(self):
        """meteringmarketplace:UsageRecordResultStatus"""
        tariff = a_tariff()
        stored = a_record(0, "5")
        tally = Tally(
            known={stored.metering_record_id: stored},
            months={("agmt-1", JUNE): a_month(tariff, stored)},
        )
        given = [a_record(0, "5.0"), a_record(0, "6"), a_record(1, "2"), a_record(1, "3")]
        success, duplicate = UsageStatus.SUCCESS, UsageStatus.DUPLICATE_RECORD
        assert [tally.take(record, tariff) for record in given] == [
            success,
            duplicate,
            success,
            duplicate,
        ]
        (month,) = tally.changed.values()
        assert (month.of("requests").records, month.of("requests").quantity) == (2, Decimal(7))
        assert len(tally.added) == 1


class TestTariffs:
    def test_an_hour_counts_when_the_agreement_holds_in_a_part_of_it(self):
        """R-257"""
        half_past = InForce(begins_at=BEGIN + HOUR / 2, ends_at=BEGIN + 2 * HOUR)
        assert [half_past.touches(BEGIN + n * HOUR) for n in (-1, 0, 1, 2)] == [
            False,
            True,
            True,
            False,
        ]

    def test_only_instances_above_the_count_are_charged(self):
        """R-328"""
        tariff = a_tariff({"m5.large": "0.40"}, included=10)
        charged = [tariff.chargeable("m5.large", BEGIN, Decimal(n)) for n in (0, 10, 12)]
        assert charged == [0, 0, 2]

    def test_outside_the_time_that_includes_them_all_are_charged(self):
        """R-259: what the second agreement includes"""
        tariff = replace(
            a_tariff({"m5.large": "0.40"}, included=10),
            inclusion=InForce(begins_at=BEGIN + HOUR, ends_at=BEGIN + 2 * HOUR),
        )
        charged = [tariff.chargeable("m5.large", BEGIN + n * HOUR, Decimal(11)) for n in range(3)]
        assert charged == [11, 1, 11]


class TestBills:
    def test_a_month_is_rounded_once_and_its_dimensions_stay_exact(self):
        """R-089, R-255: three times 0.005 is 0.015, not three times 0.01"""
        tariff = a_tariff({"a": "0.005", "b": "0.005", "c": "0.005"})
        month = a_month(tariff, *(a_record(0, "1", key) for key in "abc"))
        bill = bill_month(month, (), tariff)
        assert bill.amount == Decimal("0.02")
        assert [line.amount for line in bill.lines] == [Decimal("0.005")] * 3

    def test_what_is_told_late_is_the_difference(self):
        """All charges of a month come to the rounded whole"""
        tariff = a_tariff({"requests": "0.003"})
        month = a_month(tariff, a_record(0, "500"))
        first = bill_month(month, (), tariff)
        month = closed(month, first, BEGIN)
        assert bill_month(month, (), tariff) == UsageBill(
            amount=Decimal("0.00"), closing=2, lines=()
        )
        later = bill_month(month.metered(a_record(1, "501"), tariff), (), tariff)
        assert (first.amount, later.amount, later.closing) == (Decimal("1.50"), Decimal("1.50"), 2)
        (line,) = later.lines
        assert (line.quantity, line.amount) == (Decimal(501), Decimal("1.503"))

    def test_yen_have_no_minor_unit(self):
        """R-246, R-300"""
        tariff = a_tariff({"requests": "0.5"}, currency="JPY")
        assert bill_month(a_month(tariff, a_record(0, "3")), (), tariff).amount == Decimal(2)

    @pytest.mark.parametrize(
        ("granted", "charged"), [(None, "4"), (10, "4"), (6, "6"), (2, "10"), (0, "12")]
    )
    def test_a_trial_leaves_its_grant_free(self, granted, charged):
        """R-264: 8 used in the trial, 4 after it"""
        tariff = a_tariff(trial={"requests": granted}, trial_days=1)
        month = a_month(tariff, a_record(0, "8"), a_record(24, "4"))
        (line,) = bill_month(month, (), tariff).lines
        assert line.quantity == Decimal(charged)

    def test_a_trial_over_two_months_grants_once(self):
        """R-264: 7 of 10 are taken by June; of 5 in July's trial 3 are free"""
        tariff = a_tariff(trial={"requests": 10}, trial_days=45)
        june = a_month(tariff, a_record(0, "7"))
        july = a_month(tariff, a_record(24 * 31, "5"), period=JUNE.plus(1))
        assert bill_month(june, (), tariff).lines == ()
        (line,) = bill_month(july, [june], tariff).lines
        assert line.quantity == Decimal(2)
        assert tariff.trial_began_in(JUNE.plus(1)) == JUNE
        assert tariff.trial_began_in(JUNE.plus(2)) == JUNE.plus(2)


def a_standing(**more: object) -> Charge:
    charge = replace(
        a_charge(None, period="2027-06", timing=Timing.BILLING_PERIOD, amount="0"),
        state=ChargeState.STANDING,
        due_at=closing_of_usage(JUNE),
    )
    return replace(charge, **more)  # type: ignore[arg-type]


def a_bill(amount: str, closing: int = 1) -> UsageBill:
    line = UsageLine(
        dimension="requests",
        quantity=Decimal(1),
        unit_price=Decimal(amount),
        amount=Decimal(amount),
    )
    return UsageBill(amount=Decimal(amount), closing=closing, lines=(line,))


class TestClosings:
    def test_a_bill_makes_a_charge_and_moves_the_standing_one_on(self):
        """R-220, R-222, R-242"""
        made, after = close_next(a_standing(), a_bill("8.00"))
        assert made is not None
        assert (made.charge_id, made.state, made.amount) == (
            "ch-None202706",
            ChargeState.PENDING,
            Decimal("8.00"),
        )
        assert (made.purchase_order_reference, made.revision) == ("B-7", 1)
        assert made.usage == a_bill("8.00").lines
        assert (str(after.billing_period), after.revision) == ("2027-07", 2)
        assert after.due_at == datetime(2027, 8, 3, tzinfo=UTC)
        assert after.is_metered

    @pytest.mark.parametrize("bill", [None, a_bill("0.00")])
    def test_nothing_due_makes_no_charge(self, bill):
        """R-264"""
        made, after = close_next(a_standing(), bill)
        assert made is None
        assert str(after.billing_period) == "2027-07"

    def test_late_usage_closes_its_month_once_more(self):
        """R-310: and leaves the months to come where they are"""
        standing = replace(
            a_standing(), billing_period=JUNE.plus(1), due_at=closing_of_usage(JUNE.plus(1))
        )
        now = datetime(2027, 7, 5, tzinfo=UTC)
        woken = told_late(told_late(standing, JUNE, now), JUNE.plus(-1), now)
        assert told_late(woken, JUNE, now) is woken
        assert (woken.due_at, woken.next_period) == (now, JUNE.plus(-1))
        first, woken = close_next(woken, a_bill("1.00", closing=3))
        assert first is not None
        assert first.charge_id == "ch-None202705s3"
        assert (woken.due_at, woken.next_period) == (now, JUNE)
        second, after = close_next(woken, a_bill("1.00", closing=2))
        assert second is not None
        assert second.charge_id == "ch-None202706s2"
        assert (after.due_at, after.next_period) == (standing.due_at, JUNE.plus(1))

    def test_after_the_last_month_only_late_usage_is_awaited(self):
        """R-257"""
        _, over = close_next(a_standing(last_period=JUNE), a_bill("1.00"))
        assert not over.is_awaited
        assert told_late(over, JUNE, BEGIN).is_awaited

    def test_an_end_makes_its_month_the_last(self):
        """R-317, R-402: what was used is owed; what had not begun is void"""
        at = BEGIN + timedelta(days=9)
        ended = a_standing().ended(at)
        assert (ended.state, ended.last_period) == (ChargeState.STANDING, JUNE)
        assert ended.ended(at) is ended
        assert a_standing(last_period=JUNE.plus(5)).ended(at).last_period == JUNE
        assert a_standing(billing_period=JUNE.plus(1)).ended(at).state is ChargeState.VOID
        recurring = a_standing(amount=Decimal(5))
        assert recurring.ended(at).state is ChargeState.VOID

    def test_what_is_known_so_far_is_foreseen(self):
        """R-220"""
        key = ("collection", JUNE)
        until = datetime(2027, 12, 1, tzinfo=UTC)
        (made,) = foreseen([a_standing()], until, {key: a_bill("3.00")})
        assert (made.amount, str(made.billing_period)) == (Decimal("3.00"), "2027-06")
        assert foreseen([a_standing()], until) == []
        assert foreseen([a_standing()], BEGIN, {key: a_bill("3.00")}) == []
