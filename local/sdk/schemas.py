"""Schemas of OpenAPI 3.1, brought to the few forms that botocore's models know."""

from typing import Any, Final

from local.sdk import Json

_NUMERIC: Final = {"string", "integer", "number"}
_BOUNDS: Final = {
    "minLength": "min",
    "maxLength": "max",
    "minItems": "min",
    "maxItems": "max",
    "minimum": "min",
    "maximum": "max",
}
_INTEGER_MAX: Final = 2**31 - 1


def present(schema: Json) -> Json:
    """The schema of a value that is there.

    SDKs leave members out instead of sending null, and leave null out of what came back.
    """
    if isinstance(schema.get("type"), list):
        kinds = [kind for kind in schema["type"] if kind != "null"]
        return {**schema, "type": kinds[0] if len(kinds) == 1 else kinds}
    options = [each for each in _options(schema) if each.get("type") != "null"]
    if not options:
        return schema
    others = {name: value for name, value in schema.items() if name not in ("anyOf", "oneOf")}
    return {**options[0], **others} if len(options) == 1 else {**others, "anyOf": options}


def is_amount(schema: Json) -> bool:
    """Whether this is a decimal number, which may be written as text or as a JSON number."""
    kinds = {each.get("type") for each in _options(schema)}
    return "string" in kinds and len(kinds) > 1 and kinds <= _NUMERIC


def amount(schema: Json) -> Json:
    """An amount as SDKs send it: text, so that nothing is rounded."""
    patterns = [each["pattern"] for each in _options(schema) if "pattern" in each]
    return {"type": "string", **({"pattern": patterns[0]} if patterns else {})}


def scalar(schema: Json) -> Json | None:
    """The shape of text, a number or a truth value; None for anything else."""
    bounds = {ours: schema[theirs] for theirs, ours in _BOUNDS.items() if theirs in schema}
    bounds = {name: _whole(bound) for name, bound in bounds.items()}
    match schema.get("type"):
        case "string" if schema.get("format") == "date-time":
            return {"type": "timestamp", "timestampFormat": "iso8601"}
        case "string":
            values = [schema["const"]] if "const" in schema else schema.get("enum")
            made: Json = {"type": "string", **bounds}
            if "pattern" in schema:
                made["pattern"] = schema["pattern"]
            return {**made, "enum": values} if values else made
        case "integer":
            is_small = schema.get("maximum", _INTEGER_MAX + 1) <= _INTEGER_MAX
            return {"type": "integer" if is_small else "long", **bounds}
        case "number":
            return {"type": "double", **bounds}
        case "boolean":
            return {"type": "boolean"}
    return None


def bounds_of_list(schema: Json) -> Json:
    """How many items a list may have."""
    return {_BOUNDS[name]: schema[name] for name in ("minItems", "maxItems") if name in schema}


def _options(schema: Json) -> list[Json]:
    options: list[Json] = schema.get("anyOf") or schema.get("oneOf") or []
    return options


def _whole(bound: Any) -> Any:
    return int(bound) if isinstance(bound, float) and bound.is_integer() else bound
