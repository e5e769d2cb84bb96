"""The API's documentation: the OpenAPI document, and Swagger UI to read it."""

from functools import cache
from importlib.resources import files
from typing import Any

from procurement.entrypoints.documentation import swagger_page
from procurement.entrypoints.observability import observed

_TYPES = {"/openapi.json": "application/json", "/docs": "text/html; charset=utf-8"}


@cache
def _body(resource: str) -> str:
    document = (files("procurement.data") / "openapi.json").read_text("utf-8")
    return document if resource == "/openapi.json" else swagger_page(document)


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer ``GET /docs`` and ``GET /openapi.json``; nothing here is secret."""
    resource = event["resource"]
    return {
        "statusCode": 200,
        "headers": {"content-type": _TYPES[resource], "cache-control": "max-age=300"},
        "body": _body(resource),
    }
