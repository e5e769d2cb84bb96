"""A report of running instances, and the hours that it comes to (R-326 to R-328).

Machine images are paid by instance type and hour, each begun hour a whole one. A report tells every
run of a stretch of hours, so that what ran beside each other is counted together. One that leaves
some out for another report would contradict it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from procurement.domain.errors import Problems
from procurement.domain.marketplace.ami_overage import InstanceRun, running_by_hour
from procurement.domain.metering.limits import is_too_late
from procurement.domain.metering.tariff import Tariff
from procurement.domain.metering.usage_entry import CheckedEntry
from procurement.domain.metering.usage_record import hour_of

MAX_HOURS: Final = 24
MAX_RUNS: Final = 1_000

_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class InstanceRunEntry:
    """One uninterrupted run as it was told; without an end it still runs."""

    instance_type: str
    instance_id: str
    started_at: datetime
    stopped_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class InstanceReport:
    """All runs between two full hours, the later one exclusive, as they were told."""

    start_time: datetime
    end_time: datetime
    runs: tuple[InstanceRunEntry, ...]


def hours_of_report(
    report: InstanceReport, tariff: Tariff, now: datetime, leniency: timedelta
) -> tuple[CheckedEntry, ...]:
    """What is to be metered: for each hour the instances of each type that ran, in that order.

    `InvalidInput` with every problem: TIMESTAMP_OUT_OF_BOUNDS for a time that is no full hour, not
    over yet, too long or too long ago; INVALID_USAGE_DIMENSION for a type without a price (R-329).
    """
    problems = Problems()
    _check_times(report, now, leniency, problems)
    runs = _runs(report.runs, tariff, problems)
    problems.raise_if_any()
    running = running_by_hour(runs, report.start_time, report.end_time)
    hours = (report.end_time - report.start_time) // _HOUR
    found = [
        (report.start_time + number * _HOUR, instance_type, counts[number])
        for number in range(hours)
        for instance_type, counts in sorted(running.items())
        if counts[number]
    ]
    return tuple(
        CheckedEntry(
            index=index,
            hour=hour,
            dimension=instance_type,
            quantity=Decimal(count),
            agreement_id=tariff.agreement_id,
            customer_account_id=None,
            allocations=(),
        )
        for index, (hour, instance_type, count) in enumerate(found)
    )


def _check_times(
    report: InstanceReport, now: datetime, leniency: timedelta, problems: Problems
) -> None:
    reason, times = "TIMESTAMP_OUT_OF_BOUNDS", (report.start_time, report.end_time)
    if any(time.tzinfo is None or time != hour_of(time) for time in times):
        problems.add("startTime", reason, "start and end must be full hours in UTC", "R-327")
        problems.raise_if_any()
    if not timedelta(0) < report.end_time - report.start_time <= MAX_HOURS * _HOUR:
        message = f"must be 1 to {MAX_HOURS} hours after startTime"
        problems.add("endTime", reason, message)
    if report.end_time > now:
        problems.add("endTime", reason, "lies in the future: only hours that are over count")
    elif is_too_late(report.start_time, now, leniency):
        message = "is older than 24 hours, or of a month that ended more than 6 hours ago"
        problems.add("startTime", reason, message)


def _runs(
    entries: Sequence[InstanceRunEntry], tariff: Tariff, problems: Problems
) -> list[InstanceRun]:
    if len(entries) > MAX_RUNS:
        message = f"has {len(entries)} runs, at most {MAX_RUNS} are allowed"
        problems.add("runs", "TOO_MANY_RUNS", message)
        return []
    runs = []
    for index, entry in enumerate(entries):
        field = f"runs[{index}]"
        if entry.instance_type not in tariff.prices:
            message = f"the offer names no hourly price for {entry.instance_type}"
            problems.add(f"{field}.instanceType", "INVALID_USAGE_DIMENSION", message, "R-329")
        try:
            runs.append(
                InstanceRun(
                    instance_type=entry.instance_type,
                    instance_id=entry.instance_id,
                    started_at=entry.started_at,
                    stopped_at=entry.stopped_at,
                )
            )
        except ValueError as error:
            problems.add(f"{field}.stoppedAt", "INVALID_TIMESTAMP", str(error))
    return runs
