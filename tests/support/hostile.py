"""Requests that nobody sends by accident, each made of one that works."""

import json
import random
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from tests.support.api import handled, request_of
from tests.support.documentation import Request

T = TypeVar("T")
Place = tuple[str | int, ...]

NUMBERS: Final = (
    "1e999",
    "-1e999",
    "1" + "0" * 400,
    "9" * 5_000,
    "-0",
    "1E-400",
    "1e-999999999",
    "1e999999999",
    "0.1e1",
    "NaN",
    "-Infinity",
    "9223372036854775808",
)
"""As a body would write them."""

TEXTS: Final = (
    "",
    " ",
    "\0",
    "a\r\nX-Made-Up: 1",
    "\x1b[31mred\x1b[0m",
    "e\u0301\xe9",
    "PO\u200b-1",
    "\u202eexe.1-OP",
    "\u0420\u041e-1",
    "\ufeffPO-1",
    "\ud800",
    "\U0010ffff\ufffe",
    "%252e%252e%252f",
    "../../../../etc/passwd",
    "a[0].b[]",
    "=cmd|' /C calc'!A0",
    "{{7*7}}${7*7}<%= 7*7 %>#{7*7}",
    "<script>alert(1)</script>",
    "'; DROP TABLE invoices; --",
    "x" * 5_000,
    "\xe9" * 300_000,
    "0" * 40_000 + "1",
    "(" * 5_000,
    "a@" * 3_000,
    "9999-99-99T99:99:99Z",
    "0000-00",
    "P9999999999D",
    "null",
)

VALUES: Final = (
    "null",
    "true",
    "[]",
    "{}",
    "[" * 200 + "]" * 200,
    '{"a":' * 200 + "1" + "}" * 200,
    '{"__proto__": {"a": 1}, "constructor": 1, "__class__": "x"}',
    "[" + ",".join(["1"] * 20_000) + "]",
    "[" + ",".join(["{}"] * 5_000) + "]",
    *NUMBERS,
    *map(json.dumps, TEXTS),
)
"""What stands in the place of a member, as a body would write it."""

BODIES: Final[tuple[str | bytes | None, ...]] = (
    None,
    "",
    " \n\t",
    "[" * 100_000,
    "[" * 50_000 + "]" * 50_000,
    '{"a":' * 900 + "1" + "}" * 900,
    "[" + "1," * 99_999 + "1]",
    "[" + "{}," * 99_999 + "{}]",
    "null",
    '"text"',
    "9" * 100_000,
    "{'a': 1}",
    '{"a": "b',
    "{}{}",
    "\ufeff{}",
    "\0",
    '{"\ufffd": "\ufffd"}',
    '{"a": "\\ud800"}',
    '{"\\udc00": 1}',
    '{"a": "\ud800"}',
    '{"a": 1, "a": 2, "a": {}}',
    '{"a": NaN, "b": Infinity}',
    json.dumps({"\xe9" * 800_000: 1}, ensure_ascii=False),
    json.dumps({f"{number}" + "\xe9" * 3_000: 1 for number in range(500)}),
    json.dumps({f"member{number}": number for number in range(20_000)}),
    "a=1&b=2",
    '<!DOCTYPE x [<!ENTITY a "aaa">]><x>&a;</x>',
    "!!python/object/apply:os.system ['id']",
    "a: &a [1, 1]\nb: &b [*a, *a]\nc: [*b, *b]",
    b"\xff\xfe{\x00}\x00",
    b'{"a": "\xc0\xaf"}',
    b"\x00" * 1_000,
)
"""Bytes come as a binary media type does."""

TYPES: Final = (
    "",
    "text/plain",
    "application/xml",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "application/json; charset=utf-16",
    "application/json\r\nX-Made-Up: 1",
    "x" * 8_000,
    ";;;===",
    "\xe9/\xfc",
)

SEGMENTS: Final = (
    "%00",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%2f",
    "..%252f",
    "%c0%af",
    "%ff%fe",
    "%ed%a0%80",
    "%e2%80%ae",
    "%0d%0aX-Made-Up:%201",
    "%e2%80%8b",
    "e%cc%81",
    "%",
    "%zz",
    "a%23b%3Fc",
    "x" * 255,
    "x" * 256,
    "%f0%9f%92%a9" * 255,
    "x" * 7_000,
    "1" * 5_000,
    "-1",
    "1e999",
    "*",
    "{}",
    "0000-00",
    "9999-12",
    "arn%3Aaws%3Ainvoicing%3A%3A111122223333%3Ainvoice-unit%2Fx",
    "%20",
)
"""Of paths, percent-encoded as the gateway hands them over."""

PARAMETERS: Final = (
    "",
    " ",
    "\0",
    "a\r\nb",
    "null",
    "true",
    "-1",
    "1e999",
    "NaN",
    "9" * 5_000,
    "[]",
    "a[0].b",
    "{}",
    "\ufffd",
    "\ud800",
    "\u202e",
    "x" * 7_000,
    "2027-13",
    "9999-12",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-14:00",
    "..",
    "AQAAAABpqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq",
    "====",
    "AA",
)

NAMES: Final = ("billingAccountId", "nextToken", "madeUp", "a[]", "\xe9" * 2_000)
"""Of parameters that are tried whether a route knows them or not."""


@dataclass(frozen=True, kw_only=True)
class Attack:
    """One hostile request, and what is hostile about it."""

    about: str
    method: str
    path: str
    body: str | bytes | None
    headers: Mapping[str, str]
    query: Mapping[str, list[str]]

    def sent(self, account: str, principal: str) -> dict[str, Any]:
        """What the function answers, as API Gateway gets it."""
        content = self.body
        function, event = request_of(
            self.method,
            self.path,
            b64encode(content).decode() if isinstance(content, bytes) else content,
            account=account,
            principal=principal,
            headers=self.headers,
            query=self.query,
            is_base64=isinstance(content, bytes),
        )
        return handled(function, event)


def attacks_on(
    request: Request, resource: str, parameters: Sequence[str], times: int
) -> Iterator[Attack]:
    """What is tried where `request` would work: `times` of everything at each place.

    Which of it, follows from the place: each route hears other things, and always the same.
    """
    asked = Attack(
        about="",
        method=request.method,
        path=request.path,
        body=request.body,
        headers={**request.headers, "content-type": request.content_type},
        query={name: [value] for name, value in request.query.items()},
    )

    def some(of: Sequence[T], place: object, more: int = 0) -> Sequence[T]:
        drawn = random.Random(f"{request.method} {resource} {place}")
        return drawn.sample(of, min(times + more, len(of)))

    for body in some(BODIES, "body", 2 * times if request.body else 0):
        yield replace(asked, about=f"body {body!r:.40}", body=body)
    for type_ in some(TYPES, "type") if request.body else ():
        headers = {**request.headers, "content-type": type_}
        yield replace(asked, about=f"content type {type_!r:.40}", headers=headers)
    for place, value, body in _changed(request, some):
        yield replace(asked, about=f"{place} is {value:.40}", body=body)
    for name, value, path in _moved(request.path, resource, some):
        yield replace(asked, about=f"{name} is {value:.40}", path=path)
    for name in dict.fromkeys([*parameters, *some(NAMES, "names")]):
        for value in some(PARAMETERS, name):
            about = f"?{name:.20}={value!r:.40}"
            yield replace(asked, about=about, query={**asked.query, name: [value]})
        yield replace(asked, about=f"?{name:.20} twice", query={**asked.query, name: ["1", "2"]})


def _changed(request: Request, some: Any) -> Iterator[tuple[Place, str, str]]:
    """The body with one of its members hostile."""
    if request.body and "json" in request.content_type:
        document = json.loads(request.body)
        for place in _places(document):
            for value in some(VALUES, place):
                yield place, value, _written(document, place, value)


def _moved(path: str, resource: str, some: Any) -> Iterator[tuple[str, str, str]]:
    """The path with one of its parameters hostile."""
    parts = path.split("/")
    for index, name in enumerate(resource.split("/")):
        if name.startswith("{"):
            for value in some(SEGMENTS, name):
                yield name, value, "/".join([*parts[:index], value, *parts[index + 1 :]])


def _places(document: Any, at: Place = ()) -> Iterator[Place]:
    """Every member of objects, and the first of every list."""
    if at:
        yield at
    members: Any = ()
    if isinstance(document, dict):
        members = document.items()
    elif isinstance(document, list):
        members = list(enumerate(document))[:1]
    for name, value in members:
        yield from _places(value, (*at, name))


_MARK: Final = "\u2603"


def _written(document: Any, place: Place, value: str) -> str:
    """The document with `value`, which JSON itself may not have, at that place."""
    made = json.loads(json.dumps(document))
    inner = made
    for part in place[:-1]:
        inner = inner[part]
    inner[place[-1]] = _MARK
    return json.dumps(made, ensure_ascii=False).replace(f'"{_MARK}"', value)
