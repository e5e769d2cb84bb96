"""The matcher against an independent reading of the rules, in random accounts."""

from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import event, given, settings
from hypothesis import strategies as st

from procurement.domain.matching.candidates import Candidates
from procurement.domain.matching.matcher import choose, match
from procurement.domain.matching.result import Criterion, Match, Outcome
from procurement.domain.money import Money
from procurement.domain.purchase_orders.balance import associated
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from tests.support.purchase_orders import ENTITIES
from tests.support.slow_matching import slow_match
from tests.support.worlds import random_invoice, random_world

RANDOMS = st.randoms(use_true_random=True)
SIZES = st.integers(0, 8)
MANY = settings(max_examples=1500, deadline=None)


@MANY
@given(random=RANDOMS, size=SIZES, prefer_scoped=st.booleans())
def test_the_matcher_agrees_with_the_rules_read_slowly(
    random: Random, size: int, prefer_scoped: bool
) -> None:
    """R-111 to R-141, R-155."""
    invoice, world = random_invoice(random), random_world(random, size)
    found = match(invoice, world, ENTITIES, prefer_scoped=prefer_scoped)
    expected = slow_match(invoice, world, prefer_scoped=prefer_scoped)
    event(f"{found.outcome} with {min(fitting(found), 4)} fitting")
    assert found.purchase_order_id == expected.purchase_order_id
    assert found.line_item_number == expected.line_item_number
    assert found.flags == expected.flags
    if found.purchase_order is None:
        assert (found.outcome, found.booked) == (Outcome.NO_MATCH, None)
    else:
        currency = found.purchase_order.currency
        assert found.outcome is Outcome.MATCHED
        assert found.booked == (
            None if expected.booked is None else Money(expected.booked, currency)
        )


@MANY
@given(random=RANDOMS, size=SIZES, prefer_scoped=st.booleans())
def test_the_funnel_has_every_candidate_once_and_ends_at_the_chosen_one(
    random: Random, size: int, prefer_scoped: bool
) -> None:
    """R-136."""
    invoice, world = random_invoice(random), random_world(random, size)
    found = match(invoice, world, ENTITIES, prefer_scoped=prefer_scoped)
    seen = Counter(
        (removed.purchase_order_id, removed.line_item_number)
        for step in found.funnel
        for removed in step.removed
    )
    if found.purchase_order_id is not None:
        seen[found.purchase_order_id, found.line_item_number] += 1
    left_whole = {order_id for order_id, number in seen if number is None}
    expected: Counter[tuple[str, str | None]] = Counter()
    for order in world:
        if order.purchase_order_id in left_whole:
            expected[order.purchase_order_id, None] += 1
        else:
            for line in order.line_items:
                expected[order.purchase_order_id, line.line_item_number] += 1
    assert seen == expected


@MANY
@given(random=RANDOMS, size=SIZES)
def test_the_funnel_counts_down_to_one_line_or_none(random: Random, size: int) -> None:
    """R-136: every step leaves what the one before left, less what it removed."""
    invoice, world = random_invoice(random), random_world(random, size)
    found = match(invoice, world, ENTITIES)
    count_of = {order.purchase_order_id: len(order.line_items) for order in world}
    left = sum(count_of.values())
    for step in found.funnel:
        left -= sum(
            count_of[each.purchase_order_id] if each.line_item_number is None else 1
            for each in step.removed
        )
        assert step.lines_left == left
        assert step.asked
        assert all(each.value for each in step.removed)
    if world:
        assert left == (1 if found.outcome is Outcome.MATCHED else 0)


@MANY
@given(random=RANDOMS, size=SIZES)
def test_the_order_of_purchase_orders_and_lines_makes_no_difference(
    random: Random, size: int
) -> None:
    """R-128."""
    invoice, world = random_invoice(random), random_world(random, size)
    shuffled = [
        replace(order, line_items=tuple(random.sample(order.line_items, len(order.line_items))))
        for order in random.sample(world, len(world))
    ]
    one, other = match(invoice, world, ENTITIES), match(invoice, shuffled, ENTITIES)
    assert one.purchase_order_id == other.purchase_order_id
    assert replace(one, purchase_order=None) == replace(other, purchase_order=None)


@settings(max_examples=200, deadline=None)
@given(random=RANDOMS, size=SIZES, invoices=st.integers(1, 8), prefer_scoped=st.booleans())
def test_candidates_kept_over_a_batch_choose_as_if_built_anew_for_each_invoice(
    random: Random, size: int, invoices: int, prefer_scoped: bool
) -> None:
    """R-126, R-144: a booking moves balances and nothing else, and the next choice sees it."""
    world = random_world(random, size)
    kept = Candidates.of(world, ENTITIES, prefer_scoped=prefer_scoped)
    present = {order.key: order for order in world}
    some = [random_invoice(random) for _ in range(invoices)]
    for invoice in some * 2:
        choice = choose(invoice, kept)
        anew = match(invoice, list(present.values()), ENTITIES, prefer_scoped=prefer_scoped)
        assert (choice.outcome, choice.purchase_order) == (anew.outcome, anew.purchase_order)
        assert choice.line_item_number == anew.line_item_number
        assert (choice.booked, choice.flags) == (anew.booked, anew.flags)
        if choice.purchase_order and choice.line_item_number:
            booked = associated(choice.purchase_order, choice.line_item_number, choice.booked)
            present[booked.key] = booked
            kept.put(booked)


@settings(max_examples=200, deadline=None)
@given(random=RANDOMS, size=SIZES, edits=SIZES)
def test_candidates_see_an_edit_at_the_next_choice(random: Random, size: int, edits: int) -> None:
    """R-069: an edit counts for every invoice generated afterwards."""
    invoice, world = random_invoice(random), random_world(random, size)
    kept = Candidates.of(world, ENTITIES)
    choose(invoice, kept)
    present: dict[str, PurchaseOrder] = {order.key: order for order in world}
    for order in random_world(random, edits):
        edited = replace(order, version=2)
        kept.put(edited)
        present[edited.key] = edited
    anew = Candidates.of(list(present.values()), ENTITIES)
    assert choose(invoice, kept) == choose(invoice, anew)


def fitting(found: Match) -> int:
    """How many lines got as far as the preferences."""
    last_requirement = Criterion.TYPE_ALLOWED_FOR_ENTITY
    return sum(step.lines_left for step in found.funnel if step.criterion is last_requirement)
