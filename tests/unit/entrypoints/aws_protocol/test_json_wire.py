"""JSON bodies: what is read as what."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from procurement.entrypoints.aws_protocol.faults import Unreadable
from procurement.entrypoints.aws_protocol.json_wire import JsonWire
from procurement.entrypoints.aws_protocol.wire import MAX_DEPTH

NOON = datetime(2027, 1, 15, 12, tzinfo=UTC)


@pytest.fixture
def wire() -> JsonWire:
    return JsonWire()


class TestBodies:
    def test_no_body_is_an_empty_structure(self, wire):
        assert wire.load(b"") == {}

    def test_numbers_are_exact(self, wire):
        """Beyond 2^53 and behind the point"""
        found = wire.load(b'{"a": 9223372036854775807, "b": 0.1}')
        assert found == {"a": 2**63 - 1, "b": Decimal("0.1")}

    @pytest.mark.parametrize(
        "body",
        [
            b"{",
            b"\xff",
            b"\xef\xbb\xbf{}",
            b'{"a": NaN}',
            b'{"a": 1e999999999}',
            b'{"a": "\\ud800"}',
            b"{}{}",
            b"[" * 100_000,
            b'{"a":' + b"[" * (MAX_DEPTH + 1) + b"1" + b"]" * (MAX_DEPTH + 1) + b"}",
        ],
    )
    def test_what_is_no_json_for_us_is_refused(self, wire, body):
        """Cut off, in another encoding, without measure, or too deep"""
        with pytest.raises(Unreadable):
            wire.load(body)


class TestTimestamps:
    @pytest.mark.parametrize(
        "value",
        [
            1_800_014_400,
            Decimal("1800014400.0"),
            Decimal("1.8000144E9"),
            "2027-01-15T12:00:00Z",
            "2027-01-15T13:00:00+01:00",
            "2027-01-15T12:00:00",
            "Fri, 15 Jan 2027 12:00:00 GMT",
        ],
    )
    def test_seconds_iso_8601_and_the_date_of_a_header(self, wire, value):
        assert wire.read_timestamp(value) == NOON

    @pytest.mark.parametrize(
        "value",
        [
            True,
            None,
            [],
            "soon",
            "",
            "9999-12-31T23:59:59-14:00",
            10**40,
            -(10**40),
            Decimal("1E55"),
        ],
    )
    def test_nothing_else(self, wire, value):
        """Nor what no calendar has"""
        with pytest.raises(ValueError):
            wire.read_timestamp(value)

    def test_milliseconds_are_written(self, wire):
        assert wire.timestamp(NOON.replace(microsecond=123_456)) == 1_800_014_400.123


class TestBlobs:
    def test_base64_there_and_back(self, wire):
        """Every byte there is"""
        content = bytes(range(256))
        assert wire.read_blob(wire.blob(content)) == content

    @pytest.mark.parametrize("value", [7, "a", "a===", "ä", "ab cd"])
    def test_nothing_else_is(self, wire, value):
        with pytest.raises(ValueError):
            wire.read_blob(value)
