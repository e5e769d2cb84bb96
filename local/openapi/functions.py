"""What the functions' resolvers tell: routes, parameters, bodies, schemas."""

import inspect
import json
import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.openapi.merge import OpenAPIMerge

from local.openapi.tags import tag_of
from procurement.domain.charges.cost_row import MAX_TEXT
from procurement.entrypoints.catalog.api import CatalogApi

FUNCTIONS: Final = Path(__file__).parents[2] / "functions"

CATALOG: Final = tag_of("catalog")

_SCHEMAS: Final = "#/components/schemas/"

_RULES: Final = re.compile(r"\s*\((?:rules? )?R-\d+[^)]*\)")
_CODE: Final = re.compile(r"`([a-z]\w*)`")

_BILLING_ACCOUNT: Final[dict[str, Any]] = {
    "name": "billingAccountId",
    "in": "query",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": MAX_TEXT},
}


def merged_document() -> dict[str, Any]:
    """One document of all resolvers, in which names and words are the API's own."""
    merge = OpenAPIMerge(title="", version="", on_conflict="error")
    for each in with_names_of_their_own(dict(_documents())):
        merge.add_schema(each)
    document: dict[str, Any] = json.loads(json.dumps(merge.get_openapi_schema()))
    schemas = document["components"]["schemas"]
    for name in [each for each in schemas if "ValidationError" in each]:
        del schemas[name]
    for schema in schemas.values():
        _polish_schema(schema)
    document["paths"] = {camel(path): verbs for path, verbs in document["paths"].items()}
    for *_, operation in operations(document):
        _polish(operation)
    return document


def with_names_of_their_own(documents: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The functions' documents, in which one name no longer stands for two schemas.

    Merged as they are, the first schema of a name would silently stand for all the others.
    """
    first: dict[tuple[str, str], str] = {}
    for function, document in documents.items():
        for name, schema in _schemas(document).items():
            first.setdefault((name, json.dumps(schema, sort_keys=True)), function)
    names = Counter(name for name, _ in first)
    for document in documents.values():
        own = {
            name: first[name, json.dumps(schema, sort_keys=True)].title().replace("_", "") + name
            for name, schema in _schemas(document).items()
            if names[name] > 1
        }
        yield _renamed(document, own)


def _renamed(document: dict[str, Any], own: dict[str, str]) -> dict[str, Any]:
    text = json.dumps(document)
    for name, instead in own.items():
        text = text.replace(f'"{_SCHEMAS}{name}"', f'"{_SCHEMAS}{instead}"')
    fresh: dict[str, Any] = json.loads(text)
    for name, instead in own.items():
        _schemas(fresh)[instead] = _schemas(fresh).pop(name)
    return fresh


def _documents() -> Iterator[tuple[str, dict[str, Any]]]:
    """(folder, document) of every function that has a resolver."""
    for folder in sorted(path.parent.name for path in FUNCTIONS.glob("*/app.py")):
        resolver = getattr(import_module(f"functions.{folder}.app"), "api", None)
        if isinstance(resolver, APIGatewayRestResolver):
            _describe(resolver, tag_of(folder))
            schema = resolver.get_openapi_schema()
            yield folder, schema.model_dump(by_alias=True, exclude_none=True, mode="json")


def _schemas(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document.get("components", {}).get("schemas", {})
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(path, method in small letters, operation) of all."""
    for path, verbs in document["paths"].items():
        for verb, operation in verbs.items():
            yield path, verb, operation


def camel(text: str) -> str:
    """``purchase_order_id`` as the template and the rest of the API write it."""
    return re.sub(r"_(\w)", lambda found: found[1].upper(), text)


def in_words_of_the_api(text: str) -> str:
    """A docstring as users of the API read it: without numbers of rules, names as in JSON."""
    return _CODE.sub(lambda found: f"`{camel(found[1])}`", _RULES.sub("", text))


def _describe(resolver: APIGatewayRestResolver, tag: str) -> None:
    """Each route says what its function's docstring says."""
    for route in resolver._static_routes + resolver._dynamic_routes:
        text = in_words_of_the_api(inspect.cleandoc(route.func.__doc__ or ""))
        route.summary = text.partition("\n")[0].rstrip(".")
        route.description = text
        route.tags = [tag]


def _polish(operation: dict[str, Any]) -> None:
    for parameter in operation.setdefault("parameters", []):
        if parameter["in"] == "path":
            parameter["name"] = camel(parameter["name"])
        parameter["schema"].pop("title", None)
    responses = operation["responses"]
    responses.pop("422", None)
    for status, response in responses.items():
        if status == "204":
            responses[status] = {"description": "Done; there is nothing to tell"}
        elif response["description"] == "Successful Response":
            response["description"] = "Done"
    operation["parameters"].append(dict(_BILLING_ACCOUNT))


def _polish_schema(schema: dict[str, Any]) -> None:
    """What pydantic makes of a member's name is no news; a class's docstring is."""
    if "description" in schema:
        schema["description"] = in_words_of_the_api(schema["description"])
    for member in schema.get("properties", {}).values():
        member.pop("title", None)


def refuses_as_the_catalog(operation: dict[str, Any]) -> dict[str, str] | None:
    """What the catalog says of its refusals by status, if the operation is one of its own."""
    return CatalogApi.refusals if operation["tags"] == [CATALOG] else None
