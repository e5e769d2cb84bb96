"""What instances of an AMI offer cost, over an hour and over a month."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from procurement.domain.marketplace.ami_instances import IncludedInstances
from procurement.domain.marketplace.ami_overage import (
    InstanceRun,
    OverageLine,
    overage,
    running_by_hour,
)
from procurement.domain.month import Month


def overage_of_hour(
    running: Mapping[str, int], included: Sequence[IncludedInstances]
) -> tuple[OverageLine, ...]:
    """The overage of one hour."""
    return overage({name: [count] for name, count in running.items()}, included)


def overage_of_month(
    runs: Iterable[InstanceRun],
    included: Sequence[IncludedInstances],
    month: Month,
    until: datetime | None = None,
) -> tuple[OverageLine, ...]:
    """The overage of `month`; what still runs is counted to its end, or up to `until`."""
    end = month.plus(1).starts_at
    last = end if until is None else min(until, end)
    return overage(running_by_hour(runs, month.starts_at, last), included)
