"""API functions called as API Gateway calls them, in process."""

import importlib
import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, unquote

from tests.support.lambda_context import LambdaContext
from tests.support.tables import read_template

BUYER = "111122223333"
SELLER = "444455556666"


@dataclass(frozen=True)
class Answer:
    """What came back: its body parsed if it is JSON, else its text."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def reasons(self) -> set[tuple[str, str]]:
        """(field, reason) of every problem."""
        return {(problem["field"], problem["reason"]) for problem in self.body["problems"]}


def call(
    method: str,
    path: str,
    body: Any = None,
    *,
    account: str = BUYER,
    principal: str | None = None,
    raw_body: str | bytes | None = None,
    content_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
    **query: str | int,
) -> Answer:
    """Send one request to the function that the template routes it to.

    `path` is written readably with its parameters in ``{}`` as Python values already filled in and
    percent-encoded by `segment`. Bytes arrive as a binary media type does: in base64. `principal`
    is the ARN of whoever signs, the account's tester if left out.
    """
    function, event = request_of(
        method,
        path,
        _body(body, raw_body),
        account=account,
        principal=principal,
        headers={**(headers or {}), "content-type": content_type},
        query={name: [str(value)] for name, value in query.items()},
        is_base64=isinstance(raw_body, bytes),
    )
    answer = handled(function, event)
    headers = {name.lower(): v[0] for name, v in (answer.get("multiValueHeaders") or {}).items()}
    text = answer.get("body") or "null"
    is_json = "json" in headers.get("content-type", "json")
    return Answer(answer["statusCode"], json.loads(text) if is_json else text, headers)


def request_of(
    method: str,
    path: str,
    body: str | None,
    *,
    account: str = BUYER,
    principal: str | None = None,
    headers: Mapping[str, str],
    query: Mapping[str, list[str]],
    is_base64: bool = False,
) -> tuple[str, dict[str, Any]]:
    """The folder of the function that the template routes a request to, and the event it gets."""
    function, resource, parameters = route_of(method, path)
    return function, {
        "resource": resource,
        "path": path,
        "httpMethod": method,
        "headers": dict(headers),
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": dict(query) or None,
        "pathParameters": parameters or None,
        "requestContext": {
            "requestId": "request-1",
            "domainName": "api.example.com",
            "stage": "v1",
            "httpMethod": method,
            "resourcePath": resource,
            "path": f"/v1{path}",
            "identity": {
                "accountId": account,
                "userArn": principal or f"arn:aws:iam::{account}:user/tester",
                "sourceIp": "127.0.0.1",
            },
        },
        "body": body,
        "isBase64Encoded": is_base64,
    }


def handled(function: str, event: dict[str, Any]) -> dict[str, Any]:
    """What the function answers, as API Gateway gets it."""
    app = importlib.import_module(f"functions.{function}.app")
    return dict(app.lambda_handler(event, LambdaContext()))


def _body(body: Any, raw_body: str | bytes | None) -> str | None:
    if isinstance(raw_body, bytes):
        return b64encode(raw_body).decode()
    return raw_body if raw_body is not None or body is None else json.dumps(body)


def segment(text: str) -> str:
    """One path segment, percent-encoded as clients send it."""
    return quote(text, safe="")


def route_of(method: str, path: str) -> tuple[str, str, dict[str, str]]:
    """(function folder, resource, path parameters) that the template routes a request to."""
    for function, verb, resource in _routes():
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", resource)
        found = re.fullmatch(pattern, path)
        if verb == method and found:
            return function, resource, found.groupdict()
    raise LookupError(f"the template has no route for {method} {unquote(path)}")


@cache
def _routes() -> tuple[tuple[str, str, str], ...]:
    """(function folder, verb, resource) of every API event, the most literal resource first."""
    found = []
    for resource in read_template()["Resources"].values():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        folder = resource["Properties"]["CodeUri"].removeprefix("functions/")
        for event in resource["Properties"].get("Events", {}).values():
            if event["Type"] == "Api":
                properties = event["Properties"]
                found.append((folder, properties["Method"], properties["Path"]))
    return tuple(sorted(found, key=lambda route: route[2].count("{")))
