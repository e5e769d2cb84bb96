"""Adding purchase orders: R-001 to R-045."""

from dataclasses import replace
from decimal import Decimal

import pytest

from procurement.domain.errors import QuotaExceeded
from procurement.domain.purchase_orders.input import ContactInput, PurchaseOrderInput
from procurement.domain.purchase_orders.purchase_order import Contact, Source, Status
from tests.support.marketplace import NOON
from tests.support.purchase_order_input import (
    BILL_TO,
    LINE,
    PLAIN,
    added,
    faults_of_new,
)
from tests.support.purchase_orders import (
    ACCOUNT,
    EMEA,
    INC,
    NEW_ZEALAND,
)


class TestAdding:
    def test_header_and_line_items_make_an_active_purchase_order(self) -> None:
        """R-010, R-013 to R-029, R-039."""
        order = added(PLAIN)
        assert (order.account_id, order.purchase_order_id, order.key) == (ACCOUNT, "PO 7", "fresh")
        assert (order.bill_from, order.currency) == ((INC,), "USD")
        assert (str(order.effective_month), str(order.expiration_month)) == ("2027-01", "2027-12")
        assert (order.created_at, order.updated_at, order.version) == (NOON, NOON, 1)
        assert order.status(NOON) is Status.ACTIVE
        assert order.source is Source.USER
        assert order.total_value == order.balance == Decimal("1000.00")

    def test_without_line_items_it_is_the_draft_of_step_one(self) -> None:
        """R-010, R-011, R-040."""
        order = added(replace(PLAIN, line_items=None))
        assert order.line_items == ()
        assert (order.total_value, order.balance) == (Decimal(0), None)

    def test_a_passed_quota_hides_no_other_problem(self) -> None:
        """R-044, R-029: and no other problem hides it."""
        many = [ContactInput(email=f"c{n}@example.com", name="C") for n in range(21)]
        given = replace(PLAIN, contacts=many, effective_month="2027-13")
        assert faults_of_new(given) == [("effectiveMonth", "R-029"), ("contacts", "R-044")]
        with pytest.raises(QuotaExceeded):
            added(replace(PLAIN, contacts=many))

    def test_all_problems_are_reported_at_once(self) -> None:
        """R-007, R-016, R-025, R-027, R-032, R-077, R-086."""
        given = PurchaseOrderInput(
            purchase_order_id="PO#7",
            currency="usd",
            contacts=[ContactInput(email="nobody", name="")],
            line_items=[replace(LINE, line_item_number="", quantity="0")],
        )
        assert faults_of_new(given) == [
            ("purchaseOrderId", "R-007"),
            ("currencyCode", "R-025"),
            ("effectiveMonth", "R-027"),
            ("expirationMonth", "R-027"),
            ("billFrom", "R-016"),
            ("contacts[0].email", "R-032"),
            ("contacts[0].name", "R-032"),
            ("lineItems[0].lineItemNumber", "R-077"),
            ("lineItems[0].quantity", "R-086"),
        ]

    def test_the_id_is_required(self) -> None:
        """R-008, R-013."""
        fields = [field for field, _ in faults_of_new(replace(PLAIN, purchase_order_id=None))]
        assert fields == ["purchaseOrderId"]

    def test_one_month_is_a_window(self) -> None:
        """R-029, R-157."""
        june = replace(LINE, start_month="2027-06", end_month="2027-06")
        given = replace(PLAIN, effective_month="2027-06", expiration_month="2027-06")
        order = added(replace(given, line_items=[june]))
        assert order.effective_month == order.expiration_month

    def test_the_end_is_not_before_the_start(self) -> None:
        """R-029."""
        given = replace(PLAIN, effective_month="2028-01", line_items=None)
        assert faults_of_new(given) == [("expirationMonth", "R-029")]

    def test_months_are_written_yyyy_mm(self) -> None:
        """R-029."""
        given = replace(PLAIN, effective_month="2027-1", expiration_month="12/2027")
        assert faults_of_new(given)[:2] == [
            ("effectiveMonth", "R-029"),
            ("expirationMonth", "R-029"),
        ]

    def test_it_cannot_be_born_expired_but_may_begin_in_the_past(self) -> None:
        """R-030."""
        late = replace(
            PLAIN, effective_month="2025-01", expiration_month="2027-06", line_items=None
        )
        assert added(late).status(NOON) is Status.ACTIVE
        expired = replace(late, expiration_month="2027-05")
        assert faults_of_new(expired) == [("expirationMonth", "R-030")]

    def test_sellers_come_from_the_configured_list(self) -> None:
        """R-016, R-019."""
        assert faults_of_new(replace(PLAIN, bill_from=["Acme"])) == [("billFrom", "R-019")]
        assert faults_of_new(replace(PLAIN, bill_from=[])) == [("billFrom", "R-016")]

    def test_several_sellers_are_possible_each_once(self) -> None:
        """R-017, R-018."""
        order = added(replace(PLAIN, bill_from=[EMEA, INC, EMEA]))
        assert order.bill_from == (EMEA, INC)

    def test_tax_registration_numbers_need_emea_sarl(self) -> None:
        """R-022, R-023, S-23."""
        given = replace(PLAIN, tax_registration_numbers=["LU-1"])
        assert faults_of_new(given) == [("taxRegistrationNumbers", "R-023")]
        order = added(replace(given, bill_from=[INC, EMEA]))
        assert order.tax_registration_numbers == ("LU-1",)

    def test_the_currency_is_the_account_s_unless_given(self) -> None:
        """R-025, R-026: and decides the places of its amounts."""
        order = added(
            replace(PLAIN, currency="KWD", line_items=[replace(LINE, unit_price="0.001")])
        )
        assert order.total_value == Decimal("0.001")
        yen = replace(PLAIN, currency="JPY", line_items=[replace(LINE, unit_price="0.50")])
        assert faults_of_new(yen) == [("lineItems[0].unitPrice", "R-086")]

    def test_texts_have_a_limit_and_no_control_characters(self) -> None:
        """R-014, R-015, R-021: but an address has lines, and any script and space is welcome."""
        order = added(
            replace(PLAIN, description="経費\u3000七月", ship_to="1 rue X\nL-1855 Luxembourg")
        )
        assert order.ship_to.count("\n") == 1
        assert added(replace(PLAIN, description="x" * 1000)).description == "x" * 1000
        assert faults_of_new(replace(PLAIN, description="x" * 1001)) == [("description", "R-015")]
        assert faults_of_new(replace(PLAIN, description="a\tb")) == [("description", "R-015")]
        assert faults_of_new(replace(PLAIN, description="a\nb")) == [("description", "R-015")]
        assert faults_of_new(replace(PLAIN, ship_to="a\x7fb")) == [("shipTo", "R-021")]

    def test_a_line_lies_within_the_purchase_order(self) -> None:
        """R-080, S-47."""
        lines = [
            replace(LINE, line_item_number="A", start_month="2026-12"),
            replace(LINE, line_item_number="B", end_month="2028-01"),
        ]
        assert faults_of_new(replace(PLAIN, line_items=lines)) == [
            ("lineItems[0].startMonth", "R-080"),
            ("lineItems[1].endMonth", "R-080"),
        ]

    def test_a_line_s_type_is_issued_by_one_of_the_sellers(self) -> None:
        """R-107, R-109, S-27."""
        services = "AWS_PROFESSIONAL_SERVICES_AND_TRAINING_PURCHASE"
        given = replace(PLAIN, bill_from=[EMEA], line_items=[replace(LINE, type=services)])
        assert faults_of_new(given) == [("lineItems[0].type", "R-109")]
        assert added(replace(given, bill_from=[EMEA, INC])).line_items

    @pytest.mark.parametrize(
        ("type_", "fits"),
        [("AWS_MARKETPLACE_BLANKET_USAGE", True), ("AWS_MARKETPLACE_TRANSACTION", False)],
    )
    def test_the_two_marketplace_lists_differ(self, type_: str, fits: bool) -> None:
        """R-104 to R-106."""
        line = replace(LINE, type=type_, is_balance_tracked=None)
        given = replace(PLAIN, bill_from=[NEW_ZEALAND], line_items=[line])
        if fits:
            assert added(given).line_items
        else:
            assert faults_of_new(given) == [("lineItems[0].type", "R-109")]

    def test_line_numbers_are_unique(self) -> None:
        """R-077: also when the first of the two is faulty itself."""
        assert faults_of_new(replace(PLAIN, line_items=[LINE, LINE])) == [
            ("lineItems[1].lineItemNumber", "R-077")
        ]
        faulty = replace(LINE, quantity="0")
        assert faults_of_new(replace(PLAIN, line_items=[faulty, LINE])) == [
            ("lineItems[0].quantity", "R-086"),
            ("lineItems[1].lineItemNumber", "R-077"),
        ]

    def test_lines_keep_their_order_of_creation(self) -> None:
        """R-127."""
        lines = [replace(LINE, line_item_number=number) for number in ("9", "1", "5")]
        order = added(replace(PLAIN, line_items=lines))
        assert [(each.line_item_number, each.position) for each in order.line_items] == [
            ("9", 1),
            ("1", 2),
            ("5", 3),
        ]

    def test_the_total_counts_every_line_the_balance_only_tracked_ones(self) -> None:
        """R-039, R-040."""
        untracked = replace(LINE, line_item_number="2", is_balance_tracked=False)
        order = added(replace(PLAIN, line_items=[LINE, untracked]))
        assert (order.total_value, order.balance) == (Decimal("2000.00"), Decimal("1000.00"))
        assert added(replace(PLAIN, line_items=[untracked])).balance is None


class TestContactsAndTags:
    def test_a_contact_has_an_address_a_name_and_perhaps_a_telephone(self) -> None:
        """R-031, R-032."""
        given = [
            ContactInput(email="a.b+c@example.com", name="Jürgen\u3000Ω", telephone="+49 (30) 1-2"),
            ContactInput(email="d@example.co.uk", name="D", telephone=""),
        ]
        assert added(replace(PLAIN, contacts=given)).contacts == (
            Contact(email="a.b+c@example.com", name="Jürgen\u3000Ω", telephone="+49 (30) 1-2"),
            Contact(email="d@example.co.uk", name="D"),
        )

    @pytest.mark.parametrize(
        ("contact", "field"),
        [
            (ContactInput(name="A"), "email"),
            (ContactInput(email="", name="A"), "email"),
            (ContactInput(email="a@b", name="A"), "email"),
            (ContactInput(email="a b@example.com", name="A"), "email"),
            (ContactInput(email="a@example.com"), "name"),
            (ContactInput(email="a@example.com", name="  "), "name"),
            (ContactInput(email="a@example.com", name="x" * 256), "name"),
            (ContactInput(email="a@example.com", name="x" + " " * 255), "name"),
            (ContactInput(email="a@example.com", name="a\x00"), "name"),
            (ContactInput(email="a@example.com", name="A", telephone="call me"), "telephone"),
        ],
    )
    def test_other_contacts_are_refused(self, contact: ContactInput, field: str) -> None:
        """R-032."""
        faults = faults_of_new(replace(PLAIN, contacts=[contact]))
        assert faults == [(f"contacts[0].{field}", "R-032")]

    def test_an_address_is_given_once_whatever_its_case(self) -> None:
        """R-032."""
        twice = [ContactInput(email=text, name="A") for text in ("a@example.com", "A@Example.com")]
        fields = [field for field, _ in faults_of_new(replace(PLAIN, contacts=twice))]
        assert fields == ["contacts[0].email", "contacts[1].email"]

    def test_there_are_at_most_20_contacts(self) -> None:
        """R-031, R-044."""
        many = [ContactInput(email=f"a{n}@example.com", name="A") for n in range(21)]
        assert len(added(replace(PLAIN, contacts=many[:20])).contacts) == 20
        with pytest.raises(QuotaExceeded, match="20 contacts"):
            added(replace(PLAIN, contacts=many))

    def test_there_are_at_most_50_tags(self) -> None:
        """R-036, R-045."""
        many = {f"key{n}": "value" for n in range(51)}
        with pytest.raises(QuotaExceeded, match="50 tags"):
            added(replace(PLAIN, tags=many))
        many.popitem()
        assert len(added(replace(PLAIN, tags=many)).tags) == 50

    @pytest.mark.parametrize(
        ("key", "value", "fits"),
        [
            ("k", "", True),
            ("k" * 128, "v" * 256, True),
            ("", "v", False),
            ("k" * 129, "v", False),
            ("k", "v" * 257, False),
        ],
    )
    def test_tags_have_their_sibling_service_s_limits(
        self, key: str, value: str, fits: bool
    ) -> None:
        """R-037."""
        given = replace(PLAIN, tags={key: value})
        if fits:
            assert added(given).tags == ((key, value),)
        else:
            assert [rule for _, rule in faults_of_new(given)] == ["R-037"]

    def test_invoice_units_are_names(self) -> None:
        """R-033."""
        order = added(replace(PLAIN, invoice_units=["North", "South", "North"]))
        assert order.invoice_units == ("North", "South")

    def test_unknown_invoice_units_are_refused(self) -> None:
        """R-033: each is told, and whatever is no name at all is told too."""
        faulty = replace(PLAIN, invoice_units=["North", "West", "north"])
        assert faults_of_new(faulty) == [("invoiceUnits", "R-033")] * 2
        odd = replace(PLAIN, invoice_units=[" North"])
        assert faults_of_new(odd) == [("invoiceUnits", None), ("invoiceUnits", "R-033")]
        many = replace(PLAIN, invoice_units=[f"U{number}" for number in range(101)])
        assert len(faults_of_new(many)) == 101

    def test_without_ship_to_it_begins_with_the_bill_to_address(self) -> None:
        """R-021: from then on it is its own; an empty one is given and stays empty."""
        assert added(PLAIN).ship_to == BILL_TO
        assert added(replace(PLAIN, ship_to="Dock 3")).ship_to == "Dock 3"
        assert added(replace(PLAIN, ship_to="")).ship_to == ""
