"""What is kept of a match: bounded in any account, and still an answer (R-136)."""

from datetime import timedelta

import pytest

from procurement.domain.billing_settings.invoicing_entities import LineItemType
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.matching.candidates import Candidates
from procurement.domain.matching.fate import Fared, Fate, fate_of
from procurement.domain.matching.funnel import MAX_VALUE, RECORDED, UNBOUNDED, Bounds
from procurement.domain.matching.matcher import choose, explained, match
from procurement.domain.matching.record import MatchRecord
from procurement.domain.matching.result import Criterion, InvoiceToMatch, Removed
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from tests.support.matches import gone, step
from tests.support.purchase_orders import (
    CREATED,
    EMEA,
    ENTITIES,
    a_line,
    a_purchase_order,
    an_invoice,
)
from tests.support.worlds import full_account

NORTH = an_invoice("10.00", invoice_unit="North")


class TestBounds:
    @pytest.mark.parametrize("count", [100, 400])
    def test_what_is_told_is_bounded_and_what_is_counted_is_complete(self, count: int) -> None:
        """R-041, R-043, R-136: at the quota, and with four times as many purchase orders."""
        world = full_account(count)
        found = match(NORTH, world, ENTITIES)
        whole = match(NORTH, world, ENTITIES, bounds=UNBOUNDED)
        assert sum(len(each.removed) for each in whole.funnel) > 9_000
        for some, all_ in zip(found.funnel, whole.funnel, strict=True):
            assert len(some.removed) <= RECORDED.entries
            assert (some.removed_count, some.lines_left) == (all_.removed_count, all_.lines_left)
            assert some.removed_count == len(all_.removed)
        told = {entry.purchase_order_id for each in found.funnel for entry in each.removed}
        assert len(told) == min(count, RECORDED.purchase_orders)

    def test_lines_are_told_one_by_one_as_long_as_there_is_room(self) -> None:
        """R-136: room is shared evenly by the purchase orders of the step."""
        world = [a_purchase_order("A", a_line()), *rivals("B", 3), *rivals("C", 2)]
        found = match(an_invoice(), world, ENTITIES, bounds=Bounds(purchase_orders=9, entries=4))
        assert step(found, Criterion.FIRST_PURCHASE_ORDER_ID).removed == (
            Removed(purchase_order_id="B", line_item_number="1", value="B"),
            Removed(purchase_order_id="B", line_item_number=None, value="B", lines=2),
            Removed(purchase_order_id="C", line_item_number="1", value="C"),
            Removed(purchase_order_id="C", line_item_number="2", value="C"),
        )

    def test_a_whole_purchase_order_says_how_many_lines_went_with_it(self) -> None:
        """R-136."""
        world = [*rivals("E", 3, bill_from=[EMEA]), a_purchase_order("DRAFT")]
        found = match(an_invoice(), world, ENTITIES)
        drafts, elsewhere = (
            step(found, each) for each in (Criterion.HAS_LINE_ITEMS, Criterion.BILL_FROM)
        )
        assert [(each.line_item_number, each.lines) for each in drafts.removed] == [(None, 0)]
        assert [(each.line_item_number, each.lines) for each in elsewhere.removed] == [(None, 3)]
        assert (drafts.removed_count, elsewhere.removed_count) == (1, 1)

    def test_lines_told_together_show_their_distinct_values(self) -> None:
        """R-136."""
        months = ["2027-03", "2027-03", "2027-02", "2027-04"]
        lines = [a_line(str(n), months=(m, m)) for n, m in enumerate(months, start=1)]
        bounds = Bounds(purchase_orders=1, entries=2)
        found = match(an_invoice(), [a_purchase_order("A", *lines)], ENTITIES, bounds=bounds)
        assert gone(found, Criterion.LINE_ITEM_PERIOD) == [
            ("A", "3", "2027-02 to 2027-02"),
            ("A", None, "2027-03 to 2027-03; 2027-04 to 2027-04"),
        ]

    def test_balances_told_together_show_the_largest(self) -> None:
        """R-124, R-136."""
        lines = [a_line(str(n), balance=f"{n}.00") for n in (1, 2, 4, 3)]
        world = [a_purchase_order("A", *lines, a_line("9"))]
        found = match(an_invoice(), world, ENTITIES, bounds=Bounds(purchase_orders=1, entries=2))
        assert gone(found, Criterion.ENOUGH_BALANCE) == [
            ("A", "1", "1.00 USD left"),
            ("A", None, "at most 4.00 USD left"),
        ]

    def test_a_long_value_is_cut(self) -> None:
        """R-136: a purchase order may name hundreds of invoice units (R-046)."""
        units = [f"Unit {number:03}" for number in range(500)]
        world = [a_purchase_order("A", a_line(), invoice_units=units)]
        ((_, _, value),) = gone(match(an_invoice(), world, ENTITIES), Criterion.INVOICE_UNIT)
        assert len(value) == MAX_VALUE
        assert value.startswith("Unit 000; Unit 001")
        assert value.endswith("…")

    def test_those_that_came_furthest_are_told_of_first(self) -> None:
        """R-136: a near miss says more than one that was suspended all along."""
        world = [
            a_purchase_order("SUSPENDED", a_line(), suspended=True, updated_at=CREATED),
            a_purchase_order("LATE", a_line(months=("2027-06", "2027-12"))),
            a_purchase_order("A", a_line()),
            a_purchase_order("B", a_line()),
        ]
        found = match(an_invoice(), world, ENTITIES, bounds=Bounds(purchase_orders=3, entries=9))
        assert gone(found, Criterion.NOT_SUSPENDED) == []
        assert step(found, Criterion.NOT_SUSPENDED).removed_count == 1
        assert gone(found, Criterion.LINE_ITEM_PERIOD) == [("LATE", "1", "2027-06 to 2027-12")]
        assert gone(found, Criterion.FIRST_PURCHASE_ORDER_ID) == [("B", "1", "B")]

    def test_the_reason_counts_all_that_fit_however_few_are_told_of(self) -> None:
        """R-136."""
        world = [order for name in "ABC" for order in rivals(name, 100)]
        found = match(an_invoice(), world, ENTITIES, bounds=Bounds(purchase_orders=1, entries=1))
        assert found.reason == (
            "Line 1 of A is the best of 300 that fit: it was created first, as number 1."
        )

    def test_an_invoice_of_a_known_sort_is_explained_with_its_own_amount_and_balances(self) -> None:
        """R-124, R-136: only what looks at no balance is remembered."""
        candidates = Candidates.of([*rivals("A", 1), *rivals("B", 1)], ENTITIES)
        for amount in ("5.00", "6000.00"):
            invoice = an_invoice(amount)
            found = explained(choose(invoice, candidates), invoice, candidates)
            assert f"{amount} USD" in step(found, Criterion.ENOUGH_BALANCE).asked
            assert found == match(invoice, candidates.purchase_orders, ENTITIES)


class TestFates:
    def test_at_the_quota_each_purchase_order_has_its_fate(self) -> None:
        """R-041, R-043, R-136: with the step that took its last lines."""
        world = full_account()
        found, whole = recorded(NORTH, world), recorded(NORTH, world, UNBOUNDED)
        fates = {order.purchase_order_id: fates_in(found, order) for order in world}
        assert [fate.fate for fate in fates.values()].count(Fate.CHOSEN) == 1
        assert len({fate.criterion for fate in fates.values()}) > 2
        for order in world:
            told, true = fates[order.purchase_order_id], fates_in(whole, order)
            assert told.fate in (Fate.CHOSEN, Fate.REMOVED)
            assert (told.fate, told.criterion, told.rule, told.asked) == (
                true.fate,
                true.criterion,
                true.rule,
                true.asked,
            )
            assert sum(each.lines for each in told.removed) == len(true.removed)

    def test_what_counts_is_where_the_last_line_went(self) -> None:
        """R-136: A loses a line to its window before the other one loses to B."""
        a = a_purchase_order("A", a_line("1", months=("2027-06", "2027-12")), a_line("2"))
        b = a_purchase_order("B", a_line(), updated_at=CREATED + timedelta(days=1))
        assert fate_of(recorded(an_invoice(), [a, b]), "A") == Fared(
            fate=Fate.REMOVED,
            criterion=Criterion.LAST_UPDATED,
            rule="R-125",
            asked="was updated last, at 2027-01-02T09:00:00Z",
            removed=(
                Removed(purchase_order_id="A", line_item_number="2", value="2027-01-01T09:00:00Z"),
            ),
        )

    def test_it_shows_what_the_purchase_order_had(self) -> None:
        """R-136."""
        record = recorded(an_invoice(), [a_purchase_order("A", a_line(), suspended=True)])
        fate = fate_of(record, "A")
        assert (fate.fate, fate.rule, fate.value) == (Fate.REMOVED, "R-113", "suspended")

    def test_the_chosen_one_is_chosen_though_other_lines_of_it_went(self) -> None:
        """R-136."""
        fate = fate_of(recorded(an_invoice(), rivals("A", 2)), "A")
        assert (fate.fate, fate.criterion) == (Fate.CHOSEN, Criterion.FIRST_CREATED)
        assert (fate.removed, fate.value) == ((), None)

    def test_one_added_later_was_no_candidate(self) -> None:
        """R-069."""
        record = recorded(an_invoice(), rivals("A", 2))
        assert fate_of(record, "LATER") == Fared(fate=Fate.NOT_A_CANDIDATE)

    def test_where_not_all_are_told_of_an_unknown_one_stays_unknown(self) -> None:
        """R-136."""
        world = [a_purchase_order(f"{number:03}", a_line()) for number in range(200)]
        record = recorded(an_invoice(), world)
        assert fate_of(record, "149").fate is Fate.REMOVED
        assert fate_of(record, "150") == Fared(fate=Fate.NOT_LISTED)
        drafts = recorded(an_invoice(), [a_purchase_order(f"{n:03}") for n in range(200)])
        assert fate_of(drafts, "150") == Fared(fate=Fate.NOT_LISTED)

    def test_of_a_charge_that_names_one_no_other_was_a_candidate(self) -> None:
        """R-187, R-193."""
        kind = ChargeKind.MARKETPLACE_PURCHASE
        named = a_purchase_order("P1", a_line("1", LineItemType.MARKETPLACE_TRANSACTION))
        blanket = a_purchase_order("M", a_line("1", LineItemType.MARKETPLACE_BLANKET_USAGE))
        invoice = an_invoice(kind=kind, names="P1", named_line="1")
        record = recorded(invoice, [named, blanket])
        assert fate_of(record, "P1").fate is Fate.CHOSEN
        assert fate_of(record, "P1").rule == "R-187"
        assert fate_of(record, "M").fate is Fate.NOT_A_CANDIDATE
        missing = fate_of(recorded(invoice, [blanket]), "P1")
        assert (missing.fate, missing.rule, missing.value) == (Fate.REMOVED, "R-188", "missing")

    def test_a_credit_memo_has_no_candidates(self) -> None:
        """R-152."""
        record = recorded(an_invoice("-5.00"), rivals("A", 2))
        assert fate_of(record, "A") == Fared(fate=Fate.NOT_A_CANDIDATE)


def rivals(name: str, lines: int, **fields: object) -> list[PurchaseOrder]:
    """A purchase order whose lines are equally good."""
    return [a_purchase_order(name, *(a_line(str(n + 1)) for n in range(lines)), **fields)]


def recorded(
    invoice: InvoiceToMatch, world: list[PurchaseOrder], bounds: Bounds = RECORDED
) -> MatchRecord:
    return MatchRecord.of(match(invoice, world, ENTITIES, bounds=bounds))


def fates_in(record: MatchRecord, order: PurchaseOrder) -> Fared:
    return fate_of(record, order.purchase_order_id)
