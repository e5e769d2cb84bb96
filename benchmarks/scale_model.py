"""What a month of very many accounts needs of AWS, reckoned from what one was measured to take.

Limits and prices are AWS's published ones for us-east-1, those of DynamoDB since their cut in
November 2024, without free tiers and discounts. Nothing here measures anything.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

PARTITION: Final = 1_000
"""Units that one partition of a table or index may be written in a second."""
TABLE: Final = 40_000
"""Units that one table on demand may be written in a second, unless AWS is asked for more."""
NEW_TABLE: Final = 4_000
"""The same for a table that was never written faster, and was not warmed."""
STARTED_PER_MINUTE: Final = 300
"""Workers that a queue may have more than a minute ago (event source mapping of SQS)."""
BUS: Final = 10_000
"""Events that a bus takes in a second."""
MAILS: Final = 14
"""Mails in a second that a new production account of SES may send."""
WHOLE_PROCESSOR: Final = 1_769
"""Megabytes of memory with which a function has one processor."""

READ: Final = 0.005
WRITE: Final = 0.010
"""Seconds that a request to DynamoDB takes: what AWS calls single-digit, and a transaction."""

_MILLION: Final = Decimal(1_000_000)
PRICES: Final[Mapping[str, Decimal]] = {
    "written unit": Decimal("0.625") / _MILLION,
    "read unit": Decimal("0.125") / _MILLION,
    "GB-second": Decimal("0.0000166667"),
    "invocation": Decimal("0.20") / _MILLION,
    "queue request": Decimal("0.40") / _MILLION,
    "event": Decimal("1.00") / _MILLION,
    "object put": Decimal("0.005") / 1_000,
    "GB logged": Decimal("0.50"),
    "mail": Decimal("0.10") / 1_000,
    "GB-month with backup": Decimal("0.25") + Decimal("0.20"),
}
"""US dollars for one."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """What one function does for one account in a month.

    `memory` are megabytes, `handled` how many accounts one invocation takes on, `processor`
    seconds of a whole processor, `logged` bytes; `others` are things of `PRICES` besides.
    """

    name: str
    memory: int
    handled: float
    reads: float
    transactions: float
    read_units: float
    write_units: float
    processor: float
    logged: float
    others: Mapping[str, float]

    @property
    def seconds(self) -> float:
        """How long a worker takes for one account."""
        share = min(1.0, self.memory / WHOLE_PROCESSOR)
        return self.reads * READ + self.transactions * WRITE + self.processor / share

    @property
    def used(self) -> Mapping[str, float]:
        """How much of each thing that has a price."""
        return {
            "written unit": self.write_units,
            "read unit": self.read_units,
            "GB-second": self.seconds * self.memory / 1024,
            "invocation": 1 / self.handled,
            "GB logged": self.logged / 2**30,
            **self.others,
        }

    @property
    def dollars(self) -> Decimal:
        """What one account costs."""
        return sum((Decimal(n) * PRICES[thing] for thing, n in self.used.items()), Decimal(0))


@dataclass(frozen=True, kw_only=True)
class Ceiling:
    """What a resource can do at most: accounts per second."""

    name: str
    per_second: float

    def minutes(self, accounts: int) -> float:
        """How long so many accounts take at least."""
        return accounts / self.per_second / 60


def of_key(name: str, units_per_account: float, places: int = 1) -> Ceiling:
    """What partitions can do of which each account writes so many units, spread over `places`."""
    return Ceiling(name=name, per_second=places * PARTITION / units_per_account)


def lowest(ceilings: Iterable[Ceiling]) -> Ceiling:
    """What holds everything up."""
    return min(ceilings, key=lambda each: each.per_second)


def minutes_of_run(
    accounts: int, seconds_each: float, concurrency: int, ceilings: Sequence[Ceiling]
) -> int:
    """Minutes until a queue of so many accounts is empty, minute by minute.

    Lambda starts 300 workers more with each minute, up to `concurrency`; the lowest ceiling bounds
    what they do.
    """
    left, bound = float(accounts), lowest(ceilings).per_second if ceilings else float("inf")
    minute = 0
    while left > 0:
        minute += 1
        workers = min(concurrency, STARTED_PER_MINUTE * minute)
        left -= 60 * min(workers / seconds_each, bound)
    return minute
