"""What a first page of the purchase order list costs in an account with a long past.

Fills an account with 10,000 expired and 100 active purchase orders, then asks for 20 of them in
every order and with several filters, through the function in process. Printed are the requests, the
summaries that they read, the read units (`benchmarks.capacity`) and the milliseconds, the median of
several rounds.

``python -m benchmarks.dashboard`` makes tables of its own on the running local stack, which takes
the longer for a request the larger the account is. With the table variables of `template.yaml` set,
it uses those, on AWS or at AWS_ENDPOINT_URL, and leaves the account there for the next run.
"""

import argparse
import logging
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext, redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any, Final

import boto3

from benchmarks.capacity import metered
from benchmarks.places import on_the_local_stack
from procurement import bootstrap
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from tests.support.api import call
from tests.support.purchase_orders import EMEA, INC, a_line, a_purchase_order

ACCOUNT: Final = "999900001111"
SORTS: Final = ("EXPIRATION_MONTH", "PURCHASE_ORDER_ID", "UPDATED_AT", "TOTAL_VALUE", "BALANCE")
STATUSES: Final = ("", "ACTIVE", "SUSPENDED", "EXPIRED", "SUSPENDED_EXPIRED")
FILTERS: Final[tuple[dict[str, str], ...]] = (
    {"search": "cloud"},
    {"search": "po-active-0007"},
    {"search": "found nowhere"},
    {"billFrom": EMEA},
    {"tagKey": "team", "tagValue": "web"},
    {"balanceBelow": "0"},
    {"status": "ACTIVE", "search": "cloud"},
)
_BATCH: Final = 100


def main() -> None:
    """Fill the account and print one row per question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--expired", type=int, default=10_000)
    parser.add_argument("--active", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    is_told = "PURCHASE_ORDERS_TABLE" in os.environ
    with nullcontext() if is_told else on_the_local_stack():
        _fill(options.expired, options.active)
        print(f"{'first page of 20':64} {'found':>5} {'req.':>4} {'read':>6} {'RCU':>7} {'ms':>7}")
        for question in _questions():
            _measure(question, options.rounds)


def _questions() -> Iterator[dict[str, str]]:
    for sort in SORTS:
        for status in STATUSES:
            yield {"sortBy": sort} | ({"status": status} if status else {})
    for sort in ("EXPIRATION_MONTH", "UPDATED_AT"):
        for filters in FILTERS:
            yield {"sortBy": sort, "sortOrder": "DESCENDING", **filters}


def _measure(question: dict[str, str], rounds: int) -> None:
    client, looks = bootstrap.connection().client, boto3.client("dynamodb")
    spent, read = [], []

    def note(parsed: dict[str, Any], **_: Any) -> None:
        read.append(parsed.get("ScannedCount", 0))

    client.meta.events.register("after-call.dynamodb", note)
    for _ in range(rounds):
        read.clear()
        # The functions print their metrics.
        with metered(client, looks) as meter, redirect_stdout(StringIO()):
            began = time.perf_counter()
            answer = call("GET", "/purchase-orders", account=ACCOUNT, **question)
            spent.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            sys.exit(f"{question} was answered with {answer.status}: {answer.body}")
    client.meta.events.unregister("after-call.dynamodb", note)
    asked = " ".join(f"{name}={value}" for name, value in question.items())
    print(
        f"{asked:64} {len(answer.body['items']):5} {len(read):4} {sum(read):6}"
        f" {meter.read_units:7.1f} {statistics.median(spent):7.1f}"
    )


def _fill(expired: int, active: int) -> None:
    orders = [*_orders(expired, "EXPIRED", -1), *_orders(active, "ACTIVE", 1)]
    with bootstrap.unit_of_work()() as unit:
        if orders and unit.purchase_orders.find(ACCOUNT, orders[-1].purchase_order_id):
            return
    print(f"filling account {ACCOUNT} with {len(orders):,} purchase orders")
    for start in range(0, len(orders), _BATCH):
        with bootstrap.unit_of_work()() as unit:
            for order in orders[start : start + _BATCH]:
                unit.purchase_orders.add(order)
            unit.commit()


def _orders(count: int, name: str, direction: int) -> Iterator[PurchaseOrder]:
    """Months before or after the present one; every tenth suspended, every third untracked."""
    chance, now = random.Random(name), datetime.now(UTC)
    for number in range(count):
        end = Month.of(now).plus(direction * chance.randint(1, 60))
        months = (str(end.plus(-11)), str(end))
        line = a_line(
            months=months,
            total=f"{chance.randint(100, 10_000)}.00",
            booked=f"{chance.randint(0, 9_000)}.00",
            tracked=number % 3 > 0,
        )
        order = a_purchase_order(
            f"PO-{name}-{number:05d}",
            line,
            months=months,
            bill_from=(EMEA if number % 5 == 0 else INC,),
            suspended=number % 10 == 9,
            updated_at=now - timedelta(minutes=chance.randint(0, 10**6)),
        )
        yield replace(
            order,
            account_id=ACCOUNT,
            key=f"key-of-{name}-{number}",
            description="Cloud usage of the web shop" if number % 7 == 0 else "Anything else",
            tags=(("team", "web" if number % 2 else "data"),),
        )


if __name__ == "__main__":
    main()
