"""Records of the ledger's stream, back into events.

A record that cannot be read is logged and left: raising would stop the stream behind it. Its item
stays on the index of unsent events, so nothing is lost.
"""

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from procurement.domain.events import Event, EventType

EVENT_PREFIX: Final = "EVENT#"
"""Begins the sort key of every event (`adapters.dynamodb.ledger` writes it)."""

WRITES_PREFIX: Final = "WRITES#"
"""Begins the sort key of every entry of a ledger (`adapters.dynamodb.journal` writes it)."""

_LOG: Final = logging.getLogger(__name__)


def is_stream(event: Mapping[str, Any]) -> bool:
    """Whether the function was called with records of a DynamoDB stream."""
    records = event.get("Records") or [{}]
    return bool(records[0].get("eventSource") == "aws:dynamodb")


def read_ledger_events(event: Mapping[str, Any]) -> list[Event]:
    """The events that were written, in the order of the stream; never raises for a bad record.

    Needs new images. Changes and deletions, and items that are no events, are passed over.
    """
    found: list[Event] = []
    for record in event["Records"]:
        try:
            if _is_new_event(record):
                found.append(_event(record["dynamodb"]["NewImage"]))
        except (AttributeError, KeyError, TypeError, ValueError):
            _LOG.exception("stream record not read", extra={"streamRecordId": _record_id(record)})
    return found


def read_entries(event: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """Ledger and stamp of the entries that were written, or that tell of new events, with seals.

    The seal is empty where the entry itself is not among the records.
    """
    found: dict[tuple[str, str], str] = {}
    for record in event["Records"]:
        try:
            image = record["dynamodb"]["NewImage"] if record["eventName"] == "INSERT" else {}
            ledger, entry = image["account_id"]["S"], image["entry"]["S"]
            if entry.startswith(WRITES_PREFIX):
                found[ledger, entry.removeprefix(WRITES_PREFIX)] = image["seal"]["S"]
            elif entry.startswith(EVENT_PREFIX):
                found.setdefault((ledger, image["written"]["S"].rpartition("#")[2]), "")
        except (AttributeError, KeyError, TypeError):
            # What is no event and no entry; `read_ledger_events` tells of what cannot be read.
            continue
    return found


def _is_new_event(record: Mapping[str, Any]) -> bool:
    entry: str = record["dynamodb"]["Keys"]["entry"]["S"]
    return record["eventName"] == "INSERT" and entry.startswith(EVENT_PREFIX)


def _event(image: Mapping[str, Mapping[str, str]]) -> Event:
    detail = json.loads(image["detail"]["S"])
    if not isinstance(detail, dict):
        raise TypeError("the detail of an event is a JSON object")
    return Event(
        account_id=image["account_id"]["S"],
        event_id=image["entry"]["S"].rpartition("#")[2],
        type=EventType(image["type"]["S"]),
        subject=image["subject"]["S"],
        at=datetime.fromisoformat(image["at"]["S"]),
        actor=image["actor"]["S"],
        detail=detail,
    )


def _record_id(record: object) -> str | None:
    return record.get("eventID") if isinstance(record, Mapping) else None
