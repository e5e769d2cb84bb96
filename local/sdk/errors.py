"""The exceptions of the service: AWS's names, with the members that a problem document has."""

from collections.abc import Iterable
from typing import Final

from local.sdk import Json
from local.sdk.shapes import Shapes
from local.sdk.text import documentation

_PROBLEM: Final = "Problem"
_NAMED: Final = ("resourceType", "resourceId")

_TEXTS: Final = {
    "ValidationException": "The input breaks rules; `problems` names all of them.",
    "ServiceQuotaExceededException": "A limit would be passed; `quota` and `limit` say which.",
    "AccessDeniedException": "Not for this caller.",
    "ResourceNotFoundException": "It does not exist, or not for this caller.",
    "ConflictException": "The present state forbids it; `code` says why.",
    "ThrottlingException": "Busy, or not made yet: try again. SDKs do so by themselves.",
    "InternalServerException": "A fault of the application; its log has it under `requestId`.",
}
_STATUSES: Final = {
    400: ("ValidationException", "ServiceQuotaExceededException"),
    403: ("AccessDeniedException",),
    404: ("ResourceNotFoundException",),
    409: ("ConflictException",),
    500: ("InternalServerException",),
    503: ("ThrottlingException",),
}
_OWN_MEMBERS: Final = {
    "ValidationException": ("problems", "problemCount"),
    "ServiceQuotaExceededException": ("quota", "limit"),
    "AccessDeniedException": ("reason",),
    "ResourceNotFoundException": _NAMED,
    "ConflictException": (*_NAMED, "purchaseOrderIds", "purchaseOrderCount"),
}


def raised(statuses: Iterable[int], shapes: Shapes) -> list[Json]:
    """The exceptions of an operation that refuses with these statuses; 500 is always possible."""
    names = [name for status in sorted({*statuses, 500}) for name in _STATUSES.get(status, ())]
    return [{"shape": shapes.keep(name, _exception(name, shapes))} for name in names]


def _exception(name: str, shapes: Shapes) -> Json:
    problem = shapes.component(_PROBLEM)["properties"]
    special = {each for members in _OWN_MEMBERS.values() for each in members}
    own = _OWN_MEMBERS.get(name, ())
    members = {
        member: shapes.member(schema, _PROBLEM, member)
        for member, schema in problem.items()
        if member in own or member not in special
    }
    (status,) = (each for each, names in _STATUSES.items() if name in names)
    made: Json = {
        "type": "structure",
        "members": members,
        "required": ["message"],
        "documentation": documentation(_TEXTS[name]),
        "error": {"httpStatusCode": status, **({"senderFault": True} if status < 500 else {})},
        "exception": True,
    }
    if status == 503:
        made["retryable"] = {"throttling": True}
    if status == 500:
        made["fault"] = True
    return made
