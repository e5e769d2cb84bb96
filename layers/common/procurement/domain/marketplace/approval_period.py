"""After how long a payment request that nobody answers is approved (R-403)."""

import re
from datetime import timedelta
from typing import Final

LONGEST: Final = timedelta(days=365)
"""AWS states no bound; every period of ours has one."""

_DURATION: Final = re.compile(
    r"P(?:(?P<days>[0-9]{1,5})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,5})H)?(?:(?P<minutes>[0-9]{1,7})M)?"
    r"(?:(?P<seconds>[0-9]{1,9})S)?)?"
)


def read_approval_period(text: str) -> timedelta:
    """The period that `text` writes in days and time (agreement:ISO8601Duration), as ``P10D``.

    `ValueError` for anything else, for fractions, for none at all and for more than `LONGEST`.
    """
    found = _DURATION.fullmatch(text)
    parts = {name: int(count) for name, count in found.groupdict("0").items()} if found else {}
    period = timedelta(**parts)
    if not timedelta(0) < period <= LONGEST:
        raise ValueError(f"must be above zero and at most P{LONGEST.days}D, as P10D or PT12H")
    return period
