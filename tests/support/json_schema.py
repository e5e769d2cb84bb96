"""Compares values with the published JSON Schemas: just the keywords that those use, no others."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

Json = Any
SchemaText = Mapping[str, Any]

_KINDS: Final = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}
_SILENT: Final = {"title", "description", "examples", "format"}


class JsonSchema:
    """One document. `is_closed` also refuses members that a schema with members does not name."""

    def __init__(self, document: SchemaText, *, is_closed: bool = False) -> None:
        self._document = document
        self._is_closed = is_closed

    def faults(self, value: Json, schema: SchemaText, at: str = "$") -> Iterator[str]:
        """Everything about `value` that is not as `schema` says; LookupError for new keywords."""
        for keyword, told in schema.items():
            if keyword in _SILENT:
                continue
            check = getattr(self, f"_{keyword.lstrip('$')}", None)
            if check is None:
                raise LookupError(f"{at}: the keyword {keyword} is not known here")
            yield from check(value, told, at, schema)

    def _ref(self, value: Json, told: str, at: str, _: SchemaText) -> Iterator[str]:
        found: Any = self._document
        for name in told.removeprefix("#/").split("/"):
            found = found[name]
        yield from self.faults(value, found, at)

    def _type(self, value: Json, told: str, at: str, _: SchemaText) -> Iterator[str]:
        is_number = told == "integer" and isinstance(value, bool)
        if not isinstance(value, _KINDS[told]) or is_number:
            yield f"{at} is no {told}: {value!r}"

    def _const(self, value: Json, told: Json, at: str, _: SchemaText) -> Iterator[str]:
        if value != told:
            yield f"{at} is not {told!r}"

    def _pattern(self, value: Json, told: str, at: str, _: SchemaText) -> Iterator[str]:
        if isinstance(value, str) and not re.search(told, value):
            yield f"{at} has another form: {value!r}"

    def _required(self, value: Json, told: list[str], at: str, _: SchemaText) -> Iterator[str]:
        if isinstance(value, dict):
            yield from (f"{at}.{name} is missing" for name in told if name not in value)

    def _properties(
        self, value: Json, told: SchemaText, at: str, schema: SchemaText
    ) -> Iterator[str]:
        if not isinstance(value, dict):
            return
        for name, member in value.items():
            if name in told:
                yield from self.faults(member, told[name], f"{at}.{name}")
            elif self._is_closed and "type" in schema:
                yield f"{at}.{name} is not told of"

    def _additionalProperties(  # noqa: N802
        self, value: Json, told: SchemaText, at: str, schema: SchemaText
    ) -> Iterator[str]:
        for name, member in value.items() if isinstance(value, dict) else ():
            if name not in schema.get("properties", {}):
                yield from self.faults(member, told, f"{at}.{name}")

    def _items(self, value: Json, told: SchemaText, at: str, _: SchemaText) -> Iterator[str]:
        for index, member in enumerate(value if isinstance(value, list) else ()):
            yield from self.faults(member, told, f"{at}[{index}]")

    def _anyOf(  # noqa: N802
        self, value: Json, told: list[SchemaText], at: str, _: SchemaText
    ) -> Iterator[str]:
        ways = [list(self.faults(value, each, at)) for each in told]
        if all(ways):
            yield f"{at} is none of {len(told)}: {'; '.join(min(ways, key=len))}"
