"""Announce what the ledger recorded: at once from its stream, and by a sweep what was missed.

What tells of it is chained as well. At least once: an event is marked after it is on the bus and
in the chain, so a crash in between announces it again,
and subscribers tell it by its ID. Neither function raises: a stream that is stopped by one bad
record would announce nothing any more, and what failed stays unsent for the next sweep.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from procurement.domain.events import Event
from procurement.service.ports.ledger import EventBus, Outbox
from procurement.service.ports.verification import Chains
from procurement.service.verification.seal_entries import Stamp, seal_entries

GRACE: Final = timedelta(seconds=30)
"""How old an unsent event is before the sweep takes it: the stream has had its chance."""

BATCH: Final = 25
"""Events read from each shard of the outbox at a time."""

MAX_BATCHES: Final = 200
"""Batches in one sweep; the next one, a minute later, goes on."""

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Relayed:
    """IDs of the events that are on the bus, and of those that are not."""

    sent: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()

    def __add__(self, other: "Relayed") -> "Relayed":
        return Relayed(sent=self.sent + other.sent, failed=self.failed + other.failed)


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """The way of an event: out of the outbox, onto the bus, into the chain of its ledger."""

    outbox: Outbox
    bus: EventBus
    chains: Chains


def relay(events: Sequence[Event], entries: Mapping[Stamp, str], way: Way) -> Relayed:
    """Announce the events, chain the entries, then mark the events as sent.

    Those that the bus refused, or whose ledger could not be chained, stay unsent.
    """
    try:
        refused = {event.event_id for event in way.bus.publish(events)}
    except Exception:
        _LOG.exception("events not announced", extra={"events": len(events)})
        refused = {event.event_id for event in events}
    unchained = seal_entries(entries, way.chains)
    refused |= {event.event_id for event in events if event.account_id in unchained}
    announced = [event for event in events if event.event_id not in refused]
    for event in announced:
        _mark(event, way.outbox)
    return Relayed(
        sent=tuple(event.event_id for event in announced),
        failed=tuple(event.event_id for event in events if event.event_id in refused),
    )


def sweep(now: datetime, way: Way, has_time: Callable[[], bool]) -> Relayed:
    """Announce what was recorded more than 30 seconds before `now` and is unsent still.

    Goes on batch by batch until nothing new is found, time is short or `MAX_BATCHES` are done. An
    event that failed is not tried again in the same sweep.
    """
    total, seen = Relayed(), set[str]()
    for _ in range(MAX_BATCHES):
        # The index lags: an event just marked may be found once more.
        events = [event for event in _unsent(now, way.outbox) if event.event_id not in seen]
        if not events:
            break
        seen.update(event.event_id for event in events)
        total += relay(events, _entries(events, way.chains), way)
        if not has_time():
            break
    return total


def _unsent(now: datetime, outbox: Outbox) -> Sequence[Event]:
    try:
        return outbox.unsent(now - GRACE, BATCH)
    except Exception:
        _LOG.exception("outbox not read")
        return ()


def _entries(events: Sequence[Event], chains: Chains) -> Mapping[Stamp, str]:
    try:
        return dict.fromkeys(chains.stamps_of(events), "")
    except Exception:
        _LOG.exception("entries not read", extra={"events": len(events)})
        # Announced all the same, and chained with what is announced next.
        return {}


def _mark(event: Event, outbox: Outbox) -> None:
    try:
        outbox.mark_sent(event)
    except Exception:
        _LOG.exception("event announced but not marked", extra={"eventId": event.event_id})
