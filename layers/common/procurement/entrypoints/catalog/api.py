"""Answers as AWS's catalog gives them: its statuses, its error names, its members."""

import json
import re
from collections.abc import Sequence
from typing import Any, ClassVar, Final

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

from procurement.domain.errors import (
    AlreadyExists,
    Conflict,
    InvalidInput,
    LedgerlineError,
    NotAllowed,
    NotFound,
    Problem,
    QuotaExceeded,
    Unavailable,
)
from procurement.domain.text import shortened
from procurement.entrypoints.catalog.base import pascal_path
from procurement.entrypoints.http import Api
from procurement.entrypoints.observability import logger
from procurement.entrypoints.problems import MAX_FIELD, MAX_MESSAGE

MAX_FIELDS: Final = 100
"""Entries of ValidationExceptionFieldList."""

INTERNAL: Final = (500, "InternalServiceException")

_ANSWERS: Final[tuple[tuple[type[LedgerlineError], int, str], ...]] = (
    (InvalidInput, 422, "ValidationException"),
    (QuotaExceeded, 402, "ServiceQuotaExceededException"),
    (NotAllowed, 403, "AccessDeniedException"),
    (NotFound, 404, "ResourceNotFoundException"),
    (AlreadyExists, 422, "ValidationException"),
    (Conflict, 423, "ResourceInUseException"),
    (Unavailable, 429, "ThrottlingException"),
)

_CHANGE: Final = re.compile(r"ChangeSet\[(?P<index>[0-9]+)\]")

_REASONS: Final = {
    "JSON_INVALID": "CannotParse",
    "UNKNOWN_ENTITY_TYPE": "UnknownOperation",
    "UNKNOWN_CHANGE_TYPE": "UnknownOperation",
}
"""catalog:ValidationExceptionReason; every other problem is FieldValidationFailed."""


class CatalogApi(Api):
    """The resolver of the catalog: as every other one, with AWS's answers to what is refused."""

    refusals: ClassVar[dict[str, str]] = {
        "402": "ServiceQuotaExceededException",
        "403": "AccessDeniedException",
        "404": "ResourceNotFoundException",
        "422": "ValidationException",
        "423": "ResourceInUseException",
        "429": "ThrottlingException; try again",
        "500": "InternalServiceException",
    }
    """What the OpenAPI document says of the statuses."""

    def _refused(self, error: LedgerlineError) -> Response[str]:
        status, name = status_of(error)
        problems = error.problems if isinstance(error, InvalidInput) else ()
        fields = [{**_field(each), **self._subject(each)} for each in problems[:MAX_FIELDS]]
        return _answer(status, name, error.message, fields)

    def _subject(self, problem: Problem) -> dict[str, str]:
        """Which change, and which entity, a problem of StartChangeSet is about."""
        found = _CHANGE.match(problem.field)
        if found is None:
            return {}
        change = self.current_event.json_body["ChangeSet"][int(found["index"])]
        if not isinstance(change, dict) or not isinstance(change.get("Entity"), dict):
            return {}
        told = {
            "ChangeType": change.get("ChangeType"),
            "EntityType": change["Entity"].get("Type"),
            "EntityId": change["Entity"].get("Identifier"),
        }
        return {
            name: shortened(value, MAX_FIELD)
            for name, value in told.items()
            if isinstance(value, str)
        }

    def _malformed(self, error: RequestValidationError) -> Response[str]:
        problems = [
            Problem(
                field=pascal_path(found.get("loc", ())),
                reason=str(found.get("type", "")).upper(),
                message=str(found.get("msg", "is not acceptable")),
            )
            for found in error.errors()
        ]
        return self._refused(InvalidInput(problems))

    def _no_route(self, _: Exception) -> Response[str]:
        return self._refused(NotFound(self.current_event.path))

    def _failed(self, _: Exception) -> Response[str]:
        logger().exception("request failed")
        status, name = INTERNAL
        return _answer(status, name, "Something went wrong on our side", ())


def status_of(error: LedgerlineError) -> tuple[int, str]:
    """(HTTP status, error name) of catalog's model, by the error's nearest ancestor."""
    for class_, status, name in _ANSWERS:
        if isinstance(error, class_):
            return status, name
    return INTERNAL


def _field(problem: Problem) -> dict[str, str]:
    return {
        "Reason": _REASONS.get(problem.reason, "FieldValidationFailed"),
        "Field": shortened(problem.field, MAX_FIELD),
        "Message": shortened(problem.message, MAX_MESSAGE),
    }


def _answer(
    status: int, name: str, message: str, fields: Sequence[dict[str, str]]
) -> Response[str]:
    body: dict[str, Any] = {"Message": shortened(message, MAX_MESSAGE)}
    if fields:
        body["ValidationExceptionFieldList"] = list(fields)
    return Response(
        status_code=status,
        content_type="application/json",
        body=json.dumps(body),
        headers={"x-amzn-errortype": name},
    )
