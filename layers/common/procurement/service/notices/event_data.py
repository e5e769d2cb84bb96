"""Members of an event's data, read as what they should be."""

from collections.abc import Mapping

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.events import JsonValue

Data = Mapping[str, JsonValue]


def part_of(data: Data, name: str) -> Data:
    """The object of that name; `InvalidInput` without one."""
    part = data.get(name)
    if not isinstance(part, dict):
        raise unreadable(name, "must be an object")
    return part


def text_of(data: Data, name: str) -> str:
    """The text of that name; `InvalidInput` without one."""
    text = data.get(name)
    if not isinstance(text, str):
        raise unreadable(name, "must be a text")
    return text


def text_or_none_of(data: Data, name: str) -> str | None:
    """The text of that name, None where the event says null; `InvalidInput` without either."""
    return None if name in data and data[name] is None else text_of(data, name)


def number_of(data: Data, name: str) -> int:
    """The whole number of that name; `InvalidInput` without one."""
    number = data.get(name)
    if not isinstance(number, int) or isinstance(number, bool):
        raise unreadable(name, "must be a whole number")
    return number


def unreadable(field: str, message: str) -> InvalidInput:
    """The refusal of an event that is not what it should be."""
    return InvalidInput([Problem(field=field, reason="INVALID_EVENT", message=message)])
