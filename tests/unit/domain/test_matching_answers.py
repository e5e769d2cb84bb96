"""What the matcher answers beyond a line: named purchase orders, credit memos, the funnel."""

from dataclasses import replace
from datetime import timedelta

from procurement.domain.billing_settings.invoicing_entities import LineItemType
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.matching.candidates import Candidates
from procurement.domain.matching.matcher import choose, match
from procurement.domain.matching.result import Criterion, Flag, Outcome
from procurement.domain.month import Month
from tests.support.matches import gone, step, taken
from tests.support.purchase_orders import (
    CREATED,
    EMEA,
    ENTITIES,
    INC,
    KOREA,
    a_line,
    a_purchase_order,
    an_invoice,
    money,
)

SUBSCRIPTION = LineItemType.SUBSCRIPTION_PURCHASE
BLANKET = LineItemType.MARKETPLACE_BLANKET_USAGE
TRANSACTION = LineItemType.MARKETPLACE_TRANSACTION
LATER = CREATED + timedelta(days=1)


class TestNamedPurchaseOrders:
    KIND = ChargeKind.MARKETPLACE_PURCHASE
    BLANKET = a_purchase_order("M", a_line("1", BLANKET), updated_at=LATER)

    def test_a_charge_that_names_a_purchase_order_takes_that_one_and_its_line(self) -> None:
        """R-139, R-185, R-187: the blanket purchase order is not asked."""
        named = a_purchase_order("P1", a_line("agmt/1", TRANSACTION, total="100.00"))
        invoice = an_invoice("119.00", kind=self.KIND, names="P1", named_line="agmt/1")
        found = match(invoice, [self.BLANKET, named], ENTITIES)
        assert found.outcome is Outcome.NAMED
        assert taken(found) == ("P1", "agmt/1")
        assert found.booked == money("119.00")
        (only,) = found.funnel
        assert (only.criterion, only.rule, only.lines_left) == (
            Criterion.NAMED_BY_CHARGE,
            "R-187",
            1,
        )
        assert only.removed == ()
        assert found.reason == "The charge names purchase order P1."

    def test_no_criterion_is_applied_to_it(self) -> None:
        """R-139: neither window nor seller nor scope nor balance."""
        named = a_purchase_order(
            "P1",
            a_line("7", TRANSACTION, months=("2026-01", "2026-02")),
            months=("2026-01", "2026-02"),
            bill_from=[KOREA],
            invoice_units=["North"],
        )
        invoice = an_invoice(kind=self.KIND, names="P1", named_line="7")
        assert match(invoice, [named], ENTITIES).outcome is Outcome.NAMED

    def test_a_suspended_one_leaves_the_invoice_without_a_number(self) -> None:
        """R-192, R-193, S-51: and without the fitting blanket purchase order."""
        named = a_purchase_order("S", a_line("agmt/1", TRANSACTION), suspended=True)
        invoice = an_invoice("5000.00", kind=self.KIND, names="S", named_line="agmt/1")
        found = match(invoice, [self.BLANKET, named], ENTITIES)
        assert found.outcome is Outcome.NAMED_SUSPENDED
        assert taken(found) == (None, None)
        assert found.booked is None
        assert found.flags == {Flag.PO_SUSPENDED}
        (only,) = found.funnel
        assert only.rule == "R-193"
        assert gone(found, Criterion.NAMED_BY_CHARGE) == [("S", None, "suspended")]
        assert "suspended" in found.reason

    def test_without_integration_the_invoice_has_no_number(self) -> None:
        """R-167, R-238: whatever the named one is like, and without the fitting blanket one."""
        named = a_purchase_order("P", a_line("agmt/1", TRANSACTION))
        invoice = replace(
            an_invoice("5000.00", kind=self.KIND, names="P", named_line="agmt/1"),
            is_integrated=False,
        )
        for orders in ([self.BLANKET, named], [self.BLANKET]):
            found = match(invoice, orders, ENTITIES)
            assert found.outcome is Outcome.NAMED_NOT_INTEGRATED
            assert (taken(found), found.booked) == ((None, None), None)
            assert found.flags == {Flag.NOT_INTEGRATED}
            assert gone(found, Criterion.NAMED_BY_CHARGE) == [("P", None, "not integrated")]
            assert "integration with AWS Marketplace is off" in found.reason

    def test_a_suspended_expired_one_likewise(self) -> None:
        """R-196, S-53."""
        past = ("2026-01", "2026-12")
        named = a_purchase_order(
            "X", a_line("1", TRANSACTION, months=past), months=past, suspended=True
        )
        invoice = an_invoice(kind=self.KIND, names="X", named_line="1")
        found = match(invoice, [self.BLANKET, named], ENTITIES)
        assert found.outcome is Outcome.NAMED_SUSPENDED
        assert found.flags == {Flag.PO_SUSPENDED}

    def test_once_activated_the_same_invoice_shows_it(self) -> None:
        """R-192, R-194, S-51: which is what makes a regenerated invoice right."""
        named = a_purchase_order("S", a_line("agmt/1", TRANSACTION))
        invoice = an_invoice("5000.00", kind=self.KIND, names="S", named_line="agmt/1")
        assert taken(match(invoice, [self.BLANKET, named], ENTITIES)) == ("S", "agmt/1")

    def test_a_missing_one_is_asked_for_instead_of_the_blanket(self) -> None:
        """R-185, R-188."""
        invoice = an_invoice(kind=self.KIND, names="P9", named_line="agmt/1")
        found = match(invoice, [self.BLANKET], ENTITIES)
        assert found.outcome is Outcome.NAMED_MISSING
        assert taken(found) == (None, None)
        assert gone(found, Criterion.NAMED_BY_CHARGE) == [("P9", None, "missing")]

    def test_a_missing_line_is_asked_for_as_well(self) -> None:
        """R-134, R-188: an invoice is booked on a line, never on a whole purchase order."""
        named = a_purchase_order("P1", a_line("other/1", TRANSACTION))
        invoice = an_invoice(kind=self.KIND, names="P1", named_line="agmt/1")
        found = match(invoice, [named], ENTITIES)
        assert found.outcome is Outcome.NAMED_MISSING
        assert gone(found, Criterion.NAMED_BY_CHARGE) == [("P1", "agmt/1", "missing line")]

    def test_the_number_is_compared_exactly(self) -> None:
        """R-008."""
        named = a_purchase_order("po-1", a_line("1", TRANSACTION))
        invoice = an_invoice(kind=self.KIND, names="PO-1", named_line="1")
        assert match(invoice, [named], ENTITIES).outcome is Outcome.NAMED_MISSING

    def test_in_another_currency_it_is_shown_but_not_booked(self) -> None:
        """R-155, R-187."""
        named = a_purchase_order("P1", a_line("1", TRANSACTION, currency="EUR"), currency="EUR")
        found = match(an_invoice(kind=self.KIND, names="P1", named_line="1"), [named], ENTITIES)
        assert (found.outcome, found.booked) == (Outcome.NAMED, None)
        assert found.flags == {Flag.CURRENCY_MISMATCH}


class TestCreditMemos:
    def test_the_matcher_is_not_run_for_a_total_below_zero(self) -> None:
        """R-139, R-152: it follows its invoice; without one it has no purchase order."""
        order = a_purchase_order("A", a_line())
        found = match(an_invoice("-5.00"), [order], ENTITIES)
        assert found.outcome is Outcome.CREDIT_MEMO
        assert taken(found) == (None, None)
        assert (found.booked, found.funnel) == (None, ())

    def test_nor_if_the_charge_names_a_purchase_order(self) -> None:
        """R-152."""
        order = a_purchase_order("A", a_line())
        found = match(an_invoice("-5.00", names="A", named_line="1"), [order], ENTITIES)
        assert found.outcome is Outcome.CREDIT_MEMO


class TestTheFunnel:
    def test_it_shows_each_requirement_with_what_was_asked_and_how_many_lines_are_left(
        self,
    ) -> None:
        """R-136."""
        orders = [
            a_purchase_order("DRAFT"),
            a_purchase_order("EMEA", a_line(), a_line("2"), bill_from=[EMEA]),
            a_purchase_order("FIT", a_line("1"), a_line("2", SUBSCRIPTION)),
        ]
        found = match(an_invoice(), orders, ENTITIES)
        assert [(each.criterion, each.rule, each.lines_left) for each in found.funnel] == [
            (Criterion.HAS_LINE_ITEMS, "R-011", 4),
            (Criterion.NOT_SUSPENDED, "R-113", 4),
            (Criterion.PURCHASE_ORDER_PERIOD, "R-114", 4),
            (Criterion.BILL_FROM, "R-115", 2),
            (Criterion.TAX_REGISTRATION_NUMBER, "R-116", 2),
            (Criterion.INVOICE_UNIT, "R-119", 2),
            (Criterion.LINE_ITEM_PERIOD, "R-120", 2),
            (Criterion.TYPE_FITS, "R-121", 1),
            (Criterion.TYPE_ALLOWED_FOR_ENTITY, "R-109", 1),
        ]
        assert step(found, Criterion.BILL_FROM).asked == f"is billed from {INC}"
        assert found.reason == "Line 1 of FIT is the only line item that fits."

    def test_preferences_follow_until_one_line_is_left(self) -> None:
        """R-122 to R-125, R-136."""
        orders = [a_purchase_order("A", a_line()), a_purchase_order("B", a_line(), a_line("2"))]
        preferred = match(an_invoice(), orders, ENTITIES).funnel[9:]
        assert [(each.criterion, each.rule, each.lines_left) for each in preferred] == [
            (Criterion.MOST_SPECIFIC_TYPE, "R-122", 3),
            (Criterion.SCOPED_TO_INVOICE_UNIT, "R-123", 3),
            (Criterion.SCOPED_TO_TAX_REGISTRATION_NUMBER, "R-123", 3),
            (Criterion.ENOUGH_BALANCE, "R-124", 3),
            (Criterion.LAST_UPDATED, "R-125", 3),
            (Criterion.FIRST_PURCHASE_ORDER_ID, "R-128", 1),
        ]

    def test_it_stops_where_nothing_is_left(self) -> None:
        """R-136."""
        found = match(an_invoice(), [a_purchase_order("A", a_line(), suspended=True)], ENTITIES)
        assert [each.criterion for each in found.funnel] == [
            Criterion.HAS_LINE_ITEMS,
            Criterion.NOT_SUSPENDED,
        ]
        assert found.reason == "No line item fits: there is none left that is not suspended now."


class TestCandidates:
    def test_one_that_took_over_the_id_of_a_deleted_one_takes_its_place(self) -> None:
        """R-009."""
        deleted = a_purchase_order("A", a_line("1"))
        candidates = Candidates.of([deleted], ENTITIES)
        assert choose(an_invoice(), candidates).purchase_order == deleted
        renewed = replace(a_purchase_order("A", a_line("2")), key="another")
        candidates.put(renewed)
        assert candidates.purchase_orders == (renewed,)
        assert choose(an_invoice(), candidates).line_item_number == "2"

    def test_more_sorts_of_invoices_than_are_remembered_find_their_lines_again(self) -> None:
        """R-111: a line a month over fifty months, asked for twice in turn."""
        months = [str(Month(2027, 1).plus(number)) for number in range(50)]
        lines = [a_line(str(n), months=(m, m)) for n, m in enumerate(months, start=1)]
        order = a_purchase_order("A", *lines, months=(months[0], months[-1]))
        candidates = Candidates.of([order], ENTITIES)
        asked = [an_invoice(month=month) for month in months] * 2
        assert [choose(invoice, candidates).line_item_number for invoice in asked] == [
            line.line_item_number for line in lines
        ] * 2
