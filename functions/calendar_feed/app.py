"""An account's calendar for whoever holds its link; the one route with data that is unsigned."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from procurement import bootstrap
from procurement.entrypoints.calendar_answer import answered
from procurement.entrypoints.http import Api, PathText
from procurement.entrypoints.observability import observed
from procurement.service.notices.read_calendar import read_linked_calendar

api = Api(bootstrap.acting_for)


@api.get("/calendars/<calendar_token>/calendar.ics", operation_id="GetLinkedCalendar")
def get(calendar_token: PathText) -> Response[str]:
    """Get the calendar that a link opens, without amounts."""
    entries = read_linked_calendar(calendar_token, bootstrap.unit_of_work(), bootstrap.clock())
    return answered(entries, api, bootstrap.clock().now(), with_amounts=False)


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of a calendar program."""
    return api.resolve(event, context)
