"""Smithy RPC v2 CBOR: ``POST /service/{service}/operation/{operation}``."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import cbor2

from procurement.entrypoints.aws_protocol.cbor_structure import count_pairs
from procurement.entrypoints.aws_protocol.faults import Unreadable
from procurement.entrypoints.aws_protocol.wire import Body, to_epoch

CONTENT_TYPE: Final = "application/cbor"
PROTOCOL: Final = "rpc-v2-cbor"

_EPOCH_TIME: Final = 1
"""The only tag of the protocol: seconds after 1970."""


class CborWire:
    """Timestamps carry their tag, blobs are bytes."""

    headers: Mapping[str, str] = {
        "content-type": CONTENT_TYPE,
        "smithy-protocol": PROTOCOL,
    }

    def load(self, body: bytes) -> Any:
        """The document in a request; `Unreadable` if there is none. No body is an empty one."""
        if not body:
            return {}
        pairs = count_pairs(body)
        try:
            document = cbor2.loads(body)
        except (cbor2.CBORDecodeError, ValueError, OverflowError, RecursionError) as error:
            raise Unreadable("the body is not CBOR") from error
        # Of two members of one name, the reader keeps the last and says nothing.
        if _pairs_of(document) != pairs:
            raise Unreadable("a member is there twice")
        return document

    def dump(self, document: Mapping[str, Any]) -> Body:
        """A document as CBOR."""
        return Body(text=base64.b64encode(cbor2.dumps(document)).decode(), is_base64=True)

    def read_timestamp(self, value: Any) -> datetime:
        """What the tag made of it; `ValueError` for anything that had none."""
        if not isinstance(value, datetime):
            raise ValueError("not a timestamp")
        return value.astimezone(UTC)

    def read_blob(self, value: Any) -> bytes:
        """Bytes; `ValueError` for anything else."""
        if not isinstance(value, bytes):
            raise ValueError("not bytes")
        return value

    def timestamp(self, moment: datetime) -> cbor2.CBORTag:
        """Seconds after 1970, tagged as such."""
        return cbor2.CBORTag(_EPOCH_TIME, to_epoch(moment))

    def blob(self, content: bytes) -> bytes:
        """The bytes."""
        return content


def _pairs_of(document: Any) -> int:
    """Members of all maps together."""
    found, layer = 0, [document]
    while layer:
        below: list[Any] = []
        for value in layer:
            if isinstance(value, dict):
                found += len(value)
                below.extend(value.values())
            elif isinstance(value, list):
                below.extend(value)
        layer = below
    return found
