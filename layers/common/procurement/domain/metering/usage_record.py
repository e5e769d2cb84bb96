"""A metered record: how much of one dimension a customer used in one hour (R-255).

An hour is a clock hour in UTC. Of one customer, dimension and hour there is one record, and it
never changes: that makes metering count once, however often it is sent.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, Self

from procurement.domain.ids import derived_id
from procurement.domain.month import Month

_HOUR: Final = "%Y%m%d%H"


@dataclass(frozen=True, kw_only=True, slots=True)
class UsageAllocation:
    """meteringmarketplace:UsageAllocation: the part of a record that bears these tags."""

    quantity: Decimal
    tags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class UsageRecord:
    """What was used in the hour that begins at `hour`.

    `quantity` is what the seller told; `chargeable` what of it the included instances leave over,
    which for everything but machine images is all of it (R-328). Allocations tell for whom it was
    used, and change nothing about the price.
    """

    agreement_id: str
    dimension: str
    hour: datetime
    quantity: Decimal
    chargeable: Decimal
    metered_at: datetime
    allocations: tuple[UsageAllocation, ...] = ()

    @property
    def metering_record_id(self) -> str:
        """The record's identity: agreement, dimension and hour."""
        return f"{dimension_id(self.agreement_id, self.dimension)}-{self.hour:{_HOUR}}"

    @property
    def billing_period(self) -> Month:
        """The month that it was used in, whenever it was told (R-389)."""
        return Month.of(self.hour)

    def says_the_same(self, other: Self) -> bool:
        """Whether both tell the same quantity, by value, and the same allocations."""
        return self.quantity == other.quantity and _spread(self) == _spread(other)


def dimension_id(agreement_id: str, dimension: str) -> str:
    """What the IDs of all records of one agreement and dimension begin with."""
    return derived_id("mr", agreement_id, dimension)


def hour_of_id(metering_record_id: str) -> datetime | None:
    """The hour that a record's ID ends in; None for a text that is no such ID."""
    try:
        _, _, hour = metering_record_id.split("-")
        return datetime.strptime(hour, _HOUR).replace(tzinfo=UTC)
    except ValueError:
        return None


def hour_of(timestamp: datetime) -> datetime:
    """The beginning of the clock hour in UTC."""
    return timestamp.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _spread(record: UsageRecord) -> set[tuple[tuple[tuple[str, str], ...], Decimal]]:
    return {(tuple(sorted(part.tags)), part.quantity) for part in record.allocations}
