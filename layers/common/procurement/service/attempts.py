"""Deciding again when the ground of a decision moved before it was saved (R-147)."""

import random
import time
from collections.abc import Callable
from typing import Final, TypeVar

from procurement.domain.errors import (
    LedgerlineError,
    LostRace,
    PayerChanged,
    StaleChargeRevision,
    Unavailable,
)

T = TypeVar("T")

ATTEMPTS: Final = 12
_FIRST_PAUSE: Final = 0.01
_LONGEST_PAUSE: Final = 0.4


def decide(attempt: Callable[[], T], *, also: tuple[type[LedgerlineError], ...] = ()) -> T:
    """Run `attempt` until it saves what it decided, at most `ATTEMPTS` times.

    Only a lost race (and what `also` names) is tried again, with full jitter; each attempt must
    read everything afresh. The last error passes on, to be retried by the queue or the caller.
    """
    races: tuple[type[Exception], ...] = (LostRace, *also)
    for number in range(1, ATTEMPTS):
        try:
            return attempt()
        except races:
            pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**number)
            time.sleep(random.uniform(0, pause))  # noqa: S311 - spreads load, guards nothing
    return attempt()


RACES: Final = (LostRace, StaleChargeRevision, PayerChanged, Unavailable)
"""What a later delivery of the same message may find resolved."""
