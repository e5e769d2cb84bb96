"""What a portal answers to a document of ours."""

from procurement.domain.errors import Unavailable
from procurement.entrypoints.cxml.hardened import read_xml
from procurement.entrypoints.cxml.status import Refused
from procurement.service.deliveries.deliver_invoice import PortalAnswer

_MAX_EXPLANATION = 900


def read_answer(content: bytes) -> PortalAnswer:
    """The status of a cXML Response; `Unavailable` for anything else, whoever it came from."""
    try:
        status = read_xml(content).find("Response/Status")
    except Refused as refused:
        raise Unavailable(f"the portal's answer is no cXML: {refused}") from refused
    code = "" if status is None else status.get("code", "")
    if status is None or not (code.isascii() and code.isdigit() and len(code) == 3):
        raise Unavailable("the portal's answer has no status")
    said = " ".join(f"{status.get('text', '')} {status.text or ''}".split())
    return PortalAnswer(status=int(code), explanation=said[:_MAX_EXPLANATION])
