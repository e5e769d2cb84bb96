"""Invoice units: R-033 to R-035, R-046, R-047."""

from dataclasses import replace

import pytest

from procurement.domain.billing_settings.invoice_units import (
    InvoiceUnit,
    InvoiceUnitInput,
    InvoiceUnits,
    edited_invoice_unit,
    new_invoice_unit,
)
from procurement.domain.errors import (
    AlreadyExists,
    InvalidInput,
    InvoiceUnitNotFound,
    QuotaExceeded,
    StaleVersion,
)
from procurement.domain.purchase_orders.purchase_order import Status
from tests.support.billing_settings import NORTHERN, SOUTHERN, an_invoice_unit, units_of
from tests.support.marketplace import NOON
from tests.support.purchase_orders import a_line, a_purchase_order

PLAIN = InvoiceUnitInput(name="North", invoice_receiver=NORTHERN, linked_accounts=[NORTHERN])


def created(given: InvoiceUnitInput, *others: InvoiceUnit) -> InvoiceUnit:
    return new_invoice_unit(given, units_of(*others), NOON)


def faults(given: InvoiceUnitInput, *others: InvoiceUnit) -> list[tuple[str, str]]:
    """Field and reason of everything wrong with a new unit; every fault names its rule."""
    with pytest.raises(InvalidInput) as refused:
        created(given, *others)
    assert all(problem.rule for problem in refused.value.problems)
    return [(problem.field, problem.reason) for problem in refused.value.problems]


class TestCreating:
    def test_a_unit_has_a_name_a_receiver_and_accounts(self) -> None:
        """R-046, R-047."""
        given = replace(PLAIN, description="The north\nof it", is_tax_inheritance_disabled=True)
        assert created(given) == an_invoice_unit(
            "North",
            NORTHERN,
            description="The north\nof it",
            is_tax_inheritance_disabled=True,
            updated_at=NOON,
        )

    @pytest.mark.parametrize("name", ["N", "n" * 50, "North 2-b_C", "0"])
    def test_names_have_1_to_50_letters_digits_spaces_hyphens_underscores(self, name: str) -> None:
        """R-046."""
        assert created(replace(PLAIN, name=name)).name == name

    @pytest.mark.parametrize(
        "name", [None, "", "n" * 51, " North", "North ", " ", "Nörd", "N/S", "a\tb", "٣"]
    )
    def test_other_names_are_refused(self, name: str | None) -> None:
        """R-046, R-047: also a space at either end."""
        assert faults(replace(PLAIN, name=name)) == [("name", "INVALID_VALUE")]

    def test_a_taken_name_is_refused_in_the_very_spelling_only(self) -> None:
        """R-047."""
        with pytest.raises(AlreadyExists):
            created(PLAIN, an_invoice_unit("North"))
        assert created(PLAIN, an_invoice_unit("north")).name == "North"

    def test_there_are_at_most_500(self) -> None:
        """R-046."""
        many = [an_invoice_unit(f"U{number}") for number in range(500)]
        assert created(PLAIN, *many[:499])
        with pytest.raises(QuotaExceeded) as refused:
            created(PLAIN, *many)
        assert (refused.value.quota, refused.value.limit) == ("InvoiceUnits", 500)

    def test_at_500_a_taken_name_is_what_is_told(self) -> None:
        """R-046: a repeat of the 500th creation finds the unit that it made."""
        many = [an_invoice_unit(f"U{number}") for number in range(499)]
        with pytest.raises(AlreadyExists):
            created(PLAIN, *many, an_invoice_unit("North"))

    @pytest.mark.parametrize("count", [0, 1, 1000])
    def test_a_unit_holds_0_to_1000_accounts(self, count: int) -> None:
        """R-047."""
        accounts = [f"{number:012d}" for number in range(count)]
        assert created(replace(PLAIN, linked_accounts=accounts)).linked_accounts == tuple(accounts)

    def test_1001_accounts_are_too_many(self) -> None:
        """R-047: nobody wants to read what is wrong with each of them."""
        accounts = ["no account"] * 1001
        expected = [("rule.linkedAccounts", "INVALID_VALUE")]
        assert faults(replace(PLAIN, linked_accounts=accounts)) == expected

    def test_an_account_is_in_one_unit_at_most(self) -> None:
        """R-047: accounts in different units are mutually exclusive."""
        given = replace(PLAIN, linked_accounts=[SOUTHERN, NORTHERN])
        expected = [("rule.linkedAccounts[1]", "ACCOUNT_IN_ANOTHER_UNIT")]
        assert faults(given, an_invoice_unit("Old", NORTHERN)) == expected

    def test_an_account_is_given_once(self) -> None:
        """R-047."""
        given = replace(PLAIN, linked_accounts=[NORTHERN, SOUTHERN, NORTHERN])
        assert faults(given) == [
            ("rule.linkedAccounts[0]", "DUPLICATE_VALUE"),
            ("rule.linkedAccounts[2]", "DUPLICATE_VALUE"),
        ]

    def test_all_problems_are_reported_at_once(self) -> None:
        """R-047."""
        given = InvoiceUnitInput(
            name="", description="\x00", linked_accounts=["", "a" * 37, "1 2", "a" * 36]
        )
        assert faults(given) == [
            ("name", "INVALID_VALUE"),
            ("invoiceReceiver", "INVALID_VALUE"),
            ("description", "INVALID_VALUE"),
            ("rule.linkedAccounts[0]", "INVALID_VALUE"),
            ("rule.linkedAccounts[1]", "INVALID_VALUE"),
            ("rule.linkedAccounts[2]", "INVALID_VALUE"),
        ]

    @pytest.mark.parametrize(("length", "fits"), [(500, True), (501, False)])
    def test_a_description_has_500_characters(self, length: int, fits: bool) -> None:
        """R-047: the model's DescriptionString."""
        given = replace(PLAIN, description="d" * length)
        if fits:
            assert created(given).description == "d" * length
        else:
            assert faults(given) == [("description", "INVALID_VALUE")]


class TestEditing:
    unit = an_invoice_unit("North", NORTHERN, version=3)

    def edited(self, given: InvoiceUnitInput, *others: InvoiceUnit) -> InvoiceUnit:
        return edited_invoice_unit(self.unit, given, units_of(self.unit, *others), NOON)

    def test_what_is_given_is_replaced_and_the_version_rises(self) -> None:
        """R-047, R-076."""
        given = InvoiceUnitInput(description="New", linked_accounts=[SOUTHERN])
        assert self.edited(given) == an_invoice_unit(
            "North", SOUTHERN, version=4, description="New", updated_at=NOON
        )

    def test_other_tags_raise_the_version_and_leave_the_time_of_the_last_change(self) -> None:
        """LastModified tells which configuration invoices were made with"""
        unit = an_invoice_unit("North", tags=(("team", "a"),), version=3)
        after = unit.with_tags((("team", "b"),))
        assert (after.version, after.updated_at) == (4, unit.updated_at)
        assert unit.with_tags(unit.tags) is unit

    def test_the_arn_holds_the_name_and_no_space(self) -> None:
        """invoicing:InvoiceUnitArnString"""
        arn = an_invoice_unit("North 2-b_C").arn
        assert arn == "arn:aws:invoicing::111122223333:invoice-unit/North:2-b_C"

    def test_the_same_request_finds_the_unit_that_it_created(self) -> None:
        """By its client token, unless it says something else by now"""
        unit = new_invoice_unit(PLAIN, units_of(), NOON, client_token="t-1")
        among = units_of(unit)
        assert among.created_by("t-1", PLAIN) is unit
        for token, given in (
            ("", PLAIN),
            ("t-2", PLAIN),
            ("t-1", replace(PLAIN, name="South")),
            ("t-1", replace(PLAIN, linked_accounts=[])),
        ):
            assert among.created_by(token, given) is None
        edited = edited_invoice_unit(unit, InvoiceUnitInput(description="x"), among, NOON)
        assert units_of(edited).created_by("t-1", PLAIN) is None

    def test_its_own_accounts_are_no_others(self) -> None:
        """R-047."""
        given = InvoiceUnitInput(linked_accounts=[NORTHERN, SOUTHERN])
        assert self.edited(given).linked_accounts == (NORTHERN, SOUTHERN)
        with pytest.raises(InvalidInput, match="is in invoice unit 'South' already"):
            self.edited(given, an_invoice_unit("South", SOUTHERN))

    def test_all_accounts_may_be_taken_out(self) -> None:
        """R-047: 0 accounts are legal."""
        assert self.edited(InvoiceUnitInput(linked_accounts=[])).linked_accounts == ()

    @pytest.mark.parametrize(
        "given", [InvoiceUnitInput(), InvoiceUnitInput(name="North", linked_accounts=[NORTHERN])]
    )
    def test_what_changes_nothing_gives_the_very_same_object(self, given: InvoiceUnitInput) -> None:
        """R-062 in its spirit: no version, no event."""
        assert self.edited(given) is self.unit

    def test_name_and_receiver_never_change(self) -> None:
        """R-047: delete and recreate."""
        with pytest.raises(InvalidInput) as refused:
            self.edited(InvoiceUnitInput(name="Nord", invoice_receiver=SOUTHERN))
        told = [(each.field, each.reason, each.rule) for each in refused.value.problems]
        assert told == [
            ("name", "IMMUTABLE", "R-047"),
            ("invoiceReceiver", "IMMUTABLE", "R-047"),
        ]

    def test_the_expected_version_must_be_the_present_one(self) -> None:
        """R-076."""
        self.unit.expect_version(None)
        self.unit.expect_version(3)
        with pytest.raises(StaleVersion, match="at version 3, not 2"):
            self.unit.expect_version(2)


class TestAllUnits:
    units = units_of(an_invoice_unit("North", NORTHERN, "1"), an_invoice_unit("South", SOUTHERN))

    def test_every_account_has_its_unit(self) -> None:
        """R-047, R-119."""
        assert self.units.by_account == {NORTHERN: "North", "1": "North", SOUTHERN: "South"}

    def test_a_unit_is_found_by_name(self) -> None:
        assert self.units.unit("South").linked_accounts == (SOUTHERN,)
        with pytest.raises(InvoiceUnitNotFound):
            self.units.unit("West")

    def test_the_others_of_a_unit(self) -> None:
        left: InvoiceUnits = self.units.without(self.units.unit("North"))
        assert [unit.name for unit in left.units] == ["South"]


class TestUnlinking:
    def test_a_purchase_order_loses_the_link_and_keeps_the_others(self) -> None:
        """R-034."""
        order = a_purchase_order("A", a_line(), invoice_units=["North", "South"])
        after = order.without_invoice_unit("North", NOON)
        assert after.invoice_units == ("South",)
        assert (after.version, after.updated_at) == (order.version + 1, NOON)
        assert after.status(NOON) is Status.ACTIVE

    def test_one_that_loses_its_last_unit_is_suspended(self) -> None:
        """R-035: or it would take the invoices of the whole account."""
        order = a_purchase_order("A", a_line(), invoice_units=["North"])
        after = order.without_invoice_unit("North", NOON)
        assert after.invoice_units == ()
        assert after.status(NOON) is Status.SUSPENDED

    def test_an_expired_one_is_suspended_too(self) -> None:
        """R-035: moving its expiration month would otherwise make it account-wide."""
        order = a_purchase_order("A", months=("2027-01", "2027-02"), invoice_units=["North"])
        assert order.without_invoice_unit("North", NOON).status(NOON) is Status.SUSPENDED_EXPIRED


class TestBillSources:
    SOURCE = "888899990000"

    def test_a_unit_may_name_bill_source_accounts_besides_linked_ones(self) -> None:
        """R-410."""
        unit = created(replace(PLAIN, bill_source_accounts=[self.SOURCE]))
        units = units_of(unit)
        assert units.unit_for(SOUTHERN, self.SOURCE) == "North"
        assert units.unit_for(NORTHERN, None) == "North"

    def test_what_belongs_to_a_transferred_bill_goes_by_that_bill_alone(self) -> None:
        """R-410: a linked account of that number is another matter."""
        units = units_of(created(PLAIN))
        assert units.unit_for(NORTHERN, self.SOURCE) == ""
        assert units.unit_for(SOUTHERN, None) == ""

    def test_a_bill_source_account_is_in_one_unit_at_most(self) -> None:
        """R-047, R-410."""
        other = an_invoice_unit("South", SOUTHERN, bill_source_accounts=(self.SOURCE,))
        given = replace(PLAIN, bill_source_accounts=[self.SOURCE, self.SOURCE, "a b"])
        assert faults(given, other) == [
            ("rule.billSourceAccounts[0]", "DUPLICATE_VALUE"),
            ("rule.billSourceAccounts[1]", "DUPLICATE_VALUE"),
            ("rule.billSourceAccounts[2]", "INVALID_VALUE"),
        ]
        single = replace(PLAIN, bill_source_accounts=[self.SOURCE])
        assert faults(single, other) == [("rule.billSourceAccounts[0]", "ACCOUNT_IN_ANOTHER_UNIT")]

    def test_an_edit_that_gives_none_keeps_them(self) -> None:
        """R-410."""
        unit = an_invoice_unit("North", NORTHERN, bill_source_accounts=(self.SOURCE,))
        given = InvoiceUnitInput(description="Other")
        edited = edited_invoice_unit(unit, given, units_of(unit), NOON)
        assert edited.bill_source_accounts == (self.SOURCE,)
