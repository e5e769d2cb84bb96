"""AWS's SDK for Python with the models of `sdk/`: over HTTP, in process, and as a judge."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import boto3
import botocore.session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.model import OperationModel, ServiceModel, Shape
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from botocore.utils import parse_timestamp
from botocore.validate import ParamValidator

from local.sdk.files import MODELS
from local.sdk.service import SERVICE
from tests.support.api import BUYER, Answer, call
from tests.support.documentation import Request

ADDRESS: Final = "https://api.example.com/v1"


def session() -> boto3.Session:
    """A session that knows the models of `sdk/` beside botocore's own."""
    core = botocore.session.Session()
    core.set_config_variable("data_path", str(MODELS))
    return boto3.Session(
        aws_access_key_id="AKIAEXAMPLE",
        aws_secret_access_key="example-secret",
        region_name="eu-west-1",
        botocore_session=core,
    )


def client() -> Any:
    """A client of `purchase-orders` that repeats nothing."""
    return session().client(
        SERVICE, endpoint_url=ADDRESS, config=Config(retries={"max_attempts": 0})
    )


def in_process(account: str = BUYER) -> Any:
    """A client whose requests the functions answer in this process."""
    made = client()

    def answered(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        assert "/execute-api/aws4_request" in str(request.headers["Authorization"])
        address = urlsplit(request.url)
        kind = request.headers.get("Content-Type", "application/json")
        answer = call(
            request.method,
            address.path.removeprefix("/v1"),
            account=account,
            raw_body=_content(request.body),
            content_type=kind.decode() if isinstance(kind, bytes) else kind,
            **dict(parse_qsl(address.query)),
        )
        return AWSResponse(request.url, answer.status, answer.headers, Raw(_text(answer)))

    made.meta.events.register("before-send", answered)
    return made


class Raw:
    """What is left to read of an answer, as urllib3 would give it."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def read(self, _: int | None = None) -> bytes:
        """All of it, once."""
        content, self._content = self._content, b""
        return content

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        """The same in pieces."""
        yield self.read()


def _content(body: Any) -> str | bytes | None:
    content = body.read() if hasattr(body, "read") else body
    return content or None


def _text(answer: Answer) -> bytes:
    is_text = isinstance(answer.body, str)
    return (answer.body if is_text else json.dumps(answer.body)).encode()


@cache
def service_model() -> ServiceModel:
    """The model of `purchase-orders` as botocore reads it."""
    model: ServiceModel = client().meta.service_model
    return model


def operation_of(request: Request) -> tuple[OperationModel, dict[str, str]] | None:
    """The operation that sends this request, with what the path says; None if there is none."""
    for name in service_model().operation_names:
        operation = service_model().operation_model(name)
        path, _, literal = operation.http["requestUri"].partition("?")
        found = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path), request.path)
        fixed = dict(parse_qsl(literal))
        # Where a file may be chosen, that is an operation of its own.
        by_format = fixed or ("format" in request.query and "format" not in _queries(operation))
        is_chosen = fixed.items() <= request.query.items() if fixed else not by_format
        if operation.http["method"] == request.method and found and is_chosen:
            return operation, {part: unquote(value) for part, value in found.groupdict().items()}
    return None


def _queries(operation: OperationModel) -> set[str]:
    members = operation.input_shape.members.values()
    places = (member.serialization for member in members)
    return {place["name"] for place in places if place.get("location") == "querystring"}


def faults(request: Request, answer: Answer) -> list[str]:
    """What an SDK could not say of an accepted request, and what it would lose of any answer."""
    found = operation_of(request)
    if found is None:
        return []
    operation, labels = found
    told = list(lost(operation, answer))
    if answer.status < 300:
        told += _unsaid(operation, labels, request)
    return [f"{operation.name}: {each}" for each in told]


def _unsaid(
    operation: OperationModel, labels: Mapping[str, str], request: Request
) -> Iterator[str]:
    parameters = _parameters(operation, labels, request)
    shape = operation.input_shape
    yield from filter(None, [ParamValidator().validate(parameters, shape).generate_report()])
    sent = create_serializer("rest-json").serialize_to_request(parameters, operation)
    path, _, literal = sent["url_path"].partition("?")
    query = dict(parse_qsl(literal)) | {name: str(v) for name, v in sent["query_string"].items()}
    if (sent["method"], path) != (request.method, request.path):
        yield f"sends {sent['method']} {path}"
    if query != request.query:
        yield f"sends the query {query}, not {request.query}"
    if request.body and "payload" not in shape.serialization:
        body = _known(_reduced(json.loads(request.body), shape), shape)
        # What the path says needs no saying in the body.
        body = {name: value for name, value in body.items() if name not in labels}
        yield from _unequal(body, _reduced(json.loads(sent["body"]), shape))


def _parameters(
    operation: OperationModel, labels: Mapping[str, str], request: Request
) -> dict[str, Any]:
    shape = operation.input_shape
    given: dict[str, Any] = {}
    if request.body:
        payload = shape.serialization.get("payload")
        given = {payload: request.body} if payload else json.loads(request.body)
        given = given if payload else _known(_reduced(given, shape), shape)
    for name, member in shape.members.items():
        place = member.serialization
        match place.get("location"):
            case "uri":
                given[name] = _typed(labels[place["name"]], member)
            case "querystring" if place["name"] in request.query:
                given[name] = _typed(request.query[place["name"]], member)
            case "header" if place["name"] == "Content-Type":
                given[name] = request.content_type
    return given


def _known(value: Any, shape: Shape) -> Any:
    """Without members that the application does not look at, where it takes whatever comes."""
    match shape.type_name, value:
        case "structure", dict() if not shape.is_document_type:
            members = shape.members
            return {name: _known(v, members[name]) for name, v in value.items() if name in members}
        case "list", list():
            return [_known(each, shape.member) for each in value]
    return value


def _typed(text: str, shape: Shape) -> Any:
    match shape.type_name:
        case "boolean":
            return text == "true"
        case "integer" | "long":
            return int(text)
    return text


def lost(operation: OperationModel, answer: Answer) -> Iterator[str]:
    """What of an answer a client would not show."""
    shape = operation.output_shape
    if answer.status >= 300:
        shape = service_model().shape_for_error_code(answer.headers["x-amzn-errortype"])
        if shape is None or shape.name not in [each.name for each in operation.error_shapes]:
            yield f"{answer.headers['x-amzn-errortype']} is none of its errors"
            return
    is_file = shape is not None and "payload" in shape.serialization
    if is_file or not isinstance(answer.body, dict):
        return
    if shape is None:
        yield "has an answer that the model does not know"
        return
    parser = create_parser("rest-json")
    content = {"headers": answer.headers, "status_code": 200, "body": _text(answer)}
    parsed = parser.parse(content, shape)
    parsed.pop("ResponseMetadata")
    yield from _unequal(_reduced(answer.body, shape), _reduced(parsed, shape))


def _unequal(expected: Any, actual: Any) -> Iterator[str]:
    if expected != actual:
        yield f"{json.dumps(expected, default=str)} became {json.dumps(actual, default=str)}"


def _reduced(value: Any, shape: Shape | None) -> Any:
    """Without null, instants as such, and amounts as text: what SDKs keep of JSON."""
    match getattr(shape, "type_name", None), value:
        case "structure", dict() if not shape.is_document_type:
            members = shape.members
            return {
                name: _reduced(each, members.get(name))
                for name, each in value.items()
                if each is not None
            }
        case "map", dict():
            return {name: _reduced(each, shape.value) for name, each in value.items()}
        case "list", list():
            return [_reduced(each, shape.member) for each in value]
        case "timestamp", str():
            return parse_timestamp(value)
        case "string", int() | float():
            return str(value)
    return value
