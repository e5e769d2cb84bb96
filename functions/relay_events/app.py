"""Put ledger events on the bus and into their chains: from the stream, and every minute."""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.observability import count, note, observed
from procurement.entrypoints.schedule import has_time, scheduled_at
from procurement.entrypoints.stream import is_stream, read_entries, read_ledger_events
from procurement.service.notices.relay_events import Way, relay, sweep


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Announce what the stream brought, or what is unsent still, and say how much."""
    way = Way(outbox=bootstrap.outbox(), bus=bootstrap.event_bus(), chains=bootstrap.chains())
    if is_stream(event):
        relayed = relay(read_ledger_events(event), read_entries(event), way)
    else:
        now = scheduled_at(event, bootstrap.clock().now())
        relayed = sweep(now, way, has_time(context))
    note(sent=len(relayed.sent), failed=len(relayed.failed), failedEvents=list(relayed.failed))
    count("EventsRelayed", len(relayed.sent))
    count("EventsNotRelayed", len(relayed.failed))
    return {"sent": len(relayed.sent), "failed": len(relayed.failed)}
