"""Refusals as HTTP answers: one table from the error family to status and AWS error name.

The body is `application/problem+json` (RFC 9457) with AWS's members beside it, and the header
`x-amzn-errortype` carries AWS's name, so that people and AWS SDKs both read it.
"""

import json
from typing import Any, Final

from aws_lambda_powertools.event_handler import Response

from procurement.domain.errors import (
    AlreadyExists,
    Conflict,
    InvalidAccountState,
    InvalidInput,
    InvoiceUnitInUse,
    LedgerlineError,
    NotAllowed,
    NotFound,
    Problem,
    QuotaExceeded,
    Unavailable,
)
from procurement.domain.text import shortened

_ANSWERS: Final[tuple[tuple[type[LedgerlineError], int, str, str], ...]] = (
    (InvalidInput, 400, "ValidationException", "The request breaks rules"),
    (QuotaExceeded, 400, "ServiceQuotaExceededException", "A limit would be passed"),
    (NotAllowed, 403, "AccessDeniedException", "You may not do this"),
    (NotFound, 404, "ResourceNotFoundException", "There is no such thing"),
    (AlreadyExists, 409, "ConflictException", "It exists already"),
    (Conflict, 409, "ConflictException", "The present state forbids it"),
    (Unavailable, 503, "ThrottlingException", "Busy, try again"),
)

MAX_PROBLEMS: Final = 500
"""Problems in one answer: far more than anybody mends at once, far below a function's 6 MB."""

MAX_FIELD: Final = 200
MAX_MESSAGE: Final = 1000
"""Characters. A path may lead through names that the caller made up, as long as the body lets."""

INTERNAL: Final = "InternalServerException"
_TAKEN: Final = "is taken already"


def status_of(error: LedgerlineError) -> tuple[int, str, str]:
    """(HTTP status, AWS error name, title) of an error, by its nearest ancestor in the table."""
    for class_, status, name, title in _ANSWERS:
        if isinstance(error, class_):
            return status, name, title
    return 500, INTERNAL, "Something went wrong on our side"


def problem_of(error: LedgerlineError) -> dict[str, Any]:
    """The members by which the problem is told of, wherever that is."""
    status, _, title = status_of(error)
    message = shortened(error.message, MAX_MESSAGE) if status < 500 else title
    body: dict[str, Any] = {
        "type": f"urn:ledgerline:problem:{error.code.lower().replace('_', '-')}",
        "title": title,
        "status": status,
        "detail": message,
        "code": error.code,
        "message": message,
    }
    match error:
        case InvalidInput():
            body["problems"] = [_problem(problem) for problem in error.problems[:MAX_PROBLEMS]]
            body["problemCount"] = len(error.problems)
        case InvoiceUnitInUse():
            body |= {
                "resourceType": error.resource_type,
                "resourceId": error.resource_id,
                "purchaseOrderIds": list(error.purchase_order_ids),
                "purchaseOrderCount": error.purchase_order_count,
            }
        case AlreadyExists(field=str(field)):
            body |= {"resourceType": error.resource_type, "resourceId": error.resource_id}
            taken = Problem(field=field, reason=error.code, message=_TAKEN, rule="R-003")
            body |= {"problems": [_problem(taken)], "problemCount": 1}
        case Conflict():
            body |= {"resourceType": error.resource_type, "resourceId": error.resource_id}
        case InvalidAccountState():
            body |= {"reason": error.code}
        case NotFound():
            body |= {"resourceType": error.resource_type, "resourceId": error.resource_id}
        case QuotaExceeded():
            body |= {"quota": error.quota, "limit": error.limit}
    return body


def to_response(error: LedgerlineError, request_id: str) -> Response[str]:
    """The answer to a refused request."""
    status, name, _ = status_of(error)
    body = {**problem_of(error), "requestId": request_id}
    headers = {"x-amzn-errortype": name}
    if status == 503:
        headers["Retry-After"] = "1"
    return Response(
        status_code=status,
        content_type="application/problem+json",
        body=json.dumps(body),
        headers=headers,
    )


def internal_problem(request_id: str) -> dict[str, Any]:
    """The members of a bland problem; what happened is in the log under the request ID."""
    title = "Something went wrong on our side"
    return {
        "type": "urn:ledgerline:problem:internal",
        "title": title,
        "status": 500,
        "code": "INTERNAL",
        "message": title,
        "requestId": request_id,
    }


def internal_error(request_id: str) -> Response[str]:
    """The answer to a fault of ours."""
    return Response(
        status_code=500,
        content_type="application/problem+json",
        body=json.dumps(internal_problem(request_id)),
        headers={"x-amzn-errortype": INTERNAL},
    )


def _problem(problem: Problem) -> dict[str, str | int]:
    shown = {
        "field": shortened(problem.field, MAX_FIELD),
        "reason": problem.reason,
        "message": shortened(problem.message, MAX_MESSAGE),
        "rule": problem.rule,
        "row": problem.row,
        "column": problem.column,
    }
    return {name: value for name, value in shown.items() if value is not None}
