"""The machine's clock, and one that can be told another time."""

from datetime import UTC, datetime

from procurement.adapters.dynamodb.tables.clock import ToldTimeItem
from procurement.adapters.dynamodb.transaction import translated
from procurement.service.ports.clock import Clock

TOLD = "told"
"""The key of the one item that the table of the clock may hold."""


class SystemClock:
    """`service.ports.Clock`: real time."""

    def now(self) -> datetime:
        """The present instant in UTC."""
        return datetime.now(UTC)


class TellableClock:
    """`service.ports.Clock`: the time that a local stack was told, or else real time.

    It goes on from the told instant as fast as real time does, so that what happens later is later
    and nothing happens twice at one instant. Each question is one strongly consistent read: every
    function hears of a change at once.
    """

    def __init__(self, real: Clock) -> None:
        self._real = real

    def now(self) -> datetime:
        """The told instant plus the real time since; the real one if none was told."""
        with translated():
            try:
                told = ToldTimeItem.get(TOLD, consistent_read=True)
            except ToldTimeItem.DoesNotExist:
                return self._real.now()
        return told.instant + (self._real.now() - told.since)
