"""Unmodified AWS clients whose requests arrive at the function that speaks AWS's protocols."""

import base64
import importlib
import io
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import boto3
import botocore.session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from botocore.config import Config
from botocore.loaders import Loader

from tests.support.api import BUYER
from tests.support.lambda_context import LambdaContext

Protocol = Literal["json", "cbor"]
Document = dict[str, Any]

ADDRESS: Final = "https://api.example.com/v1"
OPERATION: Final = "/service/{service}/operation/{operation}"
PROTOCOLS: Final[tuple[Protocol, ...]] = ("json", "cbor")

_IN_MODELS: Final[dict[Protocol, str]] = {"json": "json", "cbor": "smithy-rpc-v2-cbor"}
_JSON_VERSION: Final = "1.0"


def client(
    service: str,
    *,
    account: str = BUYER,
    protocol: Protocol = "json",
    endpoint: str = ADDRESS,
    parameter_validation: bool = True,
) -> Any:
    """A boto3 client that knows this protocol only; nothing is sent twice."""
    made = _session(protocol).client(
        service,
        endpoint_url=endpoint,
        config=Config(retries={"total_max_attempts": 1}, parameter_validation=parameter_validation),
    )

    def send(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        headers = {name: _text(value) for name, value in request.headers.items()}
        path = urlsplit(request.url).path.removeprefix("/v1") or "/"
        answer = handled(path, headers, _bytes(request.body), account=account)
        return AWSResponse(
            request.url,
            answer["statusCode"],
            HeadersDict({name: v[0] for name, v in answer["multiValueHeaders"].items()}),
            _Raw(content_of(answer)),
        )

    made.meta.events.register_first(f"before-send.{service}", send)
    return made


def handled(
    path: str, headers: Mapping[str, str], body: bytes, *, account: str | None = BUYER
) -> Document:
    """What the function answers to one request, as API Gateway would hand it over."""
    app = importlib.import_module("functions.aws_protocol.app")
    event = gateway_event(path, headers, body, account=account)
    return dict(app.lambda_handler(event, LambdaContext()))


def gateway_event(
    path: str, headers: Mapping[str, str], body: bytes, *, account: str | None = BUYER
) -> Document:
    """The event of one request: binary bodies are base64, everything else is text."""
    is_binary = headers.get("Content-Type", "").startswith("application/cbor")
    parts = path.strip("/").split("/")
    is_named = len(parts) == 4
    return {
        "resource": OPERATION if is_named else "/",
        "path": path,
        "httpMethod": "POST",
        "headers": dict(headers),
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"service": parts[1], "operation": parts[3]} if is_named else None,
        "requestContext": {
            "requestId": "request-1",
            "stage": "v1",
            "path": f"/v1{path}",
            "identity": {
                "accountId": account,
                "userArn": account and f"arn:aws:iam::{account}:user/tester",
            },
        },
        "body": base64.b64encode(body).decode() if is_binary else body.decode("latin-1"),
        "isBase64Encoded": is_binary,
    }


def content_of(answer: Mapping[str, Any]) -> bytes:
    """The bytes that API Gateway would send."""
    body = str(answer["body"])
    return base64.b64decode(body) if answer["isBase64Encoded"] else body.encode("utf-8")


def headers_of(answer: Mapping[str, Any]) -> dict[str, str]:
    """The headers of an answer."""
    return {name: values[0] for name, values in answer["multiValueHeaders"].items()}


class _Raw(io.BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


class OneProtocol(Loader):
    """Reads botocore's models, with one protocol left in them."""

    def __init__(self, protocol: Protocol) -> None:
        super().__init__()
        self._name = _IN_MODELS[protocol]

    def load_service_model(
        self, service_name: str, type_name: str, api_version: str | None = None
    ) -> Any:
        model = super().load_service_model(service_name, type_name, api_version)
        if type_name != "service-2" or "protocols" not in model["metadata"]:
            return model
        metadata = {**model["metadata"], "protocol": self._name, "protocols": [self._name]}
        return {**model, "metadata": {**metadata, "jsonVersion": _JSON_VERSION}}


@cache
def _session(protocol: Protocol) -> boto3.Session:
    inner = botocore.session.get_session()
    inner.register_component("data_loader", OneProtocol(protocol))
    return boto3.Session(
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        region_name="us-east-1",
        botocore_session=inner,
    )


def _bytes(body: Any) -> bytes:
    return body.encode() if isinstance(body, str) else bytes(body or b"")


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
