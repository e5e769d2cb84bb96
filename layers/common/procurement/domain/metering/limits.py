"""Until when usage may be told (meteringmarketplace:BatchMeterUsage)."""

from datetime import datetime, timedelta
from typing import Final

from procurement.domain.month import Month

AGE: Final = timedelta(hours=24)
"""Usage is not taken any more once it is this old."""

GRACE: Final = timedelta(hours=6)
"""After the end of a month its usage is taken this long, whatever its age."""

NO_LENIENCY: Final = timedelta(0)


def is_too_late(timestamp: datetime, now: datetime, leniency: timedelta = NO_LENIENCY) -> bool:
    """Whether usage of that instant is told too late, both limits moved out by `leniency`."""
    month_ends_at = Month.of(timestamp).plus(1).starts_at
    return now - timestamp >= AGE + leniency or now >= month_ends_at + GRACE + leniency
