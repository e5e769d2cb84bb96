"""One request of a portal from its bytes to its answer, which is always a cXML document."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from typing import Final

from procurement.domain.errors import LedgerlineError, NotAllowed
from procurement.domain.portals.credentials import Admission, Credentials
from procurement.entrypoints.cxml.message import Message, read_message
from procurement.entrypoints.cxml.order_request import read_order
from procurement.entrypoints.cxml.response import (
    REQUESTS,
    told_of_order,
    written_profile,
    written_status,
)
from procurement.entrypoints.cxml.status import Refused, Status, Told, told_of
from procurement.entrypoints.observability import logger, note
from procurement.service.orders.take_order import take_order
from procurement.service.plans.reach_desired_state import Deployment

Admit = Callable[[Credentials], Admission]
"""Gives the right that credentials prove; `NotAllowed` when they prove none."""

MEDIA_TYPES: Final = ("text/xml", "application/xml")


def body_of(body: str, content_type: str, *, is_base64: bool) -> bytes:
    """The document's bytes; `Refused` for another media type, such as one with attachments."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type not in MEDIA_TYPES:
        message = f"the content type is one of {', '.join(MEDIA_TYPES)}; attachments are not taken"
        raise Refused(Status.NOT_ACCEPTABLE, message)
    if not is_base64:
        return body.encode("utf-8", "surrogatepass")
    try:
        return b64decode(body, validate=True)
    except (NotBase64, ValueError):
        raise Refused(Status.NOT_ACCEPTABLE, "the body is not base64") from None


def answer_to(read: Callable[[], bytes], admit: Admit, deployment: Deployment, address: str) -> str:
    """The answer to the document that `read` gives.

    Whatever goes wrong comes back as a status; of what was not expected the sender learns nothing.
    """
    at, payload_id = deployment.clock.now(), ""
    try:
        message = read_message(read())
        payload_id = message.payload_id
        if message.content.tag == "ProfileRequest":
            _admitted(message, admit)
            return written_profile(payload_id, address, at)
        told = _told(message, admit, deployment)
    except Refused as refused:
        told = refused.told
    except LedgerlineError as error:
        note(errorCode=error.code)
        told = told_of(error)
    except Exception:
        logger().exception("cXML request failed")
        told = Told(Status.INTERNAL_SERVER_ERROR, "the request could not be completed")
    note(cxmlStatus=int(told.status))
    return written_status(payload_id, told, at)


def _told(message: Message, admit: Admit, deployment: Deployment) -> Told:
    admission = _admitted(message, admit)
    if message.content.tag not in REQUESTS:
        raise Refused(Status.NOT_IMPLEMENTED, f"only {' and '.join(REQUESTS)} are understood")
    order = read_order(message)
    taken = take_order(order, admission, deployment)
    note(purchaseOrderId=order.order_id, result=taken.result.value, isTest=taken.is_test)
    return told_of_order(order, taken)


def _admitted(message: Message, admit: Admit) -> Admission:
    try:
        admission = admit(message.credentials)
    except NotAllowed as error:
        raise Refused(Status.UNAUTHORIZED, error.message) from None
    note(
        accountId=admission.preference.account_id,
        procurementPortalPreferenceId=admission.preference.preference_id,
    )
    return admission
