"""Instances above the included count: hours of each type at its hourly price (R-327, R-328).

An hour is a clock hour in UTC. An instance runs in it if it runs at any instant of it, so a part of
an hour counts as a whole one; stopped and started again within the hour, it still counts once. A
run is half open: ending at 10:00 sharp, it does not touch the hour that begins then. What runs
above the count is judged hour by hour: quiet hours never make up for busy ones, and included
instances of one type never cover another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Final

from procurement.domain.errors import Problems
from procurement.domain.marketplace.ami_instances import IncludedInstances
from procurement.domain.money import EXACT

_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class InstanceRun:
    """One uninterrupted run of an instance, from `started_at` until just before `stopped_at`.

    Both are instants with a time zone; `stopped_at` None still runs. `ValueError` for an end that
    is not after the start.
    """

    instance_type: str
    instance_id: str
    started_at: datetime
    stopped_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.started_at.tzinfo is None or (self.stopped_at and self.stopped_at.tzinfo is None):
            raise ValueError("an instant needs its time zone")
        if self.stopped_at is not None and self.stopped_at <= self.started_at:
            raise ValueError(f"the run of {self.instance_id} ends before it has begun")


@dataclass(frozen=True, kw_only=True, slots=True)
class OverageLine:
    """The overage of one type: `hours` instance-hours above the count, and their `amount`.

    The amount is exact and before tax; the invoice rounds its total once.
    """

    instance_type: str
    included: int
    hours: int
    hourly_price: Decimal
    amount: Decimal


def overage(
    running: Mapping[str, Sequence[int]], included: Sequence[IncludedInstances]
) -> tuple[OverageLine, ...]:
    """What hours cost in which so many instances were `running` of each type (R-328).

    `running` has a count per hour. A line for each type that was ever above its count, in order of
    types. Raises `InvalidInput` with UNPRICED_INSTANCE_TYPE for each type that the offer does not
    name: its price is not known, and the count of another type never covers it.
    """
    _refuse_unpriced(running, included)
    lines = []
    for entry in sorted(included, key=lambda entry: entry.instance_type):
        counts = running.get(entry.instance_type, ())
        hours = sum(max(0, count - entry.count) for count in counts)
        if hours:
            lines.append(
                OverageLine(
                    instance_type=entry.instance_type,
                    included=entry.count,
                    hours=hours,
                    hourly_price=entry.hourly_price,
                    amount=EXACT.multiply(Decimal(hours), entry.hourly_price),
                )
            )
    return tuple(lines)


def running_by_hour(
    runs: Iterable[InstanceRun], start: datetime, end: datetime
) -> dict[str, list[int]]:
    """How many instances of each type ran in each hour from `start` on, a full hour (R-327).

    What still runs is counted to `end`; the last hour may be a part of one. Types that did not run
    are not there.
    """
    spans: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for run in runs:
        span = _hours(run, start, end)
        if span is not None:
            instances = spans.setdefault(run.instance_type, {})
            instances.setdefault(run.instance_id, []).append(span)
    hours = -((start - end) // _HOUR)
    return {name: _running(instances.values(), hours) for name, instances in spans.items()}


def _hours(run: InstanceRun, start: datetime, end: datetime) -> tuple[int, int] | None:
    """The hours that a run touches, counted from `start`: the first, and the first one after it."""
    begun = max(run.started_at, start)
    stopped = end if run.stopped_at is None else min(run.stopped_at, end)
    if begun >= stopped:
        return None
    # Negating on both sides turns the floor of `//` into the ceiling: a begun hour is a whole one.
    return (begun - start) // _HOUR, -((start - stopped) // _HOUR)


def _running(instances: Iterable[list[tuple[int, int]]], hours: int) -> list[int]:
    """How many instances ran in each of the `hours`."""
    changes = [0] * (hours + 1)
    for spans in instances:
        counted = 0
        for first, after in sorted(spans):
            # An instance's runs may share an hour; it is one instance there all the same.
            begin = max(first, counted)
            if begin < after:
                changes[begin] += 1
                changes[after] -= 1
                counted = after
    return list(accumulate(changes[:-1]))


def _refuse_unpriced(names: Iterable[str], included: Sequence[IncludedInstances]) -> None:
    priced = {entry.instance_type for entry in included}
    problems = Problems()
    for name in sorted(set(names) - priced):
        message = f"{name} is not among the offer's instance types: it has no hourly price"
        problems.add("instanceType", "UNPRICED_INSTANCE_TYPE", message, "R-328")
    problems.raise_if_any()
