"""What very many accounts need, reckoned from what one takes."""

from decimal import Decimal

import pytest

from benchmarks.scale_model import Ceiling, Work, lowest, minutes_of_run, of_key


def some_work(**changes: float) -> Work:
    taken = {
        "memory": 1769,
        "handled": 5,
        "reads": 3,
        "transactions": 2,
        "read_units": 4,
        "write_units": 10,
        "processor": 0.015,
        "logged": 0,
    }
    return Work(name="some work", others={"mail": 0.5}, **(taken | changes))


def test_a_worker_waits_for_its_requests_and_computes():
    assert some_work().seconds == pytest.approx(3 * 0.005 + 2 * 0.010 + 0.015)


def test_half_the_memory_computes_at_half_the_speed():
    assert some_work(memory=1769 / 2).seconds == pytest.approx(0.035 + 0.030)


def test_everything_with_a_price_is_paid():
    units = Decimal("0.00000625") + Decimal("0.0000005")
    lambdas = Decimal("0.0000166667") * Decimal(0.05 * 1769 / 1024) + Decimal("0.00000004")
    assert float(some_work().dollars) == pytest.approx(float(units + lambdas + Decimal("0.00005")))


def test_a_key_takes_a_thousand_units_a_second_wherever_it_is_spread():
    assert of_key("tally", 2, places=16).per_second == 8_000
    assert of_key("one key", 4).minutes(15_000) == 1


def test_the_lowest_ceiling_holds_everything_up():
    high, low = Ceiling(name="high", per_second=9), Ceiling(name="low", per_second=3)
    assert lowest([high, low]) is low


def test_few_workers_are_what_a_run_waits_for():
    assert minutes_of_run(6_000, 0.1, 10, []) == 1
    assert minutes_of_run(6_001, 0.1, 10, []) == 2


def test_many_workers_are_started_by_and_by():
    """300 in the first minute do 180,000; 600 in the second do twice that"""
    assert minutes_of_run(180_000, 0.1, 1_000, []) == 1
    assert minutes_of_run(540_000, 0.1, 1_000, []) == 2
    assert minutes_of_run(540_000, 0.1, 300, []) == 3


def test_no_number_of_workers_does_more_than_the_ceiling():
    assert minutes_of_run(60_000, 0.001, 1_000, [Ceiling(name="key", per_second=500)]) == 2
