"""Editing purchase orders and their lines: R-004, R-043, R-061, R-067 to R-076."""

from dataclasses import replace
from decimal import Decimal

import pytest

from procurement.domain.errors import QuotaExceeded
from procurement.domain.purchase_orders.input import PurchaseOrderInput
from procurement.domain.purchase_orders.line_item import LineItemInput
from procurement.domain.purchase_orders.purchase_order import Status
from tests.support.marketplace import NOON
from tests.support.purchase_order_input import (
    LINE,
    PLAIN,
    added,
    edited,
    faults_of_edit,
)
from tests.support.purchase_orders import (
    EMEA,
    INC,
    a_line,
    a_purchase_order,
)


class TestEditing:
    ORDER = a_purchase_order("PO 7", a_line("1"), a_line("2"), version=7)

    def test_header_fields_change_alone_and_raise_the_version(self) -> None:
        """R-012, R-067, R-076, R-126."""
        after = edited(self.ORDER, PurchaseOrderInput(description="new", ship_to="there"))
        assert (after.description, after.ship_to) == ("new", "there")
        assert (after.version, after.updated_at) == (8, NOON)
        assert (after.key, after.created_at) == (self.ORDER.key, self.ORDER.created_at)
        assert after.line_items == self.ORDER.line_items

    def test_a_description_is_kept_unless_it_is_given_and_can_be_emptied(self) -> None:
        """R-014."""
        described = edited(self.ORDER, PurchaseOrderInput(description="notes"))
        assert edited(described, PurchaseOrderInput(ship_to="x")).description == "notes"
        assert edited(described, PurchaseOrderInput(description="")).description == ""

    @pytest.mark.parametrize(
        "given",
        [
            PurchaseOrderInput(),
            PurchaseOrderInput(purchase_order_id="PO 7", currency="USD"),
            PurchaseOrderInput(bill_from=[INC], expiration_month="2027-12"),
            PurchaseOrderInput(line_items=[LineItemInput(line_item_number="1", quantity="1.0")]),
        ],
    )
    def test_what_changes_nothing_gives_the_very_same_object(
        self, given: PurchaseOrderInput
    ) -> None:
        """R-126: not even the time-stamp moves."""
        assert edited(self.ORDER, given) is self.ORDER

    def test_the_id_and_the_currency_never_change(self) -> None:
        """R-004, R-026."""
        given = PurchaseOrderInput(purchase_order_id="PO 8", currency="EUR")
        assert faults_of_edit(self.ORDER, given) == [
            ("purchaseOrderId", "R-004"),
            ("currencyCode", "R-026"),
        ]

    def test_a_long_id_of_marketplace_never_has_to_be_shortened(self) -> None:
        """R-173."""
        order = a_purchase_order("M" * 200, a_line())
        assert edited(order, PurchaseOrderInput(description="x")).purchase_order_id == "M" * 200

    @pytest.mark.parametrize("suspended", [True, False])
    def test_expired_and_suspended_ones_stay_editable(self, suspended: bool) -> None:
        """R-056, R-059, R-068: purchase order and line end are moved in one request."""
        window = ("2027-01", "2027-05")
        order = a_purchase_order("A", a_line(months=window), months=window, suspended=suspended)
        given = PurchaseOrderInput(
            expiration_month="2027-09",
            line_items=[LineItemInput(line_item_number="1", end_month="2027-09")],
        )
        after = edited(order, given)
        assert after.status(NOON) is (Status.SUSPENDED if suspended else Status.ACTIVE)
        assert str(after.line("1").end_month) == "2027-09"

    def test_shortening_past_a_line_is_refused_unless_the_line_is_shortened_too(self) -> None:
        """R-061, R-080, R-081, S-47: a line the caller did not write goes by its number."""
        given = PurchaseOrderInput(
            expiration_month="2027-06",
            line_items=[LineItemInput(line_item_number="1", end_month="2027-06")],
        )
        assert faults_of_edit(self.ORDER, given) == [("lineItems['2'].endMonth", "R-080")]
        both = replace(given, deleted_line_items=["2"])
        assert str(edited(self.ORDER, both).expiration_month) == "2027-06"

    def test_moving_the_start_past_a_line_is_refused(self) -> None:
        """R-080, R-081."""
        faults = faults_of_edit(self.ORDER, PurchaseOrderInput(effective_month="2027-02"))
        assert [rule for _, rule in faults] == ["R-080", "R-080"]

    def test_a_faulty_line_is_not_judged_as_it_was_before(self) -> None:
        """R-080: the caller did shorten it, there is but one mistake."""
        order = a_purchase_order("A", a_line())
        line = LineItemInput(line_item_number="1", end_month="2027-06", quantity="0")
        given = PurchaseOrderInput(expiration_month="2027-06", line_items=[line])
        assert faults_of_edit(order, given) == [("lineItems[0].quantity", "R-086")]

    def test_emea_sarl_stays_while_there_are_tax_registration_numbers(self) -> None:
        """R-023."""
        order = a_purchase_order("A", a_line(), bill_from=[EMEA], tax_registration_numbers=["LU-1"])
        given = PurchaseOrderInput(bill_from=[INC])
        assert faults_of_edit(order, given) == [("taxRegistrationNumbers", "R-023")]
        cleared = edited(order, replace(given, tax_registration_numbers=[]))
        assert cleared.bill_from == (INC,)

    def test_a_seller_that_left_the_list_may_stay_on_old_purchase_orders(self) -> None:
        """R-019."""
        order = a_purchase_order("A", a_line(), bill_from=["Amazon of Old"])
        after = edited(order, PurchaseOrderInput(bill_from=["Amazon of Old", INC]))
        assert after.bill_from == ("Amazon of Old", INC)

    def test_the_last_seller_cannot_be_taken_away(self) -> None:
        """R-016."""
        assert faults_of_edit(self.ORDER, PurchaseOrderInput(bill_from=[])) == [
            ("billFrom", "R-016")
        ]

    def test_dropping_a_seller_that_a_line_needs_is_refused(self) -> None:
        """R-109."""
        order = a_purchase_order(
            "A",
            replace(a_line(), type=a_line().type.PROFESSIONAL_SERVICES),
            bill_from=[INC, EMEA],
        )
        faults = faults_of_edit(order, PurchaseOrderInput(bill_from=[EMEA]))
        assert faults == [("lineItems['1'].type", "R-109")]


class TestEditingLines:
    ORDER = a_purchase_order("A", a_line("1", booked="300.00", invoice_count=1), a_line("2"))

    def test_a_known_number_changes_that_line_an_unknown_one_adds_a_line(self) -> None:
        """R-074, R-127: the new one comes last."""
        lines = [
            replace(LINE, line_item_number="0"),
            LineItemInput(line_item_number="2", unit_price="5.00"),
        ]
        after = edited(self.ORDER, PurchaseOrderInput(line_items=lines))
        assert [(each.line_item_number, each.position) for each in after.line_items] == [
            ("1", 1),
            ("2", 2),
            ("0", 3),
        ]
        assert after.line("1") == self.ORDER.line("1")
        assert after.line("2").total_value == Decimal("5.00")

    def test_a_used_line_can_be_deleted_and_takes_its_value_along(self) -> None:
        """R-075, S-41."""
        order = a_purchase_order(
            "A", a_line("1", booked="300.00", invoice_count=1), a_line("2", total="500.00")
        )
        after = edited(order, PurchaseOrderInput(deleted_line_items=["1"]))
        assert (after.total_value, after.balance) == (Decimal("500.00"), Decimal("500.00"))
        assert after.retired_line_numbers == ("1",)

    def test_its_number_cannot_be_used_again(self) -> None:
        """R-075: neither later nor in the same request."""
        gone = edited(self.ORDER, PurchaseOrderInput(deleted_line_items=["1"]))
        again = PurchaseOrderInput(line_items=[LINE])
        assert faults_of_edit(gone, again) == [("lineItems[0].lineItemNumber", "R-075")]
        at_once = replace(again, deleted_line_items=["1"])
        assert faults_of_edit(self.ORDER, at_once) == [("lineItems[0].lineItemNumber", "R-075")]

    def test_the_number_of_an_unused_line_can(self) -> None:
        """R-075: it is a new line then."""
        anew = PurchaseOrderInput(
            deleted_line_items=["2"],
            line_items=[replace(LINE, line_item_number="2", unit_price="7.00")],
        )
        after = edited(self.ORDER, anew)
        assert after.line("2").total_value == Decimal("7.00")
        assert after.retired_line_numbers == ()

    def test_several_lines_can_be_deleted_at_once(self) -> None:
        """R-074: even all of them, which leaves a draft."""
        after = edited(self.ORDER, PurchaseOrderInput(deleted_line_items=["2", "1"]))
        assert after.line_items == ()

    def test_deleting_an_unknown_line_is_refused_and_changes_nothing(self) -> None:
        """R-074."""
        given = PurchaseOrderInput(deleted_line_items=["1", "9"])
        assert faults_of_edit(self.ORDER, given) == [("deletedLineItems", "R-074")]

    def test_there_are_at_most_100_lines(self) -> None:
        """R-043."""
        lines = [replace(LINE, line_item_number=str(n)) for n in range(1, 102)]
        full = added(replace(PLAIN, line_items=lines[:100]))
        assert len(full.line_items) == 100
        with pytest.raises(QuotaExceeded, match="100 line items"):
            added(replace(PLAIN, line_items=lines))
        with pytest.raises(QuotaExceeded):
            edited(full, PurchaseOrderInput(line_items=[lines[100]]))
        swapped = PurchaseOrderInput(line_items=[lines[100]], deleted_line_items=["1"])
        assert len(edited(full, swapped).line_items) == 100

    def test_an_over_full_one_of_marketplace_may_be_edited_but_not_grow(self) -> None:
        """R-199."""
        over = a_purchase_order("A", *(a_line(str(n)) for n in range(1, 103)))
        fewer = edited(over, PurchaseOrderInput(deleted_line_items=["1"], description="less"))
        assert len(fewer.line_items) == 101
        with pytest.raises(QuotaExceeded):
            edited(over, PurchaseOrderInput(line_items=[replace(LINE, line_item_number="new")]))
