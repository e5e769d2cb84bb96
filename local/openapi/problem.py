"""The bodies of refusals, and a sample of each: made by the code that answers with them."""

from collections.abc import Iterator
from typing import Any, Final

from procurement.domain import errors
from procurement.domain.errors import LedgerlineError, Problem
from procurement.entrypoints.problems import internal_problem, problem_of

_REQUEST_ID: Final = "0b9c2f6e-6f6b-4f0a-9f5e-1d2c3b4a5968"

PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "Why a request was refused, as in RFC 9457, with AWS's members beside it. "
    "Nothing has been changed.",
    "required": ["type", "title", "status", "code", "message"],
    "properties": {
        "type": {"type": "string", "description": "URN of the kind of problem"},
        "title": {"type": "string", "description": "The kind of problem, for people"},
        "status": {"type": "integer", "description": "The HTTP status"},
        "detail": {"type": "string", "description": "What is wrong, for people"},
        "code": {"type": "string", "description": "Stable code of the error, for programs"},
        "message": {"type": "string", "description": "The same as detail, under AWS's name"},
        "requestId": {"type": "string", "description": "Under which the log has the request"},
        "reason": {"type": "string", "description": "AWS's reason of an AccessDeniedException"},
        "resourceType": {"type": "string", "description": "What it is about"},
        "resourceId": {"type": "string", "description": "Which one"},
        "quota": {"type": "string", "description": "The limit that would be passed"},
        "limit": {"type": "integer", "description": "Its size"},
        "purchaseOrderIds": {
            "type": "array",
            "description": "The first 100 purchase orders that name the invoice unit",
            "items": {"type": "string"},
        },
        "purchaseOrderCount": {
            "type": "integer",
            "description": "How many purchase orders name the invoice unit",
        },
        "problemCount": {
            "type": "integer",
            "description": "How many problems there are; the first 500 are listed",
        },
        "problems": {
            "type": "array",
            "description": "Everything that is wrong with the input, not only the first thing",
            "items": {
                "type": "object",
                "required": ["field", "reason", "message"],
                "properties": {
                    "field": {
                        "type": "string",
                        "description": "Path of the member as the caller wrote it",
                    },
                    "reason": {"type": "string", "description": "Stable code of the problem"},
                    "message": {"type": "string", "description": "The problem, for people"},
                    "rule": {"type": "string", "description": "Number of the rule broken"},
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

CATALOG_ERROR: Final[dict[str, Any]] = {
    "type": "object",
    "description": "The body of the catalog's exceptions; the header x-amzn-errortype names them",
    "required": ["Message"],
    "properties": {
        "Message": {"type": "string", "description": "What is wrong, for people"},
        "ValidationExceptionFieldList": {
            "type": "array",
            "description": "Of a ValidationException; the first 100 fields are listed",
            "items": {
                "type": "object",
                "properties": {
                    "Reason": {"type": "string", "description": "AWS's reason"},
                    "Field": {"type": "string", "description": "Path of the member"},
                    "Message": {"type": "string", "description": "The problem, for people"},
                    "ChangeType": {"type": "string", "description": "Of the change it is about"},
                    "EntityType": {"type": "string", "description": "Of the change's entity"},
                    "EntityId": {"type": "string", "description": "Of the change's entity"},
                },
            },
        },
    },
}

GATEWAY_ERROR: Final[dict[str, Any]] = {
    "type": "object",
    "description": "What API Gateway answers itself, before the application is asked",
    "required": ["__type", "message"],
    "properties": {
        "__type": {"type": "string", "description": "AWS's name of the error"},
        "message": {"type": "string", "description": "What is wrong, for people"},
        "type": {"type": "string", "description": "URN of the kind of problem"},
        "title": {"type": "string", "description": "The kind of problem, for people"},
        "status": {"type": "integer", "description": "The HTTP status"},
        "code": {"type": "string", "description": "The gateway's own name of the error"},
        "requestId": {"type": "string", "description": "Under which the gateway has the request"},
    },
}

OF_GATEWAY: Final = (
    (403, "AccessDeniedException", "ACCESS_DENIED", "You may not do this"),
    (413, "RequestEntityTooLargeException", "REQUEST_TOO_LARGE", "The request is too large"),
    (429, "ThrottlingException", "THROTTLED", "Too many requests, try again"),
    (504, "InternalServerException", "INTEGRATION_TIMEOUT", "It took too long"),
)
"""Status, AWS's name, the gateway's name and title of its answers, as the template has them."""

HEADERS: Final[dict[str, Any]] = {
    "ErrorType": {
        "description": "AWS's name of the error, for AWS SDKs",
        "schema": {"type": "string"},
    },
    "RetryAfter": {
        "description": "After how many seconds to send the request again",
        "schema": {"type": "integer"},
    },
}


def sample(code: str) -> str:
    """The reference to a sample."""
    return f"#/components/examples/{code}"


def _errors() -> Iterator[LedgerlineError]:
    """One error of each class that the API answers with."""
    broken = Problem(
        field="lineItems[0].endMonth",
        reason="INVALID_VALUE",
        message="'2027-13' is not a month of the form YYYY-MM",
        rule="R-029",
    )
    yield errors.InvalidInput([broken])
    yield errors.QuotaExceeded(
        "an account has at most 100 such things", quota="ActivePurchaseOrders", limit=100
    )
    for refused in (errors.NotAllowed, errors.InvalidAccountState):
        yield refused("the caller's account may not do this")
    yield errors.NotFound("example")
    for missing in errors.NotFound.__subclasses__():
        yield missing("example")
    yield errors.InvoiceUnitInUse(
        "purchase orders name it", name="North", purchase_order_ids=["PO-2027-001"]
    )
    for conflict in {errors.Conflict, *errors.Conflict.__subclasses__()} - {
        errors.InvoiceUnitInUse
    }:
        yield conflict(_meaning(conflict), resource_type="Resource", resource_id="example")
    for busy in (errors.Unavailable, errors.DocumentPending):
        yield busy(_meaning(busy))


def _meaning(class_: type[LedgerlineError]) -> str:
    return (class_.__doc__ or "").partition("\n")[0].partition(" (R-")[0].rstrip(".:")


def _samples() -> dict[str, Any]:
    made = {error.code: problem_of(error) | {"requestId": _REQUEST_ID} for error in _errors()}
    made["INTERNAL"] = internal_problem(_REQUEST_ID)
    for status, type_, code, title in OF_GATEWAY:
        made[code] = {
            "__type": type_,
            "message": title,
            "type": "urn:ledgerline:problem:gateway",
            "title": title,
            "status": status,
            "code": code,
            "requestId": _REQUEST_ID,
        }
    return {code: {"value": value} for code, value in sorted(made.items())}


SAMPLES: Final = _samples()
