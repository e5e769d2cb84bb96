"""What moves a balance, and the thresholds it crosses: R-142 to R-156, R-347 to R-350."""

from dataclasses import replace
from decimal import Decimal

import pytest

from procurement.domain.billing_settings.invoicing_entities import LineItemType
from procurement.domain.errors import InvalidInput, LineItemNotFound
from procurement.domain.purchase_orders.balance import (
    Crossing,
    associated,
    check_credit,
    creditable,
    credited,
    crossings,
    dissociated,
)
from procurement.domain.purchase_orders.line_item import LineItem
from tests.support.purchase_orders import a_line, a_purchase_order, money

LOW, EXHAUSTED = 75, 0


def crossed(before: LineItem, after: LineItem) -> list[int]:
    """Which thresholds, without the amounts."""
    return [each.threshold for each in crossings(before, after)]


def with_balance(balance: str, total: str = "1000.00", tracked: bool = True) -> LineItem:
    """A line of `total` with so much left."""
    return a_line(total=total, balance=balance, tracked=tracked)


class TestCrossings:
    @pytest.mark.parametrize(
        ("before", "after", "expected"),
        [
            ("1000.00", "750.00", []),
            ("1000.00", "749.99", [LOW]),
            ("750.00", "749.99", [LOW]),
            ("749.99", "250.00", []),
            ("749.99", "0.01", []),
            ("0.01", "0.00", [EXHAUSTED]),
            ("0.01", "-5.00", [EXHAUSTED]),
            ("0.00", "-5.00", []),
            ("-5.00", "-6.00", []),
            ("1000.00", "0.00", [LOW, EXHAUSTED]),
            ("750.00", "-0.01", [LOW, EXHAUSTED]),
        ],
    )
    def test_a_fall_crosses_75_percent_left_and_nothing_left_once_each(
        self, before: str, after: str, expected: list[int]
    ) -> None:
        """R-347, R-348, R-349: exactly 75 percent is not below, exactly nothing is exhausted."""
        assert crossed(with_balance(before), with_balance(after)) == expected

    @pytest.mark.parametrize(
        ("before", "after"),
        [("100.00", "900.00"), ("-10.00", "500.00"), ("-10.00", "-5.00"), ("749.99", "750.00")],
    )
    def test_a_rise_crosses_nothing(self, before: str, after: str) -> None:
        """R-348."""
        assert crossed(with_balance(before), with_balance(after)) == []

    def test_a_rise_arms_the_thresholds_again(self) -> None:
        """R-348: a credit memo or an edit that lifts the balance back to 75 percent."""
        assert crossed(with_balance("700.00"), with_balance("750.00")) == []
        assert crossed(with_balance("750.00"), with_balance("740.00")) == [LOW]
        assert crossed(with_balance("0.00"), with_balance("1.00")) == []
        assert crossed(with_balance("1.00"), with_balance("0.00")) == [EXHAUSTED]

    def test_a_rise_short_of_75_percent_does_not(self) -> None:
        """R-348."""
        assert crossed(with_balance("700.00"), with_balance("749.99")) == []
        assert crossed(with_balance("749.99"), with_balance("700.00")) == []

    def test_an_edit_that_lowers_the_value_can_cross_downwards(self) -> None:
        """R-347: 200 are booked; of 1,000 they leave 80 percent, of 300 a third."""
        line = with_balance("800.00")
        assert crossed(line, replace(line, unit_price=Decimal("300.00"))) == [LOW]
        assert crossed(line, replace(line, unit_price=Decimal("10000.00"))) == []

    def test_untracked_lines_tell_nobody(self) -> None:
        """R-350."""
        full, empty = with_balance("1000.00", tracked=False), with_balance("0.00", tracked=False)
        assert crossed(full, empty) == []
        assert crossed(with_balance("1000.00"), empty) == []

    def test_tracking_switched_on_late_counts_as_a_fall_from_full(self) -> None:
        """R-144, R-350."""
        untracked = with_balance("500.00", tracked=False)
        assert crossed(untracked, with_balance("500.00")) == [LOW]
        assert crossed(with_balance("800.00", tracked=False), with_balance("800.00")) == []

    def test_a_line_of_no_value_has_no_thresholds(self) -> None:
        """R-348: there is no share of nothing."""
        nothing = with_balance("0.00", total="0.00")
        assert crossed(nothing, replace(nothing, booked=Decimal("5.00"))) == []
        assert crossed(nothing, with_balance("10.00", total="100.00")) == [LOW]

    def test_75_percent_is_exact(self) -> None:
        """R-348: of 0.01 that is 0.0075, of 333.33 it is 249.9975."""
        assert crossed(with_balance("0.01", "0.01"), with_balance("0.00", "0.01")) == [
            LOW,
            EXHAUSTED,
        ]
        assert crossed(with_balance("333.33", "333.33"), with_balance("250.00", "333.33")) == []
        assert crossed(with_balance("333.33", "333.33"), with_balance("249.99", "333.33")) == [LOW]

    def test_a_crossing_says_which_line_and_how_much_is_left(self) -> None:
        """R-347."""
        before = a_line("7", currency="EUR")
        (crossing,) = crossings(before, replace(before, booked=Decimal("251.00")))
        assert crossing == Crossing(
            threshold=LOW,
            line_item_number="7",
            balance=money("749.00 EUR"),
            total_value=money("1000.00 EUR"),
        )


class TestBooking:
    def test_an_invoice_lowers_line_and_purchase_order_alone(self) -> None:
        """R-126, R-142: neither version nor updated-on moves."""
        before = a_purchase_order("A", a_line("1"), a_line("2"))
        after = associated(before, "1", money("300.00"))
        assert after.line("1").balance == Decimal("700.00")
        assert after.line("2") == before.line("2")
        assert after.balance == Decimal("1700.00")
        assert after.line("1").invoice_count == 1
        assert (after.version, after.updated_at) == (before.version, before.updated_at)

    def test_the_balance_falls_below_zero_without_a_floor(self) -> None:
        """R-145."""
        order = a_purchase_order("A", a_line(balance="10.00"))
        assert associated(order, "1", money("30.00")).balance == Decimal("-20.00")

    def test_an_untracked_line_remembers_what_was_booked(self) -> None:
        """R-144, S-35: switching tracking on later counts all invoices ever matched."""
        order = a_purchase_order("A", a_line(tracked=False))
        for amount in ("400.00", "100.00"):
            order = associated(order, "1", money(amount))
        assert order.balance is None
        tracked = replace(order, line_items=(replace(order.line("1"), is_balance_tracked=True),))
        assert tracked.balance == Decimal("500.00")

    def test_raising_the_value_raises_the_balance_as_much(self) -> None:
        """R-146: also when it is negative."""
        line = with_balance("-500.00", total="10000.00")
        assert replace(line, unit_price=Decimal("12000.00")).balance == Decimal("1500.00")

    def test_without_an_amount_in_its_currency_only_the_invoice_counts(self) -> None:
        """R-155."""
        after = associated(a_purchase_order("A", a_line()), "1", None)
        assert after.line("1").booked == 0
        assert after.line("1").invoice_count == 1

    def test_a_foreign_amount_is_never_booked(self) -> None:
        """R-156: no rate of our own."""
        with pytest.raises(ValueError, match="EUR"):
            associated(a_purchase_order("A", a_line()), "1", money("1.00 EUR"))

    def test_a_line_that_is_not_there_is_an_error(self) -> None:
        """R-134."""
        with pytest.raises(LineItemNotFound):
            associated(a_purchase_order("A", a_line()), "9", money("1.00"))

    def test_an_invoice_taken_off_again_leaves_everything_as_before(self) -> None:
        """R-149: regeneration reverses the old booking first."""
        before = a_purchase_order("A", a_line(booked="5.00", invoice_count=1))
        booked = associated(before, "1", money("300.00"))
        assert dissociated(booked, "1", money("300.00")) == before

    def test_many_small_bookings_add_up_exactly(self) -> None:
        """R-144: no float anywhere: 0.1 ten times is 1."""
        order = a_purchase_order("A", a_line(total="1.00"))
        for _ in range(10):
            order = associated(order, "1", money("0.10"))
        assert order.balance == 0


class TestCreditMemos:
    def test_a_credit_memo_restores_the_balance_even_after_expiry(self) -> None:
        """R-152, S-31: it counts as no invoice and changes no version."""
        order = a_purchase_order(
            "A", a_line(total="10000.00"), months=("2020-01", "2020-12"), suspended=True
        )
        booked = associated(order, "1", money("3000.00"))
        after = credited(booked, "1", money("500.00"))
        assert after.balance == Decimal("7500.00")
        assert after.line("1").invoice_count == 1
        assert (after.version, after.updated_at) == (order.version, order.updated_at)
        assert (after.is_suspended, after.expiration_month) == (True, order.expiration_month)

    def test_the_credit_memo_of_a_deleted_line_moves_nothing(self) -> None:
        """R-075."""
        order = a_purchase_order("A", a_line("2"))
        assert credited(order, "1", money("500.00")) is order

    def test_where_the_invoice_moved_no_balance_its_credit_memo_moves_none(self) -> None:
        """R-155."""
        order = a_purchase_order("A", a_line())
        assert credited(order, "1", None) is order

    def test_credit_memos_never_exceed_their_invoice(self) -> None:
        """R-153, S-33."""
        invoiced, memos = money("3000.00"), [money("2500.00")]
        assert creditable(invoiced, memos) == money("500.00")
        check_credit(money("500.00"), invoiced=invoiced, credit_memos=memos)
        with pytest.raises(InvalidInput) as refused:
            check_credit(money("600.00"), invoiced=invoiced, credit_memos=memos)
        (problem,) = refused.value.problems
        assert (problem.reason, problem.rule) == ("EXCEEDED_MAXIMUM_ADJUSTMENT_AMOUNT", "R-153")

    def test_so_the_balance_never_rises_above_the_total_value(self) -> None:
        """R-153, S-33."""
        order = a_purchase_order("A", a_line(total="10000.00"))
        order = associated(order, "1", money("3000.00"))
        for amount in ("2500.00", "500.00"):
            order = credited(order, "1", money(amount))
        assert order.balance == order.total_value == Decimal("10000.00")

    @pytest.mark.parametrize("amount", ["0.00", "-1.00"])
    def test_a_credit_is_above_zero(self, amount: str) -> None:
        """R-153."""
        with pytest.raises(InvalidInput):
            check_credit(money(amount), invoiced=money("3000.00"), credit_memos=[])

    def test_nothing_is_left_of_an_invoice_credited_in_full(self) -> None:
        """R-153."""
        with pytest.raises(InvalidInput):
            check_credit(money("0.01"), invoiced=money("10"), credit_memos=[money("10")])


def test_marketplace_lines_have_no_balance_to_cross() -> None:
    """R-091, R-350."""
    line = a_line("1", LineItemType.MARKETPLACE_TRANSACTION)
    assert crossed(line, replace(line, booked=Decimal("999.00"))) == []
