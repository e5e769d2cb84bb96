"""cXML as portals send it: orders in few words, sent and answered, and what stands in answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final
from xml.etree.ElementTree import Element, fromstring
from xml.sax.saxutils import escape, quoteattr

from tests.support.api import BUYER, call
from tests.support.portals import SECRET, created, path_of
from tests.support.purchase_orders import INC

Body = dict[str, Any]

BUYERS, SUPPLIERS = "AN01000000001", "AN01000000002"
DOCTYPE: Final = '<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.060/cXML.dtd">'
SELECTOR: Final = {"invoiceUnits": [], "sellerOfRecords": [INC]}
_NUMBERS: Final = count(1)


@dataclass(frozen=True)
class Told:
    """What a Response says; `explanation` is the text of its status."""

    code: int
    text: str
    explanation: str
    payload_id: str
    root: Element


def retrieving(*, account: str = BUYER, active: bool = True, **more: Any) -> Body:
    """A preference of Coupa that retrieves purchase orders, billed from AWS Inc."""
    said = {"purchaseOrderRetrievalEnabled": True, "selector": SELECTOR, **more}
    preference = created(account=account, **said)
    statuses = ("VALIDATED", "ACTIVE") if active else ("VALIDATED", "TEST_INITIALIZED")
    for status in statuses:
        body = {"purchaseOrderRetrievalPreferenceStatus": status}
        answer = call("PUT", f"{path_of(preference)}/status", body, account=account)
        assert answer.status == 200, answer.body
    return dict(answer.body)


def address_of(preference: Body) -> str:
    """Where the portal posts to."""
    account = preference["awsAccountId"]
    return f"/cxml/{account}/{preference['procurementPortalPreferenceId']}"


def posted(preference: Body, document: str | bytes, content_type: str = "text/xml") -> Told:
    """Send a document as a portal does, unsigned; it must be answered in cXML."""
    content = document.encode() if isinstance(document, str) else document
    answer = call(
        "POST", address_of(preference), raw_body=content, content_type=content_type, account=""
    )
    assert answer.status == 200, answer.body
    return told(answer.body)


def told(text: str) -> Told:
    """What a Response says."""
    root = fromstring(text)
    status = root.find("Response/Status")
    assert status is not None, text
    return Told(
        code=int(status.attrib["code"]),
        text=status.attrib["text"],
        explanation=status.text or "",
        payload_id=root.attrib["payloadID"],
        root=root,
    )


def a_message(
    content: str,
    *,
    payload_id: str | None = None,
    at: str = "2027-01-15T12:00:00+00:00",
    secret: str = SECRET,
    buyer: str = BUYERS,
    supplier: str = SUPPLIERS,
    sender: tuple[str, str] | None = None,
    mode: str = "production",
    doctype: str = DOCTYPE,
) -> str:
    """A request with its envelope."""
    domain, identity = sender or ("NetworkID", buyer)
    payload_id = payload_id or f"{next(_NUMBERS)}@portal.example.com"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
{doctype}
<cXML payloadID={quoteattr(payload_id)} timestamp="{at}" xml:lang="en-US">
  <Header>
    <From>
      <Credential domain="DUNS"><Identity>123456789</Identity></Credential>
      <Credential domain="NetworkId"><Identity>{escape(buyer)}</Identity></Credential>
    </From>
    <To><Credential domain="NetworkID"><Identity>{escape(supplier)}</Identity></Credential></To>
    <Sender>
      <Credential domain="{domain}">
        <Identity>{escape(identity)}</Identity><SharedSecret>{escape(secret)}</SharedSecret>
      </Credential>
      <UserAgent>Portal</UserAgent>
    </Sender>
  </Header>
  <Request deploymentMode="{mode}">{content}</Request>
</cXML>
"""


def an_item(
    number: str = "1",
    price: str = "500.00",
    quantity: str = "6",
    *,
    currency: str = "USD",
    description: str = "Cloud usage",
    extra: str = "",
    **attributes: str,
) -> str:
    """One ItemOut; `extra` stands at its end."""
    more = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f"""<ItemOut quantity="{quantity}" lineNumber="{number}"{more}>
  <ItemID><SupplierPartID>AWS</SupplierPartID></ItemID>
  <ItemDetail>
    <UnitPrice><Money currency="{currency}">{price}</Money></UnitPrice>
    <Description xml:lang="en">{escape(description)}</Description>
    <UnitOfMeasure>EA</UnitOfMeasure>
  </ItemDetail>{extra}
</ItemOut>"""


def an_extrinsic(name: str, value: str) -> str:
    """One Extrinsic."""
    return f"<Extrinsic name={quoteattr(name)}>{escape(value)}</Extrinsic>"


def an_order(
    *items: str,
    order_id: str = "PO-1",
    type_: str = "new",
    version: int | None = 1,
    total: str | None = "3000.00",
    currency: str = "USD",
    head: str = "",
    attributes: str = "",
) -> str:
    """An OrderRequest; by default one line of 6 x 500.00 from January 2027 on."""
    told_version = "" if version is None else f' orderVersion="{version}"'
    money = f'<Total><Money currency="{currency}">{total}</Money></Total>' if total else ""
    return f"""<OrderRequest>
<OrderRequestHeader orderID={quoteattr(order_id)} orderDate="2027-01-15T09:00:00-05:00"
    type="{type_}"{told_version} {attributes}>{money}{head}</OrderRequestHeader>
{"".join(items or (an_item(),)) if type_ != "delete" else ""}
</OrderRequest>"""


def orders(preference: Body, *items: str, **said: Any) -> Told:
    """Send an order; words of `a_message` go to the envelope, all others to the order."""
    envelope = {"payload_id", "at", "secret", "buyer", "supplier", "sender", "mode", "doctype"}
    outer = {name: said.pop(name) for name in envelope & said.keys()}
    return posted(preference, a_message(an_order(*items, **said), **outer))


def names(values: Sequence[Element]) -> list[str]:
    """The tags of elements."""
    return [each.tag for each in values]
