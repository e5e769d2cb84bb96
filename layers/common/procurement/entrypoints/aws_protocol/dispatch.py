"""From a request of API Gateway to an operation, and back in the protocol it came in.

JSON 1.0 names the operation in `X-Amz-Target` and comes to any route. RPC v2 CBOR names it in the
path; so does a JSON body that is sent there, for whoever allows single operations by their path.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from procurement.domain.errors import InvalidInput, LedgerlineError, Problem
from procurement.entrypoints.aws_protocol.call import Answering, Backend, Call
from procurement.entrypoints.aws_protocol.faults import (
    NAMESPACE,
    Fault,
    Forbidden,
    MalformedRequest,
    TooLarge,
    UnknownOperation,
    Unreadable,
    Unsigned,
)
from procurement.entrypoints.aws_protocol.json_wire import CONTENT_TYPE as JSON
from procurement.entrypoints.aws_protocol.json_wire import JsonWire
from procurement.entrypoints.aws_protocol.models import OperationModel, model_of
from procurement.entrypoints.aws_protocol.reading import read_members
from procurement.entrypoints.aws_protocol.refusals import refusal_of
from procurement.entrypoints.aws_protocol.service import Operation, Service
from procurement.entrypoints.aws_protocol.wire import MAX_BODY, Wire
from procurement.entrypoints.aws_protocol.writing import write_members
from procurement.entrypoints.observability import logger, note
from procurement.entrypoints.principal import principal_of
from procurement.service.caller import Caller

CBOR: Final = "application/cbor"
PROTOCOL: Final = "rpc-v2-cbor"

Event = Mapping[str, Any]
Answer = dict[str, Any]

FindService = Callable[[str], Service | None]
"""The service whose targets begin with a prefix."""

Allows = Callable[[Event, str, str], bool]
"""Whether the route that the event came by leads to an operation: event, service, operation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Target:
    """One operation of one service, and the model of it."""

    service: Service
    operation: Operation
    model: OperationModel


class AwsApi:
    """Answers requests of AWS's clients for the services that `find` finds."""

    def __init__(self, find: FindService, backend: Backend, allows: Allows | None = None) -> None:
        """`allows` narrows down what a route leads to; without it every route leads to all."""
        self._find = find
        self._backend = backend
        self._allows = allows

    def resolve(self, event: Event, _: Any) -> Answer:
        """The answer to one request, whatever it is."""
        request_id = str(event.get("requestContext", {}).get("requestId") or "")
        headers = {name.lower(): str(v) for name, v in (event.get("headers") or {}).items()}
        wire = _wire_of(headers)
        try:
            target = self._target(event, headers)
            caller = _caller_of(event)
        except Fault as fault:
            return _fault(fault, wire, request_id)
        call = Call(caller=caller, request_id=request_id, backend=self._backend)
        try:
            body = _body_of(event)
            return _reply(200, _answer(target, body, call, wire), wire, request_id)
        except Fault as fault:
            return _fault(fault, wire, request_id)
        except LedgerlineError as error:
            return _refuse(error, target, wire, request_id)
        except Exception as error:
            # The log gets its trace, the caller its ID.
            logger().exception("request failed")
            return _refuse(error, target, wire, request_id)

    def _target(self, event: Event, headers: Mapping[str, str]) -> _Target:
        prefix, name = _named(event, headers)
        service = self._find(prefix)
        operation = service.operations.get(name) if service else None
        if service is None or operation is None:
            raise UnknownOperation(f"there is no operation {name!r} of {prefix!r}"[:200])
        note(awsService=service.name, awsOperation=name)
        if self._allows is not None and not self._allows(event, service.name, name):
            raise Forbidden(f"this address does not lead to {name}")
        model = model_of(service.name).operation_model(name)
        return _Target(service=service, operation=operation, model=model)


def _answer(target: _Target, body: bytes, call: Call, wire: Wire) -> Mapping[str, Any]:
    document = wire.load(body)
    if not isinstance(document, Mapping):
        raise Unreadable("the body is not a structure")
    asked, told = target.model.input_shape, target.model.output_shape
    request = read_members(asked, document, wire) if asked else {}
    members = _function_of(target)(request, call)
    return write_members(told, members, wire) if told else {}


def _function_of(target: _Target) -> Answering:
    if not target.operation.by:
        problem = Problem(
            field="operation", reason=target.service.refusal, message=target.operation.note
        )
        raise InvalidInput([problem])
    module, _, name = target.operation.by.partition(":")
    answering: Answering = getattr(import_module(f"{target.service.package}.{module}"), name)
    return answering


def _wire_of(headers: Mapping[str, str]) -> Wire:
    """The protocol of the answer: CBOR for who speaks it, JSON for everybody else."""
    is_cbor = headers.get("smithy-protocol") == PROTOCOL or _media_type(headers) == CBOR
    if not is_cbor:
        return JsonWire()
    from procurement.entrypoints.aws_protocol.cbor_wire import CborWire

    return CborWire()


def _named(event: Event, headers: Mapping[str, str]) -> tuple[str, str]:
    """(target prefix, operation); the path decides where both it and the header name one."""
    target = headers.get("x-amz-target", "")
    path = event.get("pathParameters") or {}
    if "operation" not in path:
        if _media_type(headers) != JSON:
            raise MalformedRequest(f"the body must be {JSON}")
        prefix, _, operation = target.partition(".")
        return prefix, operation
    if _media_type(headers) not in (JSON, CBOR, ""):
        raise MalformedRequest(f"the body must be {CBOR} or {JSON}")
    if target and target != f"{path['service']}.{path['operation']}":
        raise MalformedRequest("X-Amz-Target and the path name different operations")
    return path["service"], path["operation"]


def _media_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _caller_of(event: Event) -> Caller:
    identity = event.get("requestContext", {}).get("identity") or {}
    account, arn = identity.get("accountId"), identity.get("userArn")
    if not account or not arn:
        raise Unsigned("requests are signed with AWS Signature Version 4")
    provider = identity.get("cognitoAuthenticationProvider")
    return Caller(account_id=account, arn=principal_of(arn, provider))


def _body_of(event: Event) -> bytes:
    text = event.get("body") or ""
    if len(text) > MAX_BODY * 4 // 3 + 4:
        raise TooLarge(f"the body has more than {MAX_BODY} bytes")
    try:
        body = base64.b64decode(text) if event.get("isBase64Encoded") else text.encode("utf-8")
    except (binascii.Error, UnicodeEncodeError) as error:
        raise Unreadable("the body cannot be read") from error
    if len(body) > MAX_BODY:
        raise TooLarge(f"the body has more than {MAX_BODY} bytes")
    return body


def _refuse(error: Exception, target: _Target, wire: Wire, request_id: str) -> Answer:
    refusal = refusal_of(error, target.model, target.service, request_id)
    name = refusal.shape.name
    namespace = f"com.amazonaws.{target.service.name.replace('-', '')}"
    document = {
        "__type": f"{namespace}#{name}",
        **write_members(refusal.shape, refusal.members, wire),
    }
    note(errorType=name)
    return _reply(refusal.status, document, wire, request_id, name)


def _fault(fault: Fault, wire: Wire, request_id: str) -> Answer:
    document = {"__type": f"{NAMESPACE}#{fault.name}", "message": fault.message}
    note(errorType=fault.name)
    return _reply(fault.status, document, wire, request_id, fault.name)


def _reply(
    status: int, document: Mapping[str, Any], wire: Wire, request_id: str, error: str = ""
) -> Answer:
    body = wire.dump(document)
    headers = {**wire.headers, "x-amzn-requestid": request_id}
    if error:
        headers["x-amzn-errortype"] = error
    return {
        "statusCode": status,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "body": body.text,
        "isBase64Encoded": body.is_base64,
    }
