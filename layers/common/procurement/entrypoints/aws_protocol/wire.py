"""What the two protocols have in common: one request, one answer, and how values are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, Protocol

MAX_BODY: Final = 1_048_576
"""Bytes; the longest request that the models allow is far shorter."""

MAX_DEPTH: Final = 32
"""Objects and lists in one another."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """The body of an answer, as API Gateway takes it."""

    text: str
    is_base64: bool


class Wire(Protocol):
    """A protocol: how bodies and the values in them are written."""

    headers: Mapping[str, str]
    """Of every answer."""

    def load(self, body: bytes) -> Any:
        """The document in a request; `Unreadable` if there is none."""

    def dump(self, document: Mapping[str, Any]) -> Body:
        """A document of `write_members` as a body."""

    def read_timestamp(self, value: Any) -> datetime:
        """An instant; `ValueError` for anything else."""

    def read_blob(self, value: Any) -> bytes:
        """Bytes; `ValueError` for anything else."""

    def timestamp(self, moment: datetime) -> Any:
        """An instant, written to the millisecond."""

    def blob(self, content: bytes) -> Any:
        """Bytes, written."""


def from_epoch(seconds: int | Decimal | float) -> datetime:
    """So many seconds after 1970; `ValueError` for what no calendar has."""
    if isinstance(seconds, bool):
        raise ValueError("not a number of seconds")
    try:
        return _EPOCH + timedelta(microseconds=round(Decimal(str(seconds)) * 1_000_000))
    except (ArithmeticError, ValueError) as error:
        raise ValueError("outside the calendar") from error


def to_epoch(moment: datetime) -> int | float:
    """Seconds after 1970 to the millisecond; whole where they are whole."""
    milliseconds = (moment - _EPOCH) // timedelta(milliseconds=1)
    seconds, rest = divmod(milliseconds, 1000)
    return milliseconds / 1000 if rest else seconds
