"""Editing a line item: R-074, R-081, R-087, R-092, R-144, R-146."""

from dataclasses import replace
from decimal import Decimal

from procurement.domain.errors import Problems
from procurement.domain.purchase_orders.line_item import LineItem, LineItemInput, Tax, TaxType
from procurement.domain.purchase_orders.line_item_edit import edited_line_item
from tests.support.purchase_orders import a_line


class TestEditedLines:
    LINE = replace(
        a_line("7", booked="30.00", invoice_count=2, position=4, agreement_id="agmt-1"),
        tax=Tax(TaxType.PERCENTAGE, Decimal(19)),
        external_line_number="10",
    )

    def edited(self, given: LineItemInput, line: LineItem = LINE) -> LineItem:
        """The line after an edit without fault."""
        problems = Problems()
        after = edited_line_item(line, given, at="lineItems[0]", problems=problems)
        assert problems.found == []
        assert after is not None
        return after

    def test_what_is_not_given_stays(self) -> None:
        """R-074: bookings, creation rank and agreement always."""
        assert self.edited(LineItemInput()) == self.LINE

    def test_a_higher_price_raises_the_balance_as_much(self) -> None:
        """R-146."""
        line = a_line(total="10000.00", balance="-500.00")
        after = self.edited(LineItemInput(unit_price="12000.00"), line)
        assert after.balance == Decimal("1500.00")

    def test_tracking_switched_on_late_counts_every_invoice_and_off_again_hides_it(self) -> None:
        """R-144, S-35."""
        line = a_line(total="1000.00", booked="500.00", tracked=False)
        tracked = self.edited(LineItemInput(is_balance_tracked=True), line)
        assert tracked.balance == Decimal("500.00")
        assert self.edited(LineItemInput(is_balance_tracked=False), tracked).balance is None

    def test_a_tracked_line_cannot_become_marketplace_s(self) -> None:
        """R-092."""
        problems = Problems()
        given = LineItemInput(type="AWS_MARKETPLACE_BLANKET_USAGE")
        assert edited_line_item(self.LINE, given, at="at", problems=problems) is None
        assert [problem.rule for problem in problems.found] == ["R-092"]

    def test_a_new_tax_replaces_the_old_one_whole(self) -> None:
        """R-087: a type needs its own value."""
        after = self.edited(LineItemInput(tax_type="AMOUNT", tax_value="1.00"))
        assert after.tax == Tax(TaxType.AMOUNT, Decimal("1.00"))
        problems = Problems()
        edited_line_item(self.LINE, LineItemInput(tax_type="AMOUNT"), at="at", problems=problems)
        assert [problem.field for problem in problems.found] == ["at.tax.value"]

    def test_a_window_is_judged_with_the_half_that_was_not_given(self) -> None:
        """R-081."""
        problems = Problems()
        given = LineItemInput(start_month="2028-01")
        assert edited_line_item(self.LINE, given, at="at", problems=problems) is None
        assert [problem.rule for problem in problems.found] == ["R-081"]

    def test_a_tax_is_taken_off_and_stays_where_it_is_not_told_of(self) -> None:
        """R-087, R-089: the total value without it."""
        after = self.edited(LineItemInput(is_tax_removed=True))
        assert (after.tax, after.total_value) == (None, after.extended_amount)
        assert self.edited(LineItemInput(description="x")).tax == self.LINE.tax
