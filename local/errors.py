"""What can go wrong with the local stack, told so that the reader knows what to do next.

LocalStackError
├── NotRunning       no stack is up in this home
├── CommandFailed    a tool (sam, the emulator) ended with an error; carries the end of its log
├── UnknownFunction  no deployed function has that name
├── UnknownEvent     no such event file
├── ApiRefused       the deployed API refused a request
├── NotHosted        a stack has no console that could be published
├── SampleFault      a sample file can't be used as it is
└── TookTooLong      something that was waited for did not happen
"""

from collections.abc import Mapping
from typing import Any


class LocalStackError(Exception):
    """The local stack can't do what was asked; the message says why and what helps."""


class NotRunning(LocalStackError):
    """No stack is up in this home."""

    def __init__(self) -> None:
        super().__init__("the local stack is not up; run `make up`")


class NotHosted(LocalStackError):
    """There is no such stack in AWS, or it was deployed without a console."""


class CommandFailed(LocalStackError):
    """A tool ended with an error."""


class UnknownFunction(LocalStackError):
    """No deployed function has that name."""


class UnknownEvent(LocalStackError):
    """No such event file."""


class ApiRefused(LocalStackError):
    """The deployed API refused a request.

    `code` is the stable code of the problem, if any; `reasons` those of single fields.
    """

    def __init__(self, request: str, status: int, problem: Mapping[str, Any]) -> None:
        details = "".join(
            f"\n  {found.get('field')}: {found.get('message')}"
            for found in problem.get("problems", ())
        )
        super().__init__(f"{request} was answered with {status}: {problem.get('message')}{details}")
        self.status = status
        self.code: str | None = problem.get("code")
        self.reasons = tuple(found.get("reason") for found in problem.get("problems", ()))


class SampleFault(LocalStackError):
    """A sample file can't be used as it is."""


class TookTooLong(LocalStackError):
    """Something that was waited for did not happen in time."""
