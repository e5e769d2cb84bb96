"""The account's calendar as iCalendar, and the link by which calendar programs poll it."""

import secrets
from typing import Any

from aws_lambda_powertools.event_handler import Response

from procurement import bootstrap
from procurement.domain.notices.calendar_link import TOKEN_BYTES
from procurement.entrypoints.calendar_answer import answered
from procurement.entrypoints.http import Api
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.calendar_links import CalendarLinkView, NewCalendarLinkView
from procurement.service.notices.link_calendar import (
    create_calendar_link,
    get_calendar_link,
    revoke_calendar_link,
)
from procurement.service.notices.read_calendar import read_calendar

api = Api(bootstrap.acting_for)


@api.get("/calendar.ics", operation_id="GetCalendar")
def get() -> Response[str]:
    """Get payments to come, invoices due and expiring purchase orders as iCalendar."""
    entries = read_calendar(api.caller, bootstrap.unit_of_work(), bootstrap.clock())
    return answered(entries, api, bootstrap.clock().now(), with_amounts=True)


@api.post("/calendar-link", status_code=201, operation_id="CreateCalendarLink")
def create_link() -> NewCalendarLinkView:
    """Make a link that opens the calendar without a signature; it replaces the former one."""
    link, token = create_calendar_link(
        lambda: secrets.token_urlsafe(TOKEN_BYTES),
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
    )
    return NewCalendarLinkView.of_new(link, token)


@api.get("/calendar-link", operation_id="GetCalendarLink")
def get_link() -> CalendarLinkView:
    """Get since when there is a link, and until when it opens the calendar."""
    return CalendarLinkView.of(get_calendar_link(api.caller, bootstrap.unit_of_work()))


@api.delete("/calendar-link", status_code=204, operation_id="DeleteCalendarLink")
def delete_link() -> None:
    """Revoke the link: it opens nothing any more."""
    revoke_calendar_link(api.caller, bootstrap.unit_of_work(), bootstrap.clock())


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)
