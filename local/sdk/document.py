"""What the OpenAPI document says about each operation, as far as an SDK's model needs it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from local.sdk import Json

_JSON: Final = "application/json"
_YAML: Final = "application/yaml"
_REFERENCE: Final = "#/components/schemas/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """A value in the path or behind the question mark."""

    name: str
    location: str
    is_required: bool
    description: str
    schema: Json


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """A body: JSON by a schema, a file of one of several media types, or both to choose from."""

    schema: Json | None
    media_types: tuple[str, ...]
    headers: Mapping[str, str]

    @property
    def is_nothing(self) -> bool:
        """Whether there is no body at all."""
        return self.schema is None and not self.media_types


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """One route. `refusals` are the HTTP statuses of its errors."""

    name: str
    method: str
    path: str
    description: str
    parameters: tuple[Parameter, ...]
    request: Content
    status: int
    answer: Content
    refusals: frozenset[int]
    tags: tuple[str, ...]
    is_signed: bool


def component_name(schema: Json) -> str | None:
    """The component that a schema refers to."""
    reference = schema.get("$ref")
    return reference.removeprefix(_REFERENCE) if isinstance(reference, str) else None


def operations(document: Json) -> Iterator[Operation]:
    """Every operation, by path and method."""
    for path, methods in sorted(document["paths"].items()):
        for method, described in sorted(methods.items()):
            yield _operation(path, method, described, document)


def _operation(path: str, method: str, described: Json, document: Json) -> Operation:
    status = min(int(each) for each in described["responses"] if each.startswith("2"))
    return Operation(
        name=described["operationId"],
        method=method.upper(),
        path=path,
        description=described.get("description", ""),
        parameters=tuple(_parameter(each) for each in described.get("parameters", [])),
        request=_content(described.get("requestBody", {})),
        status=status,
        answer=_content(described["responses"][str(status)]),
        # Ranges such as 5XX say nothing that an exception could be made of.
        refusals=frozenset(int(s) for s in described["responses"] if re.fullmatch(r"[45]\d\d", s)),
        tags=tuple(described.get("tags", [])),
        is_signed=described.get("security", document["security"]) != [],
    )


def _parameter(described: Json) -> Parameter:
    return Parameter(
        name=described["name"],
        location=described["in"],
        is_required=described.get("required", False),
        description=described.get("description", ""),
        schema=described["schema"],
    )


def _content(described: Json) -> Content:
    by_type: Json = described.get("content", {})
    # A document that may be YAML as well is a file in all its forms.
    is_file = _YAML in by_type
    schema: Json | None = None if is_file else by_type.get(_JSON, {}).get("schema")
    return Content(
        schema=None if schema is None or schema.get("type") == "null" else schema,
        media_types=tuple(
            kind.partition(";")[0]
            for kind, each in by_type.items()
            if is_file or each.get("schema", {}).get("type") == "string"
        ),
        headers={
            name: header.get("description", "")
            for name, header in described.get("headers", {}).items()
        },
    )
