"""Refusals in the shapes of a service's model: which exception it is, and what it tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from procurement.domain.errors import (
    Conflict,
    InvalidInput,
    LedgerlineError,
    NotAllowed,
    NotFound,
    Problem,
    QuotaExceeded,
    Unavailable,
)
from procurement.entrypoints.aws_protocol.models import (
    OperationModel,
    Shape,
    StructureShape,
    structure_of,
)
from procurement.entrypoints.aws_protocol.reading import MAX_PROBLEMS
from procurement.entrypoints.aws_protocol.service import Service

INTERNAL: Final = "InternalServerException"
INVALID: Final = "ValidationException"
WENT_WRONG: Final = "Something went wrong on our side"

MAX_TEXT: Final = 4096
"""Characters of a message in the models."""

_NAMES: Final[tuple[tuple[type[LedgerlineError], str], ...]] = (
    (InvalidInput, INVALID),
    (QuotaExceeded, "ServiceQuotaExceededException"),
    (NotAllowed, "AccessDeniedException"),
    (NotFound, "ResourceNotFoundException"),
    (Conflict, "ConflictException"),
    (Unavailable, "ThrottlingException"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """An exception of the model: its shape, its HTTP status, its members."""

    shape: StructureShape
    status: int
    members: Mapping[str, Any]


def refusal_of(
    error: Exception, operation: OperationModel, service: Service, request_id: str
) -> Refusal:
    """What the caller is told of `error`: as much of it as the model has members for.

    An exception that the operation does not have becomes a `ValidationException`, and what is no
    refusal at all an `InternalServerException` without any detail.
    """
    shape = _shape_of(error, operation)
    told = {
        **_told(error, shape, service),
        "message": _message(error),
        "requestId": request_id,
    }
    members = {name: told[name] for name in shape.members if told.get(name)}
    return Refusal(shape=shape, status=_status(shape), members=members)


def _shape_of(error: Exception, operation: OperationModel) -> StructureShape:
    name = next((name for kind, name in _NAMES if isinstance(error, kind)), INTERNAL)
    shapes = {s.name: s for s in operation.error_shapes if isinstance(s, StructureShape)}
    if name not in shapes:
        name = INTERNAL if name == INTERNAL else INVALID
    return shapes.get(name) or structure_of(operation.service_model, name)


def _status(shape: StructureShape) -> int:
    """As the model says; where it is silent, as JSON 1.0 has it."""
    told = shape.metadata.get("error", {}).get("httpStatusCode")
    if told is not None:
        return int(told)
    return 500 if shape.metadata.get("fault") or shape.name == INTERNAL else 400


def _message(error: Exception) -> str:
    if not isinstance(error, LedgerlineError):
        return WENT_WRONG
    return error.message[:MAX_TEXT]


def _told(error: Exception, shape: StructureShape, service: Service) -> dict[str, Any]:
    match error:
        case InvalidInput():
            return _invalid(error.problems, service)
        case NotFound() | Conflict():
            subject = _subject(error.resource_type, error.resource_id, shape, service)
            if shape.name != INVALID:
                return subject
            # The operation has no exception of its own for this.
            named = f"{error.resource_type[:1].lower()}{error.resource_type[1:]}Id"
            problem = Problem(field=named, reason=error.code, message=error.message)
            return {**subject, **_invalid([problem], service)}
        case NotAllowed():
            known = _enum(shape, "reason")
            return {"reason": error.code if error.code in known else service.denial}
        case QuotaExceeded():
            problem = Problem(field="request", reason=error.code, message=error.message)
            told = _invalid([problem], service) if shape.name == INVALID else {}
            return {**told, "quotaCode": error.quota, "serviceCode": service.name}
        case _:
            return {}


def _invalid(problems: tuple[Problem, ...] | list[Problem], service: Service) -> dict[str, Any]:
    fields = [
        {
            "name": service.field_of(problem.field)[:MAX_TEXT] or "request",
            "message": problem.message[:MAX_TEXT],
        }
        for problem in problems[:MAX_PROBLEMS]
    ]
    return {"reason": service.reason_of(problems[0]), "fields": fields, "fieldList": fields}


def _subject(kind: str, name: str, shape: StructureShape, service: Service) -> dict[str, str]:
    kind = service.resource_types.get(kind, kind)
    known = _enum(shape, "resourceType")
    told = {"resourceId": name, "resourceName": name}
    return {**told, "resourceType": kind} if not known or kind in known else told


def _enum(shape: StructureShape, member: str) -> tuple[str, ...]:
    found: Shape | None = shape.members.get(member)
    return tuple(getattr(found, "enum", ()))
