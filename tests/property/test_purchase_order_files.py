"""Files of purchase orders, on random accounts: exact round trips, and plans that come true."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.plans.desired_state import Action, Ground
from procurement.domain.plans.document import PurchaseOrderDocument
from procurement.domain.plans.plan import Plan, plan_changes
from procurement.domain.purchase_orders.line_item import Tax, TaxType
from procurement.domain.purchase_orders.purchase_order import Contact, PurchaseOrder
from procurement.domain.purchase_orders.quota import ActiveQuota
from procurement.domain.text import guarded, unguarded
from procurement.entrypoints.files.cells import (
    read_contacts,
    read_list,
    read_tags,
    write_contacts,
    write_list,
    write_tags,
)
from procurement.entrypoints.files.formats import FORMATS, text_of
from tests.support.purchase_orders import ACCOUNT, ENTITIES, a_line, a_purchase_order
from tests.support.random_purchase_orders import accounts

NOW = datetime(2027, 6, 15, 12, tzinfo=UTC)
GROUND = Ground(account_id=ACCOUNT, default_currency="USD", entities=ENTITIES, now=NOW)

WHOLE = [
    a_purchase_order(
        "=PO-1",
        a_line("1", tax=Tax(TaxType.PERCENTAGE, Decimal(10))),
        a_line("2"),
        contacts=[Contact(email="a@example.com", name="Ana", telephone="+1 2")],
    ),
    a_purchase_order("PO-2"),
]
SIGNS = (
    *(b"\x00", b"\xff", b"\xed\xa0\x80", b"\\ud800", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\\", b"#"),
    *(b'"', b"'", b"{", b"}", b"[", b"]", b":", b",", b";", b"\n", b"\r", b"\t", b"<", b"=", b"%"),
    *(b"&a ", b"*a", b"!x ", b"- ", b"?", b"|", b">", b"---\n", b"null", b"true", b"1e999", b"-1"),
)

splice = st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(SIGNS) | st.binary())
text = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


def planned(
    document: PurchaseOrderDocument, stored: Sequence[PurchaseOrder], *, prune: bool = False
) -> Plan:
    standing = {each.purchase_order_id: each for each in stored}
    named = {each.purchase_order_id for each in document.purchase_orders}
    superfluous = [each for each in stored if prune and each.purchase_order_id not in named]
    quota = ActiveQuota(account_id=ACCOUNT)
    for each in stored:
        quota = quota.moved(None, each, NOW, enforced=False)
    return plan_changes(document, standing, superfluous, quota, GROUND)


def applied(plan: Plan, stored: Sequence[PurchaseOrder]) -> list[PurchaseOrder]:
    standing = {each.purchase_order_id: each for each in stored}
    for change in plan.changes:
        if change.after is None:
            del standing[change.purchase_order_id]
        else:
            standing[change.purchase_order_id] = change.after
    return list(standing.values())


@pytest.mark.parametrize("format_", FORMATS)
@settings(deadline=None, max_examples=60)
@given(stored=accounts())
def test_an_export_imported_again_changes_nothing(
    format_: str, stored: list[PurchaseOrder]
) -> None:
    """Nasty IDs, formulas, quotes, line breaks, every script: the same object comes back"""
    asked = FORMATS[format_]
    document = asked.document(asked.write(stored))
    assert document.problems == ()
    plan = planned(document, stored, prune=True)
    assert [change.action for change in plan.changes] == [Action.NONE] * len(stored)
    assert all(change.after is change.before for change in plan.changes)
    assert all(change.differences == () for change in plan.changes)


@settings(deadline=None, max_examples=40)
@given(stored=accounts())
def test_the_three_formats_mean_the_same(stored: list[PurchaseOrder]) -> None:
    documents = [each.document(each.write(stored)).purchase_orders for each in FORMATS.values()]
    assert documents[0] == documents[1] == documents[2]


@settings(deadline=None, max_examples=60)
@given(stored=accounts(), seed=st.integers(0, 10_000), prune=st.booleans())
def test_a_second_time_changes_nothing_and_what_was_planned_is_there(
    stored: list[PurchaseOrder], seed: int, prune: bool
) -> None:
    """R-062: the state after the plan is the one that the document wants"""
    document = _varied(stored, Random(seed))
    plan = planned(document, stored, prune=prune)
    after = applied(plan, stored)
    again = planned(document, after, prune=prune)
    assert {change.action for change in again.changes} <= {Action.NONE}
    assert all(change.differences for change in plan.changes if change.action is not Action.NONE)
    for change in plan.changes:
        if change.before and change.after:
            rise = change.after.version - change.before.version
            assert rise == (change.action is Action.CHANGE)


@settings(deadline=None, max_examples=40)
@given(stored=accounts(), seed=st.integers(0, 10_000))
def test_a_plan_has_the_same_id_until_something_that_it_rests_on_changes(
    stored: list[PurchaseOrder], seed: int
) -> None:
    """R-076, R-126: versions count, bookings do not"""
    document = _varied(stored, Random(seed))
    plan = planned(document, stored)
    assert planned(document, stored).plan_id == plan.plan_id
    judged = {change.purchase_order_id for change in plan.changes}
    for each in stored:
        others = [other for other in stored if other is not each]
        booked = planned(document, [*others, replace(each, revision=each.revision + 1)])
        edited = planned(document, [*others, each.changed(NOW)])
        assert booked.plan_id == plan.plan_id
        assert (edited.plan_id != plan.plan_id) == (each.purchase_order_id in judged)


@pytest.mark.parametrize("format_", FORMATS)
@settings(deadline=None, max_examples=150)
@given(splices=st.lists(splice, min_size=1, max_size=4))
def test_a_broken_file_is_refused_and_breaks_nothing(
    format_: str, splices: list[tuple[float, int, bytes]]
) -> None:
    """Whatever the bytes: a document, or a refusal of ours with problems of bounded length"""
    content = FORMATS[format_].write(WHOLE).encode()
    for place, length, instead in splices:
        at = int(place * len(content))
        content = content[:at] + instead + content[at + length :]
    for problem in _problems(format_, content):
        assert problem.row
        assert len(problem.message) < 1_000
        assert len(problem.field) < 400


@given(values=st.lists(text.filter(bool), max_size=4))
def test_a_list_in_a_cell_is_read_as_it_was_written(values: list[str]) -> None:
    assert read_list(unguarded(guarded(write_list(values)))) == values


@given(tags=st.dictionaries(text.filter(bool), text, max_size=4))
def test_tags_in_a_cell_are_read_as_they_were_written(tags: dict[str, str]) -> None:
    assert dict(read_tags(unguarded(guarded(write_tags(tags.items()))))) == tags


@given(contacts=st.lists(st.tuples(text, text, st.none() | text.filter(bool)), max_size=4))
def test_contacts_in_a_cell_are_read_as_they_were_written(
    contacts: list[tuple[str, str, str | None]],
) -> None:
    found = read_contacts(unguarded(guarded(write_contacts(contacts))))
    assert [(c["name"], c["email"], c.get("telephone")) for c in found] == contacts


@given(cell=st.text(st.sampled_from("'=+-@\t\r\nx ＝"), max_size=6))
def test_the_guard_is_exact(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))


def _problems(format_: str, content: bytes) -> Sequence[Problem]:
    try:
        body = text_of(b64encode(content).decode(), is_base64=True)
        planned(FORMATS[format_].document(body), WHOLE)
    except InvalidInput as refused:
        return refused.problems
    return ()


def _varied(stored: list[PurchaseOrder], random: Random) -> PurchaseOrderDocument:
    """What stands there, with some of it changed, left out, suspended, or new."""
    asked = FORMATS["json"].document(FORMATS["json"].write(stored)).purchase_orders
    kept = [each for each in asked if random.random() < 0.8]
    varied = []
    for each in kept:
        given_ = each.given
        if random.random() < 0.5:
            given_ = replace(given_, description="another")
        if random.random() < 0.5:
            given_ = replace(given_, contacts=(given_.contacts or ())[::-1], tags=None)
        if random.random() < 0.5 and given_.line_items:
            given_ = replace(given_, line_items=None)
        flag = random.choice((None, True, False))
        varied.append(replace(each, given=given_, is_suspended=flag))
    fresh = [
        replace(
            each,
            given=replace(
                each.given,
                purchase_order_id=f"new {each.purchase_order_id}",
                expiration_month="2029-12",
                invoice_units=None,
            ),
        )
        for each in kept
        if random.random() < 0.3
    ]
    return PurchaseOrderDocument(purchase_orders=(*varied, *fresh))
