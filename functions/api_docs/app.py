"""The documentation: the OpenAPI document, Swagger UI to read it, the schemas of events."""

from functools import cache
from importlib.resources import files
from typing import Any, Final

from procurement.entrypoints.documentation import Page, swagger_page
from procurement.entrypoints.observability import observed

_DOCUMENTS: Final = {
    "/openapi.json": ("openapi.json", "application/json"),
    "/event-schemas": ("event_schemas.json", "application/schema+json"),
}


@cache
def _text(name: str) -> str:
    return (files("procurement.data") / name).read_text("utf-8")


@cache
def _page() -> Page:
    return swagger_page()


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer ``GET`` of any of these; nothing here is secret."""
    if event["resource"] in _DOCUMENTS:
        name, content_type = _DOCUMENTS[event["resource"]]
        return _answer(content_type, _text(name))
    page = _page()
    return _answer(
        "text/html; charset=utf-8", page.html, **{"content-security-policy": page.policy}
    )


def _answer(content_type: str, body: str, **headers: str) -> dict[str, Any]:
    common = {"cache-control": "max-age=300", "x-content-type-options": "nosniff"}
    return {
        "statusCode": 200,
        "headers": {"content-type": content_type, **common, **headers},
        "body": body,
    }
