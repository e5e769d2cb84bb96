"""How long a contract runs: an ISO 8601 duration in one unit, as AWS writes it (``P12M``)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Self

from procurement.domain.month import add_months

MAX_MONTHS: Final = 60
MAX_DAYS: Final = 1_827
"""Five years: what the longest eligible product allows (R-324), leap days included."""

_FORMAT: Final = re.compile(r"P([1-9][0-9]{0,4})([DMY])")


class DurationUnit(StrEnum):
    """The ISO 8601 designators that AWS uses for contracts."""

    DAYS = "D"
    MONTHS = "M"
    YEARS = "Y"


@dataclass(frozen=True, kw_only=True, slots=True)
class ContractDuration:
    """A whole number of days, months or years, at most 60 months or 1,827 days."""

    count: int
    unit: DurationUnit

    def __post_init__(self) -> None:
        if self.count < 1 or not self.is_at_most(months=MAX_MONTHS, days=MAX_DAYS):
            raise ValueError(f"{self} is not between 1 day and {MAX_MONTHS} months")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``PnD``, ``PnM`` or ``PnY``; `ValueError` for any other form or a longer time."""
        found = _FORMAT.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is not a duration such as P12M, P3Y or P365D")
        return cls(count=int(found[1]), unit=DurationUnit(found[2]))

    def last_day(self, start: date) -> date:
        """The day before `start` plus the duration, months clamped (R-293).

        2027-03-01 with P12M ends on 2028-02-29.
        """
        if self.unit is DurationUnit.DAYS:
            return start + timedelta(days=self.count - 1)
        return add_months(start, self._months) - timedelta(days=1)

    def is_at_most(self, *, months: int, days: int) -> bool:
        """Whether it fits a limit that is stated as `months` or, for day durations, `days`."""
        if self.unit is DurationUnit.DAYS:
            return self.count <= days
        return self._months <= months

    @property
    def _months(self) -> int:
        return self.count * 12 if self.unit is DurationUnit.YEARS else self.count

    def __str__(self) -> str:
        return f"P{self.count}{self.unit.value}"


def duration_between(start: date, end: date) -> ContractDuration:
    """How long `start` to `end`, both included, is: in months if they are whole, else in days.

    `ValueError` for more than a contract may run.
    """
    following = end + timedelta(days=1)
    months = (following.year - start.year) * 12 + following.month - start.month
    if months and add_months(start, months) == following:
        return ContractDuration(count=months, unit=DurationUnit.MONTHS)
    return ContractDuration(count=(following - start).days, unit=DurationUnit.DAYS)
