"""What is kept of a match within bounds, and the search tree, each against a plain counterpart."""

from collections import defaultdict
from decimal import Decimal
from random import Random

from hypothesis import event, given, settings
from hypothesis import strategies as st

from procurement.domain.matching.fate import Fate, fate_of
from procurement.domain.matching.funnel import UNBOUNDED, Bounds
from procurement.domain.matching.matcher import match
from procurement.domain.matching.maxima import NOTHING, PLENTY, Maxima
from procurement.domain.matching.record import MatchRecord
from procurement.domain.matching.result import Removed, Step
from tests.support.purchase_orders import ENTITIES
from tests.support.worlds import random_invoice, random_large_world, random_world

RANDOMS = st.randoms(use_true_random=True)
BOUNDS = st.builds(Bounds, purchase_orders=st.integers(1, 6), entries=st.integers(6, 20))


@settings(max_examples=300, deadline=None)
@given(random=RANDOMS, is_large=st.booleans(), bounds=BOUNDS)
def test_within_bounds_the_funnel_counts_the_same_and_tells_less(
    random: Random, is_large: bool, bounds: Bounds
) -> None:
    """R-136: of a purchase order it tells of, no line is lost."""
    invoice = random_invoice(random)
    world = random_large_world(random) if is_large else random_world(random, 8)
    whole = match(invoice, world, ENTITIES, bounds=UNBOUNDED)
    found = match(invoice, world, ENTITIES, bounds=bounds)
    assert found.reason == whole.reason
    told = {each.purchase_order_id for step in found.funnel for each in step.removed}
    assert len(told) <= bounds.purchase_orders
    for step, complete in zip(found.funnel, whole.funnel, strict=True):
        assert head(step) == head(complete)
        assert len(step.removed) <= bounds.entries
        known, all_known = by_purchase_order(step), by_purchase_order(complete)
        assert set(known) == told & set(all_known)
        for order_id, entries in known.items():
            assert sum(each.lines for each in entries) == sum(
                each.lines for each in all_known[order_id]
            )
            single = [each for each in entries if each.line_item_number]
            assert single == all_known[order_id][: len(single)]
            event(f"summed up: {len(single) < len(entries)}")


@settings(max_examples=300, deadline=None)
@given(random=RANDOMS, is_large=st.booleans(), bounds=BOUNDS)
def test_a_fate_is_that_of_the_whole_funnel_or_openly_unknown(
    random: Random, is_large: bool, bounds: Bounds
) -> None:
    """R-136."""
    invoice = random_invoice(random)
    world = random_large_world(random) if is_large else random_world(random, 8)
    whole = MatchRecord.of(match(invoice, world, ENTITIES, bounds=UNBOUNDED))
    found = MatchRecord.of(match(invoice, world, ENTITIES, bounds=bounds))
    listed = 0
    for order in world:
        true, told = (fate_of(each, order.purchase_order_id) for each in (whole, found))
        assert true.fate is (
            Fate.CHOSEN if order.purchase_order_id == whole.purchase_order_id else Fate.REMOVED
        )
        if told.fate is not Fate.NOT_LISTED:
            listed += 1
            assert (told.fate, told.rule, told.asked) == (true.fate, true.rule, true.asked)
            assert len(told.removed) <= len(true.removed)
    assert listed >= min(len(world), bounds.purchase_orders)
    assert fate_of(whole, "nobody").fate is Fate.NOT_A_CANDIDATE


AMOUNTS = st.sampled_from([NOTHING, Decimal("-1"), Decimal(0), Decimal("0.01"), PLENTY])


@settings(max_examples=500, deadline=None)
@given(
    amounts=st.lists(AMOUNTS, max_size=40),
    changes=st.lists(st.tuples(st.integers(0, 39), AMOUNTS), max_size=20),
    asked=st.sampled_from([Decimal("-1"), Decimal(0), Decimal("0.01"), Decimal(1)]),
)
def test_the_tree_finds_what_a_walk_finds(
    amounts: list[Decimal], changes: list[tuple[int, Decimal]], asked: Decimal
) -> None:
    """R-124: after every change."""
    tree = Maxima(amounts)
    for position, amount in [(len(amounts), Decimal(0)), *changes]:
        if position < len(amounts):
            amounts[position] = amount
            tree.put(position, amount)
        walked = next((index for index, each in enumerate(amounts) if each >= asked), None)
        assert tree.first_at_least(asked) == walked


def head(step: Step) -> tuple[object, ...]:
    return step.criterion, step.rule, step.asked, step.removed_count, step.lines_left


def by_purchase_order(step: Step) -> dict[str, list[Removed]]:
    entries = defaultdict(list)
    for each in step.removed:
        entries[each.purchase_order_id].append(each)
    return entries
