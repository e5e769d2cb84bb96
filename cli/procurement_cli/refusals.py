"""Which error an answer other than a success means.

What the application refuses is a problem document. What API Gateway refuses before it reaches the
application is not, and names its reason in the header ``x-amzn-errortype``.
"""

import json
from collections.abc import Mapping
from typing import Final

from procurement_cli.connection import Connection
from procurement_cli.errors import CommandError, Denied, NotLedgerline, Refused

_PROBLEM: Final = "application/problem+json"
_NOT_FOUND: Final = 404
_FORBIDDEN: Final = frozenset({401, 403})


def refusal(
    connection: Connection, status: int, headers: Mapping[str, str], text: str, *, attempt: int
) -> CommandError:
    """The error to raise. `headers` are in lower case; `attempt` counts from 1."""
    is_problem = headers.get("content-type", "").partition(";")[0] == _PROBLEM
    content = _object(text)
    if is_problem and content is not None:
        error = Refused(status, content, is_repeat=attempt > 1)
        if status in _FORBIDDEN:
            return Denied(f"{error} ({error.code}); signed with {connection.caller}")
        return error
    message = (content or {}).get("message") or (content or {}).get("Message") or "no reason given"
    kind = headers.get("x-amzn-errortype", "").partition(":")[0]
    if status in _FORBIDDEN and kind not in _WRONG_ADDRESS:
        advice = _ADVICE.get(kind, "its policies must allow execute-api:Invoke on this route")
        return Denied(f"{message}; {advice}; signed with {connection.caller}")
    if status == _NOT_FOUND or status in _FORBIDDEN or 300 <= status < 400:
        return NotLedgerline(
            f"{connection.api_url} has no such route (HTTP {status}: {message}); is this the "
            "stack's output ApiUrl, and is its version new enough?"
        )
    return Refused(status, content or {"detail": message}, is_repeat=attempt > 1)


def _object(text: str) -> dict[str, object] | None:
    try:
        content = json.loads(text)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


# A signed request without an "authentication token" is API Gateway's way to say: no such route.
_WRONG_ADDRESS: Final = frozenset({"MissingAuthenticationTokenException"})

_ADVICE: Final = {
    "ExpiredTokenException": "the credentials have expired: log in again, as by `aws sso login`",
    "InvalidSignatureException": "is the secret key right, this machine's clock, the region?",
    "IncompleteSignatureException": "are the credentials whole?",
    "UnrecognizedClientException": "AWS does not know this key; is it of another partition?",
}
