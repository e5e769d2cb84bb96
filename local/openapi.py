"""Writes the OpenAPI document that the API serves: one file out of every function's resolver.

Run as ``python -m local.openapi [--check]``; with ``--check`` nothing is written, and the exit code
says whether the committed document is up to date.
"""

import argparse
import inspect
import json
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.openapi.merge import OpenAPIMerge

from procurement.entrypoints.catalog.api import CatalogApi
from procurement.entrypoints.files.formats import FORMATS
from procurement.entrypoints.icalendar import CONTENT_TYPE as CALENDAR

PROJECT: Final = Path(__file__).parents[1]
DOCUMENT: Final = PROJECT / "layers/common/procurement/data/openapi.json"

_ERRORS: Final = {
    "400": "ValidationException or ServiceQuotaExceededException",
    "403": "AccessDeniedException",
    "404": "ResourceNotFoundException",
    "409": "ConflictException",
    "503": "ThrottlingException; try again",
}
_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "RFC 9457 problem with AWS's members beside it",
    "required": ["type", "title", "status", "code", "message"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "Stable code of the error"},
        "message": {"type": "string"},
        "requestId": {"type": "string"},
        "resourceType": {"type": "string"},
        "resourceId": {"type": "string"},
        "quota": {"type": "string"},
        "limit": {"type": "integer"},
        "purchaseOrderIds": {
            "type": "array",
            "description": "The first 100 purchase orders that name the invoice unit",
            "items": {"type": "string"},
        },
        "purchaseOrderCount": {"type": "integer"},
        "problemCount": {
            "type": "integer",
            "description": "How many problems there are; the first 500 are listed",
        },
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "reason", "message"],
                "properties": {
                    "field": {"type": "string"},
                    "reason": {"type": "string"},
                    "message": {"type": "string"},
                    "rule": {"type": "string"},
                    "row": {"type": "integer", "description": "Of a file, counted from 1"},
                    "column": {
                        "type": ["integer", "string"],
                        "description": "Counted from 1, or the name of a CSV's column",
                    },
                },
            },
        },
    },
}

_CATALOG: Final = "Catalog"
_CATALOG_ERROR: Final[dict[str, Any]] = {
    "type": "object",
    "description": "The body of the catalog's exceptions; the header x-amzn-errortype names them",
    "required": ["Message"],
    "properties": {
        "Message": {"type": "string"},
        "ValidationExceptionFieldList": {
            "type": "array",
            "description": "Of a ValidationException; the first 100 fields are listed",
            "items": {
                "type": "object",
                "properties": {
                    "Reason": {"type": "string"},
                    "Field": {"type": "string"},
                    "Message": {"type": "string"},
                },
            },
        },
    },
}


def build() -> dict[str, Any]:
    """The merged document with our error answers and the signature that requests need."""
    merge = OpenAPIMerge(
        title="Ledgerline",
        version="1.0.0",
        description="Purchase orders, Marketplace installments and invoices. Amounts are strings, "
        "months are YYYY-MM, instants are UTC. Requests are signed with AWS Signature Version 4 "
        "for the service execute-api.",
        on_conflict="error",
    )
    for app in sorted((PROJECT / "functions").glob("*/app.py")):
        resolver = getattr(import_module(f"functions.{app.parent.name}.app"), "api", None)
        if resolver is not None:
            _describe(resolver, tag=app.parent.name.replace("_", " ").capitalize())
            schema = resolver.get_openapi_schema()
            merge.add_schema(schema.model_dump(by_alias=True, exclude_none=True, mode="json"))
    document: dict[str, Any] = json.loads(json.dumps(merge.get_openapi_schema()))
    document["servers"] = [{"url": ".", "description": "This deployment"}]
    document["security"] = [{"sigv4": []}]
    components = document.setdefault("components", {})
    components["securitySchemes"] = {
        "sigv4": {
            "type": "apiKey",
            "name": "Authorization",
            "in": "header",
            "description": "AWS Signature Version 4 for execute-api",
            "x-amazon-apigateway-authtype": "awsSigv4",
        }
    }
    components["schemas"]["Problem"] = _PROBLEM
    components["schemas"]["CatalogError"] = _CATALOG_ERROR
    for name in [n for n in components["schemas"] if "ValidationError" in n]:
        del components["schemas"][name]
    document["paths"] = {_camel(path): operations for path, operations in document["paths"].items()}
    for operations in document["paths"].values():
        for operation in operations.values():
            _polish(operation)
            _describe_file(operation)
            _describe_catalog(operation)
            _describe_cxml(operation)
    return document


def _describe(resolver: APIGatewayRestResolver, tag: str) -> None:
    """Each route says what its function's docstring says, under the tag of its Lambda function."""
    for route in resolver._static_routes + resolver._dynamic_routes:
        text = inspect.cleandoc(route.func.__doc__ or "")
        route.summary = text.partition("\n")[0].rstrip(".")
        route.description = text
        route.tags = [tag]


def _camel(text: str) -> str:
    """``{purchase_order_id}`` as the template and the rest of the API write it."""
    return re.sub(r"_(\w)", lambda found: found[1].upper(), text)


def _polish(operation: dict[str, Any]) -> None:
    """Name the parameters as the API does, and describe the answers that refuse a request."""
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            parameter["name"] = _camel(parameter["name"])
    responses = operation["responses"]
    responses.pop("422", None)
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, description in _ERRORS.items():
        responses[status] = {"description": description, "content": content}
    operation.setdefault("parameters", []).append(
        {
            "name": "billingAccountId",
            "in": "query",
            "required": False,
            "description": "Another billing account that the caller's account administers",
            "schema": {"type": "string"},
        }
    )


def _describe_catalog(operation: dict[str, Any]) -> None:
    """The catalog refuses as AWS does, with statuses and a body of its own."""
    if operation["tags"] != [_CATALOG]:
        return
    responses = operation["responses"]
    for status in _ERRORS:
        responses.pop(status)
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/CatalogError"}}}
    for status, description in CatalogApi.refusals.items():
        responses[status] = {"description": description, "content": content}


def _describe_file(operation: dict[str, Any]) -> None:
    """Bodies that are files, which no schema of a function tells of."""
    content = {each.content_type: {"schema": {"type": "string"}} for each in FORMATS.values()}
    match operation["operationId"]:
        case "ImportPurchaseOrders":
            operation["requestBody"] = {"required": True, "content": content}
        case "GetCalendar" | "GetLinkedCalendar":
            tag = {"description": "What If-None-Match names", "schema": {"type": "string"}}
            calendar = {CALENDAR: {"schema": {"type": "string"}}}
            operation["responses"]["200"] = {
                "description": "iCalendar (RFC 5545)",
                "headers": {"ETag": tag},
                "content": calendar,
            }
            operation["responses"]["304"] = {"description": "Nothing has changed"}
            if operation["operationId"] == "GetLinkedCalendar":
                # The token in the path is all that opens it.
                operation["security"] = []
        case "ExportPurchaseOrders":
            token = {"description": "Opens the next page", "schema": {"type": "string"}}
            operation["responses"]["200"] = {
                "description": "One page, a document of its own",
                "headers": {"x-next-token": token},
                "content": content,
            }


def _describe_cxml(operation: dict[str, Any]) -> None:
    """What portals post: unsigned, in XML, and answered in XML whatever comes of it."""
    if operation["operationId"] != "PostCxml":
        return
    content = {"text/xml": {"schema": {"type": "string"}}}
    operation["security"] = []
    operation["requestBody"] = {"required": True, "content": content}
    described = "A cXML Response, whose status says what came of it"
    operation["responses"] = {"200": {"description": described, "content": content}}
    operation["parameters"] = [each for each in operation["parameters"] if each["in"] == "path"]


def main() -> int:
    """Write or check the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when stale")
    check = parser.parse_args().check
    text = json.dumps(build(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if check:
        is_fresh = DOCUMENT.exists() and DOCUMENT.read_text("utf-8") == text
        print("the OpenAPI document is", "up to date" if is_fresh else "stale: run make openapi")
        return 0 if is_fresh else 1
    DOCUMENT.write_text(text, "utf-8")
    print(f"wrote {DOCUMENT.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
