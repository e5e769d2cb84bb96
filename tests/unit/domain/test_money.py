"""Exact amounts: R-089, R-156, R-279."""

from decimal import Decimal

import pytest

from procurement.domain.money import (
    MAX_AMOUNT,
    Money,
    format_amount,
    minor_unit,
    parse_amount,
    places,
    rounded,
    split_evenly,
)
from tests.support.purchase_orders import money


@pytest.mark.parametrize(
    ("currency", "expected"),
    [("USD", 2), ("EUR", 2), ("JPY", 0), ("KRW", 0), ("BHD", 3), ("KWD", 3), ("OMR", 3)],
)
def test_each_currency_has_its_minor_unit(currency: str, expected: int) -> None:
    """R-089."""
    assert minor_unit(currency) == expected


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("1.155", "USD", "1.16"),
        ("1.145", "USD", "1.15"),
        ("1.1549999999", "USD", "1.15"),
        ("-1.155", "USD", "-1.16"),
        ("0.5", "JPY", "1"),
        ("0.0005", "KWD", "0.001"),
        ("0.0004999", "KWD", "0.000"),
        ("17.4117212569", "USD", "17.41"),
    ],
)
def test_rounding_is_half_up_to_the_minor_unit(amount: str, currency: str, expected: str) -> None:
    """R-089: away from zero at exactly half."""
    assert str(rounded(Decimal(amount), currency)) == expected


@pytest.mark.parametrize(
    ("total", "parts", "currency", "expected"),
    [
        ("100.00", 3, "USD", ["33.33", "33.33", "33.34"]),
        ("100", 3, "JPY", ["33", "33", "34"]),
        ("1", 3, "KWD", ["0.333", "0.333", "0.334"]),
        ("0.02", 3, "USD", ["0.00", "0.00", "0.02"]),
        ("5.00", 1, "USD", ["5.00"]),
        ("120000.01", 60, "USD", ["2000.00"] * 59 + ["2000.01"]),
    ],
)
def test_an_even_split_leaves_the_rest_to_the_last(
    total: str, parts: int, currency: str, expected: list[str]
) -> None:
    """R-279, R-281: the sum is exact."""
    shares = split_evenly(Decimal(total), parts, currency)
    assert list(shares) == [Decimal(each) for each in expected]
    assert sum(shares) == Decimal(total)


def test_a_split_needs_a_part() -> None:
    """R-279."""
    with pytest.raises(ValueError, match="at least 1"):
        split_evenly(Decimal(1), 0, "USD")


@pytest.mark.parametrize(
    ("text", "expected"), [("1", 0), ("1.5", 1), ("1.50", 1), ("100", 0), ("0.0001", 4), ("0", 0)]
)
def test_places_counts_those_in_use(text: str, expected: int) -> None:
    """R-086."""
    assert places(Decimal(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1 ",
        "1_000",
        "1,000",
        "abc",
        "NaN",
        "sNaN",
        "Infinity",
        "-Infinity",
        "1" * 16,
        "9" * 61,
    ],
)
def test_what_is_no_plain_amount_is_none(text: str) -> None:
    """R-086."""
    assert parse_amount(text) is None


def test_neither_truth_nor_a_float_is_an_amount() -> None:
    """R-086: a float would bring its error along."""
    assert parse_amount(True) is None
    assert parse_amount(0.1) is None  # type: ignore[arg-type]


def test_the_highest_amount_is_just_below_the_bound() -> None:
    """R-304 is far below it."""
    assert parse_amount("999999999999999.99") == MAX_AMOUNT - Decimal("0.01")
    assert parse_amount(MAX_AMOUNT) is None
    assert parse_amount(-MAX_AMOUNT) is None


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("1", "USD", "1.00"),
        ("1250", "JPY", "1250"),
        ("0.1", "KWD", "0.100"),
        ("1E+3", "USD", "1000.00"),
    ],
)
def test_amounts_are_written_plainly_with_their_currency_s_places(
    amount: str, currency: str, expected: str
) -> None:
    """R-261."""
    assert format_amount(Decimal(amount), currency) == expected


@pytest.mark.parametrize("amount", ["-0.00", "-0", "-0.004"])
def test_nothing_is_written_without_a_sign(amount: str) -> None:
    """R-261"""
    assert format_amount(Decimal(amount), "USD") == "0.00"


def test_nothing_given_back_is_nothing() -> None:
    """A credit memo of an invoice without tax gives no tax back, and not minus none."""
    assert str(-Money(Decimal("0.00"), "USD")) == "0.00 USD"
    assert (-Money(Decimal("0.00"), "USD")).amount.is_signed() is False


def test_money_adds_exactly_in_one_currency() -> None:
    """R-245: usage keeps every decimal until the invoice is rounded."""
    usage = money("20.0254212569") - money("2.6137")
    assert usage == money("17.4117212569")
    assert usage.rounded() == money("17.41")
    assert usage + -usage == Money.zero("USD")
    assert str(usage) == "17.41 USD"


def test_money_of_two_currencies_is_never_combined() -> None:
    """R-156."""
    with pytest.raises(ValueError, match="USD with EUR"):
        money("1.00") + money("1.00 EUR")
    with pytest.raises(ValueError, match="EUR with USD"):
        money("1.00 EUR") - money("1.00")
