"""A procurement portal of a buyer: it orders, and it gets invoices."""

from decimal import Decimal
from xml.etree.ElementTree import fromstring

import requests

from tests.support.cxml import a_message, an_item, an_order, told
from tests.support.portal_deliveries import ListeningPortal

_SECONDS = 60


class Portal:
    """Listens on this machine; `orders_at` is where it sends its orders."""

    def __init__(self, api_url: str, listening: ListeningPortal) -> None:
        self._api_url = api_url.rstrip("/")
        self._listening = listening
        self.orders_at = ""

    @property
    def address(self) -> str:
        """Where invoices reach it."""
        return self._listening.address

    def orders(
        self, number: str, amount: str, *, on: str, version: int = 1, asks_for: str = "new"
    ) -> str:
        """One line of that amount, good until the end of the year; what it is answered."""
        year = on[:4]
        order = an_order(
            an_item("1", amount, "1"),
            order_id=number,
            total=amount,
            version=version,
            type_=asks_for,
            attributes=f'effectiveDate="{on}" expirationDate="{year}-12-31"',
        )
        document = a_message(order, payload_id=f"{number}-{version}-{asks_for}@portal.example.com")
        answer = requests.post(
            f"{self._api_url}/{self.orders_at}",
            data=document.encode(),
            headers={"content-type": "text/xml"},
            timeout=_SECONDS,
        )
        assert answer.status_code == 200, answer.text
        return told(answer.text).explanation

    def got_invoices(self) -> list[tuple[str, Decimal]]:
        """The orders that its invoices name, and what they come to."""
        return [_read(document.decode()) for _, document in self._listening.received]


def _read(document: str) -> tuple[str, Decimal]:
    root = fromstring(document)
    order = next(each for each in root.iter() if each.tag in ("OrderReference", "OrderIDInfo"))
    due = root.findtext("Request/InvoiceDetailRequest/InvoiceDetailSummary/DueAmount/Money")
    return order.attrib["orderID"], Decimal(due or "0")
