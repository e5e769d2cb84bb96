"""Whoever changes anything that is stored, past the application, is found out."""

import importlib
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from procurement.adapters.dynamodb.stored_books import TABLES
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.verification.difference import Difference, Key, Rule
from procurement.domain.verification.kinds import Treatment, treatment_of
from tests.integration.test_relay_events import stream_records
from tests.support.api import BUYER
from tests.support.application import a_line_body, accept, add, released
from tests.support.billing import Queue, a_usage_charge, charged, run_invoices
from tests.support.corrections import an_invoice, credit, regenerate
from tests.support.lambda_context import LambdaContext
from tests.support.organizations import integration, joined, managing
from tests.support.stored_copies import CopiedBooks, Item, changed
from tests.support.verification import expect_whole_books

RELAY = "functions.relay_events.app"
VERIFY = "functions.verify_books.app"
MEMBER = "999988887777"


def a_busy_account(queue: Queue) -> None:
    """Purchase orders, an agreement, a run, a credit memo, another edition."""
    add("PO-1", a_line_body("1", total="5000.00"), a_line_body("2", total="500.00"))
    add("PO-2", a_line_body("1", total="9000.00"))
    accept(released())
    number = an_invoice("3000.00")
    charged(
        a_usage_charge("ch-1", "100.00"),
        a_usage_charge("ch-2", "70.125", kind=ChargeKind.MARKETPLACE_USAGE, names="PO-2"),
    )
    assert credit(number, "1000.00").status == 201
    assert regenerate(number, "PO-2").status == 200
    run_invoices(queue)


def tell(told: int = 0) -> int:
    """Let the stream tell what came after the first `told` records; the chain grows with it."""
    records = stream_records()["Records"]
    importlib.import_module(RELAY).lambda_handler({"Records": records[told:]}, LambdaContext())
    return len(records)


@pytest.fixture
def world(queue: Queue, announced: object, clock: Callable[[str], None]) -> None:
    clock("2027-02-03T06:00")
    a_busy_account(queue)
    told = tell()
    clock("2027-05-20T06:00")
    run_invoices(queue, "run-2")
    tell(told)
    expect_whole_books()


@pytest.fixture(scope="module")
def kept() -> dict[Key, Item]:
    return {}


@pytest.fixture
def books(aws: None, kept: dict[Key, Item], request: pytest.FixtureRequest) -> CopiedBooks:
    """What is stored in that world, which is made once."""
    if not kept:
        request.getfixturevalue("world")
        kept.update(CopiedBooks.of_tables())
    return CopiedBooks(kept)


def found(
    books: CopiedBooks, ledger: str, act: Callable[[dict[Key, Item]], object]
) -> list[Difference]:
    """What a verification finds after `act`, which is undone again."""
    before, books.items = books.items, dict(books.items)
    act(books.items)
    try:
        return books.differences(ledger)
    finally:
        books.items = before


def attributes(books: CopiedBooks) -> Iterator[tuple[Key, str]]:
    """Every attribute of every item but its keys."""
    for key, item in books.items.items():
        for name in item:
            if item[name].get("S") not in key[1:] or name in ("written", "invoice_id"):
                yield key, name


def test_every_attribute_of_every_item_that_is_changed_is_found(books, capsys):
    places = list(attributes(books))
    missed = []
    for key, name in places:

        def change(items: dict[Key, Item], key: Key = key, name: str = name) -> None:
            items[key] = {**items[key], name: changed(items[key][name])}

        differences = found(books, books.ledger_of(key), change)
        if not any(each.key[:3] == key or each.attribute for each in differences):
            missed.append((key, name))
    with capsys.disabled():
        sys.stdout.write(f" {len(places)} attributes of {len(books.items)} items changed ")
    assert missed == []


def test_every_attribute_that_is_taken_away_is_found(books):
    missed = []
    for key, name in attributes(books):

        def take(items: dict[Key, Item], key: Key = key, name: str = name) -> None:
            items[key] = {each: value for each, value in items[key].items() if each != name}

        if not found(books, books.ledger_of(key), take):
            missed.append((key, name))
    assert missed == []


def test_every_item_that_is_deleted_is_found(books):
    missed = [
        key
        for key in books.items
        if not found(books, books.ledger_of(key), lambda items, key=key: items.pop(key))
    ]
    # Without events, what is in no block yet looks like this: it is told.
    for table, ledger, entry in missed:
        assert (table, entry[:6]) == ("Ledger", "BLOCK#")
        kept = dict(books.items)
        del books.items[table, ledger, entry]
        assert books.unchained(ledger) > 0
        books.items = kept


def test_every_item_that_is_put_beside_another_is_found(books):
    missed = []
    for key in books.items:

        def double(items: dict[Key, Item], key: Key = key) -> None:
            other = key[2] + "0"
            items[*key[:2], other] = {**items[key], TABLES[key[0]].keys[1]: {"S": other}}

        if not found(books, books.ledger_of(key), double):
            missed.append(key)
    assert missed == []


def test_events_and_entries_that_change_places_are_found(books):
    for begins in ("EVENT#", "WRITES#", "BLOCK#"):
        told = [key for key in books.items if key[1] == BUYER and key[2].startswith(begins)]
        assert len(told) > 1
        for one, other in pairwise(told):

            def swap(items: dict[Key, Item], one: Key = one, other: Key = other) -> None:
                places = {name: items[one][name] for name in ("account_id", "entry")}
                items[one], items[other] = (
                    {**items[other], **places},
                    {**items[one], "account_id": {"S": other[1]}, "entry": {"S": other[2]}},
                )

            assert found(books, BUYER, swap), (one, other)


def test_a_difference_names_the_attribute(books):
    key = next(key for key in books.items if key[2] == "PO#PO-2")
    items = books.items
    items[key] = {**items[key], "ship_to": {"S": "elsewhere"}}
    (difference,) = books.differences(BUYER)
    assert difference.rule is Rule.ITEM_IS_AS_WRITTEN
    assert (difference.key, difference.attribute) == (key, "ship_to")
    assert difference.stored == "S:elsewhere"


def test_what_adds_up_is_said_with_what_it_has_to_be(books):
    """R-391: the number sequence, which is added up alone"""
    key = next(key for key in books.items if key[2].startswith("SEQUENCE#"))
    assert treatment_of(key) is Treatment.ADDED_UP
    right = books.items[key]["last"]["N"]
    books.items[key] = {**books.items[key], "last": {"N": "99"}}
    (difference,) = books.differences(BUYER)
    assert (difference.rule, difference.key, difference.attribute) == (Rule.NUMBERS, key, "last")
    assert (difference.stored, difference.expected) == ("99", right)


def test_the_function_tells_what_it_saw(world, context):
    handler = importlib.import_module(VERIFY).lambda_handler
    answer = handler({}, context)
    assert (answer["differences"], answer["next"]) == ([], None)
    told = {each["ledger"]: each for each in answer["ledgers"]}
    assert told.keys() >= {BUYER, "RUN#run-1"}
    assert told[BUYER]["entries"] > 5
    assert told[BUYER]["unchained"] == 0
    (own,) = handler({"ledgers": [BUYER]}, context)["ledgers"]
    assert own == told[BUYER]


def test_a_ledger_that_tells_of_another_ones_events_does_not_chain_them(announced, clock):
    """What only the manager did is in no chain of the member, who was told of the joining"""
    clock("2027-02-03T06:00")
    managing(BUYER)
    joined(MEMBER, to=BUYER)
    integration(False, account=BUYER)
    tell()
    expect_whole_books()
