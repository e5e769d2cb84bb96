"""What AWS's clients write we read, and what we write they read, whatever the model allows."""

from contextlib import suppress
from typing import Any, Final

import cbor2
import pytest
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from botocore.validate import ParamValidator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement.domain.errors import InvalidInput
from procurement.entrypoints.aws_operations.registry import PACKAGES, service_of
from procurement.entrypoints.aws_protocol.cbor_wire import CborWire
from procurement.entrypoints.aws_protocol.faults import Unreadable
from procurement.entrypoints.aws_protocol.json_wire import JsonWire
from procurement.entrypoints.aws_protocol.models import ListShape, Shape, StructureShape, model_of
from procurement.entrypoints.aws_protocol.reading import Flaw, read_members
from procurement.entrypoints.aws_protocol.writing import write_members
from tests.support.aws_clients import content_of
from tests.support.aws_shapes import instants, members_of

WIRES: Final = {"json": JsonWire(), "smithy-rpc-v2-cbor": CborWire()}
OPERATIONS: Final = [
    (service.name, operation)
    for prefix in PACKAGES
    if (service := service_of(prefix))
    for operation in model_of(service.name).operation_names
]

TOO_MUCH: Final = [HealthCheck.data_too_large, HealthCheck.filter_too_much]

several = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, *TOO_MUCH]
)


def operation_of(drawn: tuple[str, str]) -> Any:
    service, operation = drawn
    return model_of(service).operation_model(operation)


@pytest.mark.parametrize("protocol", WIRES)
@several
@given(drawn=st.sampled_from(OPERATIONS), data=st.data())
def test_what_a_client_serializes_is_read_as_it_was_meant(
    protocol: str, drawn: tuple[str, str], data: st.DataObject
) -> None:
    """Every operation's input, by botocore's own serializers"""
    operation = operation_of(drawn)
    members = data.draw(members_of(operation.input_shape))
    serializer = create_serializer(protocol, include_validation=False)
    body = serializer.serialize_to_request(members, operation)["body"]
    wire = WIRES[protocol]
    document = wire.load(body if isinstance(body, bytes) else body.encode())
    assert read_members(operation.input_shape, document, wire) == members


@pytest.mark.parametrize("protocol", WIRES)
@several
@given(drawn=st.sampled_from(OPERATIONS), data=st.data())
def test_what_we_write_a_client_parses_as_it_was_meant(
    protocol: str, drawn: tuple[str, str], data: st.DataObject
) -> None:
    """Every operation's output, with milliseconds and 64 bits, by botocore's own parsers"""
    operation = operation_of(drawn)
    members = data.draw(members_of(operation.output_shape, of_answer=True))
    wire = WIRES[protocol]
    body = wire.dump(write_members(operation.output_shape, members, wire))
    response = {
        "status_code": 200,
        "headers": dict(wire.headers),
        "body": content_of({"body": body.text, "isBase64Encoded": body.is_base64}),
    }
    parsed = create_parser(protocol).parse(response, operation.output_shape)
    parsed.pop("ResponseMetadata", None)
    assert parsed == members


@several
@given(drawn=st.sampled_from(OPERATIONS), data=st.data())
def test_both_protocols_write_the_same_members(drawn: tuple[str, str], data: st.DataObject) -> None:
    """One answer is read alike from JSON and from CBOR"""
    shape = operation_of(drawn).output_shape
    members = data.draw(members_of(shape, of_answer=True))
    lenient = data.draw(st.just(members))
    for wire in WIRES.values():
        body = wire.dump(write_members(shape, lenient, wire))
        document = wire.load(content_of({"body": body.text, "isBase64Encoded": body.is_base64}))
        assert written_back(shape, document, wire) == members


def written_back(shape: Shape, value: Any, wire: Any) -> Any:
    match shape:
        case StructureShape():
            return {n: written_back(shape.members[n], v, wire) for n, v in value.items()}
        case ListShape():
            return [written_back(shape.member, v, wire) for v in value]
        case _:
            return wire.read_timestamp(value) if shape.type_name == "timestamp" else value


@several
@given(drawn=st.sampled_from(OPERATIONS), data=st.data())
def test_the_model_is_kept_to_as_strictly_as_by_botocore_itself(
    drawn: tuple[str, str], data: st.DataObject
) -> None:
    """Missing members, wrong types and unions: whoever checks first finds the same"""
    shape = operation_of(drawn).input_shape
    members = data.draw(damaged(shape).filter(lambda drawn: isinstance(drawn, dict)))
    theirs = ParamValidator().validate(members, shape).has_errors()
    wire = JsonWire()
    try:
        read_members(shape, as_json(members), wire)
        ours = False
    except InvalidInput as error:
        judged = {Flaw.MISSING, Flaw.TYPE, Flaw.UNION}
        ours = any(problem.reason in judged for problem in error.problems)
    assert ours == theirs


def damaged(shape: Shape) -> st.SearchStrategy[Any]:
    """Members of which some are missing, or are something else."""
    match shape:
        case StructureShape():
            inner = {name: st.deferred(lambda m=m: damaged(m)) for name, m in shape.members.items()}
            return st.one_of(
                members_of(shape), st.fixed_dictionaries({}, optional=inner), st.just("text")
            )
        case ListShape():
            return st.one_of(members_of(shape), st.just("text"))
        case _ if shape.type_name == "timestamp":
            return instants
        case _ if shape.type_name == "string":
            return st.one_of(members_of(shape), st.just(7), st.just([]))
        case _:
            return st.one_of(members_of(shape), st.just("text"))


def as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: as_json(member) for name, member in value.items()}
    if isinstance(value, list):
        return [as_json(member) for member in value]
    return int(value.timestamp()) if hasattr(value, "timestamp") else value


documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(document=documents)
def test_every_cbor_document_without_tags_is_read(document: Any) -> None:
    """What is looked at before it is decoded is not refused for its form"""
    assert repr(CborWire().load(cbor2.dumps(document))) == repr(document)


@settings(max_examples=500, deadline=None)
@given(body=st.binary(max_size=60), beginning=st.sampled_from([b"", b"\xbf", b"\xa1\x61a", b"{"]))
def test_any_bytes_are_a_document_or_are_refused(body: bytes, beginning: bytes) -> None:
    """Nothing but a refusal ever comes out of a body"""
    for wire in WIRES.values():
        with suppress(Unreadable):
            wire.load(beginning + body)
