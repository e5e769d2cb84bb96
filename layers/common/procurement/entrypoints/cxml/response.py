"""Answers in cXML: a status for everything, a profile for whoever asks what is understood."""

import re
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from procurement.domain.orders.order import OrderType, PortalOrder
from procurement.entrypoints.cxml.status import MAX_TEXT, Status, Told
from procurement.service.orders.take_order import Result, TakenOrder

VERSION: Final = "1.2.060"
DOCTYPE: Final = f'<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/{VERSION}/cXML.dtd">'
CONTENT_TYPE: Final = "text/xml; charset=UTF-8"
REQUESTS: Final = ("OrderRequest", "ProfileRequest")
"""What a portal may ask for."""

# What XML 1.0 cannot hold at all, not even escaped.
_NO_CHARACTER: Final = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def written_status(payload_id: str, told: Told, at: datetime) -> str:
    """A Response with nothing but its status, under the payload ID of the request."""
    root, _ = _response(payload_id, told, at)
    return _written(root)


def written_profile(payload_id: str, address: str, at: datetime) -> str:
    """A ProfileResponse: every request that is understood, each at `address`."""
    root, response = _response(payload_id, Told(Status.OK, ""), at)
    profile = SubElement(response, "ProfileResponse", effectiveDate=at.isoformat())
    for name in REQUESTS:
        transaction = SubElement(profile, "Transaction", requestName=name)
        SubElement(transaction, "URL").text = address
    return _written(root)


def told_of_order(order: PortalOrder, taken: TakenOrder) -> Told:
    """What became of an order, in a sentence."""
    subject = f"order {order.order_id}"
    version = "" if taken.known.version is None else f"version {taken.known.version} of "
    match taken.result:
        case Result.REPEATED:
            said = f"{subject} was taken before; nothing changed"
        case Result.OUTDATED:
            said = f"ignored: {version}{subject} is newer and was taken before"
        case Result.UNCHANGED if order.type is OrderType.DELETE:
            said = f"{subject} has no purchase order; nothing to delete"
        case Result.UNCHANGED:
            said = f"purchase order {order.order_id} is as the order says"
        case _:
            did = taken.result.value.lower()
            said = f"purchase order {order.order_id} {'would be' if taken.is_test else 'was'} {did}"
    return Told(Status.OK, f"test: {said}" if taken.is_test else said)


def _response(payload_id: str, told: Told, at: datetime) -> tuple[Element, Element]:
    root = Element(
        "cXML",
        {"payloadID": _plain(payload_id), "timestamp": at.isoformat(), "xml:lang": "en-US"},
    )
    response = SubElement(root, "Response")
    status = SubElement(response, "Status", code=str(int(told.status)), text=told.status.text)
    status.text = _plain(told.explanation)[:MAX_TEXT]
    return root, response


def _plain(text: str) -> str:
    return _NO_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text)


def _written(root: Element) -> str:
    body = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{DOCTYPE}\n{body}\n'
