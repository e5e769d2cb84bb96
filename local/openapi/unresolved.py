"""What no resolver can tell: bodies that are files or XML, and routes without a resolver.

Whatever stands here is told by hand; `tests/contract/test_openapi.py` compares the routes with the
template, and schemathesis the answers.
"""

from typing import Any, Final

from local.openapi.functions import operations
from local.openapi.tags import tag_of
from procurement.entrypoints.aws_protocol.cbor_wire import CONTENT_TYPE as CBOR
from procurement.entrypoints.aws_protocol.json_wire import CONTENT_TYPE as JSON
from procurement.entrypoints.files.formats import FORMATS
from procurement.entrypoints.icalendar import CONTENT_TYPE as CALENDAR

_TEXT: Final[dict[str, Any]] = {"type": "string"}

_PURCHASE_ORDERS: Final[dict[str, Any]] = {
    "type": "object",
    "description": "A document of purchase orders (docs/files.md)",
    "required": ["purchaseOrders"],
    "properties": {
        "purchaseOrders": {
            "type": "array",
            "description": "The purchase orders, each with the members of AddPurchaseOrder",
            "items": {"type": "object"},
        }
    },
}

_OPEN: Final = ("GetLinkedCalendar", "PostCxml")
"""The token in the path, or the secret in the document, is all that opens them."""

_DOCUMENTS: Final = (
    (
        "/docs",
        "GetDocumentation",
        "Read this document",
        "Swagger UI, with everything in one page.",
        "text/html",
        _TEXT,
    ),
    (
        "/openapi.json",
        "GetOpenApiDocument",
        "Get this document",
        "OpenAPI 3.1, as clients are generated from.",
        "application/json",
        {"type": "object", "required": ["openapi", "info", "paths"]},
    ),
    (
        "/event-schemas",
        "GetEventSchemas",
        "Get the JSON Schemas of events",
        "One JSON Schema for everything that the deployment puts on its bus.",
        "application/schema+json",
        {"type": "object", "required": ["$schema", "oneOf"]},
    ),
)


_AWS_ERROR: Final[dict[str, Any]] = {
    "type": "object",
    "description": "An exception of the service's model, with its members",
    "properties": {
        "__type": {"type": "string", "description": "AWS's name of the exception"},
        "message": {"type": "string", "description": "What is wrong, for people"},
    },
}

_SDKS: Final = (
    (
        "/",
        "CallAwsJson",
        "Call an operation of an AWS service in JSON 1.0",
        (JSON,),
        [("header", "X-Amz-Target", "Target prefix of the service and name of the operation")],
    ),
    (
        "/service/{service}/operation/{operation}",
        "CallAwsCbor",
        "Call an operation of an AWS service in Smithy RPC v2 CBOR",
        (CBOR, JSON),
        [
            ("path", "service", "Shape name of the service"),
            ("path", "operation", "Name of the operation"),
        ],
    ),
)
"""Path, name, what it does, media types of both bodies, parameters."""


_AS_ROLES: Final = tuple(
    (
        f"/as/{role}",
        f"CallAwsJsonAs{role.capitalize()}",
        f"Call an operation of an AWS service in JSON 1.0, of those of a {role}",
        *_SDKS[0][3:],
    )
    for role in ("viewer", "editor", "biller", "buyer", "seller", "auditor", "support")
)
"""Addresses that IAM opens to one role each."""


def add(document: dict[str, Any]) -> None:
    """Complete the operations that handle files or XML, and add those without a resolver."""
    for *_, operation in operations(document):
        _describe_files(operation)
        _describe_calendar(operation)
        _describe_cxml(operation)
        if operation["operationId"] in _OPEN:
            operation["security"] = []
            operation["parameters"] = [p for p in operation["parameters"] if p["in"] == "path"]
    for path, name, summary, content_types, parameters in (*_SDKS, *_AS_ROLES):
        document["paths"][path] = {"post": _call(name, summary, content_types, parameters)}
    for path, name, summary, description, content_type, schema in _DOCUMENTS:
        document["paths"][path] = {
            "get": {
                "operationId": name,
                "summary": summary,
                "description": description,
                "tags": [tag_of("api_docs")],
                "security": [],
                "parameters": [],
                "responses": {
                    "200": {"description": "It", "content": {content_type: {"schema": schema}}}
                },
                "x-answers-itself": True,
            }
        }


def _call(
    name: str, summary: str, content_types: tuple[str, ...], parameters: list[tuple[str, str, str]]
) -> dict[str, Any]:
    """An operation that stands for all of a service's model; clients use AWS's SDKs."""
    content = {each: {"schema": {"type": "object"}} for each in content_types}
    refused = {
        "description": "An exception of the model",
        "content": {each: {"schema": _AWS_ERROR} for each in content_types},
    }
    return {
        "operationId": name,
        "summary": summary,
        "description": f"{summary}. Members are those of the service's model in AWS's SDKs, which "
        "are the clients for it.",
        "tags": [tag_of("aws_protocol")],
        "parameters": [
            {"name": each, "in": at, "required": True, "description": means, "schema": _TEXT}
            for at, each, means in parameters
        ],
        "requestBody": {"required": True, "content": content},
        "responses": {
            "200": {"description": "The operation's output", "content": content},
            "4XX": refused,
            "5XX": refused,
        },
        "x-answers-itself": True,
    }


def _describe_files(operation: dict[str, Any]) -> None:
    content = {
        each.content_type: {"schema": _TEXT if name == "csv" else _PURCHASE_ORDERS}
        for name, each in FORMATS.items()
    }
    match operation["operationId"]:
        case "ImportPurchaseOrders":
            operation["requestBody"] = {"required": True, "content": content}
        case "ExportPurchaseOrders":
            token = {"description": "Opens the next page", "schema": _TEXT}
            operation["responses"]["200"] = {
                "description": "One page, a document of its own",
                "headers": {"x-next-token": token},
                "content": content,
            }


def _describe_calendar(operation: dict[str, Any]) -> None:
    if operation["operationId"] not in ("GetCalendar", "GetLinkedCalendar"):
        return
    tag = {"description": "What If-None-Match names", "schema": _TEXT}
    operation["parameters"].append(
        {
            "name": "If-None-Match",
            "in": "header",
            "required": False,
            "description": "The ETag of the calendar that is there already",
            "schema": _TEXT,
        }
    )
    operation["responses"]["200"] = {
        "description": "iCalendar (RFC 5545)",
        "headers": {"ETag": tag},
        "content": {CALENDAR.partition(";")[0]: {"schema": _TEXT}},
    }
    operation["responses"]["304"] = {"description": "Nothing has changed"}


def _describe_cxml(operation: dict[str, Any]) -> None:
    """What portals post: in XML, and answered in XML whatever comes of it."""
    if operation["operationId"] != "PostCxml":
        return
    content = {"text/xml": {"schema": _TEXT}}
    operation["requestBody"] = {"required": True, "content": content}
    described = "A cXML Response, whose status says what came of it"
    operation["responses"] = {"200": {"description": described, "content": content}}
    operation["x-answers-itself"] = True
