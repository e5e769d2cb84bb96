"""The machine's clock."""

from datetime import UTC, datetime


class SystemClock:
    """`service.ports.Clock`: real time."""

    def now(self) -> datetime:
        """The present instant in UTC."""
        return datetime.now(UTC)
