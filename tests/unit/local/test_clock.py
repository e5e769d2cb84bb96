"""Instants as a developer types them."""

from datetime import UTC, datetime

import pytest

from local.clock import read_instant, told_time
from local.errors import LocalStackError
from tests.unit.local.builders import a_stack


@pytest.mark.parametrize(
    "text",
    [
        "2027-04-20T09:30Z",
        "2027-04-20 09:30",
        "2027-04-20T09:30:00",
        "2027-04-20T11:30+02:00",
        "2027-04-20T09:30:00.000+00:00",
    ],
)
def test_an_instant_is_in_utc_unless_it_says_otherwise(text):
    instant = read_instant(text)
    assert instant == datetime(2027, 4, 20, 9, 30, tzinfo=UTC)
    assert instant.tzinfo is UTC


def test_a_day_begins_at_midnight():
    assert read_instant("2028-02-29") == datetime(2028, 2, 29, tzinfo=UTC)


def test_now_is_no_instant_but_the_end_of_being_told():
    assert read_instant("now") is None


@pytest.mark.parametrize("text", ["", "soon", "2027-02-29", "20 April 2027", "1999-12-31", "9999"])
def test_anything_else_is_refused_with_an_example(text):
    with pytest.raises(LocalStackError, match="2027-04-20T09:30Z"):
        read_instant(text)


def test_a_stack_deployed_without_such_a_clock_says_how_to_get_one():
    with pytest.raises(LocalStackError, match="make up"):
        told_time(a_stack())
