"""A calendar as text: iCalendar (RFC 5545), with the refresh hint of RFC 7986."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Final

from procurement.domain.notices.calendar import CalendarEntry

CONTENT_TYPE: Final = "text/calendar; charset=utf-8"
NAME: Final = "Purchase orders and payments"

_DOMAIN: Final = "ledgerline"
_MAX_OCTETS: Final = 75
"""Of one line, its break not counted (RFC 5545, 3.1)."""
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")
_BREAKS: Final = re.compile(r"\r\n?|[\x85\u2028\u2029]")
"""Some programs begin a line at each of these."""
_REFRESH: Final = "PT6H"


def written(entries: Iterable[CalendarEntry], now: datetime, *, with_amounts: bool) -> str:
    """The text of a calendar that was made at `now`, every line folded."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Ledgerline//Calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{NAME}",
        f"X-WR-CALNAME:{NAME}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{_REFRESH}",
        f"X-PUBLISHED-TTL:{_REFRESH}",
        *(line for entry in entries for line in _event(entry, now, with_amounts=with_amounts)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def entity_tag(text: str) -> str:
    """A weak tag of what a calendar says; when it was made (DTSTAMP) makes no difference."""
    said = re.sub(r"^DTSTAMP:.*\r\n", "", text, flags=re.MULTILINE)
    return f'W/"{sha256(said.encode()).hexdigest()[:32]}"'


def folded(line: str) -> str:
    """The line in parts of at most 75 octets, each but the first begun with a space.

    No character is torn apart.
    """
    parts, part, octets = [], "", 0
    for character in line:
        size = len(character.encode())
        if octets + size > _MAX_OCTETS:
            parts.append(part)
            # The space that begins the next part counts.
            part, octets = "", 1
        part += character
        octets += size
    return "\r\n ".join([*parts, part])


def escaped(text: str) -> str:
    """A TEXT value: backslash, semicolon, comma and line breaks escaped, control characters gone.

    So nothing that somebody typed can begin a line of its own.
    """
    text = _CONTROLS.sub("", _BREAKS.sub("\n", text))
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")


def _event(entry: CalendarEntry, now: datetime, *, with_amounts: bool) -> Iterator[str]:
    summary, details = entry.summary, list(entry.details)
    if with_amounts and entry.amount is not None:
        summary = f"{summary}, {entry.amount}"
        details.insert(0, ("Amount", str(entry.amount)))
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(entry.uid)}@{_DOMAIN}"
    yield f"DTSTAMP:{_utc(now)}"
    yield from _when(entry.at)
    yield f"SEQUENCE:{entry.sequence}"
    if entry.changed_at is not None:
        yield f"LAST-MODIFIED:{_utc(entry.changed_at)}"
    yield f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield f"CATEGORIES:{escaped(entry.category)}"
    yield f"SUMMARY:{escaped(summary)}"
    yield f"DESCRIPTION:{escaped(_lines(details))}"
    yield "END:VEVENT"


def _lines(details: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{label}: {text}" for label, text in details)


def _when(at: date | datetime) -> Iterator[str]:
    """A whole day ends before the next one begins; an instant takes no time."""
    if isinstance(at, datetime):
        yield f"DTSTART:{_utc(at)}"
        return
    yield f"DTSTART;VALUE=DATE:{at:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{at + timedelta(days=1):%Y%m%d}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
