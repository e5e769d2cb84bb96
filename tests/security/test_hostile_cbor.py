"""Bodies that are no requests, to every operation in AWS's protocols."""

import re
from typing import Any, Final

import cbor2
import pytest

from procurement.entrypoints.aws_operations.registry import PACKAGES, service_of
from procurement.entrypoints.aws_protocol.models import model_of
from procurement.entrypoints.aws_protocol.service import Service
from tests.support.aws_clients import content_of, handled

CBOR: Final = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}

BODIES: Final = {
    "cut off": b"\xbf",
    "a list": b"\x80",
    "null": b"\xf6",
    "deep lists": b"\x81" * 100_000,
    "deep lists without a length": b"\x9f" * 100_000,
    "deep maps": b"\xa1\x61a" * 50_000,
    "a text of 2^63 bytes": b"\xa1\x61a\x7b\x7f" + b"\xff" * 7,
    "a list of 2^64 values": b"\xa1\x61a\x9b" + b"\xff" * 8,
    "a map of 2^32 members": b"\xba\xff\xff\xff\xff",
    "bytes of 4 GB": b"\xa1\x61a\x5a\xff\xff\xff\xff",
    "a big number": b"\xa1\x61a\xc2\x58\x20" + b"\xff" * 32,
    "a fraction of 10^(2^63)": b"\xa1\x61a\xc4\x82\x1b\x7f" + b"\xff" * 7 + b"\x01",
    "a shared value that holds itself": b"\xd8\x1c\x81\xd8\x1d\x00",
    "a regular expression": b"\xa1\x61a\xd8\x23\x6a(a+)+$((((",
    "a timestamp beyond time": b"\xa1\x61a\xc1\x1b\x7f" + b"\xff" * 7,
    "a timestamp that is no number": b"\xa1\x61a\xc1\xf9\x7e\x00",
    "a name twice": b"\xa2\x61a\x01\x61a\x02",
    "a name that is a number": b"\xa1\x01\x01",
    "broken UTF-8": b"\xa1\x62\xc0\xaf\x01",
    "a surrogate": b"\xa1\x63\xed\xa0\x80\x01",
    "more behind the end": b"\xa0\xa0",
    "a long list": cbor2.dumps({"a": [1] * 200_000}),
    "a break": b"\xff",
    "text in parts that never end": b"\xa1\x61a\x7f" + b"\x61x" * 100_000,
    "JSON": b'{"a": 1}',
}

INSIDE: Final = re.compile(rb"Traceback|site-packages|cbor2|<class|\.py\b|procurement\.")

SERVICES: Final[dict[str, Service]] = {
    prefix: service for prefix in PACKAGES if (service := service_of(prefix))
}
OPERATIONS: Final = [
    (prefix, name) for prefix, service in SERVICES.items() for name in service.operations
]


@pytest.mark.parametrize("body", BODIES.values(), ids=list(BODIES))
def test_no_body_makes_an_operation_fail(aws: None, body: bytes) -> None:
    """No fault, an answer in bounds, and nothing of our inside"""
    # What is large is judged before it is looked for whom it is.
    for prefix, name in OPERATIONS if len(body) < 1_000 else OPERATIONS[:1]:
        answer = _sent(prefix, name, body)
        content = content_of(answer)
        assert 400 <= answer["statusCode"] < 500, (name, answer["statusCode"])
        assert len(content) < 100_000
        assert not INSIDE.search(content)


def test_members_of_the_wrong_kind_are_refused_by_name(aws: None) -> None:
    """Every member that an operation has, with what it cannot be"""
    wrong: list[Any] = [None, True, -(2**64), 2**64 - 1, 1e300, float("nan"), "x" * 50_000, b"x"]
    wrong += [[], {}, [[]], {"": {}}, "\0", "\u202e", "a\r\nb", ["x"] * 1_000]
    for prefix, name in OPERATIONS:
        for value in wrong:
            answer = _sent(prefix, name, _all_members(prefix, name, value))
            assert answer["statusCode"] < 500, (name, value)
            assert len(content_of(answer)) < 1_000_000


def _sent(prefix: str, name: str, body: bytes) -> dict[str, Any]:
    return handled(f"/service/{prefix}/operation/{name}", CBOR, body)


def _all_members(prefix: str, name: str, value: Any) -> bytes:
    shape = model_of(SERVICES[prefix].name).operation_model(name).input_shape
    return cbor2.dumps(dict.fromkeys(shape.members if shape else (), value))
