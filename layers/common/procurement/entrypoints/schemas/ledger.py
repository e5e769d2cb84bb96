"""Ledger events at the edge."""

from typing import Any, Self

from procurement.domain.events import Event, EventType
from procurement.entrypoints.schemas.base import Instant, Schema


class EventView(Schema):
    """One fact of the account's ledger."""

    event_id: str
    type: EventType
    subject: str
    at: Instant
    actor: str
    detail: dict[str, Any]

    @classmethod
    def of(cls, event: Event) -> Self:
        """An event of the domain."""
        return cls(
            event_id=event.event_id,
            type=event.type,
            subject=event.subject,
            at=event.at,
            actor=event.actor,
            detail=dict(event.detail),
        )


class EventPage(Schema):
    """One page of events, newest first."""

    items: list[EventView]
    next_token: str | None
