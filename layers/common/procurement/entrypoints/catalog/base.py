"""PascalCase outside, snake_case inside; what is not there is left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer
from pydantic.alias_generators import to_pascal


class CatalogRequest(BaseModel):
    """A request. As AWS does, members that nobody knows are ignored."""

    model_config = ConfigDict(
        alias_generator=to_pascal, populate_by_name=True, frozen=True, extra="ignore"
    )


class CatalogAnswer(BaseModel):
    """An answer, without the members that have no value."""

    model_config = ConfigDict(alias_generator=to_pascal, populate_by_name=True, frozen=True)

    # Without a return type pydantic keeps the members in the OpenAPI document.
    @model_serializer(mode="wrap")
    def _leave_out(self, write: SerializerFunctionWrapHandler):  # type: ignore[no-untyped-def]
        return {name: value for name, value in write(self).items() if value is not None}


def pascal_path(location: Sequence[str | int]) -> str:
    """``("body", "Changes", 0, "entity")`` as the caller writes it: Changes[0].Entity."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part not in ("body", "query"):
            path += f".{_upper(part)}" if path else _upper(part)
    return path or "body"


def with_keys_in_pascal(value: Any) -> Any:
    """The same document with ``CurrencyCode`` for ``currencyCode``, at every depth."""
    return _renamed(value, _upper)


def with_keys_in_camel(value: Any) -> Any:
    """The same document with ``currencyCode`` for ``CurrencyCode``, at every depth."""
    return _renamed(value, camel)


def is_deeper(value: Any, levels: int) -> bool:
    """Whether objects and lists are nested deeper than so many levels."""
    layer = [value]
    for _ in range(levels + 1):
        layer = [
            member
            for each in layer
            if isinstance(each, dict | list)
            for member in (each.values() if isinstance(each, dict) else each)
        ]
    return bool(layer)


def camel(name: str) -> str:
    """``CurrencyCode`` as ``currencyCode``."""
    return name[:1].lower() + name[1:]


def _upper(name: str) -> str:
    return name[:1].upper() + name[1:]


def _renamed(value: Any, rename: Any) -> Any:
    if isinstance(value, Mapping):
        return {rename(name): _renamed(member, rename) for name, member in value.items()}
    if isinstance(value, list):
        return [_renamed(member, rename) for member in value]
    return value
