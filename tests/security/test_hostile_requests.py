"""Hostile requests to every operation, each at a moment at which the operation would do its work.

The examples of the API's pages are told as stories (`tests.contract.test_documentation` sees that
every route has one), and before an operation is called for the first time, it is called with bad
bodies, members, paths, parameters and headers. ``ATTACKS=60`` tries everything there is at every
place; that takes ten minutes.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from local.openapi import DOCUMENT
from local.permissions.functions import permissions
from tests.contract.test_documentation import story  # noqa: F401 - a fixture
from tests.support.api import route_of
from tests.support.application import everything_stored
from tests.support.calls_made import Made, heard
from tests.support.documentation import REPOSITORY, Request, blocks, told_together
from tests.support.hostile import Attack, attacks_on
from tests.support.rollback import kept
from tests.support.story import Story

TIMES: Final = int(os.environ.get("ATTACKS", "2"))
"""Attacks at each place: a body, a member of one, a parameter."""

MAX_REFUSAL: Final = 1_000_000
"""Bytes: Lambda ends at six million, and nobody reads one."""

INTERNAL: Final = re.compile(
    r"Traceback|File \\?\"|site-packages|/var/task|/opt/python|<class|object at 0x"
    r"|procurement\.|pydantic|botocore|pynamodb|Decimal\(|\.py\b"
)
"""What only whoever runs the application may see."""


@pytest.mark.parametrize(
    "pages", told_together(), ids=lambda pages: str(pages[0].relative_to(REPOSITORY))
)
def test_whatever_is_sent_is_refused_in_plain_words_or_done_whole(
    pages: tuple[Path, ...],
    story: Story,  # noqa: F811
) -> None:
    """No fault, nothing of our inside, nothing half done, and an answer that fits.

    And meanwhile no function asks AWS for anything that its policy does not allow: moto would not
    mind.
    """
    found: list[str] = []
    made: set[Made] = set()
    seen: set[tuple[str, str, str]] = set()

    def attack(request: Request, account: str, user: str) -> None:
        _, resource, _ = route_of(request.method, request.path)
        operation = (request.method, resource, request.content_type)
        if operation not in seen:
            seen.add(operation)
            found.extend(f"{operation}: {fault}" for fault in _faults(request, account, user))

    story.before = attack
    with heard(made.add):
        story.tell([block for page in pages for block in blocks(page)])
    assert found == []
    assert sorted(call for call in made if not _is_allowed(call)) == []


def _is_allowed(call: Made) -> bool:
    """Whether the function's policy in the template says so."""
    return (call.action, call.resource) in _ALLOWED[call.function]


def _faults(request: Request, account: str, user: str) -> Iterator[str]:
    """Everything wrong with how this operation takes what nobody should send."""
    _, resource, _ = route_of(request.method, request.path)
    before, put_back = everything_stored(), kept()
    known = _parameters(request.method, resource)
    for attack in attacks_on(request, resource, known, TIMES):
        answer = attack.sent(account, f"arn:aws:iam::{account}:user/{user}")
        yield from _faults_of(attack, answer)
        if answer["statusCode"] < 400:
            put_back()
    if everything_stored() != before:
        yield "something that was refused has changed what is stored"
    put_back()


def _faults_of(attack: Attack, answer: dict[str, Any]) -> Iterator[str]:
    status, body = answer["statusCode"], answer.get("body") or ""
    is_refused = status >= 400
    if status >= 500:
        yield f"{attack.about}: {status}"
    if is_refused and len(body.encode("utf-8", "surrogatepass")) > MAX_REFUSAL:
        yield f"{attack.about}: an answer of {len(body)} characters"
    if is_refused and (inside := INTERNAL.search(body)):
        yield f"{attack.about}: tells {inside[0]!r}"
    for name, values in answer["multiValueHeaders"].items():
        if not all(value.isascii() and value.isprintable() for value in values):
            yield f"{attack.about}: header {name} is {values!r:.80}"


def _parameters(method: str, resource: str) -> list[str]:
    operation = _DOCUMENTED[resource][method.lower()]
    return [each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"]


_ALLOWED: Final = {
    function: {(each.action, each.resource) for each in allowed}
    for function, allowed in permissions().items()
}

_DOCUMENTED: Final = json.loads(DOCUMENT.read_text("utf-8"))["paths"]
