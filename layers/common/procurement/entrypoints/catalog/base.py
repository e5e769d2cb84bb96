"""PascalCase outside, snake_case inside; what is not there is left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    model_serializer,
)
from pydantic.alias_generators import to_pascal
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class CatalogRequest(BaseModel):
    """A request. As AWS does, members that nobody knows are ignored."""

    model_config = ConfigDict(
        alias_generator=to_pascal, populate_by_name=True, frozen=True, extra="ignore"
    )


class CatalogAnswer(BaseModel):
    """An answer, without the members that have no value."""

    model_config = ConfigDict(alias_generator=to_pascal, populate_by_name=True, frozen=True)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Of what may be left out, the schema does not say that it is there."""
        reference = handler(core)
        schema = handler.resolve_ref_schema(reference)
        members = schema.get("properties", {})
        required = [n for n in schema.get("required", ()) if not _is_nullable(members[n])]
        if required:
            schema["required"] = required
        else:
            schema.pop("required", None)
        return reference

    # Without a return type pydantic keeps the members in the OpenAPI document.
    @model_serializer(mode="wrap")
    def _leave_out(self, write: SerializerFunctionWrapHandler):  # type: ignore[no-untyped-def]
        return {name: value for name, value in write(self).items() if value is not None}


def _is_nullable(member: Mapping[str, Any]) -> bool:
    return {"type": "null"} in member.get("anyOf", ())


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
