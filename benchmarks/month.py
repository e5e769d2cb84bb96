"""One month of some receiving accounts, in process on moto, step by step.

Every account has a purchase order with one line and three services in the cost export: one invoice
a month. Told is what each step writes and reads, where, and how much of the processor it takes
outside of requests.
"""

import importlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import StringIO
from itertools import product
from typing import Any, Final

import boto3
import time_machine

from benchmarks.capacity import Place, metered, size_of, watched
from benchmarks.places import on_moto
from procurement import bootstrap
from procurement.adapters.dynamodb.tables.ledger import EventItem
from tests.support.billing import Queue
from tests.support.cost_rows import cells, csv_text
from tests.support.lambda_context import LambdaContext
from tests.support.purchase_orders import a_line, a_purchase_order
from tests.support.rendering import BUCKET, make_room, render

SERVICES: Final = 3
EXPORTS: Final = "exports"
BUS: Final = "bus"
_WHEN: Final = datetime(2027, 2, 3, 6, tzinfo=UTC)
_FIRST: Final = 800_000_000_000


@dataclass(frozen=True, kw_only=True)
class Step:
    """What one step of a month takes.

    `written` are units under the partition keys that are written; `processor` are seconds outside
    of requests to DynamoDB, `logged` are bytes.
    """

    name: str
    requests: Counter[str]
    read_units: float
    written: Counter[Place]
    processor: float
    logged: int

    def __sub__(self, other: "Step") -> "Step":
        """What it takes more than the same step of a smaller month."""
        return Step(
            name=self.name,
            requests=self.requests - other.requests,
            read_units=self.read_units - other.read_units,
            written=self.written - other.written,
            processor=self.processor - other.processor,
            logged=self.logged - other.logged,
        )


@dataclass(frozen=True, kw_only=True)
class Month:
    """The steps of a month in their order, and what lay in the tables at its end."""

    accounts: int
    steps: Sequence[Step]
    stored_bytes: int

    def __sub__(self, other: "Month") -> "Month":
        """What more accounts take: without what a month takes however few there are."""
        return Month(
            accounts=self.accounts - other.accounts,
            steps=[mine - its for mine, its in zip(self.steps, other.steps, strict=True)],
            stored_bytes=self.stored_bytes - other.stored_bytes,
        )


def month(accounts: int) -> Month:
    """A month of so many accounts: imported, planned, invoiced, announced, rendered."""
    with on_moto(), _settings(), time_machine.travel(_WHEN, tick=False):
        _orders(accounts)
        queue = Queue(lambda: None)
        steps = [
            _measured("import_charges", lambda: _import(accounts)),
            _measured("plan_invoices", _plan),
            _measured("generate_invoice", lambda: _work_off(queue)),
            _measured("relay_events", _relay),
            _measured("render_documents", lambda: _render(accounts)),
        ]
        return Month(accounts=accounts, steps=steps, stored_bytes=_stored_bytes())


def _measured(name: str, act: Callable[[], None]) -> Step:
    client, looks = bootstrap.connection().client, boto3.client("dynamodb")
    printed = StringIO()
    with redirect_stdout(printed), watched(client) as watch, metered(client, looks) as meter:
        act()
    return Step(
        name=name,
        requests=meter.requests,
        read_units=meter.read_units,
        written=meter.written,
        processor=watch.outside,
        logged=len(printed.getvalue()),
    )


@contextmanager
def _settings() -> Iterator[None]:
    """The rest of what the functions are told, and what they need to be there."""
    with _environment(
        EXPORTS_BUCKET=EXPORTS,
        DOCUMENTS_BUCKET=BUCKET,
        EVENT_BUS=BUS,
        INVOICE_QUEUE_URL="https://sqs.us-east-1.amazonaws.com/123456789012/test-invoices",
        DOCUMENT_QUEUE_URL="https://sqs.us-east-1.amazonaws.com/123456789012/test-documents",
    ):
        boto3.client("s3").create_bucket(Bucket=EXPORTS)
        boto3.client("events").create_event_bus(Name=BUS)
        make_room()
        yield


@contextmanager
def _environment(**told: str) -> Iterator[None]:
    os.environ |= told
    bootstrap.settings.cache_clear()
    try:
        yield
    finally:
        for name in told:
            del os.environ[name]
        bootstrap.settings.cache_clear()


def _orders(accounts: int) -> None:
    for number in range(accounts):
        order = replace(a_purchase_order("PO-1", a_line()), account_id=str(_FIRST + number))
        with bootstrap.unit_of_work()() as unit:
            unit.purchase_orders.add(order)
            unit.commit()


def _import(accounts: int) -> None:
    rows = (
        cells(
            BillingAccountId=str(_FIRST + number),
            SubAccountId=str(_FIRST + number),
            ServiceName=f"Service {service}",
            BilledCost="100.00",
            BillingPeriodStart="2027-01-01 00:00:00",
            BillingPeriodEnd="2027-02-01 00:00:00",
            ChargePeriodStart="2027-01-12 00:00:00",
        )
        for number, service in product(range(accounts), range(SERVICES))
    )
    boto3.client("s3").put_object(Bucket=EXPORTS, Key="month.csv", Body=csv_text(rows).encode())
    dropped = {"s3": {"bucket": {"name": EXPORTS}, "object": {"key": "month.csv"}}}
    record = {"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", **dropped}
    _call("import_charges", {"Records": [record]})


def _plan() -> None:
    _call("plan_invoices", {"runId": "month"})


def _work_off(queue: Queue) -> None:
    queue.work_off(rounds=10**6)


def _relay() -> None:
    records = [
        {
            "eventSource": "aws:dynamodb",
            "eventName": "INSERT",
            "dynamodb": {"Keys": {"entry": item["entry"]}, "NewImage": item},
        }
        for item in _recorded()
    ]
    for start in range(0, len(records), 50):
        _call("relay_events", {"Records": records[start : start + 50]})


def _recorded() -> Sequence[Any]:
    table = EventItem.Meta.table_name
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=table)
    return [item for page in pages for item in page["Items"] if "unsent_shard" in item]


def _render(accounts: int) -> None:
    for number in range(accounts):
        account = str(_FIRST + number)
        with bootstrap.unit_of_work()() as unit:
            page = unit.invoices.page(account, period=None, limit=2, token=None)
        (invoice,) = page.items
        if render({"accountId": account, "invoiceId": invoice.invoice_id}):
            raise RuntimeError(f"no documents of {invoice.invoice_id}")


def _stored_bytes() -> int:
    client = boto3.client("dynamodb")
    scan = client.get_paginator("scan")
    return sum(
        size_of(item)
        for table in client.list_tables()["TableNames"]
        for page in scan.paginate(TableName=table)
        for item in page["Items"]
    )


def _call(function: str, event: Any) -> Any:
    return importlib.import_module(f"functions.{function}.app").lambda_handler(
        event, LambdaContext()
    )
