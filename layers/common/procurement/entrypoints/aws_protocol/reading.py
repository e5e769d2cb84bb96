"""Requests as the model has them: every member looked at, every problem told of.

Members that the model does not know are ignored, as AWS ignores them; a member that is null is as
good as absent. Problems have one of the `Flaw` reasons; a service says which of its own codes each
one is.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from procurement.domain.errors import Problems
from procurement.entrypoints.aws_protocol.call import Members
from procurement.entrypoints.aws_protocol.models import ListShape, MapShape, Shape, StructureShape
from procurement.entrypoints.aws_protocol.patterns import is_match
from procurement.entrypoints.aws_protocol.wire import Wire

MAX_PROBLEMS: Final = 500
"""Problems that are told of; who sends more mends these first."""

_BITS: Final = {"integer": 31, "long": 63}


class Flaw(StrEnum):
    """What is wrong with a member, as far as the model can tell."""

    MISSING = "MISSING"
    TYPE = "INVALID_TYPE"
    LENGTH = "LENGTH"
    PATTERN = "PATTERN"
    ENUM = "ENUM"
    RANGE = "RANGE"
    UNION = "UNION"


class _Wrong(Exception):
    """A value that cannot be read on."""

    def __init__(self, flaw: Flaw, message: str) -> None:
        super().__init__(message)
        self.flaw = flaw
        self.message = message


def read_members(shape: StructureShape, document: Mapping[str, Any], wire: Wire) -> Members:
    """The members of a request; `InvalidInput` with everything that the model forbids."""
    reader = _Reader(wire)
    members = reader.structure(shape, document, "")
    reader.problems.raise_if_any()
    return members


class _Reader:
    def __init__(self, wire: Wire) -> None:
        self.problems = Problems()
        self._wire = wire

    def structure(self, shape: StructureShape, value: Any, path: str) -> dict[str, Any]:
        document = _expect(value, Mapping, "a structure")
        given = {
            name: member
            for name in shape.members
            if (member := document.get(name)) is not None and not _is_undefined(member)
        }
        for name in shape.required_members:
            if name not in given:
                self._note(_below(path, name), Flaw.MISSING, "is required")
        if getattr(shape, "is_tagged_union", False) and len(given) != 1:
            members = ", ".join(shape.members)
            self._note(path, Flaw.UNION, f"must have exactly one of {members}")
        return {
            name: self._value(shape.members[name], member, _below(path, name))
            for name, member in given.items()
        }

    def _value(self, shape: Shape, value: Any, path: str) -> Any:
        """The value of a member; None when there is something wrong with it, or enough is."""
        if len(self.problems.found) == MAX_PROBLEMS:
            return None
        try:
            match shape:
                case StructureShape():
                    return self.structure(shape, value, path)
                case ListShape():
                    return self._list(shape, value, path)
                case MapShape():
                    return self._map(shape, value, path)
                case _:
                    return self._scalar(shape, value)
        except _Wrong as wrong:
            self._note(path, wrong.flaw, wrong.message)
            return None

    def _list(self, shape: ListShape, value: Any, path: str) -> list[Any]:
        members = _expect(value, list, "a list")
        _expect_length(shape, len(members), "members")
        return [
            self._value(shape.member, member, f"{path}[{index}]")
            for index, member in enumerate(members)
        ]

    def _map(self, shape: MapShape, value: Any, path: str) -> dict[str, Any]:
        entries = _expect(value, Mapping, "a map")
        _expect_length(shape, len(entries), "entries")
        for key in entries:
            self._value(shape.key, key, f"{path}.key")
        return {
            str(key): self._value(shape.value, entry, _below(path, str(key)))
            for key, entry in entries.items()
        }

    def _scalar(self, shape: Shape, value: Any) -> Any:
        match shape.type_name:
            case "string":
                return _text(shape, value)
            case "boolean":
                return _expect(value, bool, "true or false")
            case "integer" | "long":
                return _integer(shape, value)
            case "timestamp":
                return self._timestamp(value)
            case "blob":
                return self._blob(shape, value)
            case _:
                return _number(shape, value)

    def _timestamp(self, value: Any) -> Any:
        try:
            return self._wire.read_timestamp(value)
        except ValueError as error:
            raise _Wrong(Flaw.TYPE, "must be a timestamp") from error

    def _blob(self, shape: Shape, value: Any) -> bytes:
        try:
            content = self._wire.read_blob(value)
        except ValueError as error:
            raise _Wrong(Flaw.TYPE, "must be binary data") from error
        _expect_length(shape, len(content), "bytes")
        return content

    def _note(self, path: str, flaw: Flaw, message: str) -> None:
        if len(self.problems.found) < MAX_PROBLEMS:
            self.problems.add(path or "request", flaw, message)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _is_undefined(value: Any) -> bool:
    # CBOR has a second null; named so that JSON need not load CBOR's library.
    return type(value).__name__ == "undefined_type"


def _expect(value: Any, kind: Any, what: str) -> Any:
    if not isinstance(value, kind):
        raise _Wrong(Flaw.TYPE, f"must be {what}")
    return value


def _expect_length(shape: Shape, length: int, of: str) -> None:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if (least is not None and length < least) or (most is not None and length > most):
        raise _Wrong(Flaw.LENGTH, f"must have {_bounds(least, most)} {of}")


def _expect_range(shape: Shape, number: int | Decimal) -> None:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if (least is not None and number < least) or (most is not None and number > most):
        raise _Wrong(Flaw.RANGE, f"must be {_bounds(least, most)}")


def _bounds(least: int | None, most: int | None) -> str:
    if most is None:
        return f"at least {least}"
    return f"at most {most}" if least is None else f"{least} to {most}"


def _text(shape: Shape, value: Any) -> str:
    text: str = _expect(value, str, "a text")
    allowed = getattr(shape, "enum", ())
    if allowed and text not in allowed:
        raise _Wrong(Flaw.ENUM, f"must be one of {', '.join(allowed)}")
    _expect_length(shape, len(text), "characters")
    pattern = shape.metadata.get("pattern")
    if pattern is not None and not is_match(pattern, text):
        raise _Wrong(Flaw.PATTERN, f"must match {pattern}")
    return text


def _number(shape: Shape, value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _Wrong(Flaw.TYPE, "must be a number")
    number = Decimal(str(value))
    if not number.is_finite():
        raise _Wrong(Flaw.TYPE, "must be a number")
    _expect_range(shape, number)
    return number


def _integer(shape: Shape, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _Wrong(Flaw.TYPE, "must be a whole number")
    number = Decimal(value) if isinstance(value, int | Decimal) else Decimal(str(value))
    if not number.is_finite() or number != number.to_integral_value():
        raise _Wrong(Flaw.TYPE, "must be a whole number")
    whole, limit = int(number), 1 << _BITS[shape.type_name]
    if not -limit <= whole < limit:
        raise _Wrong(Flaw.TYPE, f"must be a number of {_BITS[shape.type_name] + 1} bits")
    _expect_range(shape, whole)
    return whole
