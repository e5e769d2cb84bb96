"""The application in few words: bodies to send, things to do through the API, what is stored.

Bodies are legal and plain until told otherwise: the year 2027, billed from AWS Inc. in USD.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import uuid4

import boto3

from tests.support.api import BUYER, SELLER, Answer, call, segment
from tests.support.purchase_orders import INC
from tests.support.tables import read_template, table_environment

Body = dict[str, Any]

PROBLEM_MEMBERS: Final = {"type", "title", "status", "code", "message", "requestId"}


def a_line_body(
    number: str = "1",
    type_: str = "ALL",
    *,
    months: tuple[str, str] = ("2027-01", "2027-12"),
    total: str = "1000.00",
    tracked: bool = True,
    **more: Any,
) -> Body:
    """A line item, tracked unless it belongs to Marketplace."""
    return {
        "lineItemNumber": number,
        "type": type_,
        "startMonth": months[0],
        "endMonth": months[1],
        "unitPrice": total,
        "quantity": "1",
        "isBalanceTracked": tracked and "MARKETPLACE" not in type_,
        **more,
    }


def a_purchase_order_body(
    purchase_order_id: str = "PO-1",
    *lines: Body,
    months: tuple[str, str] = ("2027-01", "2027-12"),
    bill_from: tuple[str, ...] = (INC,),
    **more: Any,
) -> Body:
    """A purchase order with `lines`, by default one over the whole window."""
    return {
        "purchaseOrderId": purchase_order_id,
        "billFrom": list(bill_from),
        "effectiveMonth": months[0],
        "expirationMonth": months[1],
        "lineItems": list(lines) or [a_line_body(months=months)],
        **more,
    }


def path_of(purchase_order_id: str, *rest: str) -> str:
    """The path of a purchase order, or of something below it."""
    return "/".join(["/purchase-orders", segment(purchase_order_id), *rest])


def add(purchase_order_id: str = "PO-1", *lines: Body, account: str = BUYER, **more: Any) -> Body:
    """Add a purchase order, which must succeed."""
    body = a_purchase_order_body(purchase_order_id, *lines, **more)
    answer = call("POST", "/purchase-orders", body, account=account)
    assert answer.status == 201, answer.body
    return dict(answer.body)


def get(purchase_order_id: str = "PO-1", *, account: str = BUYER, **query: str) -> Body:
    """Read a purchase order, which must be there."""
    answer = call("GET", path_of(purchase_order_id), account=account, **query)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def set_status(purchase_order_id: str, status: str, **more: Any) -> Answer:
    """Ask for a status."""
    return call("PUT", path_of(purchase_order_id, "status"), {"status": status, **more})


def an_offer_body(*payments: tuple[str, str], **more: Any) -> Body:
    """A twelve-month offer to `BUYER`, open until 30 April 2027, with (date, amount) payments."""
    body = {
        "name": "Widget analytics",
        "productId": "prod-widgets",
        "productType": "SAAS_CONTRACT",
        "targetAccountIds": [BUYER],
        "contractDuration": "P12M",
        "availabilityEndDate": "2027-04-30",
        "currencyCode": "USD",
    }
    if payments:
        body["schedule"] = [{"chargeDate": day, "chargeAmount": sum_} for day, sum_ in payments]
    return {**body, **more}


def draft(*payments: tuple[str, str], **more: Any) -> Body:
    """Draft an offer as `SELLER`, another one with every call."""
    body = {"clientToken": uuid4().hex, **an_offer_body(*payments, **more)}
    answer = call("POST", "/offers", body, account=SELLER)
    assert answer.status == 201, answer.body
    return dict(answer.body)


def release(offer: Body, **more: Any) -> Answer:
    """Release a draft as `SELLER`."""
    return call("POST", f"/offers/{offer['offerId']}/release", more, account=SELLER)


def released(*payments: tuple[str, str], **more: Any) -> Body:
    """A released offer; two payments of 500.00 in April and May unless given."""
    given = payments or (("2027-04-15", "500.00"), ("2027-05-15", "500.00"))
    answer = release(draft(*given, **more))
    assert answer.status == 200, answer.body
    return dict(answer.body)


def accept(offer: Body, account: str = BUYER, **more: Any) -> Answer:
    """Accept an offer."""
    return call("POST", f"/offers/{offer['offerId']}/accept", more, account=account)


def accepted(*payments: tuple[str, str], references: Body | None = None, **more: Any) -> Body:
    """Agreement and charges of an offer that `BUYER` accepted with these references."""
    answer = accept(released(*payments, **more), **(references or {}))
    assert answer.status == 201, answer.body
    return dict(answer.body)


def items(path: str, *, account: str = BUYER, **query: str | int) -> list[Body]:
    """Everything that a listing gives, page by page."""
    found: list[Body] = []
    token = None
    for _ in range(100):
        more = {"nextToken": token} if token else {}
        answer = call("GET", path, account=account, **query, **more)
        assert answer.status == 200, answer.body
        found += answer.body["items"]
        token = answer.body["nextToken"]
        if token is None:
            return found
    raise AssertionError(f"{path} never ends")


def events_of(account: str = BUYER, type_: str | None = None) -> list[Body]:
    """The account's ledger, oldest first."""
    found = reversed(items("/events", account=account, maxResults=100))
    return [event for event in found if type_ in (None, event["type"])]


def everything_stored() -> dict[str, list[str]]:
    """Every item of every table, in a form that compares."""
    client = boto3.client("dynamodb")
    pages = client.get_paginator("scan")
    return {
        table: sorted(
            repr(sorted(item.items()))
            for page in pages.paginate(TableName=table)
            for item in page["Items"]
        )
        for table in sorted(set(table_environment(read_template()).values()))
    }


@contextmanager
def nothing_written() -> Iterator[None]:
    """Whatever happens inside leaves every table as it was."""
    before = everything_stored()
    yield
    assert everything_stored() == before


def check_refusal(answer: Answer, status: int, name: str, code: str | None = None) -> None:
    """The answer refuses as RFC 9457 and AWS both want it."""
    assert answer.status == status, answer.body
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-amzn-errortype"] == name
    assert answer.body.keys() >= PROBLEM_MEMBERS
    assert answer.body["status"] == status
    assert answer.body["requestId"] == "request-1"
    if code is not None:
        assert answer.body["code"] == code
    may_have_problems = answer.body["code"] in ("INVALID_INPUT", "ALREADY_EXISTS")
    assert answer.body["code"] != "INVALID_INPUT" or answer.body["problems"]
    assert may_have_problems or not answer.body.get("problems")
