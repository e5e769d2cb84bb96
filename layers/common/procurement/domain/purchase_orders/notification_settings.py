"""When a purchase order's contacts hear of it: at which balances, how long before it expires."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

from procurement.domain.month import add_months

MAX_THRESHOLDS: Final = 5
"""Balance thresholds per purchase order."""
MAX_PERCENT: Final = 99
MAX_LEAD_TIMES: Final = 6
"""Lead times per purchase order."""
MAX_MONTHS: Final = 6
MAX_DAYS: Final = 180

_LEAD_TIME: Final = re.compile(r"P(?:([1-9])M|([0-9]{1,2})W|([0-9]{1,3})D)")


@dataclass(frozen=True, slots=True)
class LeadTime:
    """How long before its last day a purchase order is told of: months, or days, never both."""

    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """``P2M``, ``P1W`` or ``P7D``, as ISO 8601 writes durations; `ValueError` for others.

        At most six months or 180 days; ``P0D`` is the last day itself.
        """
        found = _LEAD_TIME.fullmatch(text)
        if found is None:
            raise ValueError(f"{text[:20]!r} is no lead time")
        months, weeks, days = (int(number or 0) for number in found.groups())
        lead_time = cls(months=months, days=weeks * 7 + days)
        if lead_time.months > MAX_MONTHS or lead_time.days > MAX_DAYS:
            raise ValueError(f"{text!r} is longer than {MAX_MONTHS} months or {MAX_DAYS} days")
        return lead_time

    def before(self, last_day: date) -> date:
        """The day that lies so long before; months are subtracted with clamping (R-355)."""
        return add_months(last_day, -self.months) - timedelta(days=self.days)

    @property
    def rank(self) -> tuple[int, int]:
        """What sorts lead times: about how many days it is; of equal ones, months are longer."""
        return self.months * 30 + self.days, self.months

    def __str__(self) -> str:
        return f"P{self.months}M" if self.months else f"P{self.days}D"


DEFAULT_THRESHOLDS: Final = (75, 0)
"""Percent of a line's total: below 75 (R-347), and nothing left (R-349)."""
DEFAULT_LEAD_TIMES: Final = (LeadTime(months=2), LeadTime(months=1), LeadTime(days=7), LeadTime())
"""Two months, one month, one week, and the day itself (R-351 to R-354)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NotificationSettings:
    """What the contacts of one purchase order are told of; nothing of what is empty.

    Thresholds are whole percents, the highest first; lead times come longest first.
    """

    balance_thresholds: tuple[int, ...] = DEFAULT_THRESHOLDS
    expiry_lead_times: tuple[LeadTime, ...] = DEFAULT_LEAD_TIMES

    @property
    def watched_thresholds(self) -> tuple[int, ...]:
        """The thresholds whose crossing is a fact of the ledger: AWS's own ones always are.

        So who listens to events misses nothing because somebody wants no mail.
        """
        return tuple(sorted({*self.balance_thresholds, *DEFAULT_THRESHOLDS}, reverse=True))


USUAL: Final = NotificationSettings()
"""AWS's own thresholds and lead times."""
