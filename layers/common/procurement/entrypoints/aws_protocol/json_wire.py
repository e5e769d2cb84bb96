"""AWS JSON 1.0: ``POST /`` with `X-Amz-Target`."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any, Final

from procurement.entrypoints.aws_protocol.faults import Unreadable
from procurement.entrypoints.aws_protocol.wire import MAX_DEPTH, Body, from_epoch, to_epoch
from procurement.entrypoints.json_body import read_json
from procurement.entrypoints.nesting import is_deeper

CONTENT_TYPE: Final = "application/x-amz-json-1.0"


class JsonWire:
    """Numbers are exact, timestamps are seconds, blobs are base64."""

    headers: Mapping[str, str] = {"content-type": CONTENT_TYPE}

    def load(self, body: bytes) -> Any:
        """The document in a request; `Unreadable` if there is none. No body is an empty one."""
        try:
            document = read_json(body.decode("utf-8")) if body else {}
        except ValueError as error:
            raise Unreadable("the body is not JSON") from error
        if is_deeper(document, MAX_DEPTH):
            raise Unreadable(f"the body is nested deeper than {MAX_DEPTH} levels")
        return document

    def dump(self, document: Mapping[str, Any]) -> Body:
        """A document as JSON."""
        return Body(text=json.dumps(document, ensure_ascii=False), is_base64=False)

    def read_timestamp(self, value: Any) -> datetime:
        """Seconds after 1970, ISO 8601, or the date of an HTTP header; `ValueError` for others."""
        if isinstance(value, int | Decimal):
            return from_epoch(value)
        if not isinstance(value, str):
            raise ValueError("not a timestamp")
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = parsedate_to_datetime(value)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        try:
            return moment.astimezone(UTC)
        except OverflowError as error:
            raise ValueError("outside the calendar") from error

    def read_blob(self, value: Any) -> bytes:
        """What base64 says; `ValueError` for anything else."""
        if not isinstance(value, str):
            raise ValueError("not base64")
        return base64.b64decode(value, validate=True)

    def timestamp(self, moment: datetime) -> int | float:
        """Seconds after 1970."""
        return to_epoch(moment)

    def blob(self, content: bytes) -> str:
        """Base64."""
        return base64.b64encode(content).decode()
