"""The documentation: the OpenAPI document, Swagger UI to read it, the schemas of events."""

from functools import cache
from importlib.resources import files
from typing import Any

from procurement.entrypoints.documentation import swagger_page
from procurement.entrypoints.observability import observed

_TYPES = {
    "/openapi.json": "application/json",
    "/event-schemas": "application/schema+json",
    "/docs": "text/html; charset=utf-8",
}
_DOCUMENTS = {"/event-schemas": "event_schemas.json"}


@cache
def _body(resource: str) -> str:
    name = _DOCUMENTS.get(resource, "openapi.json")
    document = (files("procurement.data") / name).read_text("utf-8")
    return swagger_page(document) if resource == "/docs" else document


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer ``GET`` of any of these; nothing here is secret."""
    resource = event["resource"]
    return {
        "statusCode": 200,
        "headers": {"content-type": _TYPES[resource], "cache-control": "max-age=300"},
        "body": _body(resource),
    }
