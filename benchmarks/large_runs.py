"""A run of 100,000 receivers, and an invoice of 5,000 charges, on an emulated AWS of its own.

- **Planning**: every receiver has one charge due. Told are time, requests, the capacity units of
  AWS's rules, the peak memory of this process, and how fast the run's state is read afterwards.
- **One invoice**: 5,000 charges of one group, as one receiver of 5,000 accounts and services has
  them. Told are time, requests and the size of the invoice's item.

The emulator is a process of its own, so that memory is that of the application alone. Run with
``python -m benchmarks.large_runs`` (``--receivers``, ``--charges``).
"""

import argparse
import logging
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from math import ceil
from typing import Any, Final, TypeVar

import boto3

from benchmarks.capacity import size_of
from benchmarks.places import on_the_local_stack
from procurement import bootstrap
from procurement.adapters.part_queue import SqsPartQueue
from procurement.domain.charges.charge import Charge
from procurement.domain.errors import Unavailable
from procurement.domain.ids import derived_id
from procurement.domain.runs.run import Run
from procurement.service.runs.generate_invoices import PartRequest, Workshop, generate_invoices
from procurement.service.runs.plan_invoices import plan_invoices
from tests.support.billing import a_usage_charge
from tests.support.purchase_orders import a_line, a_purchase_order

RECEIVERS: Final = 100_000
CHARGES: Final = 5_000
DUE: Final = datetime(2027, 2, 3, 6, tzinfo=UTC)
RECEIVER: Final = "700000000000"
_AT_ONCE: Final = 100
_KB: Final = 1024

T = TypeVar("T")


@dataclass
class Meter:
    """Requests, and the units that AWS counts for them: queries by what they find."""

    requests: Counter[str] = field(default_factory=Counter)
    read_units: float = 0.0
    write_units: int = 0

    def before(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        """Items of the application's own transactions are under a kilobyte when they are parts."""
        self.requests[model.name] += 1
        for each in params.get("TransactItems", ()):
            ((kind, write),) = each.items()
            size = size_of(write.get("Item", {})) if kind == "Put" else 0
            self.write_units += 2 * max(1, ceil(size / _KB))

    def after(self, parsed: dict[str, Any], **_: Any) -> None:
        """A query, or a batch, of which one unit is four kilobytes; half that for old news."""
        found = parsed.get("Items") or [
            item for items in parsed.get("Responses", {}).values() for item in items
        ]
        if found:
            self.read_units += ceil(sum(map(size_of, found)) / (4 * _KB))


@dataclass(frozen=True)
class StoppedClock:
    """Always the same instant."""

    def now(self) -> datetime:
        """The instant of the run."""
        return DUE


def main() -> None:
    """Print what planning took, then what the invoice took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--receivers", type=int, default=RECEIVERS)
    parser.add_argument("--charges", type=int, default=CHARGES)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with on_the_local_stack():
        _invoice(options.charges)
        _plan(options.receivers)


def _plan(receivers: int) -> None:
    _put(_due(receivers))
    queue_url = boto3.client("sqs").create_queue(QueueName="parts")["QueueUrl"]
    queue = SqsPartQueue(boto3.client("sqs"), queue_url)
    run = Run(run_id="run-1", started_at=DUE, due_by=DUE)
    unit_of_work = bootstrap.unit_of_work()
    before = _peak()
    with _metered() as meter:
        planned, seconds = _timed(lambda: plan_invoices(run, unit_of_work, queue, DUE).planned)
    print(f"planning {planned:,} parts: {seconds:.0f} s, {_told(meter)}")
    print(f"  peak memory {_peak():,.0f} MiB, {before:,.0f} MiB before")
    with unit_of_work() as unit, _metered() as meter:
        _, seconds = _timed(lambda: unit.runs.get("run-1"))
    print(f"  its state in {seconds * 1000:.0f} ms: {_told(meter)}")
    with unit_of_work() as unit, _metered() as meter:
        try:
            page, seconds = _timed(
                lambda: unit.runs.page_of_parts("run-1", parked_only=False, limit=100, token=None)
            )
            print(f"  {len(page.items)} parts in {seconds * 1000:.0f} ms: {_told(meter)}")
        except Unavailable:  # the emulator sorts a partition for every page
            print("  its first 100 parts: the emulator did not answer in time")


def _invoice(charges: int) -> None:
    order = replace(a_purchase_order("PO-1", a_line()), account_id=RECEIVER)
    with bootstrap.unit_of_work()() as unit:
        unit.purchase_orders.add(order)
        unit.commit()
    used = (
        a_usage_charge(
            derived_id("ch", str(number)),
            "0.1234567891",
            account=RECEIVER,
        )
        for number in range(charges)
    )
    _put(
        replace(each, subscriber_account_id=each.charge_id, description=f"Service of {number}")
        for number, each in enumerate(used)
    )
    workshop = Workshop(
        unit_of_work=bootstrap.unit_of_work(), entities=bootstrap.entities(), clock=StoppedClock()
    )
    request = PartRequest(receiver_account_id=RECEIVER, due_by=DUE)
    with _metered() as meter:
        (invoice,), seconds = _timed(lambda: generate_invoices(request, workshop))
    print(f"an invoice of {len(invoice.lines):,} charges: {seconds:.1f} s, {_told(meter)}")
    table = bootstrap.settings().invoices_table
    found = boto3.client("dynamodb").query(
        TableName=table,
        KeyConditionExpression="account_id = :a AND begins_with(entry, :e)",
        ExpressionAttributeValues={":a": {"S": RECEIVER}, ":e": {"S": "INVOICE#"}},
    )["Items"]
    print(f"  its item has {size_of(found[0]) / _KB:,.0f} of 400 KB")
    again, seconds = _timed(lambda: generate_invoices(request, workshop))
    print(f"  once more: {len(again)} invoices, {seconds:.1f} s")


def _due(receivers: int) -> Iterator[Charge]:
    for number in range(receivers):
        yield a_usage_charge("ch-1", account=f"{800_000_000_000 + number}")


def _put(charges: Iterator[Charge]) -> None:
    while chunk := list(islice(charges, _AT_ONCE)):
        with bootstrap.unit_of_work()() as unit:
            for charge in chunk:
                unit.charges.add(charge)
            unit.commit()


@contextmanager
def _metered() -> Iterator[Meter]:
    meter, events = Meter(), bootstrap.connection().client.meta.events
    events.register("provide-client-params.dynamodb", meter.before)
    events.register("after-call.dynamodb", meter.after)
    yield meter
    events.unregister("provide-client-params.dynamodb", meter.before)
    events.unregister("after-call.dynamodb", meter.after)


def _told(meter: Meter) -> str:
    names = ", ".join(f"{count:,} {each}" for each, count in sorted(meter.requests.items()))
    return f"{names}; {meter.read_units:,.0f} units read, {meter.write_units:,} written"


def _timed(action: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    return action(), time.perf_counter() - began


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


if __name__ == "__main__":
    main()
