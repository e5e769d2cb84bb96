"""Put ledger events on the bus: from the ledger's stream, and by a sweep every minute."""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.observability import count, note, observed
from procurement.entrypoints.schedule import has_time, scheduled_at
from procurement.entrypoints.stream import is_stream, read_ledger_events
from procurement.service.notices.relay_events import relay, sweep


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Announce what the stream brought, or what is unsent still, and say how much."""
    outbox, bus = bootstrap.outbox(), bootstrap.event_bus()
    if is_stream(event):
        relayed = relay(read_ledger_events(event), outbox, bus)
    else:
        now = scheduled_at(event, bootstrap.clock().now())
        relayed = sweep(now, outbox, bus, has_time(context))
    note(sent=len(relayed.sent), failed=len(relayed.failed), failedEvents=list(relayed.failed))
    count("EventsRelayed", len(relayed.sent))
    count("EventsNotRelayed", len(relayed.failed))
    return {"sent": len(relayed.sent), "failed": len(relayed.failed)}
