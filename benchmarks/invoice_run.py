"""How fast an invoice run is, beside a plain loop that writes the same items.

Three ways, each with 2,000 receiving accounts of three charges and one purchase order:

- in process on moto, and in process on the local stack's DynamoDB: planned, and every part worked
  off by the use case, in this one process;
- deployed: a cost export is dropped into the bucket of a local stack of its own, the run is asked
  for through the API and worked off by the queue and its functions.

Beside each stands the floor: one loop of boto3 that puts into tables of its own what the run wrote,
transaction by transaction, without conditions and without a thought. Both are measured in turns of
some accounts each, so that both meet the same machine. How many requests a receiver takes is told,
and what share of the time passes outside of requests: in our own code and in pynamodb.

Run with ``python -m benchmarks.invoice_run`` (``--accounts``, ``--only``). It always ends: a way
that takes longer than ``--seconds`` tells what it has by then.
"""

import argparse
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import StringIO
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import boto3

from benchmarks.places import on_moto, on_the_local_stack
from local.api import Api
from local.cost_export import CostExport
from local.invoicing import import_costs
from local.stack import LocalStack
from local.template import read_template
from procurement import bootstrap
from procurement.domain.month import Month
from procurement.domain.runs.run import Run, RunMode, RunPart
from procurement.service.runs.generate_invoices import PartRequest, Workshop, generate_invoices
from procurement.service.runs.plan_invoices import plan_invoices
from tests.support.billing import a_usage_charge, charged
from tests.support.purchase_orders import a_line, a_purchase_order
from tests.support.tables import name_of, table_resources

ACCOUNTS: Final = 2_000
CHARGES: Final = 3
TURN: Final = 100
"""Accounts that are worked off before the floor has its turn."""
DUE: Final = datetime(2027, 2, 3, 6, tzinfo=UTC)
FLOOR: Final = "floor-"


@dataclass
class Writes:
    """What a client writes, to be written again."""

    taken: list[dict[str, Any]] = field(default_factory=list)

    def note(self, params: dict[str, Any], **_: Any) -> None:
        """Keep one transaction, which nobody changes any more."""
        self.taken.append(params)

    def again(self) -> list[dict[str, Any]]:
        """Everything kept so far, for the floor's tables and without conditions."""
        found, self.taken = self.taken, []
        return [
            {
                "TransactItems": [
                    _plain(item) for item in params["TransactItems"] if "ConditionCheck" not in item
                ]
            }
            for params in found
        ]


@dataclass
class Requests:
    """How many requests a client sent, and how long it waited for their answers."""

    counted: Counter[str] = field(default_factory=Counter)
    waited: float = 0.0
    _sent_at: float = 0.0

    def before(self, model: Any, **_: Any) -> None:
        """A request leaves."""
        self.counted[model.name] += 1
        self._sent_at = time.perf_counter()

    def after(self, **_: Any) -> None:
        """Its answer is there."""
        self.waited += time.perf_counter() - self._sent_at


@dataclass
class SilentQueue:
    """Keeps the parts that a plan hands out."""

    parts: list[RunPart] = field(default_factory=list)

    def send(self, parts: Any, *, due_by: datetime, mode: RunMode) -> None:
        """Keep them."""
        self.parts += parts


@dataclass(frozen=True)
class StoppedClock:
    """Always the same instant."""

    def now(self) -> datetime:
        """The instant of the run."""
        return DUE


def main() -> None:
    """Measure and print one row per way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=ACCOUNTS)
    parser.add_argument("--only", choices=("moto", "local", "deployed"))
    parser.add_argument("--seconds", type=float, default=600, help="the longest that one way takes")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    print(f"{options.accounts:,} accounts, {CHARGES} charges and one purchase order each")
    print(f"{'':34} {'invoices/s':>10} {'floor/s':>10} {'ratio':>6}")
    for key, name, place in (
        ("moto", "in process, moto", on_moto),
        ("local", "in process, local stack's DynamoDB", on_the_local_stack),
    ):
        if options.only in (None, key):
            with place():
                _measure(name, options.accounts, options.seconds)
    if options.only in (None, "deployed"):
        _deployed(options.accounts, options.seconds)


def _measure(name: str, accounts: int, seconds: float) -> None:
    with _floor_tables():
        _fill(accounts)
        queue = SilentQueue()
        run = Run(run_id="run-1", started_at=DUE, due_by=DUE)
        began = time.perf_counter()
        plan_invoices(run, bootstrap.unit_of_work(), queue, DUE)
        planning = time.perf_counter() - began
        spent, floor, issued, requests = _work_off(queue.parts, seconds)
        rate, bare = issued / spent, issued / floor
        note = "" if issued == accounts else f"  (after {issued} invoices, out of time)"
        print(f"{name:34} {rate:10.1f} {bare:10.1f} {rate / bare:6.2f}{note}")
        print(f"{'  planning, parts/s':34} {accounts / planning:10.1f}")
        each = ", ".join(f"{n / issued:.2f} {r}" for r, n in sorted(requests.counted.items()))
        print(f"{'  requests per receiver':34} {each}")
        print(f"{'  time outside of requests':34} {1 - requests.waited / spent:10.0%}")


def _work_off(parts: list[RunPart], seconds: float) -> tuple[float, float, int, Requests]:
    """Seconds of the run, seconds of the floor, invoices issued, and the run's requests."""
    writes, plain, requests = Writes(), boto3.client("dynamodb"), Requests()
    events = bootstrap.connection().client.meta.events
    events.register("provide-client-params.dynamodb.TransactWriteItems", writes.note)
    events.register("before-call.dynamodb", requests.before)
    events.register("after-call.dynamodb", requests.after)
    workshop = Workshop(
        unit_of_work=bootstrap.unit_of_work(), entities=bootstrap.entities(), clock=StoppedClock()
    )
    spent = floor = 0.0
    issued = 0
    for start in range(0, len(parts), TURN):
        if spent + floor > seconds:
            break
        began = time.perf_counter()
        for part in parts[start : start + TURN]:
            issued += len(generate_invoices(_request(part), workshop))
        spent += time.perf_counter() - began
        transactions = writes.again()
        began = time.perf_counter()
        for transaction in transactions:
            plain.transact_write_items(**transaction)
        floor += time.perf_counter() - began
    return spent, floor, issued, requests


def _request(part: RunPart) -> PartRequest:
    return PartRequest(
        receiver_account_id=part.receiver_account_id,
        due_by=DUE,
        run_id=part.run_id,
        part_id=part.part_id,
        found_in=part.found_in,
    )


def _fill(accounts: int) -> None:
    unit_of_work = bootstrap.unit_of_work()
    for number in range(accounts):
        account = f"{800_000_000_000 + number}"
        order = replace(a_purchase_order("PO-1", a_line()), account_id=account)
        with unit_of_work() as unit:
            unit.purchase_orders.add(order)
            unit.commit()
        charged(*(a_usage_charge(f"ch-{n}", account=account) for n in range(CHARGES)))


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    """One write of a transaction, for the floor."""
    ((kind, write),) = item.items()
    write = {**write, "TableName": FLOOR + write["TableName"]}
    write.pop("ConditionExpression", None)
    used = set(re.findall(r"[#:]\w+", write.get("UpdateExpression", "")))
    for member in ("ExpressionAttributeNames", "ExpressionAttributeValues"):
        kept = {name: each for name, each in write.pop(member, {}).items() if name in used}
        if kept:
            write[member] = kept
    return {kind: write}


@contextmanager
def _floor_tables() -> Iterator[None]:
    """A second set of the same tables."""
    client = boto3.client("dynamodb")
    names = [name_of(each) for each in table_resources(read_template())]
    for name in names:
        described = client.describe_table(TableName=name)["Table"]
        client.create_table(**_like(described))
    try:
        yield
    finally:
        for name in names:
            client.delete_table(TableName=FLOOR + name)


def _like(described: Any) -> dict[str, Any]:
    kept = ("AttributeDefinitions", "KeySchema")
    table: dict[str, Any] = {name: described[name] for name in kept}
    for kind in ("LocalSecondaryIndexes", "GlobalSecondaryIndexes"):
        if described.get(kind):
            table[kind] = [
                {name: index[name] for name in ("IndexName", "KeySchema", "Projection")}
                for index in described[kind]
            ]
    return table | {"TableName": FLOOR + described["TableName"], "BillingMode": "PAY_PER_REQUEST"}


def _deployed(accounts: int, seconds: float) -> None:
    """A run that goes through the queue and its functions, on a stack of its own."""
    with TemporaryDirectory() as folder:
        stack = LocalStack(Path(folder) / "stack")
        try:
            with redirect_stdout(StringIO()):
                stack.up()
            info = stack.read()
            api = Api.of_operator(info)
            export = CostExport(_export(Path(folder), accounts))
            import_costs(info, api, export, _silent)
            _run(api, accounts, seconds)
        finally:
            stack.down()


def _run(api: Api, accounts: int, seconds: float) -> None:
    began = time.perf_counter()
    run_id = api.post("invoice-runs", runId="benchmark")["runId"]
    while (run := api.get("invoice-runs", run_id))["state"] != "FINISHED":
        if time.perf_counter() - began > seconds:
            break
        time.sleep(1)
    rate = run["invoices"] / (time.perf_counter() - began)
    print(f"{'deployed on a local stack':34} {rate:10.1f}")
    if (run["done"], run["invoices"]) != (accounts, accounts):
        sys.exit(f"not every account was invoiced once within {seconds:g} s: {run}")


def _export(folder: Path, accounts: int) -> Path:
    """A cost export of last month, with three services per account."""
    this = Month.of(datetime.now(UTC))
    start, end = (f"{month}-01T00:00:00Z" for month in (this.plus(-2), this.plus(-1)))
    path = folder / "export.csv"
    with path.open("w") as file:
        file.write(
            "BillingAccountId,InvoiceIssuerName,ProviderName,PublisherName,ServiceName,"
            "ChargeCategory,ChargeFrequency,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,"
            "ChargePeriodStart,BilledCost\n"
        )
        for number, service in product(range(accounts), range(CHARGES)):
            file.write(
                f'{800_000_000_000 + number},"Amazon Web Services, Inc.",AWS,AWS,Service {service},'
                f"Usage,Usage-Based,USD,{start},{end},{start},100.00\n"
            )
    return path


def _silent(_: str) -> None:
    """Tell nothing."""


if __name__ == "__main__":
    main()
