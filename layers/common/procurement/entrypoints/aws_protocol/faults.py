"""What is wrong with a request before any operation is asked: AWS's common errors.

A fault is no refusal of the `LedgerlineError` family: no rule was looked at, and no service was
found that could have a word for it.
"""

from typing import ClassVar, Final

NAMESPACE: Final = "com.amazon.coral.service"
"""Of the errors that every service of AWS's has, whatever its model says."""


class Fault(Exception):
    """Base of them; `name` is AWS's, `status` the HTTP status it comes with."""

    name: ClassVar[str] = "MalformedHttpRequestException"
    status: ClassVar[int] = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class MalformedRequest(Fault):
    """The HTTP request itself makes no sense."""


class Unreadable(Fault):
    """The body is not what its media type says, or is nested too deep."""

    name = "SerializationException"


class UnknownOperation(Fault):
    """No service here has such an operation."""

    name = "UnknownOperationException"
    status = 404


class TooLarge(Fault):
    """The body is larger than any operation needs."""

    name = "RequestEntityTooLargeException"
    status = 413


class Unsigned(Fault):
    """Nobody signed the request."""

    name = "MissingAuthenticationTokenException"
    status = 403


class Forbidden(Fault):
    """The route that the request came by does not lead to this operation."""

    name = "AccessDeniedException"
    status = 403
