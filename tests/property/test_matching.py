"""The matcher against an independent reading of the rules, on worlds nobody thought of."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from hypothesis import event, given, settings
from hypothesis import strategies as st

from procurement.domain.balance import associated
from procurement.domain.candidates import Candidates
from procurement.domain.charge import ChargeKind
from procurement.domain.invoicing_entities import LineItemType
from procurement.domain.line_item import LineItem, Tax, TaxType
from procurement.domain.match_result import InvoiceToMatch, Match, Outcome
from procurement.domain.matching import choose, match
from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.domain.purchase_order import PurchaseOrder
from tests.support.purchase_orders import (
    AUSTRALIA,
    CREATED,
    EMEA,
    ENTITIES,
    INC,
    KOREA,
    NEW_ZEALAND,
    a_purchase_order,
)
from tests.support.slow_matching import slow_match

# Few values everywhere, so that ties and near misses are the rule and not the exception. The
# months lie around a turn of the year.
SELLERS = st.sampled_from((INC, INC, INC, INC, INC, EMEA, AUSTRALIA, KOREA, NEW_ZEALAND))
MONTHS = st.integers(0, 3).map(Month(2027, 11).plus)
AMOUNTS = st.sampled_from(("0", "0.01", "99.99", "100", "100.01", "250")).map(Decimal)
CURRENCIES = st.sampled_from(("USD", "USD", "USD", "EUR", "GBP"))
TAXES = st.sampled_from(
    (None, Tax(TaxType.PERCENTAGE, Decimal("19.5")), Tax(TaxType.AMOUNT, Decimal(1)))
)
TYPES = st.sampled_from(
    (*[LineItemType.ALL] * 5, *[LineItemType.MARKETPLACE_BLANKET_USAGE] * 2, *LineItemType)
)


@st.composite
def windows(draw: st.DrawFn) -> tuple[Month, Month]:
    """Both ends of a window, mostly wide."""
    if draw(st.integers(0, 3)):
        return Month(2027, 11), Month(2028, 2)
    first, last = sorted((draw(MONTHS), draw(MONTHS)))
    return first, last


@st.composite
def lines(draw: st.DrawFn, position: int, number: str, currency: str) -> LineItem:
    """A line of any type, tracked or not, somewhere between full and overdrawn."""
    type_ = draw(TYPES)
    start, end = draw(windows())
    return LineItem(
        line_item_number=number,
        type=type_,
        start_month=start,
        end_month=end,
        unit_price=draw(AMOUNTS),
        quantity=draw(st.sampled_from((Decimal(1), Decimal("1.5")))),
        currency=currency,
        position=position,
        tax=draw(TAXES),
        is_balance_tracked=draw(st.booleans()) and not type_.is_marketplace,
        booked=draw(AMOUNTS),
    )


@st.composite
def purchase_orders(draw: st.DrawFn, purchase_order_id: str) -> PurchaseOrder:
    """A purchase order of any status, scope and currency, with up to four lines."""
    currency = draw(CURRENCIES)
    count = draw(st.sampled_from((0, 1, 2, 3, 3, 4)))
    positions = draw(st.permutations(range(1, count + 1)))
    effective, expiration = draw(windows())
    return replace(
        a_purchase_order(
            purchase_order_id,
            *(draw(lines(position, f"L{position}", currency)) for position in positions),
            bill_from=draw(st.lists(SELLERS, min_size=1, max_size=3, unique=True)),
            currency=currency,
            updated_at=CREATED + timedelta(days=draw(st.integers(0, 1))),
            suspended=draw(st.sampled_from((*[False] * 7, True))),
            tax_registration_numbers=draw(scopes("LU1", "LU2")),
            invoice_units=draw(scopes("North", "South")),
        ),
        effective_month=effective,
        expiration_month=expiration,
    )


def scopes(one: str, other: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Mostly unscoped."""
    return st.sampled_from((*[()] * 5, (one,), (other,), (one, other)))


@st.composite
def worlds(draw: st.DrawFn) -> list[PurchaseOrder]:
    """Up to six purchase orders with IDs whose code point order is not that of the alphabet."""
    ids = draw(
        st.lists(
            st.sampled_from("aBcAbZ19"),
            min_size=draw(st.sampled_from((0, 2, 4))),
            max_size=6,
            unique=True,
        )
    )
    return [draw(purchase_orders(f"PO{each}x")) for each in ids]


@st.composite
def invoices(draw: st.DrawFn) -> InvoiceToMatch:
    """An invoice of any kind, with one to three currency totals."""
    totals = draw(st.lists(st.builds(Money, AMOUNTS, CURRENCIES), min_size=1, max_size=3))
    return InvoiceToMatch(
        kind=draw(st.sampled_from(ChargeKind)),
        invoicing_entity=draw(SELLERS),
        billing_period=draw(MONTHS),
        totals=tuple(totals),
        tax_registration_number=draw(st.sampled_from((None, "LU1", "LU2"))),
        invoice_unit=draw(st.sampled_from((None, "North", "South"))),
    )


MANY = settings(max_examples=400, deadline=None)


@MANY
@given(invoice=invoices(), world=worlds(), prefer_scoped=st.booleans())
def test_the_matcher_agrees_with_the_rules_read_slowly(
    invoice: InvoiceToMatch, world: list[PurchaseOrder], prefer_scoped: bool
) -> None:
    """R-111 to R-141, R-155."""
    found = match(invoice, world, ENTITIES, prefer_scoped=prefer_scoped)
    expected = slow_match(invoice, world, prefer_scoped=prefer_scoped)
    event(f"{found.outcome}, fitting: {min(fitting(found), 3)}")
    assert found.purchase_order_id == expected.purchase_order_id
    assert found.line_item_number == expected.line_item_number
    assert found.booked == (
        None
        if expected.booked is None
        else Money(expected.booked, order_named(expected.purchase_order_id, world).currency)
    )
    assert found.flags == expected.flags
    is_matched = expected.purchase_order_id is not None
    assert found.outcome is (Outcome.MATCHED if is_matched else Outcome.NO_MATCH)


@MANY
@given(invoice=invoices(), world=worlds(), prefer_scoped=st.booleans())
def test_the_funnel_has_every_candidate_once_and_ends_at_the_chosen_one(
    invoice: InvoiceToMatch, world: list[PurchaseOrder], prefer_scoped: bool
) -> None:
    """R-136."""
    found = match(invoice, world, ENTITIES, prefer_scoped=prefer_scoped)
    seen = Counter(
        (removed.purchase_order_id, removed.line_item_number)
        for step in found.funnel
        for removed in step.removed
    )
    if found.outcome is Outcome.MATCHED:
        seen[found.purchase_order_id or "", found.line_item_number] += 1
    left_as_a_whole = {order_id for order_id, number in seen if number is None}
    expected: Counter[tuple[str, str | None]] = Counter()
    for order in world:
        if order.purchase_order_id in left_as_a_whole:
            expected[order.purchase_order_id, None] += 1
        else:
            for line in order.line_items:
                expected[order.purchase_order_id, line.line_item_number] += 1
    assert seen == expected


@MANY
@given(invoice=invoices(), world=worlds())
def test_the_funnel_counts_down_to_one_line_or_none(
    invoice: InvoiceToMatch, world: list[PurchaseOrder]
) -> None:
    """R-136: every step leaves what the one before left, less what it removed."""
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
@given(invoice=invoices(), world=worlds(), seed=st.integers(0, 2**16))
def test_the_order_of_purchase_orders_and_lines_makes_no_difference(
    invoice: InvoiceToMatch, world: list[PurchaseOrder], seed: int
) -> None:
    """R-128."""
    random = Random(seed)
    shuffled = [
        replace(order, line_items=tuple(random.sample(order.line_items, len(order.line_items))))
        for order in random.sample(world, len(world))
    ]
    one, other = match(invoice, world, ENTITIES), match(invoice, shuffled, ENTITIES)
    assert one.purchase_order_id == other.purchase_order_id
    assert replace(one, purchase_order=None) == replace(other, purchase_order=None)


@settings(max_examples=150, deadline=None)
@given(batch=st.lists(invoices(), max_size=8), world=worlds(), prefer_scoped=st.booleans())
def test_candidates_kept_over_a_batch_choose_as_if_built_anew_for_each_invoice(
    batch: Sequence[InvoiceToMatch], world: list[PurchaseOrder], prefer_scoped: bool
) -> None:
    """R-126, R-144: a booking moves balances and nothing else, and the next choice sees it."""
    kept = Candidates.of(world, ENTITIES, prefer_scoped=prefer_scoped)
    present = {order.key: order for order in world}
    for invoice in batch:
        choice = choose(invoice, kept)
        anew = match(invoice, list(present.values()), ENTITIES, prefer_scoped=prefer_scoped)
        assert choice.purchase_order == anew.purchase_order
        assert choice.line_item_number == anew.line_item_number
        assert (choice.booked, choice.flags) == (anew.booked, anew.flags)
        if choice.purchase_order and choice.line_item_number:
            booked = associated(choice.purchase_order, choice.line_item_number, choice.booked)
            present[booked.key] = booked
            kept.put(booked)


@settings(max_examples=150, deadline=None)
@given(invoice=invoices(), world=worlds(), others=worlds())
def test_candidates_see_an_edit_at_the_next_choice(
    invoice: InvoiceToMatch, world: list[PurchaseOrder], others: list[PurchaseOrder]
) -> None:
    """R-069: an edit counts for every invoice generated afterwards."""
    kept = Candidates.of(world, ENTITIES)
    choose(invoice, kept)
    present = {order.key: order for order in world}
    for other in others:
        edited = replace(other, version=2)
        kept.put(edited)
        present[edited.key] = edited
    assert choose(invoice, kept) == choose(invoice, Candidates.of(list(present.values()), ENTITIES))


def fitting(found: Match) -> int:
    """How many lines got as far as the preferences."""
    compared = [step for step in found.funnel if step.criterion == "TYPE_ALLOWED_FOR_ENTITY"]
    return compared[0].lines_left if compared else 0


def order_named(purchase_order_id: str | None, world: list[PurchaseOrder]) -> PurchaseOrder:
    """The one with this ID."""
    return next(order for order in world if order.purchase_order_id == purchase_order_id)
