"""What can go wrong, told so that the reader knows what to do next.

::

    CommandError
    ├── Misused           the command was given what it can't work with
    ├── NoCredentials     no AWS credentials could be had
    ├── Unreachable       no answer, after every attempt
    ├── NotLedgerline     something answered, but not the API
    ├── Denied            API Gateway let the request not pass
    └── Refused           the API refused the request; carries its problems
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class CommandError(Exception):
    """The command can't do what was asked; the message says why and what helps."""


class Misused(CommandError):
    """The command was given what it can't work with."""


class NoCredentials(CommandError):
    """No AWS credentials could be had."""


class Unreachable(CommandError):
    """No answer, after every attempt."""


class NotLedgerline(CommandError):
    """Something answered, but not the API."""


class Denied(CommandError):
    """API Gateway let the request not pass."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing wrong with a file.

    `row` and `column` count from 1; a column of a CSV file may come as its name instead.
    """

    field: str
    message: str
    rule: str | None = None
    row: int | None = None
    column: int | str | None = None

    @classmethod
    def of_json(cls, content: Mapping[str, Any]) -> "Problem":
        """A member of ``problems``."""
        return cls(
            field=str(content.get("field") or ""),
            message=str(content.get("message") or content.get("reason") or "is refused"),
            rule=content.get("rule"),
            row=content.get("row"),
            column=content.get("column"),
        )


class Refused(CommandError):
    """The API refused the request. `problem_count` may be more than the `problems` that it told.

    `is_repeat` says that an earlier attempt of the same request got no answer.
    """

    def __init__(self, status: int, content: Mapping[str, Any], *, is_repeat: bool = False) -> None:
        self.status = status
        self.code: str = content.get("code") or f"HTTP {status}"
        self.detail: str = content.get("detail") or content.get("message") or "no reason was given"
        self.problems: Sequence[Problem] = tuple(
            Problem.of_json(problem) for problem in content.get("problems") or ()
        )
        self.problem_count: int = content.get("problemCount") or len(self.problems)
        self.is_repeat = is_repeat
        title = content.get("title")
        super().__init__(f"{title}: {self.detail}" if title else self.detail)
