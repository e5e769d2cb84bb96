"""Mail to contacts: for balance events from the queue, and for expiry once a day."""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.bus import read_bus_event
from procurement.entrypoints.mail_report import report
from procurement.entrypoints.observability import note, observed
from procurement.entrypoints.queue import handle_batch, is_batch
from procurement.entrypoints.schedule import has_time, scheduled_at
from procurement.service.notify_balance import notify_balance
from procurement.service.notify_expiry import notify_expiry


def handle(message: dict[str, Any], _is_last_try: bool) -> None:
    """Mail everyone about one balance event."""
    event, now = read_bus_event(message), bootstrap.clock().now()
    note(eventId=event.event_id, accountId=event.account_id, subject=event.subject)
    report(notify_balance(event, bootstrap.unit_of_work(), bootstrap.post(), now))


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Handle one batch of events, or walk the expiry ladder."""
    if is_batch(event):
        return handle_batch(event, context, handle)
    now = scheduled_at(event, bootstrap.clock().now())
    return report(notify_expiry(bootstrap.unit_of_work(), bootstrap.post(), now, has_time(context)))
