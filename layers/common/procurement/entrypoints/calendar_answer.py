"""A calendar as an answer: whole, or "not modified" to a program that has it already."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from aws_lambda_powertools.event_handler import Response

from procurement.domain.notices.calendar import CalendarEntry
from procurement.entrypoints.http import Api
from procurement.entrypoints.icalendar import CONTENT_TYPE, entity_tag, written

_CACHING: Final = "private, no-cache"
"""Nobody in between may keep it; whoever asked may, as long as it asks again."""


def answered(
    entries: Iterable[CalendarEntry], api: Api, now: datetime, *, with_amounts: bool
) -> Response[str]:
    """The calendar with its tag; 304 and no body when ``If-None-Match`` names that tag."""
    text = written(entries, now, with_amounts=with_amounts)
    tag = entity_tag(text)
    headers = {"ETag": tag, "Cache-Control": _CACHING}
    known = api.current_event.headers.get("if-none-match") or ""
    if tag in (each.strip() for each in known.split(",")):
        return Response(status_code=304, content_type=CONTENT_TYPE, body="", headers=headers)
    return Response(status_code=200, content_type=CONTENT_TYPE, body=text, headers=headers)
