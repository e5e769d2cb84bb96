"""cXML's OrderRequest as an order: elements and Extrinsics, read one by one."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, TypeVar
from xml.etree.ElementTree import Element

from procurement.domain.errors import InvalidInput, Problem, Problems
from procurement.domain.orders.order import OrderLine, OrderType, PortalOrder
from procurement.domain.purchase_orders.input import ContactInput
from procurement.entrypoints.cxml.message import Message, instant

T = TypeVar("T")

MAX_LINES: Final = 1_000
"""Lines that are read at all; a purchase order has at most 100 (R-043)."""
MAX_CONTACTS: Final = 100
_HEAD: Final = "OrderRequestHeader"
_SEPARATOR: Final = ";"


def read_order(message: Message) -> PortalOrder:
    """The order in the message.

    What cannot be read is among its `problems`; `InvalidInput` for an order without head, number
    or a known type, of which nothing could be told.
    """
    head = message.content.find(_HEAD)
    if head is None:
        raise InvalidInput([_missing("OrderRequest/OrderRequestHeader")])
    reader = _Reader()
    asked = reader.value(head, "type", OrderType, "is none of new, update, delete")
    reader.problems.raise_if_any()
    asked = asked or OrderType.NEW
    ordered_on = reader.value(head, "orderDate", _day, "is not a date of ISO 8601")
    number = (head.get("orderID") or "").strip()
    if not number:
        raise InvalidInput([_missing(f"{_HEAD}/@orderID")])
    said = _extrinsics(head)
    effective = reader.value(head, "effectiveDate", _day, "is not a date of ISO 8601")
    expires = reader.value(head, "expirationDate", _day, "is not a date of ISO 8601")
    items = [] if asked is OrderType.DELETE else message.content.findall("ItemOut")
    if len(items) > MAX_LINES:
        told = f"there are {len(items)}, at most {MAX_LINES} are read"
        reader.problems.add("OrderRequest/ItemOut", "TOO_MANY_VALUES", told)
    lines = tuple(_line(reader, item, at) for at, item in enumerate(items[:MAX_LINES], 1))
    total = head.find("Total/Money")
    return PortalOrder(
        payload_id=message.payload_id,
        sent_at=message.sent_at,
        order_id=number,
        type=asked,
        ordered_on=ordered_on or message.sent_at.date(),
        version=reader.value(head, "orderVersion", _version, "is not a whole number above 0"),
        currency=_currency(total) or next((each.currency for each in lines if each.currency), None),
        total=_amount(total),
        description=_comments(head),
        ship_to=_ship_to(head, items),
        contacts=tuple(_contacts(head)),
        bill_from=_names(said, "billfrom"),
        invoice_units=_names(said, "invoiceunits"),
        tax_registration_numbers=_names(said, "taxregistrationnumbers"),
        effective_on=effective or reader.said(said, "effectiveDate", _HEAD),
        expires_on=expires or reader.said(said, "expirationDate", _HEAD),
        lines=lines,
        problems=tuple(reader.problems.found),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads values, and notes those that it cannot read with their place in the document."""

    problems: Problems = field(default_factory=Problems)

    def value(
        self, of: Element, name: str, read: Callable[[str], T], fault: str, at: str = _HEAD
    ) -> T | None:
        """An attribute's value, None when it is not given."""
        return self._read(of.get(name), f"{at}/@{name}", read, fault)

    def said(self, said: Mapping[str, str], name: str, at: str) -> date | None:
        """The day in an Extrinsic."""
        place = f"{at}/Extrinsic[@name='{name}']"
        return self._read(said.get(name.lower()), place, _day, "is not a date of ISO 8601")

    def flag(self, said: Mapping[str, str], name: str, at: str) -> bool | None:
        """The yes or no in an Extrinsic."""
        place = f"{at}/Extrinsic[@name='{name}']"
        return self._read(said.get(name.lower()), place, _yes_or_no, "is neither yes nor no")

    def _read(self, text: str | None, place: str, read: Callable[[str], T], fault: str) -> T | None:
        if text is None or not text.strip():
            return None
        try:
            return read(text.strip())
        except (ValueError, OverflowError):
            self.problems.add(place, "INVALID_VALUE", fault)
            return None


def _line(reader: _Reader, item: Element, number: int) -> OrderLine:
    """One ItemOut; without a number of its own it has that of its place, as cXML counts them.

    The most that a blanket order allows is the price of one piece of it.
    """
    at = f"ItemOut[{number}]"
    blanket = item.find("BlanketItemDetail")
    detail = item.find("ItemDetail") if blanket is None else blanket
    is_blanket = detail is not None and detail is blanket
    price = _find(detail, "MaxAmount/Money" if is_blanket else "UnitPrice/Money")
    said = {**_extrinsics(detail), **_extrinsics(item)}
    period = next((each for each in item.iter() if each.tag in ("Period", "ServicePeriod")), None)
    within = Element("Period") if period is None else period
    told = "is not a date of ISO 8601"
    starts = reader.value(within, "startDate", _day, told, f"{at}/Period")
    ends = reader.value(within, "endDate", _day, told, f"{at}/Period")
    return OrderLine(
        number=(item.get("lineNumber") or "").strip() or str(number),
        quantity="1" if is_blanket else _plain_number(item.get("quantity")),
        unit_price=_amount(price),
        currency=_currency(price),
        description=_description(_find(detail, "Description")),
        tax=_amount(item.find("Tax/Money")),
        starts_on=starts or reader.said(said, "startDate", at),
        ends_on=ends or reader.said(said, "endDate", at),
        delivery_on=reader.value(item, "requestedDeliveryDate", _day, told, at),
        type=said.get("lineitemtype") or None,
        is_balance_tracked=reader.flag(said, "isBalanceTracked", at),
    )


def _contacts(head: Element) -> Iterator[ContactInput]:
    """Everybody with an e-mail address, once; those of the order first, then who is billed."""
    known = set()
    found = [*head.findall("Contact"), *head.findall("BillTo/Address")]
    for contact in found[:MAX_CONTACTS]:
        email = _text(contact.find("Email"))
        if email and email.lower() not in known:
            known.add(email.lower())
            yield ContactInput(
                email=email, name=_text(contact.find("Name")) or email, telephone=_phone(contact)
            )


def _phone(contact: Element) -> str | None:
    number = contact.find("Phone/TelephoneNumber")
    if number is None:
        return None
    country = _text(number.find("CountryCode")).lstrip("+")
    rest = [_text(number.find(name)) for name in ("AreaOrCityCode", "Number")]
    return " ".join(part for part in (f"+{country}" if country else "", *rest) if part) or None


def _ship_to(head: Element, items: Iterable[Element]) -> str:
    """The address of the order, or of its first line that has one; one part to a line."""
    with_address = (each.find("ShipTo/Address") for each in (head, *items))
    address = next((each for each in with_address if each is not None), None)
    if address is None:
        return ""
    lines = [_text(address.find("Name"))]
    postal = address.find("PostalAddress")
    if postal is not None:
        lines += [_text(each) for name in ("DeliverTo", "Street") for each in postal.findall(name)]
        town = (_text(postal.find(name)) for name in ("PostalCode", "City", "State"))
        lines += [" ".join(part for part in town if part), _text(postal.find("Country"))]
    return "\n".join(line for line in lines if line)


def _comments(head: Element) -> str:
    return " ".join(text for text in map(_text, head.findall("Comments")) if text)


def _description(element: Element | None) -> str:
    """Its text; a short name stands in for one that has none."""
    if element is None:
        return ""
    own = [element.text or "", *(child.tail or "" for child in element)]
    return "".join(own).strip() or _text(element.find("ShortName"))


def _extrinsics(element: Element | None) -> dict[str, str]:
    """Extrinsics by name, in lower case: portals let people type the names."""
    found = [] if element is None else element.findall("Extrinsic")
    return {(each.get("name") or "").strip().lower(): _text(each) for each in found}


def _names(said: Mapping[str, str], name: str) -> tuple[str, ...] | None:
    if name not in said:
        return None
    return tuple(part.strip() for part in said[name].split(_SEPARATOR) if part.strip())


def _find(element: Element | None, path: str) -> Element | None:
    return None if element is None else element.find(path)


def _text(element: Element | None) -> str:
    """All of its text, with every run of spaces and lines as one space."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _amount(money: Element | None) -> str | None:
    return _plain_number(None if money is None else money.text)


def _plain_number(text: str | None) -> str | None:
    """A number without the commas that cXML allows between thousands."""
    return (text or "").strip().replace(",", "") or None


def _currency(money: Element | None) -> str | None:
    return (None if money is None else money.get("currency")) or None


def _version(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,8}", text):
        raise ValueError(text)
    return int(text)


def _day(text: str) -> date:
    """The day as it was written, in whatever zone; cXML writes it alone or with a time."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        instant(text)
        return datetime.fromisoformat(text).date()


def _yes_or_no(text: str) -> bool:
    if text.lower() not in ("yes", "no", "true", "false"):
        raise ValueError(text)
    return text.lower() in ("yes", "true")


def _missing(place: str) -> Problem:
    return Problem(field=place, reason="MISSING_VALUE", message="is needed")
