"""Attribute types that keep the domain's values exact in DynamoDB."""

import json
import zlib
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final

from pynamodb.attributes import Attribute
from pynamodb.constants import BINARY, MAP, NUMBER, STRING

from procurement.domain.month import Month

_INSTANT: Final = "%Y-%m-%dT%H:%M:%S.%fZ"


class DecimalAttribute(Attribute[Decimal]):
    """A decimal as DynamoDB's number: 38 digits, no float on the way in or out."""

    attr_type = NUMBER

    def serialize(self, value: Decimal) -> str:
        """Plain digits; an exponent would be legal but unreadable."""
        return f"{value:f}"

    def deserialize(self, value: str) -> Decimal:
        """The very number that was written."""
        return Decimal(value)


class MonthAttribute(Attribute[Month]):
    """A billing period as ``YYYY-MM``, which sorts by time."""

    attr_type = STRING

    def serialize(self, value: Month) -> str:
        """Write ``YYYY-MM``."""
        return str(value)

    def deserialize(self, value: str) -> Month:
        """Read ``YYYY-MM``."""
        return Month.parse(value)


class DateAttribute(Attribute[date]):
    """A calendar day as ``YYYY-MM-DD``."""

    attr_type = STRING

    def serialize(self, value: date) -> str:
        """Write ``YYYY-MM-DD``."""
        return value.isoformat()

    def deserialize(self, value: str) -> date:
        """Read ``YYYY-MM-DD``."""
        return date.fromisoformat(value)


class InstantAttribute(Attribute[datetime]):
    """An instant in UTC to the microsecond, as text of fixed width that sorts by time."""

    attr_type = STRING

    def serialize(self, value: datetime) -> str:
        """Write ``2027-01-31T23:59:59.000000Z``."""
        return instant(value)

    def deserialize(self, value: str) -> datetime:
        """Read what `serialize` wrote."""
        return read_instant(value)


class TextsByNameAttribute(Attribute[dict[str, str]]):
    """Texts under free names, as DynamoDB's map: a condition can ask for a single one."""

    attr_type = MAP

    def serialize(self, value: dict[str, str]) -> dict[str, dict[str, str]]:
        """Every text as a string attribute."""
        return {name: {STRING: text} for name, text in value.items()}

    def deserialize(self, value: dict[str, dict[str, str]]) -> dict[str, str]:
        """The texts that were written."""
        return {name: text[STRING] for name, text in value.items()}


class CompressedJsonAttribute(Attribute[Any]):
    """A JSON document, deflated: long lists of like records shrink to a tenth."""

    attr_type = BINARY
    legacy_encoding = False

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)

    def serialize(self, value: Any) -> bytes:
        """Deflated UTF-8."""
        return zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 6)

    def deserialize(self, value: bytes) -> Any:
        """The document that was written."""
        return json.loads(zlib.decompress(value))


def midnight(day: date) -> datetime:
    """The instant at which `day` begins, in UTC."""
    return datetime.combine(day, time.min, tzinfo=UTC)


def instant(value: datetime) -> str:
    """`value` in the stored form, for key conditions."""
    return value.astimezone(UTC).strftime(_INSTANT)


def read_instant(text: str) -> datetime:
    """The instant that `instant` wrote."""
    return datetime.strptime(text, _INSTANT).replace(tzinfo=UTC)
