"""A billing period: one calendar month in UTC (R-066), and the calendar steps built on it."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Self

_TICK: Final = timedelta(microseconds=1)
_FORMAT: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A billing period, ordered by time: 2027-12 < 2028-01."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``YYYY-MM``; `ValueError` for anything else (R-029)."""
        found = _FORMAT.fullmatch(text)
        if found is None or found[1] == "0000":
            raise ValueError(f"{text!r} is not a month of the form YYYY-MM")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, moment: date | datetime) -> Self:
        """The month that holds `moment`; instants are read in UTC, never in local time."""
        if isinstance(moment, datetime):
            if moment.tzinfo is None:
                raise ValueError("an instant needs its time zone")
            moment = moment.astimezone(UTC)
        return cls(moment.year, moment.month)

    @property
    def first_day(self) -> date:
        """The 1st."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """The 28th to the 31st."""
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def starts_at(self) -> datetime:
        """00:00 UTC on the 1st."""
        return midnight(self.first_day)

    @property
    def last_instant(self) -> datetime:
        """The last microsecond in UTC that belongs to it."""
        return self.plus(1).starts_at - _TICK

    def plus(self, months: int) -> "Month":
        """The month `months` later (earlier if negative)."""
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def months(first: Month, last: Month) -> Iterator[Month]:
    """Every month from the first to the last; none when the last comes before."""
    while first <= last:
        yield first
        first = first.plus(1)


def midnight(day: date) -> datetime:
    """00:00 UTC of `day`."""
    return datetime.combine(day, time.min, tzinfo=UTC)


def add_months(day: date, months: int) -> date:
    """`day` moved by whole months, clamped to the last day of a shorter month (R-282).

    Always step from the first date, never from the previous one: 31 Jan plus 1 is 28 Feb, plus 2
    is 31 Mar.
    """
    month = Month(day.year, day.month).plus(months)
    return date(month.year, month.number, min(day.day, month.last_day.day))
