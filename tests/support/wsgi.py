"""The API in process as a WSGI application, for tools that send requests of their own.

What API Gateway does before a function is called is done here: it finds the route, hands text over
as text and binary media types in base64, and refuses what it has no route for.
"""

import importlib
import json
from base64 import b64decode, b64encode
from typing import Any, Final

from werkzeug.wrappers import Request, Response

from tests.support.api import BUYER, route_of
from tests.support.lambda_context import LambdaContext
from tests.support.tables import read_template

_NO_ROUTE: Final = {"message": "Missing Authentication Token"}


def application(environ: dict[str, Any], start_response: Any) -> Any:
    """Answer one request of the buyer's account."""
    return _answer(Request(environ))(environ, start_response)


def _answer(request: Request) -> Response:
    path = request.environ["REQUEST_URI"].partition("?")[0]
    try:
        function, resource, parameters = route_of(request.method, path)
    except LookupError:
        return Response(json.dumps(_NO_ROUTE), 403, content_type="application/json")
    app = importlib.import_module(f"functions.{function}.app")
    event = _event(request, path, resource, parameters)
    answer = app.lambda_handler(event, LambdaContext())
    content = answer.get("body") or ""
    headers = [(n, v) for n, vs in (answer.get("multiValueHeaders") or {}).items() for v in vs]
    headers += list((answer.get("headers") or {}).items())
    return Response(
        b64decode(content) if answer.get("isBase64Encoded") else content,
        answer["statusCode"],
        headers,
    )


def _event(
    request: Request, path: str, resource: str, parameters: dict[str, str]
) -> dict[str, Any]:
    query = {name: values for name, values in request.args.lists() if name}
    headers = {name.lower(): request.headers.getlist(name) for name, _ in request.headers}
    is_binary = request.mimetype in _binary_types()
    body = request.get_data()
    return {
        "resource": resource,
        "path": path,
        "httpMethod": request.method,
        "headers": {name: values[-1] for name, values in headers.items()},
        "multiValueHeaders": headers,
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": parameters or None,
        "requestContext": {
            "requestId": "request-1",
            "domainName": "api.example.com",
            "stage": "v1",
            "httpMethod": request.method,
            "resourcePath": resource,
            "path": f"/v1{path}",
            "identity": {
                "accountId": BUYER,
                "userArn": f"arn:aws:iam::{BUYER}:user/tester",
                "sourceIp": "127.0.0.1",
            },
        },
        "body": (b64encode(body) if is_binary else body).decode("utf-8", "replace") or None,
        "isBase64Encoded": is_binary and bool(body),
    }


def _binary_types() -> list[str]:
    types: list[str] = read_template()["Resources"]["Api"]["Properties"]["BinaryMediaTypes"]
    return types
