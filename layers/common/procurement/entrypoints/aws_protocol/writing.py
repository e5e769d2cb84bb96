"""Answers as the model has them.

What the model does not know is left out, and so is what has no value: our own answers tell more
than AWS's. Instants may come as ISO 8601 texts, as our views write them.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final

from procurement.entrypoints.aws_protocol.models import ListShape, MapShape, Shape, StructureShape
from procurement.entrypoints.aws_protocol.wire import Wire

_DATE: Final = len("2027-01-31")


def write_members(shape: StructureShape, members: Mapping[str, Any], wire: Wire) -> dict[str, Any]:
    """The document of an answer; `TypeError` or `ValueError` for what the model cannot say."""
    return {
        name: _write(inner, member, wire)
        for name, inner in shape.members.items()
        if (member := members.get(name)) is not None
    }


def _write(shape: Shape, value: Any, wire: Wire) -> Any:
    match shape:
        case StructureShape():
            return write_members(shape, _expect(value, Mapping, shape), wire)
        case ListShape():
            members: Sequence[Any] = _expect(value, list | tuple, shape)
            return [_write(shape.member, member, wire) for member in members]
        case MapShape():
            entries: Mapping[str, Any] = _expect(value, Mapping, shape)
            return {key: _write(shape.value, entry, wire) for key, entry in entries.items()}
        case _:
            return _scalar(shape, value, wire)


def _scalar(shape: Shape, value: Any, wire: Wire) -> Any:
    match shape.type_name:
        case "string":
            return str(_expect(value, str, shape))
        case "boolean":
            return _expect(value, bool, shape)
        case "integer" | "long":
            return int(_expect(value, int | str | Decimal, shape))
        case "timestamp":
            return wire.timestamp(_instant(value, shape))
        case "blob":
            return wire.blob(_expect(value, bytes, shape))
        case _:
            return float(_expect(value, int | float | str | Decimal, shape))


def _instant(value: Any, shape: Shape) -> datetime:
    """The instant, which is the beginning of the day in UTC for what is a date with us."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if len(value) > _DATE else date.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time.min, tzinfo=UTC)
    moment: datetime = _expect(value, datetime, shape)
    if moment.tzinfo is None:
        raise ValueError(f"{shape.name} has no zone")
    return moment.astimezone(UTC)


def _expect(value: Any, kind: Any, shape: Shape) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"{shape.name} is a {type(value).__name__}")
    return value
