"""Links to calendars at the edge."""

from typing import Self

from pydantic import Field

from procurement.domain.notices.calendar_link import CalendarLink
from procurement.entrypoints.schemas.base import Instant, Schema


class CalendarLinkView(Schema):
    """The account's link: since when there is one, until when it opens the calendar."""

    created_at: Instant
    expires_at: Instant

    @classmethod
    def of(cls, link: CalendarLink) -> Self:
        """A link of the domain."""
        return cls(created_at=link.created_at, expires_at=link.expires_at)


class NewCalendarLinkView(CalendarLinkView):
    """A new link: `path` stands behind the address of the API, and is told this once."""

    path: str = Field(examples=["/calendars/3q2-7w.../calendar.ics"])

    @classmethod
    def of_new(cls, link: CalendarLink, token: str) -> Self:
        """A link of the domain, and the token that opens it."""
        return cls(
            created_at=link.created_at,
            expires_at=link.expires_at,
            path=f"/calendars/{token}/calendar.ics",
        )
