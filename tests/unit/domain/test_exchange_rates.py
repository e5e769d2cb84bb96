from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from procurement.domain.billing_settings.exchange_rates import (
    MAX_CURRENCIES,
    ExchangeRates,
    missing_rates,
    replaced_rates,
)
from procurement.domain.errors import InvalidInput, StaleVersion
from procurement.domain.month import Month

APRIL = ExchangeRates(month=Month(2027, 4))
NOW = datetime(2027, 5, 1, tzinfo=UTC)

Given = Mapping[str, Mapping[str, str | int | Decimal]]


def refusals(given: Given) -> set[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refused:
        replaced_rates(APRIL, given, NOW)
    return {(problem.field, problem.reason) for problem in refused.value.problems}


def test_a_rate_is_that_of_its_day_and_of_no_other() -> None:
    """R-341: never guessed"""
    rates = replaced_rates(APRIL, {"2027-04-12": {"EUR": "1.0832"}}, NOW)
    assert rates.rate("EUR", date(2027, 4, 12)) == Decimal("1.0832")
    assert rates.rate("EUR", date(2027, 4, 13)) is None
    assert rates.rate("GBP", date(2027, 4, 12)) is None


def test_a_dollar_is_a_dollar() -> None:
    """R-339"""
    assert APRIL.rate("USD", date(2027, 4, 1)) == 1


def test_the_whole_month_is_replaced_under_the_next_version() -> None:
    """R-341"""
    first = replaced_rates(APRIL, {"2027-04-12": {"EUR": "1.08"}}, NOW)
    second = replaced_rates(first, {"2027-04-13": {"GBP": "1.27"}}, NOW)
    assert (first.version, second.version) == (1, 2)
    assert set(second.days) == {date(2027, 4, 13)}


def test_the_same_rates_again_change_nothing() -> None:
    """R-341"""
    first = replaced_rates(APRIL, {"2027-04-12": {"EUR": "1.08"}}, NOW)
    assert replaced_rates(first, {"2027-04-12": {"EUR": "1.080"}}, NOW) is first


def test_every_problem_is_told_at_once() -> None:
    """R-341"""
    assert refusals(
        {
            "2027-05-01": {"EUR": "1.08"},
            "20270402": {"EUR": "1.08"},
            "2027-04-03": {"eur": "1.08", "USD": "1", "GBP": "0", "JPY": "-1"},
            "2027-04-04": {"EUR": "1.00000000001", "CHF": "1000000", "SEK": "1e3"},
        }
    ) == {
        ("days[2027-05-01]", "INVALID_DATE"),
        ("days[20270402]", "INVALID_DATE"),
        ("days[2027-04-03][eur]", "INVALID_CURRENCY_CODE"),
        ("days[2027-04-03][USD]", "INVALID_CURRENCY_CODE"),
        ("days[2027-04-03][GBP]", "INVALID_RATE"),
        ("days[2027-04-03][JPY]", "INVALID_RATE"),
        ("days[2027-04-04][EUR]", "INVALID_RATE"),
        ("days[2027-04-04][CHF]", "INVALID_RATE"),
        ("days[2027-04-04][SEK]", "INVALID_RATE"),
    }


def test_a_day_has_a_bounded_number_of_currencies() -> None:
    """Every input is bounded"""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    many = {f"X{one}{two}": "1" for one in letters[:2] for two in letters}
    assert len(many) > MAX_CURRENCIES
    assert refusals({"2027-04-01": many}) == {("days[2027-04-01]", "INVALID_RATE")}


def test_a_month_has_no_more_days_than_it_has() -> None:
    """Every input is bounded"""
    given = {f"2027-04-{day:02d}": {"EUR": "1"} for day in range(1, 32)}
    assert refusals(given) == {("days[2027-04-31]", "INVALID_DATE")}


def test_another_version_than_the_one_that_was_seen_is_refused() -> None:
    """R-076"""
    with pytest.raises(StaleVersion):
        APRIL.expect_version(1)


def test_what_is_missing_is_named_day_by_day() -> None:
    """R-341"""
    error = missing_rates(Month(2027, 4), {(date(2027, 4, 12), "EUR"), (date(2027, 4, 2), "JPY")})
    assert error.message == "no exchange rate for JPY of 2027-04-02, EUR of 2027-04-12"
    assert error.resource_id == "2027-04"


def test_of_many_missing_rates_the_first_twenty_are_named() -> None:
    """Every message is bounded"""
    days = {(date(2027, 4, day), "EUR") for day in range(1, 31)}
    message = missing_rates(Month(2027, 4), days).message
    assert message.endswith("EUR of 2027-04-20 and 10 more")
