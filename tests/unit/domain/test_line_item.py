"""Line items: fields, arithmetic and balance, R-077 to R-103."""

from dataclasses import replace
from decimal import Decimal

import pytest

from procurement.domain.billing_settings.invoicing_entities import LineItemType
from procurement.domain.errors import Problem, Problems
from procurement.domain.month import Month
from procurement.domain.purchase_orders.line_item import (
    MAX_DESCRIPTION,
    LineItem,
    LineItemInput,
    Tax,
    TaxType,
    imported_type,
    new_line_item,
)
from tests.support.purchase_orders import a_line

PLAIN = LineItemInput(
    line_item_number="1",
    type="ALL",
    start_month="2027-01",
    end_month="2027-12",
    unit_price="100.00",
    quantity="1",
)


def made(given: LineItemInput, currency: str = "USD") -> LineItem:
    """The line, which must be without fault."""
    problems = Problems()
    line = new_line_item(given, currency=currency, position=1, at="lineItems[0]", problems=problems)
    assert problems.found == []
    assert line is not None
    return line


def faults(given: LineItemInput, currency: str = "USD") -> list[Problem]:
    """What is wrong with the line, which must not come out."""
    problems = Problems()
    line = new_line_item(given, currency=currency, position=1, at="lineItems[0]", problems=problems)
    assert line is None
    return problems.found


def the_fault(given: LineItemInput, currency: str = "USD") -> tuple[str, str | None]:
    """The field below the line and the rule of its only fault."""
    (problem,) = faults(given, currency)
    assert problem.field.startswith("lineItems[0].")
    return problem.field.removeprefix("lineItems[0]."), problem.rule


class TestArithmetic:
    @pytest.mark.parametrize(
        ("price", "quantity", "tax", "currency", "extended", "total"),
        [
            ("0.33", "3.5", Tax(TaxType.AMOUNT, Decimal("0.10")), "USD", "1.16", "1.26"),
            ("100.00", "1", None, "USD", "100.00", "100.00"),
            ("100.00", "1", Tax(TaxType.PERCENTAGE, Decimal("19")), "USD", "100.00", "119.00"),
            ("0.05", "1", Tax(TaxType.PERCENTAGE, Decimal("10")), "USD", "0.05", "0.06"),
            ("33.33", "0.3333", Tax(TaxType.PERCENTAGE, Decimal("7.7")), "EUR", "11.11", "11.97"),
            ("125", "0.5", None, "JPY", "63", "63"),
            ("1001", "1", Tax(TaxType.PERCENTAGE, Decimal("8")), "JPY", "1001", "1081"),
            ("1.005", "0.1", None, "KWD", "0.101", "0.101"),
            ("0.001", "0.4999", None, "KWD", "0.000", "0.000"),
            ("0.00", "5", Tax(TaxType.AMOUNT, Decimal("1.00")), "USD", "0.00", "1.00"),
        ],
    )
    def test_the_total_is_the_rounded_product_and_the_tax(
        self,
        price: str,
        quantity: str,
        tax: Tax | None,
        currency: str,
        extended: str,
        total: str,
    ) -> None:
        """R-084, R-087, R-088, R-089, S-29: half-up once each, by the currency's minor unit."""
        line = a_line(total=price, quantity=quantity, tax=tax, currency=currency)
        assert line.extended_amount == Decimal(extended)
        assert line.total_value == Decimal(total)

    def test_percentage_tax_is_computed_on_the_rounded_product(self) -> None:
        """R-089: of 0.75 and not of 0.745, which would give 0.07."""
        line = a_line(total="0.149", quantity="5", tax=Tax(TaxType.PERCENTAGE, Decimal(10)))
        assert (line.extended_amount, line.tax_amount) == (Decimal("0.75"), Decimal("0.08"))

    def test_the_largest_amounts_stay_exact(self) -> None:
        """R-089."""
        line = a_line(total="333333333333.33", quantity="2999.9999")
        assert line.total_value == Decimal("999999966666656.67")


class TestBalance:
    def test_the_balance_is_total_value_less_what_is_booked(self) -> None:
        """R-093, R-144."""
        assert a_line(total="1000.00", booked="300.00").balance == Decimal("700.00")

    def test_an_untracked_line_has_no_balance(self) -> None:
        """R-040, R-090."""
        assert a_line(tracked=False).balance is None

    @pytest.mark.parametrize(
        ("balance", "tracked", "enough"),
        [
            ("100.01", True, True),
            ("100.00", True, True),
            ("99.99", True, False),
            ("-5.00", True, False),
            ("-5.00", False, True),
        ],
    )
    def test_equal_is_enough_and_an_untracked_line_always_has_enough(
        self, balance: str, tracked: bool, enough: bool
    ) -> None:
        """R-131, R-132."""
        assert a_line(balance=balance, tracked=tracked).has_enough(Decimal("100.00")) is enough


class TestWindow:
    @pytest.mark.parametrize(
        ("month", "covered"),
        [("2026-12", False), ("2027-01", True), ("2027-12", True), ("2028-01", False)],
    )
    def test_both_end_months_belong_to_it(self, month: str, covered: bool) -> None:
        """R-082, R-120."""
        assert a_line().covers(Month.parse(month)) is covered


class TestNewLines:
    def test_a_plain_line_is_untracked_and_untaxed(self) -> None:
        """R-077 to R-090."""
        line = made(PLAIN)
        assert (line.line_item_number, line.type, line.currency) == ("1", LineItemType.ALL, "USD")
        assert (line.start_month, line.end_month) == (Month(2027, 1), Month(2027, 12))
        assert (line.unit_price, line.quantity, line.tax) == (Decimal(100), Decimal(1), None)
        assert (line.is_balance_tracked, line.description, line.position) == (False, "", 1)

    def test_everything_missing_is_reported_at_once(self) -> None:
        """R-077 to R-085."""
        found = faults(LineItemInput())
        assert [(each.field, each.reason, each.rule) for each in found] == [
            ("lineItems[0].lineItemNumber", "MISSING_VALUE", "R-077"),
            ("lineItems[0].type", "MISSING_VALUE", "R-079"),
            ("lineItems[0].startMonth", "MISSING_VALUE", "R-080"),
            ("lineItems[0].endMonth", "MISSING_VALUE", "R-080"),
            ("lineItems[0].unitPrice", "MISSING_VALUE", "R-083"),
            ("lineItems[0].quantity", "MISSING_VALUE", "R-085"),
        ]

    @pytest.mark.parametrize("number", ["1", "A-1 b", "x" * 50, "a_.:/=+-%@9", "agmt-1/0"])
    def test_a_line_number_is_short_and_plain(self, number: str) -> None:
        """R-077."""
        assert made(replace(PLAIN, line_item_number=number)).line_item_number == number

    @pytest.mark.parametrize("number", ["x" * 51, " 1", "1 ", "#1", "é", "1\n", " "])
    def test_other_line_numbers_are_refused(self, number: str) -> None:
        """R-077."""
        fault = the_fault(replace(PLAIN, line_item_number=number))
        assert fault == ("lineItemNumber", "R-077")

    @pytest.mark.parametrize("type_", list(LineItemType))
    def test_every_type_of_the_list_is_accepted(self, type_: LineItemType) -> None:
        """R-079, R-096 to R-101."""
        assert made(replace(PLAIN, type=type_.value)).type is type_

    def test_the_old_name_of_blanket_usage_is_understood_on_import_only(self) -> None:
        """R-102, R-103."""
        old = "AWS_MARKETPLACE_PURCHASE"
        fault = the_fault(replace(PLAIN, type=old))
        assert fault == ("type", "R-079")
        line = made(replace(PLAIN, type=imported_type(old)))
        assert line.type is LineItemType.MARKETPLACE_BLANKET_USAGE
        assert imported_type("ALL") == "ALL"
        assert imported_type(None) is None

    @pytest.mark.parametrize("type_", ["all", "USAGE", "MONTHLY_USAGE", "ALL "])
    def test_other_types_are_refused(self, type_: str) -> None:
        """R-079."""
        assert the_fault(replace(PLAIN, type=type_)) == ("type", "R-079")

    def test_one_month_is_a_window(self) -> None:
        """R-081."""
        assert made(replace(PLAIN, start_month="2027-12")).start_month == Month(2027, 12)

    def test_the_end_is_not_before_the_start(self) -> None:
        """R-081: compared as time, not as month numbers."""
        assert the_fault(replace(PLAIN, start_month="2028-01")) == ("endMonth", "R-081")
        made(replace(PLAIN, start_month="2027-12", end_month="2028-01"))

    @pytest.mark.parametrize("month", ["2027-13", "2027-1", "January 2027"])
    def test_months_are_written_yyyy_mm(self, month: str) -> None:
        """R-029."""
        assert the_fault(replace(PLAIN, start_month=month)) == ("startMonth", "R-029")

    @pytest.mark.parametrize(
        ("price", "currency"), [("0", "USD"), ("0.01", "USD"), ("1250", "JPY"), ("0.001", "KWD")]
    )
    def test_a_unit_price_is_at_least_0_in_the_minor_unit(self, price: str, currency: str) -> None:
        """R-086."""
        assert made(replace(PLAIN, unit_price=price), currency).unit_price == Decimal(price)

    @pytest.mark.parametrize(
        ("price", "currency"),
        [("-0.01", "USD"), ("0.001", "USD"), ("0.5", "JPY"), ("0.0001", "KWD"), ("ten", "USD")],
    )
    def test_other_unit_prices_are_refused(self, price: str, currency: str) -> None:
        """R-086."""
        assert the_fault(replace(PLAIN, unit_price=price), currency) == ("unitPrice", "R-086")

    @pytest.mark.parametrize("quantity", ["0.0001", "1", "2.5000", "1000000"])
    def test_a_quantity_is_above_0_with_up_to_4_places(self, quantity: str) -> None:
        """R-086."""
        assert made(replace(PLAIN, quantity=quantity)).quantity == Decimal(quantity)

    @pytest.mark.parametrize("quantity", ["0", "-1", "0.00001", "NaN", "Infinity", "1e400"])
    def test_other_quantities_are_refused(self, quantity: str) -> None:
        """R-086."""
        assert the_fault(replace(PLAIN, quantity=quantity)) == ("quantity", "R-086")

    def test_price_and_quantity_together_are_bounded_too(self) -> None:
        """R-086: so that sums of lines stay exact."""
        huge = replace(PLAIN, unit_price="99999999999.99", quantity="99999")
        assert the_fault(huge) == ("quantity", "R-086")

    @pytest.mark.parametrize(
        ("type_", "value"),
        [("PERCENTAGE", "0"), ("PERCENTAGE", "19.6875"), ("PERCENTAGE", "100"), ("AMOUNT", "0.10")],
    )
    def test_tax_is_a_percentage_or_an_amount(self, type_: str, value: str) -> None:
        """R-087."""
        line = made(replace(PLAIN, tax_type=type_, tax_value=value))
        assert line.tax == Tax(TaxType(type_), Decimal(value))

    @pytest.mark.parametrize(
        ("type_", "value", "field"),
        [
            ("PERCENTAGE", "100.01", "tax.value"),
            ("PERCENTAGE", "-1", "tax.value"),
            ("PERCENTAGE", "1.00001", "tax.value"),
            ("PERCENTAGE", None, "tax.value"),
            ("AMOUNT", "0.001", "tax.value"),
            ("AMOUNT", "-0.01", "tax.value"),
            ("VAT", "19", "tax.type"),
            (None, "19", "tax.type"),
        ],
    )
    def test_other_taxes_are_refused(
        self, type_: str | None, value: str | None, field: str
    ) -> None:
        """R-087."""
        given = replace(PLAIN, tax_type=type_, tax_value=value)
        assert the_fault(given) == (field, "R-087")

    @pytest.mark.parametrize("type_", list(LineItemType))
    def test_only_lines_that_are_not_marketplace_s_may_track(self, type_: LineItemType) -> None:
        """R-090 to R-092."""
        given = replace(PLAIN, type=type_.value, is_balance_tracked=True)
        if type_.is_marketplace:
            assert the_fault(given) == ("isBalanceTracked", "R-092")
            made(replace(given, is_balance_tracked=False))
        else:
            assert made(given).is_balance_tracked

    def test_a_description_may_be_in_any_script(self) -> None:
        """R-078: with an ideographic and a non-breaking space."""
        text = "購入\u3000注文 nº\u00a07 — ligne"
        assert made(replace(PLAIN, description=text)).description == text

    @pytest.mark.parametrize("text", ["x" * (MAX_DESCRIPTION + 1), "a\x00b", "a\nb", "\ud800"])
    def test_a_description_has_a_limit_and_no_control_characters(self, text: str) -> None:
        """R-078."""
        assert the_fault(replace(PLAIN, description=text)) == ("description", "R-078")
