"""Metering, whatever comes in whatever order."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.domain.marketplace.ami_instances import IncludedInstances
from procurement.domain.marketplace.ami_overage import InstanceRun
from procurement.domain.metering.billing import bill_month, closed
from procurement.domain.metering.instance_report import (
    InstanceReport,
    InstanceRunEntry,
    hours_of_report,
)
from procurement.domain.metering.tally import Tally, UsageStatus
from procurement.domain.metering.tariff import InForce, Tariff
from procurement.domain.metering.usage_month import UsageMonth
from procurement.domain.metering.usage_record import UsageAllocation, UsageRecord
from procurement.domain.money import EXACT, rounded
from procurement.domain.month import Month
from tests.support.ami import overage_of_month

JUNE = Month.parse("2027-06")
BEGIN = datetime(2027, 6, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
DIMENSIONS = ("a", "b", "c")

quantities = st.decimals(0, 10**9, places=6)
prices = st.decimals(Decimal("0.00000001"), 10**6, places=8)
hours = st.integers(0, 29 * 24)


def tariff_of(by_dimension: dict[str, Decimal]) -> Tariff:
    return Tariff(
        agreement_id="agmt-1",
        currency="USD",
        prices=by_dimension,
        in_force=InForce(begins_at=BEGIN, ends_at=None),
    )


tariffs = st.fixed_dictionaries(dict.fromkeys(DIMENSIONS, prices)).map(tariff_of)


@st.composite
def records(draw: st.DrawFn) -> UsageRecord:
    quantity = draw(quantities)
    return UsageRecord(
        agreement_id="agmt-1",
        dimension=draw(st.sampled_from(DIMENSIONS)),
        hour=BEGIN + draw(hours) * HOUR,
        quantity=quantity,
        chargeable=quantity,
        metered_at=BEGIN,
        allocations=(UsageAllocation(quantity=quantity, tags=(("k", "v"),)),),
    )


def one_per_hour(found: Sequence[UsageRecord]) -> list[UsageRecord]:
    return list({record.metering_record_id: record for record in found}.values())


def counted(month: UsageMonth, found: Sequence[UsageRecord], tariff: Tariff) -> UsageMonth:
    """The month after these records, each in a request of its own."""
    known: dict[str, UsageRecord] = {}
    for record in found:
        tally = Tally(known=known, months={("agmt-1", JUNE): month})
        assert tally.take(record, tariff) is UsageStatus.SUCCESS
        known |= tally.added
        month = tally.changed.get(("agmt-1", JUNE), month)
    return month


def added(amounts: Iterable[Decimal]) -> Decimal:
    return reduce(EXACT.add, amounts, Decimal(0))


EMPTY = UsageMonth(agreement_id="agmt-1", billing_period=JUNE)


@given(st.lists(records(), max_size=30), tariffs, st.randoms())
def test_order_and_repeats_change_nothing(found, tariff, random):
    """Exactly once, whatever comes first"""
    wanted = one_per_hour(found)
    shuffled = [*wanted, *wanted]
    random.shuffle(shuffled)
    assert counted(EMPTY, wanted, tariff) == counted(EMPTY, shuffled, tariff)


@given(st.lists(records(), max_size=30), tariffs)
def test_a_bill_is_the_sum_of_its_hours_rounded_once(found, tariff):
    """R-255, R-089: and its lines are the exact sum"""
    wanted = one_per_hour(found)
    bill = bill_month(counted(EMPTY, wanted, tariff), (), tariff)
    exact = added(EXACT.multiply(r.quantity, tariff.prices[r.dimension]) for r in wanted)
    assert added(line.amount for line in bill.lines) == exact
    assert bill.amount == rounded(exact, "USD")


@given(st.lists(st.tuples(records(), st.integers(0, 3)), max_size=30), tariffs)
def test_however_late_it_comes_the_charges_add_up_to_the_whole(found, tariff):
    """R-310: a closing after every batch comes to one at the end"""
    batches = {record.metering_record_id: number for record, number in found}
    wanted = one_per_hour([record for record, _ in found])
    month, charged = EMPTY, []
    for number in range(4):
        some = [r for r in wanted if batches[r.metering_record_id] == number]
        month = counted(month, some, tariff)
        bill = bill_month(month, (), tariff)
        month = closed(month, bill, BEGIN)
        charged.append(bill.amount)
    assert all(amount >= 0 for amount in charged)
    at_once = bill_month(counted(EMPTY, wanted, tariff), (), tariff)
    assert added(charged) == at_once.amount
    assert bill_month(month, (), tariff).lines == ()


@given(st.lists(records(), max_size=10), tariffs)
def test_what_is_stored_comes_back(found, tariff):
    """Records and months as documents, exact to the last digit"""
    wanted = one_per_hour(found)
    month = counted(EMPTY, wanted, tariff)
    month = closed(month, bill_month(month, (), tariff), BEGIN)
    assert from_document(to_document(month), UsageMonth) == month
    for record in wanted:
        assert from_document(to_document(record), UsageRecord) == record


minutes = st.integers(-120, 26 * 60)


@given(
    st.lists(st.tuples(st.sampled_from(("m5", "c5")), st.integers(0, 3), minutes, minutes)),
    st.integers(0, 3),
    st.integers(1, 24),
)
def test_reports_meter_what_the_runs_of_the_month_cost(drawn, count, length):
    """R-327, R-328: hour by hour the same as all at once"""
    runs = [
        InstanceRun(
            instance_type=type_,
            instance_id=f"{type_}-{name}",
            started_at=BEGIN + timedelta(minutes=min(one, other)),
            stopped_at=BEGIN + timedelta(minutes=max(one, other) + 1),
        )
        for type_, name, one, other in drawn
    ]
    included = tuple(
        IncludedInstances(instance_type=type_, count=count, hourly_price=Decimal("0.40"))
        for type_ in ("c5", "m5")
    )
    in_force = InForce(begins_at=BEGIN, ends_at=None)
    tariff = Tariff(
        agreement_id="agmt-1",
        currency="USD",
        prices={each.instance_type: each.hourly_price for each in included},
        in_force=in_force,
        counts_instances=True,
        included=included,
        inclusion=in_force,
    )
    end = BEGIN + length * HOUR
    report = InstanceReport(
        start_time=BEGIN,
        end_time=end,
        runs=tuple(
            InstanceRunEntry(
                instance_type=run.instance_type,
                instance_id=run.instance_id,
                started_at=run.started_at,
                stopped_at=run.stopped_at,
            )
            for run in runs
        ),
    )
    entries = hours_of_report(report, tariff, end, timedelta(hours=1))
    metered = [
        UsageRecord(
            agreement_id="agmt-1",
            dimension=entry.dimension,
            hour=entry.hour,
            quantity=entry.quantity,
            chargeable=tariff.chargeable(entry.dimension, entry.hour, entry.quantity),
            metered_at=end,
        )
        for entry in entries
    ]
    bill = bill_month(counted(EMPTY, metered, tariff), (), tariff)
    expected = overage_of_month(runs, included, JUNE, end)
    assert [(line.dimension, line.amount) for line in bill.lines] == [
        (line.instance_type, line.amount) for line in expected
    ]
