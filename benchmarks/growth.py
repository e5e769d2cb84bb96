"""What grows with the number of accounts, and with that of purchase orders; and what does not.

- **Accounts**: a run of 100 to 10,000 receivers with three charges and one purchase order each is
  planned, and its last 100 parts are worked off.
- **Purchase orders**: an account of 10 to 10,000 of them, of which at most 100 may be active
  (R-042), has 20 invoices made, each as a part of its own.

Told per receiver: requests, capacity units of AWS's rules, and the processor's time outside of
requests, so that nothing is told of moto, on which it runs in process. Run with ``python -m
benchmarks.growth`` (``--accounts``, ``--orders``). It prints the tables and plots of
docs/performance.md.
"""

import argparse
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import boto3

from benchmarks.capacity import metered, watched
from benchmarks.places import on_moto
from procurement import bootstrap
from procurement.domain.purchase_orders.purchase_order import MAX_ACTIVE, PurchaseOrder
from procurement.domain.runs.run import Run, RunMode, RunPart
from procurement.service.runs.generate_invoices import PartRequest, Workshop, generate_invoices
from procurement.service.runs.plan_invoices import plan_invoices
from tests.support.billing import a_usage_charge, charged
from tests.support.purchase_orders import a_line, a_purchase_order

ACCOUNTS: Final = (100, 1_000, 10_000)
ORDERS: Final = (10, 100, 1_000, 10_000)
PARTS: Final = 100
INVOICES: Final = 20
DUE: Final = datetime(2027, 2, 3, 6, tzinfo=UTC)
_RECEIVER: Final = "700000000000"


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one receiver took, with so many accounts or purchase orders."""

    size: int
    requests: float
    read_units: float
    write_units: float
    milliseconds: float


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
    """Print a table and a plot for either kind of growth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, nargs="+", default=ACCOUNTS)
    parser.add_argument("--orders", type=int, nargs="+", default=ORDERS)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    _with_orders(10)  # loads what is needed
    planned, worked = zip(*map(_with_accounts, options.accounts), strict=True)
    _tell("Accounts", "planning one of them", planned)
    _tell("Accounts", "invoicing one of them", worked)
    _tell("Purchase orders", "one invoice", [_with_orders(size) for size in options.orders])


def _with_accounts(size: int) -> tuple[Cost, Cost]:
    """Planning all, and working off the last 100."""
    with on_moto():
        accounts = [f"{800_000_000_000 + number}" for number in range(size)]
        _store(_order(account, 0, is_active=True) for account in accounts)
        charged(*(a_usage_charge(f"ch-{n}", account=each) for each in accounts for n in range(3)))
        queue = SilentQueue()
        run = Run(run_id="run-1", started_at=DUE, due_by=DUE)
        unit_of_work = bootstrap.unit_of_work()
        planning = _measured(size, size, lambda: plan_invoices(run, unit_of_work, queue, DUE))
        parts = queue.parts[-PARTS:]
        return planning, _measured(size, len(parts), lambda: _work_off(parts))


def _with_orders(size: int) -> Cost:
    with on_moto():
        active = min(size, MAX_ACTIVE)
        _store(_order(_RECEIVER, number, is_active=number < active) for number in range(size))
        charges = [
            a_usage_charge(f"ch-{n}", account=_RECEIVER, due_at=DUE - timedelta(hours=n))
            for n in range(INVOICES)
        ]

        def invoice_each() -> None:
            for charge in charges:
                charged(charge)
                _generate(PartRequest(receiver_account_id=_RECEIVER, due_by=DUE))

        return _measured(size, INVOICES, invoice_each)


def _work_off(parts: Sequence[RunPart]) -> None:
    for part in parts:
        _generate(
            PartRequest(
                receiver_account_id=part.receiver_account_id,
                due_by=DUE,
                run_id=part.run_id,
                part_id=part.part_id,
                found_in=part.found_in,
            )
        )


def _generate(request: PartRequest) -> None:
    workshop = Workshop(
        unit_of_work=bootstrap.unit_of_work(), entities=bootstrap.entities(), clock=StoppedClock()
    )
    if len(generate_invoices(request, workshop)) != 1:
        raise RuntimeError("every receiver has exactly one invoice")


def _measured(size: int, done: int, act: Callable[[], object]) -> Cost:
    client = bootstrap.connection().client
    with watched(client) as watch, metered(client, boto3.client("dynamodb")) as meter:
        act()
    return Cost(
        size=size,
        requests=meter.requests.total() / done,
        read_units=meter.read_units / done,
        write_units=meter.write_units / done,
        milliseconds=watch.outside / done * 1000,
    )


def _store(orders: Iterable[PurchaseOrder]) -> None:
    for some in _chunks(orders):
        with bootstrap.unit_of_work()() as unit:
            for order in some:
                unit.purchase_orders.add(order)
            unit.commit()


def _chunks(orders: Iterable[PurchaseOrder]) -> Iterator[list[PurchaseOrder]]:
    chunk: list[PurchaseOrder] = []
    for order in orders:
        chunk.append(order)
        if len(chunk) == 50:
            yield chunk
            chunk = []
    yield chunk


def _order(account: str, number: int, *, is_active: bool) -> PurchaseOrder:
    months = ("2027-01", "2027-12") if is_active else ("2025-01", "2025-12")
    order = a_purchase_order(f"PO-{number:05d}", a_line(months=months), months=months)
    return replace(order, account_id=account, key=f"key-of-{number}")


def _tell(what: str, doing: str, costs: Sequence[Cost]) -> None:
    print(
        f"| {what} | Requests | Units read | Units written | Processor, ms | Times the smallest |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    for cost in costs:
        times = cost.milliseconds / costs[0].milliseconds
        print(
            f"| {cost.size:,} | {cost.requests:.2f} | {cost.read_units:.2f}"
            f" | {cost.write_units:.2f} | {cost.milliseconds:.2f} | {times:.2f} |"
        )
    _plot(f"{doing}, by number of {what.lower()}", costs)


def _plot(title: str, costs: Sequence[Cost]) -> None:
    print("\n```mermaid\nxychart-beta")
    print(f'    title "Units read and written, milliseconds: {title}"')
    print(f"    x-axis [{', '.join(f'{cost.size}' for cost in costs)}]")
    for values in (
        [cost.read_units for cost in costs],
        [cost.write_units for cost in costs],
        [cost.milliseconds for cost in costs],
    ):
        print(f"    line [{', '.join(f'{value:.2f}' for value in values)}]")
    print("```\n")


if __name__ == "__main__":
    main()
