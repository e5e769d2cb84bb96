"""Billing periods: calendar months in UTC, and the calendar steps built on them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from procurement.domain.month import Month, add_months, midnight


@pytest.mark.parametrize("text", ["2027-01", "2027-12", "0001-01", "9999-12"])
def test_a_month_reads_what_it_writes(text: str) -> None:
    """R-029."""
    assert str(Month.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2027",
        "2027-1",
        "2027-00",
        "2027-13",
        "0000-01",
        "27-01",
        "12027-01",
        "2027-01-01",
        "2027/01",
        " 2027-01",
        "2027-01\n",
        "01-2027",
    ],
)
def test_anything_else_is_no_month(text: str) -> None:
    """R-029."""
    with pytest.raises(ValueError, match="YYYY-MM"):
        Month.parse(text)


def test_months_are_ordered_by_time_across_years() -> None:
    """R-029, S-07."""
    shuffled = [Month(2028, 2), Month(2027, 12), Month(2028, 1), Month(2027, 11)]
    expected = ["2027-11", "2027-12", "2028-01", "2028-02"]
    assert [str(month) for month in sorted(shuffled)] == expected
    assert Month(2027, 12) < Month(2028, 1)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2027, 1, 31, 23, 59, 59, tzinfo=UTC), "2027-01"),
        (datetime(2027, 2, 1, tzinfo=UTC), "2027-02"),
        (datetime(2027, 1, 31, 16, tzinfo=timezone(timedelta(hours=-8))), "2027-02"),
        (datetime(2027, 2, 1, 8, 59, tzinfo=timezone(timedelta(hours=9))), "2027-01"),
    ],
)
def test_an_instant_belongs_to_its_month_in_utc(moment: datetime, expected: str) -> None:
    """R-066, S-03."""
    assert str(Month.of(moment)) == expected


def test_a_day_belongs_to_its_month() -> None:
    """R-389."""
    assert Month.of(date(2028, 2, 29)) == Month(2028, 2)


@pytest.mark.parametrize(
    ("month", "last"),
    [("2027-02", 28), ("2028-02", 29), ("2027-04", 30), ("2027-12", 31), ("2100-02", 28)],
)
def test_a_month_runs_from_its_first_to_its_last_day(month: str, last: int) -> None:
    """R-355."""
    read = Month.parse(month)
    assert (read.first_day.day, read.last_day.day) == (1, last)
    assert read.starts_at == datetime(read.year, read.number, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [(0, "2027-11"), (1, "2027-12"), (2, "2028-01"), (14, "2029-01"), (-11, "2026-12")],
)
def test_months_step_over_the_turn_of_the_year(steps: int, expected: str) -> None:
    """R-029."""
    assert str(Month(2027, 11).plus(steps)) == expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (1, "2027-02-28"),
        (2, "2027-03-31"),
        (3, "2027-04-30"),
        (13, "2028-02-29"),
        (-2, "2026-11-30"),
    ],
)
def test_a_day_moves_by_whole_months_clamped_to_the_month_s_end(steps: int, expected: str) -> None:
    """R-282: always counted from the first date, so it never drifts."""
    assert add_months(date(2027, 1, 31), steps).isoformat() == expected


def test_a_day_begins_at_midnight_utc() -> None:
    """R-308."""
    assert midnight(date(2027, 5, 15)) == datetime(2027, 5, 15, tzinfo=UTC)
