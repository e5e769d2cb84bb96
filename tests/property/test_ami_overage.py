from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from procurement.domain.marketplace.ami_instances import IncludedInstances
from procurement.domain.marketplace.ami_overage import InstanceRun
from procurement.domain.month import Month
from tests.support.ami import overage_of_hour, overage_of_month

FEBRUARY = Month.parse("2027-02")
TYPES = ("c5.large", "m5.large")
HOUR = 60

# Minutes from a day before the month to a day after it; short runs, so that hours are shared.
begins = st.integers(min_value=-24 * HOUR, max_value=29 * 24 * HOUR)
lengths = st.one_of(
    st.integers(min_value=1, max_value=4 * HOUR), st.integers(min_value=1, max_value=40 * 24 * HOUR)
)
runs = st.lists(
    st.builds(
        lambda name, instance, begin, length: InstanceRun(
            instance_type=name,
            instance_id=f"i-{instance}",
            started_at=FEBRUARY.starts_at + timedelta(minutes=begin),
            stopped_at=FEBRUARY.starts_at + timedelta(minutes=begin + length),
        ),
        st.sampled_from(TYPES),
        st.integers(min_value=1, max_value=4),
        begins,
        lengths,
    ),
    max_size=12,
)
offers = st.tuples(
    *[
        st.builds(
            IncludedInstances,
            instance_type=st.just(name),
            count=st.integers(min_value=0, max_value=3),
            hourly_price=st.decimals(min_value=0, max_value=100, places=8),
        )
        for name in TYPES
    ]
)


def running_by_hour(given_runs: list[InstanceRun]) -> list[dict[str, int]]:
    """Slow and simple: ask of every hour which instances touch it."""
    result = []
    for hour in range(28 * 24):
        start = FEBRUARY.starts_at + timedelta(hours=hour)
        end = start + timedelta(hours=1)
        found = defaultdict(set)
        for run in given_runs:
            assert run.stopped_at is not None
            if run.started_at < end and run.stopped_at > start:
                found[run.instance_type].add(run.instance_id)
        result.append({name: len(instances) for name, instances in found.items()})
    return result


@given(given_runs=runs, offer=offers)
def test_the_month_is_the_sum_of_its_hours(
    given_runs: list[InstanceRun], offer: tuple[IncludedInstances, ...]
) -> None:
    """R-328: against an independent count, hour by hour and instance by instance."""
    expected: dict[str, int] = defaultdict(int)
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for running in running_by_hour(given_runs):
        for line in overage_of_hour(running, offer):
            expected[line.instance_type] += line.hours
            amounts[line.instance_type] += line.amount
    lines = overage_of_month(given_runs, offer, FEBRUARY)
    assert {line.instance_type: line.hours for line in lines} == expected
    assert {line.instance_type: line.amount for line in lines} == amounts


@given(running=st.dictionaries(st.sampled_from(TYPES), st.integers(0, 10)), offer=offers)
def test_an_hour_costs_what_is_above_the_count_type_by_type(
    running: dict[str, int], offer: tuple[IncludedInstances, ...]
) -> None:
    """R-328: max(0, running - included) x hourly price."""
    hours = {line.instance_type: line.hours for line in overage_of_hour(running, offer)}
    for entry in offer:
        above = max(0, running.get(entry.instance_type, 0) - entry.count)
        assert hours.get(entry.instance_type, 0) == above
    total = sum((line.amount for line in overage_of_hour(running, offer)), Decimal(0))
    assert total == sum(
        (hours.get(entry.instance_type, 0) * entry.hourly_price for entry in offer), Decimal(0)
    )
