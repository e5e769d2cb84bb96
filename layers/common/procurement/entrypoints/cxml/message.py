"""The envelope of a cXML message: who sends it, and what it asks for."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element

from procurement.domain.portals.credentials import Credentials, Identity
from procurement.entrypoints.cxml.hardened import read_xml
from procurement.entrypoints.cxml.status import Refused, Status

MAX_PAYLOAD_ID: Final = 255
_MAX_IDENTITIES: Final = 20
_MAX_SECRET: Final = 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One request; `content` is the element inside of ``Request``, such as ``OrderRequest``."""

    payload_id: str
    sent_at: datetime
    credentials: Credentials
    content: Element


def read_message(content: bytes) -> Message:
    """The message; `Refused` when it is none, or its head is incomplete."""
    root = read_xml(content)
    if root.tag != "cXML":
        raise Refused(Status.NOT_ACCEPTABLE, "the root element is not cXML")
    header, request = root.find("Header"), root.find("Request")
    if header is None or request is None:
        raise Refused(Status.NOT_ACCEPTABLE, "cXML needs a Header and a Request")
    if not len(request):
        raise Refused(Status.NOT_ACCEPTABLE, "the Request is empty")
    return Message(
        payload_id=payload_id_of(root),
        sent_at=_sent_at(root.get("timestamp") or ""),
        credentials=Credentials(
            sources=_identities(header.find("From")),
            destinations=_identities(header.find("To")),
            sender=_sender(header),
            secret=(header.findtext("Sender/Credential/SharedSecret") or "").strip()[:_MAX_SECRET],
            is_test=request.get("deploymentMode", "production") == "test",
        ),
        content=request[0],
    )


def payload_id_of(root: Element) -> str:
    """The document's own ID; `Refused` without one."""
    found = (root.get("payloadID") or "").strip()
    if not 1 <= len(found) <= MAX_PAYLOAD_ID:
        message = f"cXML/@payloadID has 1 to {MAX_PAYLOAD_ID} characters"
        raise Refused(Status.NOT_ACCEPTABLE, message)
    return found


def instant(text: str) -> datetime:
    """An instant as cXML writes it (ISO 8601), in UTC if it names no zone; `ValueError`."""
    moment = datetime.fromisoformat(text.strip())
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _sent_at(text: str) -> datetime:
    try:
        return instant(text)
    except (ValueError, OverflowError):
        message = "cXML/@timestamp is not a date and time of ISO 8601"
        raise Refused(Status.NOT_ACCEPTABLE, message) from None


def _identities(side: Element | None) -> tuple[Identity, ...]:
    found = [] if side is None else side.findall("Credential")[:_MAX_IDENTITIES]
    return tuple(map(_identity, found))


def _sender(header: Element) -> Identity:
    found = header.find("Sender/Credential")
    if found is None:
        raise Refused(Status.NOT_ACCEPTABLE, "the Header needs a Sender with a Credential")
    return _identity(found)


def _identity(credential: Element) -> Identity:
    # An identity may hold further elements; its text comes first.
    return Identity((credential.get("domain") or "").strip(), _text(credential.find("Identity")))


def _text(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext()).strip()
