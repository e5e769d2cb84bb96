"""Which of several fitting lines is taken: R-122 to R-135, R-155."""

from datetime import timedelta
from decimal import Decimal

import pytest

from procurement.domain.billing_settings.invoicing_entities import LineItemType
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.matching.matcher import match
from procurement.domain.matching.result import Criterion, Flag
from tests.support.matches import book, gone, taken
from tests.support.purchase_orders import (
    CREATED,
    EMEA,
    ENTITIES,
    a_line,
    a_purchase_order,
    an_invoice,
    entities,
    money,
)

ALL = LineItemType.ALL
USAGE = LineItemType.MONTHLY_USAGE
SUBSCRIPTION = LineItemType.SUBSCRIPTION_PURCHASE
BLANKET = LineItemType.MARKETPLACE_BLANKET_USAGE
LATER = CREATED + timedelta(days=1)


class TestWhichLineIsBest:
    def test_the_most_specific_type_wins(self) -> None:
        """R-122, S-09."""
        order = a_purchase_order(
            "A", a_line("1", ALL, total="10000.00"), a_line("2", SUBSCRIPTION, total="1000.00")
        )
        found = match(an_invoice("900.00", kind=ChargeKind.SUBSCRIPTION), [order], ENTITIES)
        assert taken(found) == ("A", "2")
        assert book(order, found).line("2").balance == Decimal("100.00")
        assert gone(found, Criterion.MOST_SPECIFIC_TYPE) == [("A", "1", "ALL")]
        assert "AWS_SUBSCRIPTION_PURCHASE" in found.reason

    def test_type_is_decided_before_balance(self) -> None:
        """R-129: an exhausted Subscription line beats an ALL line with plenty of money."""
        order = a_purchase_order(
            "A", a_line("1", ALL, total="10000.00"), a_line("2", SUBSCRIPTION, balance="0.00")
        )
        found = match(an_invoice("900.00", kind=ChargeKind.SUBSCRIPTION), [order], ENTITIES)
        assert taken(found) == ("A", "2")
        assert found.flags == {Flag.OUT_OF_BALANCE}

    def test_a_unit_s_own_purchase_order_comes_before_one_for_all_units(self) -> None:
        """R-119, R-123: even if that one was updated later and this one has no money."""
        north = a_purchase_order("N", a_line(balance="0.00"), invoice_units=["North"])
        everyone = a_purchase_order("E", a_line(), updated_at=LATER)
        found = match(an_invoice(invoice_unit="North"), [north, everyone], ENTITIES)
        assert taken(found) == ("N", "1")
        strict = match(
            an_invoice(invoice_unit="North"), [north, everyone], entities(prefers_scoped=False)
        )
        assert taken(strict) == ("E", "1")

    def test_a_tax_registration_s_own_purchase_order_comes_before_one_for_all(self) -> None:
        """R-123."""
        own = a_purchase_order(
            "OWN", a_line(balance="0.00"), bill_from=[EMEA], tax_registration_numbers=["LU1"]
        )
        everyone = a_purchase_order("E", a_line(), bill_from=[EMEA], updated_at=LATER)
        invoice = an_invoice(entity=EMEA, tax_registration_number="LU1")
        assert taken(match(invoice, [own, everyone], ENTITIES)) == ("OWN", "1")
        strict = match(invoice, [own, everyone], entities(prefers_scoped=False))
        assert taken(strict) == ("E", "1")

    def test_the_unit_counts_before_the_tax_registration(self) -> None:
        """R-123: invoice unit, then TRN."""
        by_number = a_purchase_order(
            "T", a_line(), bill_from=[EMEA], tax_registration_numbers=["LU1"], updated_at=LATER
        )
        by_unit = a_purchase_order("U", a_line(), bill_from=[EMEA], invoice_units=["North"])
        invoice = an_invoice(entity=EMEA, tax_registration_number="LU1", invoice_unit="North")
        assert taken(match(invoice, [by_number, by_unit], ENTITIES)) == ("U", "1")

    def test_the_type_counts_before_the_scope(self) -> None:
        """R-122 before R-123."""
        north = a_purchase_order("N", a_line("1", ALL), invoice_units=["North"])
        everyone = a_purchase_order("E", a_line("1", USAGE))
        found = match(an_invoice(invoice_unit="North"), [north, everyone], ENTITIES)
        assert taken(found) == ("E", "1")

    @pytest.mark.parametrize(("a_has", "left"), [("400.00", "1500.00"), ("499.99", "1500.00")])
    def test_enough_balance_beats_the_newer_purchase_order(self, a_has: str, left: str) -> None:
        """R-124, R-131, S-11: also one cent short is short (S-13)."""
        a = a_purchase_order(
            "A", a_line("1", SUBSCRIPTION, total="2000.00", balance=a_has), updated_at=LATER
        )
        b = a_purchase_order("B", a_line("1", SUBSCRIPTION, total="2000.00"))
        found = match(an_invoice("500.00", kind=ChargeKind.SUBSCRIPTION), [a, b], ENTITIES)
        assert taken(found) == ("B", "1")
        assert book(b, found).balance == Decimal(left)
        assert gone(found, Criterion.ENOUGH_BALANCE) == [("A", "1", f"{a_has} USD left")]

    def test_exactly_equal_is_enough_and_leaves_nothing(self) -> None:
        """R-131."""
        a = a_purchase_order("A", a_line(balance="500.00"), updated_at=LATER)
        b = a_purchase_order("B", a_line(total="2000.00"))
        found = match(an_invoice("500.00"), [a, b], ENTITIES)
        assert taken(found) == ("A", "1")
        assert found.flags == frozenset()
        assert book(a, found).balance == 0

    def test_an_untracked_line_always_has_enough(self) -> None:
        """R-132."""
        tracked = a_purchase_order("A", a_line(total="10.00"), updated_at=LATER)
        untracked = a_purchase_order("B", a_line(total="0.00", tracked=False))
        found = match(an_invoice("500.00"), [tracked, untracked], ENTITIES)
        assert taken(found) == ("B", "1")
        assert found.flags == frozenset()

    def test_the_only_purchase_order_goes_on_being_used_when_exhausted(self) -> None:
        """R-130, R-145, S-15: the balance falls below zero."""
        order = a_purchase_order("A", a_line(balance="0.00"))
        for total in ("80.00", "20.00"):
            found = match(an_invoice(total), [order], ENTITIES)
            assert taken(found) == ("A", "1")
            assert found.flags == {Flag.OUT_OF_BALANCE}
            assert "though its balance is less" in found.reason
            order = book(order, found)
        assert order.balance == Decimal("-100.00")

    def test_an_invoice_is_never_split(self) -> None:
        """R-133, R-134: two lines that would do together do not help each other."""
        order = a_purchase_order("A", a_line("1", total="60.00"), a_line("2", total="60.00"))
        found = match(an_invoice("100.00"), [order], ENTITIES)
        assert taken(found) == ("A", "1")
        assert found.booked == money("100.00")

    def test_a_zero_invoice_is_matched_like_any_other_and_takes_nothing(self) -> None:
        """R-137."""
        order = a_purchase_order("A", a_line("1", balance="-1.00"), a_line("2", balance="0.00"))
        found = match(an_invoice("0.00"), [order], ENTITIES)
        assert taken(found) == ("A", "2")
        assert book(order, found).line("2").balance == 0

    def test_of_several_purchase_orders_the_last_updated_wins(self) -> None:
        """R-125."""
        orders = [
            a_purchase_order("A", a_line()),
            a_purchase_order("B", a_line(), updated_at=LATER),
            a_purchase_order("C", a_line()),
        ]
        found = match(an_invoice(), orders, ENTITIES)
        assert taken(found) == ("B", "1")
        assert gone(found, Criterion.LAST_UPDATED) == [
            ("A", "1", "2027-01-01T09:00:00Z"),
            ("C", "1", "2027-01-01T09:00:00Z"),
        ]
        assert found.reason == (
            "Line 1 of B is the best of 3 that fit: it was updated last, at 2027-01-02T09:00:00Z."
        )

    def test_being_used_does_not_count_as_an_update(self) -> None:
        """R-126, S-17: three invoices in a row go to the newer one."""
        newer = a_purchase_order("A", a_line(total="300.00"), updated_at=LATER)
        older = a_purchase_order("B", a_line(total="300.00"))
        for _ in range(3):
            found = match(an_invoice("100.00"), [newer, older], ENTITIES)
            assert found.purchase_order_id == "A"
            newer = book(newer, found)
        assert newer.balance == 0
        assert (newer.updated_at, newer.version) == (LATER, 1)

    def test_in_one_purchase_order_the_line_that_lapses_first_goes_first(self) -> None:
        """R-127, S-19."""
        order = a_purchase_order("A", a_line("1"), a_line("2", months=("2027-03", "2027-03")))
        assert taken(match(an_invoice(month="2027-03"), [order], ENTITIES)) == ("A", "2")

    def test_then_the_one_that_starts_first(self) -> None:
        """R-127."""
        order = a_purchase_order(
            "A",
            a_line("1", months=("2027-02", "2027-12")),
            a_line("2", months=("2027-01", "2027-12")),
        )
        assert taken(match(an_invoice(month="2027-03"), [order], ENTITIES)) == ("A", "2")

    def test_then_the_one_created_first(self) -> None:
        """R-127: by position, whatever its number and place."""
        order = a_purchase_order("A", a_line("1", position=7), a_line("9", position=3))
        found = match(an_invoice(), [order], ENTITIES)
        assert taken(found) == ("A", "9")
        assert gone(found, Criterion.FIRST_CREATED) == [("A", "1", "created as number 7")]

    def test_identical_time_stamps_are_settled_by_the_id_in_code_point_order(self) -> None:
        """R-128: capitals before small letters, digits before both."""
        orders = [a_purchase_order(each, a_line()) for each in ("a", "B", "Ä", "10", "9")]
        for expected in ("10", "9", "B", "a", "Ä"):
            found = match(an_invoice(), orders, ENTITIES)
            assert found.purchase_order_id == expected
            orders = [order for order in orders if order.purchase_order_id != expected]

    def test_the_id_settles_before_lines_of_different_purchase_orders_are_compared(self) -> None:
        """R-127 is about one purchase order: B's shorter line is no reason to leave A."""
        a = a_purchase_order("A", a_line("1"))
        b = a_purchase_order("B", a_line("1", months=("2027-01", "2027-01")))
        assert taken(match(an_invoice(), [b, a], ENTITIES)) == ("A", "1")

    def test_three_monthly_lines_in_a_quarter_take_one_month_each(self) -> None:
        """R-158, R-160."""
        months = ("2027-01", "2027-02", "2027-03")
        lines = [a_line(str(n), months=(m, m)) for n, m in enumerate(months, start=1)]
        order = a_purchase_order("Q", *lines, months=("2027-01", "2027-03"))
        for number, month in enumerate(months, start=1):
            found = match(an_invoice(month=month), [order], ENTITIES)
            assert taken(found) == ("Q", str(number))

    def test_one_typed_line_each_keeps_the_kinds_apart(self) -> None:
        """R-159, R-161."""
        order = a_purchase_order(
            "A", a_line("1", USAGE), a_line("2", SUBSCRIPTION), a_line("3", BLANKET)
        )
        for kind, number in (
            (ChargeKind.MONTHLY_USAGE, "1"),
            (ChargeKind.SUBSCRIPTION, "2"),
            (ChargeKind.MARKETPLACE_USAGE, "3"),
        ):
            assert taken(match(an_invoice(kind=kind), [order], ENTITIES)) == ("A", number)


class TestCurrencies:
    def test_the_first_total_in_the_purchase_order_s_currency_is_booked(self) -> None:
        """R-155: payment, base, tax currency, in this order."""
        order = a_purchase_order("E", a_line(currency="EUR"), currency="EUR")
        invoice = an_invoice("125770 JPY", "842.00 USD", "777.00 EUR")
        found = match(invoice, [order], ENTITIES)
        assert found.booked == money("777.00 EUR")
        assert found.flags == frozenset()
        twice = match(an_invoice("1.00 EUR", "2.00 EUR"), [order], ENTITIES)
        assert twice.booked == money("1.00 EUR")

    def test_without_such_a_total_it_is_associated_and_flagged_but_not_booked(self) -> None:
        """R-155, R-156, S-39."""
        order = a_purchase_order("E", a_line(currency="EUR"), currency="EUR")
        found = match(an_invoice("125770 JPY", "842.00 USD"), [order], ENTITIES)
        assert taken(found) == ("E", "1")
        assert found.booked is None
        assert found.flags == {Flag.CURRENCY_MISMATCH}
        assert "no total in its currency" in found.reason
        assert book(order, found).balance == Decimal("1000.00")

    def test_a_purchase_order_in_a_currency_of_the_invoice_is_preferred(self) -> None:
        """R-155, S-39: the foreign one ranks as out of balance, newer or not."""
        foreign = a_purchase_order(
            "E", a_line(currency="EUR", tracked=False), currency="EUR", updated_at=LATER
        )
        own = a_purchase_order("U", a_line())
        found = match(an_invoice("125770 JPY", "842.00 USD"), [foreign, own], ENTITIES)
        assert taken(found) == ("U", "1")
        assert book(own, found).balance == Decimal("158.00")
        assert gone(found, Criterion.ENOUGH_BALANCE) == [
            ("E", "1", "in EUR, which the invoice does not state")
        ]

    def test_a_foreign_currency_and_an_empty_balance_rank_alike(self) -> None:
        """R-155: then the last update decides."""
        foreign = a_purchase_order("E", a_line(currency="EUR"), currency="EUR", updated_at=LATER)
        empty = a_purchase_order("U", a_line(balance="0.00"))
        found = match(an_invoice("842.00"), [foreign, empty], ENTITIES)
        assert taken(found) == ("E", "1")
