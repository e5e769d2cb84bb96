"""CBOR bodies: which are read, and which are refused before anything is made of them."""

import resource
import struct
from datetime import UTC, datetime

import cbor2
import pytest

from procurement.entrypoints.aws_protocol.cbor_wire import CborWire
from procurement.entrypoints.aws_protocol.faults import Unreadable
from procurement.entrypoints.aws_protocol.wire import MAX_DEPTH

A = b"\x61a"
"""The name of a member."""


@pytest.fixture
def wire() -> CborWire:
    return CborWire()


def of_a(value: bytes) -> bytes:
    """A map whose one member has this value."""
    return b"\xa1" + A + value


class TestRead:
    @pytest.mark.parametrize(
        ("body", "document"),
        [
            (b"", {}),
            (b"\xa0", {}),
            (b"\xbf" + A + b"\x01\xff", {"a": 1}),
            (of_a(b"\x9f\x01\x02\xff"), {"a": [1, 2]}),
            (of_a(b"\x7f\x61x\x61y\xff"), {"a": "xy"}),
            (of_a(b"\x5f\x41x\x41y\xff"), {"a": b"xy"}),
            (b"\xa1\x7f\x61a\x61b\xff\x01", {"ab": 1}),
            (of_a(b"\xf9\x3e\x00"), {"a": 1.5}),
            (of_a(b"\x1b" + (2**63 - 1).to_bytes(8, "big")), {"a": 2**63 - 1}),
            (of_a(b"\xf6"), {"a": None}),
        ],
    )
    def test_what_the_protocol_allows(self, wire, body, document):
        """Definite or not, in numbers of every size"""
        assert wire.load(body) == document

    @pytest.mark.parametrize(
        "seconds", [b"\x1a\x6b\x49\xd2\x00", b"\xfb" + struct.pack(">d", 1_800_000_000.25)]
    )
    def test_a_timestamp_by_its_tag(self, wire, seconds):
        """Whole seconds or a float"""
        found = wire.read_timestamp(wire.load(of_a(b"\xc1" + seconds))["a"])
        assert datetime(2027, 1, 15, tzinfo=UTC) <= found <= datetime(2027, 1, 16, tzinfo=UTC)

    def test_as_deep_as_allowed_and_no_deeper(self, wire):
        """A list in a list, and so on"""
        deepest = b"\x81" * (MAX_DEPTH - 1) + b"\x01"
        assert wire.load(deepest)
        with pytest.raises(Unreadable, match="deeper"):
            wire.load(b"\x81" * (MAX_DEPTH + 1) + b"\x01")


class TestRefused:
    @pytest.mark.parametrize(
        ("why", "body"),
        [
            ("longer than the body", b"\xa1"),
            ("in the middle", of_a(b"\x19\x01")),
            ("in the middle", of_a(b"\x65ab")),
            ("in the middle", b"\xbf" + A),
            ("in the middle", of_a(b"\x9f\x01")),
            ("behind the end", b"\xa0\xa0"),
            ("longer than the body", of_a(b"\x9b" + b"\xff" * 8)),
            ("longer than the body", of_a(b"\x9a\x7f\xff\xff\xff")),
            ("longer than the body", b"\xbb" + b"\x7f" * 8),
            ("middle of a text", of_a(b"\x5b\x00\x00\x00\xff\xff\xff\xff\xff")),
            ("there twice", b"\xa2" + A + b"\x01" + A + b"\x02"),
            ("there twice", b"\xbf" + A + b"\x01\x78\x01a\x02\xff"),
            ("not a text", b"\xa1\x01\x02"),
            ("not a text", b"\xa1\xf6\x02"),
            ("has no value", b"\xbf" + A + b"\xff"),
            ("its parts", of_a(b"\x7f\x41x\xff")),
            ("its parts", of_a(b"\x7f\x7f\x61x\xff\xff")),
            ("a tag", of_a(b"\xc2\x41\x01")),
            ("a tag", of_a(b"\xd8\x1d\x00")),
            ("a tag", of_a(b"\xd9\x01\x00\x80")),
            ("not a number", of_a(b"\xc1\x61x")),
            ("not a number", of_a(b"\xc1\xc1\x01")),
            ("does not know", of_a(b"\xf8\xff")),
            ("does not know", of_a(b"\xe0")),
            ("does not know", of_a(b"\xff")),
            ("no length", of_a(b"\x1f")),
            ("keeps for later", of_a(b"\x1c")),
            ("not CBOR", of_a(b"\x62\xff\xfe")),
            ("not CBOR", of_a(b"\xc1\xfb" + struct.pack(">d", float("nan")))),
            ("not CBOR", of_a(b"\xc1\x1b" + b"\xff" * 8)),
            ("values", b"\x9a\x00\x02\x00\x00" + b"\x01" * 0x20000),
            ("values", of_a(b"\x9f" + b"\x80" * 0x20000)),
            ("deeper", of_a(b"\x9f" * 1000)),
            ("deeper", b"\xbf" + A + (b"\xbf" + A) * 1000),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_what_it_does_not(self, wire, why, body):
        """Cut off, more than said, or more than the protocol has words for"""
        with pytest.raises(Unreadable, match=why):
            wire.load(body)

    def test_a_bomb_costs_nothing(self, wire):
        """A few bytes that speak of terabytes, in every kind of value that has a length"""
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for kind in (0x5B, 0x7B, 0x9B, 0xBB):
            for length in (2**31, 2**40, 2**63 - 1, 2**64 - 1):
                with pytest.raises(Unreadable):
                    wire.load(of_a(bytes([kind]) + length.to_bytes(8, "big")))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert after - before < 50_000  # kilobytes


class TestWritten:
    def test_a_timestamp_has_its_tag_and_milliseconds(self, wire):
        """The rest is cut off, as AWS does"""
        moment = datetime(2027, 1, 15, 12, 0, 0, 123_999, tzinfo=UTC)
        assert wire.timestamp(moment) == cbor2.CBORTag(1, 1_800_014_400.123)

    def test_whole_seconds_are_whole(self, wire):
        written = wire.timestamp(datetime(2027, 1, 15, 12, tzinfo=UTC))
        assert (written.value, type(written.value)) == (1_800_014_400, int)
