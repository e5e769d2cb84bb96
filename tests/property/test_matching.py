"""The matcher against an independent reading of the rules, in random accounts."""

from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import event, given, settings
from hypothesis import strategies as st

from procurement.domain.charges.charge import ChargeKind
from procurement.domain.matching.candidates import Candidates
from procurement.domain.matching.funnel import UNBOUNDED
from procurement.domain.matching.matcher import choose, explained, match
from procurement.domain.matching.result import Criterion, InvoiceToMatch, Match, Outcome
from procurement.domain.purchase_orders.balance import associated
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from tests.support.purchase_orders import ENTITIES, INC, entities
from tests.support.slow_matching import Expected, slow_match, slow_removals
from tests.support.worlds import random_invoice, random_large_world, random_world, tied_world

RANDOMS = st.randoms(use_true_random=True)
SIZES = st.integers(0, 8)
MANY = settings(max_examples=1500, deadline=None)
SOME = settings(max_examples=200, deadline=None)
FEW = settings(max_examples=60, deadline=None)

LAST_RULES = {"R-127", "R-128"}


@MANY
@given(random=RANDOMS, size=SIZES, prefer_scoped=st.booleans())
def test_the_matcher_agrees_with_the_rules_read_slowly(
    random: Random, size: int, prefer_scoped: bool
) -> None:
    """R-111 to R-141, R-155."""
    invoice, world = random_invoice(random), random_world(random, size)
    found = match(invoice, world, entities(prefer_scoped))
    event(f"{found.outcome} with {min(fitting(found), 4)} fitting")
    assert said(found) == slow_match(invoice, world, prefer_scoped=prefer_scoped)


@FEW
@given(random=RANDOMS, prefer_scoped=st.booleans())
def test_it_does_so_in_large_accounts(random: Random, prefer_scoped: bool) -> None:
    """R-111 to R-141, R-155."""
    world = random_large_world(random)
    kept = Candidates.of(world, entities(prefer_scoped))
    for invoice in [random_invoice(random) for _ in range(5)]:
        found = explained(choose(invoice, kept), invoice, kept)
        event(f"{found.outcome} with {fitting(found) // 10 * 10} or more fitting")
        assert said(found) == slow_match(invoice, world, prefer_scoped=prefer_scoped)


@MANY
@given(random=RANDOMS, size=SIZES, prefer_scoped=st.booleans())
def test_every_line_goes_under_the_rule_that_a_slow_reading_finds(
    random: Random, size: int, prefer_scoped: bool
) -> None:
    """R-136: each candidate exactly once, unless it is the one chosen."""
    invoice, world = random_invoice(random), random_world(random, size)
    found = match(invoice, world, entities(prefer_scoped), bounds=UNBOUNDED)
    assert gone_by_rule(found, world) == Counter(
        (*line, rule)
        for line, rule in slow_removals(invoice, world, prefer_scoped=prefer_scoped).items()
    )
    drafts = {order.purchase_order_id for order in world if not order.line_items}
    assert {each.purchase_order_id for step in found.funnel[:1] for each in step.removed} == drafts


@MANY
@given(random=RANDOMS, size=SIZES)
def test_the_funnel_counts_down_to_one_line_or_none(random: Random, size: int) -> None:
    """R-136: every step leaves what the one before left, less what it removed."""
    invoice, world = random_invoice(random), random_world(random, size)
    found = match(invoice, world, ENTITIES, bounds=UNBOUNDED)
    left = sum(len(order.line_items) for order in world)
    for step in found.funnel:
        left -= sum(each.lines for each in step.removed)
        assert step.lines_left == left
        assert step.removed_count == len(step.removed)
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


@SOME
@given(random=RANDOMS, size=SIZES, invoices=st.integers(1, 8), prefer_scoped=st.booleans())
def test_candidates_kept_over_a_batch_choose_as_if_built_anew_for_each_invoice(
    random: Random, size: int, invoices: int, prefer_scoped: bool
) -> None:
    """R-126, R-144: a booking moves balances and nothing else, and the next choice sees it."""
    some = [random_invoice(random) for _ in range(invoices)]
    assert_kept_is_anew(some * 2, random_world(random, size), prefer_scoped=prefer_scoped)


@FEW
@given(random=RANDOMS, size=st.integers(1, 8))
def test_they_do_so_until_all_is_spent_in_several_currencies(random: Random, size: int) -> None:
    """R-124, R-130, R-145, R-155: the first line with enough, as long as there is one."""
    batch = [
        replace(
            random_invoice(random), kind=kind, invoicing_entity=INC, tax_registration_number=None
        )
        for kind in random.choices((ChargeKind.MONTHLY_USAGE, ChargeKind.SUBSCRIPTION), k=60)
    ]
    assert_kept_is_anew(batch, tied_world(random, size), prefer_scoped=True)


@SOME
@given(random=RANDOMS, size=SIZES, edits=SIZES)
def test_candidates_see_an_edit_at_the_next_choice(random: Random, size: int, edits: int) -> None:
    """R-069: an edit counts for every invoice generated afterwards."""
    invoice, world = random_invoice(random), random_world(random, size)
    kept = Candidates.of(world, ENTITIES)
    explained(choose(invoice, kept), invoice, kept)
    present: dict[str, PurchaseOrder] = {order.key: order for order in world}
    for order in random_world(random, edits):
        edited = replace(order, version=2)
        kept.put(edited)
        present[edited.key] = edited
    found = explained(choose(invoice, kept), invoice, kept)
    assert found == match(invoice, list(present.values()), ENTITIES)


def assert_kept_is_anew(
    batch: list[InvoiceToMatch], world: list[PurchaseOrder], *, prefer_scoped: bool
) -> None:
    """Match and book the invoices one after the other, each also on candidates built for it."""
    kept = Candidates.of(world, entities(prefer_scoped))
    present = {order.key: order for order in world}
    outcomes: Counter[str] = Counter()
    for invoice in batch:
        orders = list(present.values())
        found = explained(choose(invoice, kept), invoice, kept)
        assert found == match(invoice, orders, entities(prefer_scoped))
        assert said(found) == slow_match(invoice, orders, prefer_scoped=prefer_scoped)
        outcomes.update(found.flags or [found.outcome])
        if found.purchase_order and found.line_item_number:
            booked = associated(found.purchase_order, found.line_item_number, found.booked)
            present[booked.key] = booked
            kept.put(booked)
    for outcome in outcomes:
        event(outcome)


def said(found: Match) -> Expected:
    """The answer in the words of the slow reading."""
    assert (found.purchase_order is None) == (found.outcome is Outcome.NO_MATCH)
    if found.purchase_order and found.booked:
        assert found.booked.currency == found.purchase_order.currency
    return Expected(
        found.purchase_order_id,
        found.line_item_number,
        found.booked.amount if found.booked else None,
        frozenset(str(flag) for flag in found.flags),
    )


def gone_by_rule(found: Match, world: list[PurchaseOrder]) -> Counter[tuple[str, str, str]]:
    """How often each line goes under which rule; the slow reading settles the last two at once."""
    lines = {order.purchase_order_id: order.line_items for order in world}
    return Counter(
        (each.purchase_order_id, number, "R-127, R-128" if rule in LAST_RULES else rule)
        for step in found.funnel
        for rule in [step.rule]
        for each in step.removed
        for number in (
            [line.line_item_number for line in lines[each.purchase_order_id]]
            if each.line_item_number is None
            else [each.line_item_number]
        )
    )


def fitting(found: Match) -> int:
    """How many lines got as far as the preferences."""
    last_requirement = Criterion.TYPE_ALLOWED_FOR_ENTITY
    return sum(step.lines_left for step in found.funnel if step.criterion is last_requirement)
