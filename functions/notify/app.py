"""Mail: for balances and invoices from the queue, for expiry daily, for the radar weekly."""

from typing import Any, assert_never

from procurement import bootstrap
from procurement.domain.events import EventType
from procurement.entrypoints.bus import read_bus_event
from procurement.entrypoints.mail_report import report
from procurement.entrypoints.observability import note, observed
from procurement.entrypoints.queue import handle_batch, is_batch
from procurement.entrypoints.schedule import (
    ScheduledNotice,
    has_time,
    scheduled_at,
    scheduled_notice,
)
from procurement.service.notices.mailing import Mailing
from procurement.service.notices.notify_balance import notify_balance
from procurement.service.notices.notify_expiry import notify_expiry
from procurement.service.notices.notify_invoice import notify_invoice
from procurement.service.notices.notify_radar import notify_radar


def handle(message: dict[str, Any], _is_last_try: bool) -> None:
    """Mail everyone about one balance, or one invoice."""
    event, now = read_bus_event(message), bootstrap.clock().now()
    note(eventId=event.event_id, accountId=event.account_id, subject=event.subject)
    notify = notify_invoice if event.type is EventType.INVOICE_ISSUED else notify_balance
    report(notify(event, bootstrap.unit_of_work(), bootstrap.post(), now))


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Handle one batch of events, walk the expiry ladder, or walk the radars."""
    if is_batch(event):
        return handle_batch(event, context, handle)
    return report(_walk(event, context))


def _walk(event: dict[str, Any], context: Any) -> Mailing:
    now, has_time_left = scheduled_at(event, bootstrap.clock().now()), has_time(context)
    unit_of_work, post = bootstrap.unit_of_work(), bootstrap.post()
    match scheduled_notice(event):
        case ScheduledNotice.EXPIRY:
            return notify_expiry(unit_of_work, post, now, has_time_left)
        case ScheduledNotice.RADAR:
            return notify_radar(unit_of_work, post, now, bootstrap.entities(), has_time_left)
        case other:
            assert_never(other)
