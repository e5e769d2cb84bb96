"""Requests that many workers send at the same moment, and what came back."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Final, TypeVar

import requests

from local.api import Api, JsonObject
from local.functions import operator_clients
from tests.support.cost_rows import cells, csv_text
from tests.support.deployed import Deployed, a_purchase_order
from tests.support.principals import Heard, Principal

WORKERS: Final = 32
# Each request that is under way has a function's process of its own, which unpacks its own copy of
# the layer: a hundred megabytes, and half a second of a core. Thirty-two of each function are more
# than a small machine has.
LANES: Final = 8
AGREEMENT_SERVICE: Final = "AWSMPCommerceService_v20200301"

T = TypeVar("T")


def all_at_once(act: Callable[[int], T]) -> list[T]:
    """What `act` returned to each worker, numbered from 0; the first lanes begin as one."""
    start = Barrier(LANES)

    def run(number: int) -> T:
        if number < LANES:
            start.wait()
        return act(number)

    with ThreadPoolExecutor(LANES) as lanes:
        return list(lanes.map(run, range(WORKERS)))


class Racer:
    """The operator, or who it acts for, with a connection for each thread."""

    def __init__(self, deployed: Deployed, billing_account_id: str = "") -> None:
        self._principal = Principal("racer", deployed, deployed.operator)
        self._query = f"?billingAccountId={billing_account_id}" if billing_account_id else ""

    def send(self, method: str, path: str, body: JsonObject) -> Heard:
        """One request to a path of the API, which every status answers."""
        headers = {"content-type": "application/json"}
        return self._principal.ask(method, path + self._query, json.dumps(body).encode(), headers)

    def call(self, operation: str, body: JsonObject) -> Heard:
        """One operation of AWS's agreement service, in AWS JSON 1.0."""
        headers = {
            "content-type": "application/x-amz-json-1.0",
            "x-amz-target": f"{AGREEMENT_SERVICE}.{operation}",
        }
        return self._principal.ask("POST", "/", json.dumps(body).encode(), headers)


def outcomes(heard: Iterable[Heard]) -> Counter[str]:
    """How often each outcome was heard: ``201``, or ``409 STALE_VERSION`` with what was typed."""
    return Counter(_outcome(each) for each in heard)


def _outcome(heard: Heard) -> str:
    if heard.status < requests.codes.bad_request:
        return str(heard.status)
    body = json.loads(heard.text)
    code = body.get("code") or body.get("__type", "").rpartition("#")[2] or heard.text
    reasons = {each["reason"] for each in body.get("problems", ())}
    return " ".join([str(heard.status), code, *sorted(reasons)])


def bodies(heard: Iterable[Heard]) -> list[JsonObject]:
    """What those were told whose request was done."""
    return [json.loads(each.text) for each in heard if each.status < requests.codes.bad_request]


COST: Final = 30


def usage_of_months(account_id: str, months: int) -> str:
    """A cost export with 30.00 USD for each of so many months that are due, one invoice each."""
    return csv_text(_usage(account_id, months_ago) for months_ago in range(2, 2 + months))


def scarce_and_plenty(buyer: Api, room: int) -> None:
    """A purchase order for `room` of such invoices, and one for all that it can't take."""
    line = a_purchase_order("")["lineItems"][0]
    for name, value in (("PLENTY", "99999.00"), ("SCARCE", f"{room * COST}.00")):
        # Updated last, the scarce one is taken as long as its balance suffices.
        lines = [{**line, "unitPrice": value}]
        buyer.post("purchase-orders", **a_purchase_order(f"PO-{name}", lineItems=lines))


def ask_for_invoices(at: Deployed, receiver: str, messages: int) -> None:
    """Put so many messages into the queue of the invoice workers, all for one receiver."""
    body = json.dumps({"receiverAccountId": receiver, "dueBy": datetime.now(UTC).isoformat()})
    url, queues = at.info.queues["InvoiceQueue"], operator_clients(at.info).queues
    for _ in range(messages):
        queues.send_message(QueueUrl=url, MessageBody=body)


def invoices_of(buyer: Api) -> list[JsonObject]:
    """An account's invoices, without credit memos."""
    return [each for each in buyer.items("invoices") if each["invoiceType"] == "INVOICE"]


def numbers_of(buyer: Api) -> list[int]:
    """The running numbers of everything that was issued to an account, in order."""
    return sorted(int(each["invoiceId"].rpartition("-")[2]) for each in buyer.items("invoices"))


def _usage(account_id: str, months_ago: int) -> dict[str, str]:
    starts, ends = _month(months_ago), _month(months_ago - 1)
    return cells(
        BillingAccountId=account_id,
        BilledCost=str(COST),
        BillingPeriodStart=f"{starts}-01 00:00:00",
        BillingPeriodEnd=f"{ends}-01 00:00:00",
        ChargePeriodStart=f"{starts}-12 00:00:00",
    )


def _month(ago: int) -> str:
    today = datetime.now(UTC)
    years, month = divmod(today.year * 12 + today.month - 1 - ago, 12)
    return f"{years:04d}-{month + 1:02d}"
