"""Invocations by EventBridge Scheduler: what and when they are for, and how long they may take."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from procurement.domain.errors import InvalidInput, Problem

_PLACEHOLDER: Final = "<aws.scheduler."
_RESERVE_SECONDS: Final = 10.0


class ScheduledNotice(StrEnum):
    """What a schedule of `notify` asks for in ``notice``."""

    EXPIRY = "EXPIRY"
    """The expiry ladder, every day."""
    RADAR = "RADAR"
    """The radar, every week."""


def scheduled_notice(event: Mapping[str, Any]) -> ScheduledNotice:
    """The notice asked for; the expiry ladder when none is. `InvalidInput` for one of no kind."""
    try:
        return ScheduledNotice(event.get("notice", ScheduledNotice.EXPIRY))
    except ValueError:
        known = " or ".join(ScheduledNotice)
        problem = Problem(field="notice", reason="INVALID_VALUE", message=f"must be {known}")
        raise InvalidInput([problem]) from None


def scheduled_at(event: Mapping[str, Any], now: datetime) -> datetime:
    """The instant in ``scheduledTime``, in UTC; `now` when it is absent or was never filled in.

    The schedule's input asks for it as ``<aws.scheduler.scheduled-time>``. `InvalidInput` for
    anything that is no ISO 8601 instant. Without an offset it is UTC.
    """
    text = event.get("scheduledTime")
    if not text or (isinstance(text, str) and text.startswith(_PLACEHOLDER)):
        return now
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        problem = Problem(
            field="scheduledTime", reason="INVALID_VALUE", message="must be an ISO 8601 instant"
        )
        raise InvalidInput([problem]) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def has_time(context: Any, reserve_seconds: float = _RESERVE_SECONDS) -> Callable[[], bool]:
    """Asks whether the invocation has more than the reserve left before Lambda stops it."""

    def ask() -> bool:
        return float(context.get_remaining_time_in_millis()) > reserve_seconds * 1000

    return ask
