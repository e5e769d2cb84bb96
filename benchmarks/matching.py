"""How long it takes to match one invoice, with 1,000 lines and with 10,000.

The account has 10 or 100 purchase orders of 100 line items each. Beside it, in the same run, a
plain ``min()`` over all lines gives the figure to compare with. Prints microseconds per invoice,
the fastest of several rounds, and how much longer 10,000 lines take than 1,000. A choice should
take 50 at most, and no more than twice as long with ten times the lines.

Run ``python -m benchmarks.matching [--rounds N]``.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
LAYER: Final = ROOT / "layers/common"
sys.path[:0] = [str(LAYER)]

from procurement.domain.billing_settings.invoicing_entities import (  # noqa: E402
    InvoicingEntities,
    LineItemType,
)
from procurement.domain.charges.charge import ChargeKind  # noqa: E402
from procurement.domain.matching.candidates import Candidates  # noqa: E402
from procurement.domain.matching.criteria import TYPES_BY_KIND  # noqa: E402
from procurement.domain.matching.matcher import choose, explained, match  # noqa: E402
from procurement.domain.matching.result import InvoiceToMatch  # noqa: E402
from procurement.domain.money import Money  # noqa: E402
from procurement.domain.month import Month  # noqa: E402
from procurement.domain.purchase_orders.balance import associated  # noqa: E402
from procurement.domain.purchase_orders.line_item import LineItem  # noqa: E402
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder  # noqa: E402

SIZES: Final = (10, 100)
LINES: Final = 100
FIRST, LAST = Month(2027, 1), Month(2027, 12)
ENTITIES: Final = InvoicingEntities.of(
    json.loads((LAYER / "procurement/data/invoicing_entities.json").read_text(encoding="utf-8"))
)
TOTAL: Final = Money(Decimal("10.00"), "USD")
INVOICE: Final = InvoiceToMatch(
    kind=ChargeKind.MONTHLY_USAGE,
    invoicing_entity=ENTITIES.known[0],
    billing_period=FIRST,
    totals=(TOTAL,),
)

World = tuple[PurchaseOrder, ...]
Action = Callable[[], object]


def main() -> None:
    """Print one row per situation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    print(f"{'µs per invoice':56} {'1,000 lines':>12} {'10,000 lines':>13}  ratio")
    for name, prepare, world in SITUATIONS:
        small, large = (
            min(_timed(prepare(world(size))) for _ in range(rounds)) * 1e6 for size in SIZES
        )
        print(f"{name:56} {small:12,.1f} {large:13,.1f} {large / small:6.2f}")


def _timed(action: Action) -> float:
    """Seconds per call: of one, or of as many as fit into a millisecond."""
    calls, passed, begin = 0, 0.0, time.perf_counter()
    while not calls or passed < 0.001:
        action()
        calls += 1
        passed = time.perf_counter() - begin
    return passed / calls


@cache
def _rich(size: int) -> World:
    """Lines that are equal in everything, all with money."""
    return _purchase_orders(size, [_line(number) for number in range(LINES)])


@cache
def _half_spent(size: int) -> World:
    """Equal lines, every second one of which has nothing left."""
    lines = [_line(number) for number in range(LINES)]
    lines[::2] = [replace(line, booked=line.unit_price) for line in lines[::2]]
    return _purchase_orders(size, lines)


@cache
def _spent(size: int) -> World:
    """Equal lines that have nothing left."""
    return _purchase_orders(
        size, [replace(line, booked=line.unit_price) for line in map(_line, range(LINES))]
    )


@cache
def _spread(size: int) -> World:
    """Lines for three months or for the rest of the year, of three types."""
    types = (LineItemType.ALL, LineItemType.MONTHLY_USAGE, LineItemType.SUBSCRIPTION_PURCHASE)
    lines = []
    for number in range(LINES):
        start = FIRST.plus(number % 12)
        end = min(LAST, start.plus(2)) if number % 2 else LAST
        lines.append(
            replace(_line(number), type=types[number % 5 % 3], start_month=start, end_month=end)
        )
    return _purchase_orders(size, lines)


def _purchase_orders(size: int, lines: list[LineItem]) -> World:
    updated_at = datetime(2027, 1, 1, tzinfo=UTC)
    return tuple(
        PurchaseOrder(
            account_id="111122223333",
            purchase_order_id=f"PO-2027-{number:03}",
            key=f"key-{number}",
            bill_from=(INVOICE.invoicing_entity,),
            currency=TOTAL.currency,
            effective_month=FIRST,
            expiration_month=LAST,
            created_at=updated_at,
            updated_at=updated_at,
            line_items=tuple(lines),
        )
        for number in range(size)
    )


def _line(number: int) -> LineItem:
    return LineItem(
        line_item_number=str(number + 1),
        type=LineItemType.ALL,
        start_month=FIRST,
        end_month=LAST,
        unit_price=Decimal("1000.00"),
        quantity=Decimal(1),
        currency=TOTAL.currency,
        position=number + 1,
        is_balance_tracked=True,
    )


def _plain(world: World) -> Action:
    """What a loop would do: the same answer, found anew for every invoice."""
    types = TYPES_BY_KIND[INVOICE.kind]

    def fits(order: PurchaseOrder, line: LineItem) -> bool:
        return (
            not order.is_suspended
            and order.covers(INVOICE.billing_period)
            and INVOICE.invoicing_entity in order.bill_from
            and line.covers(INVOICE.billing_period)
            and line.type in types
        )

    def rank(pair: tuple[PurchaseOrder, LineItem]) -> tuple[object, ...]:
        order, line = pair
        return (
            types.index(line.type),
            not line.has_enough(TOTAL.amount),
            -order.updated_at.timestamp(),
            order.purchase_order_id,
            line.end_month,
            line.start_month,
            line.position,
        )

    return lambda: min(
        ((order, line) for order in world for line in order.line_items if fits(order, line)),
        key=rank,
    )


def _first_choice(world: World) -> Action:
    return lambda: choose(INVOICE, Candidates.of(world, ENTITIES))


def _first_match(world: World) -> Action:
    return lambda: match(INVOICE, world, ENTITIES)


def _first_of_sort(world: World) -> Action:
    """Tax registration numbers make sorts of their own and exclude nobody here."""
    candidates, numbers = Candidates.of(world, ENTITIES), count()
    choose(INVOICE, candidates)
    return lambda: choose(
        replace(INVOICE, tax_registration_number=f"DE{next(numbers)}"), candidates
    )


def _choice(world: World) -> Action:
    candidates = Candidates.of(world, ENTITIES)
    choose(INVOICE, candidates)
    return lambda: choose(INVOICE, candidates)


def _choice_and_booking(world: World) -> Action:
    candidates = Candidates.of(world, ENTITIES)

    def book() -> None:
        choice = choose(INVOICE, candidates)
        if choice.purchase_order and choice.line_item_number:
            candidates.put(
                associated(choice.purchase_order, choice.line_item_number, choice.booked)
            )

    book()
    return book


def _explanation(world: World) -> Action:
    candidates = Candidates.of(world, ENTITIES)
    choice = choose(INVOICE, candidates)
    explained(choice, INVOICE, candidates)
    return lambda: explained(choice, INVOICE, candidates)


SITUATIONS: Final[tuple[tuple[str, Callable[[World], Action], Callable[[int], World]], ...]] = (
    ("plain min() over the lines, all with money", _plain, _rich),
    ("choice, few lines fit", _choice, _spread),
    ("choice, all tied, all with money", _choice, _rich),
    ("choice, all tied, half of them spent", _choice, _half_spent),
    ("choice, all tied, all spent", _choice, _spent),
    ("choice and booking, all tied, half of them spent", _choice_and_booking, _half_spent),
    ("first choice of its sort, few lines fit", _first_of_sort, _spread),
    ("first choice of its sort, all tied, all with money", _first_of_sort, _rich),
    ("first choice of its sort, all tied, all spent", _first_of_sort, _spent),
    ("first choice in the account, few lines fit", _first_choice, _spread),
    ("first choice in the account, all tied, all spent", _first_choice, _spent),
    ("first choice in the account, explained, few lines fit", _first_match, _spread),
    ("explanation, few lines fit", _explanation, _spread),
    ("explanation, all tied, all with money", _explanation, _rich),
    ("explanation, all tied, half of them spent", _explanation, _half_spent),
    ("explanation, all tied, all spent", _explanation, _spent),
)


if __name__ == "__main__":
    main()
