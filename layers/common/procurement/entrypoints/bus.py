"""Events as EventBridge delivers them, back into events of the domain."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.events import Event, EventType


def read_bus_event(envelope: Mapping[str, Any]) -> Event:
    """The event in an EventBridge envelope; `adapters.event_bus` documents its detail.

    `InvalidInput` when it is none of ours.
    """
    try:
        detail = envelope["detail"]
        return Event(
            account_id=str(detail["accountId"]),
            event_id=str(detail["eventId"]),
            type=EventType(envelope["detail-type"]),
            subject=str(detail["subject"]),
            at=datetime.fromisoformat(detail["at"]),
            actor=str(detail["actor"]),
            detail=dict(detail["data"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        message = f"is not an event of this application: {type(error).__name__} {error}"
        problem = Problem(field="detail", reason="INVALID_EVENT", message=message)
        raise InvalidInput([problem]) from error
