"""Work on very many things, eight groups at a time."""

from threading import Barrier, current_thread, main_thread
from time import sleep

import pytest

from procurement.service.side_by_side import side_by_side


def test_results_come_in_the_order_of_the_things():
    groups = side_by_side(list, range(23), at_once=5)
    assert groups == [
        [0, 1, 2, 3, 4],
        [5, 6, 7, 8, 9],
        [10, 11, 12, 13, 14],
        [15, 16, 17, 18, 19],
        [20, 21, 22],
    ]


def test_nothing_is_nothing():
    assert side_by_side(list, [], at_once=5) == []


def test_groups_are_worked_on_at_the_same_time():
    """All eight have to be there before any goes on"""
    together = Barrier(8, timeout=10)
    assert len(side_by_side(lambda _: together.wait(), range(8), at_once=1)) == 8


def test_a_single_group_is_the_callers_own():
    (thread,) = side_by_side(lambda _: current_thread(), range(5), at_once=5)
    assert thread is main_thread()


def test_what_one_raises_is_raised_when_those_under_way_have_ended():
    begun, done = [], []

    def act(some):
        begun.extend(some)
        if 3 in some:
            raise ValueError("no three")
        sleep(0.01)
        done.extend(some)

    with pytest.raises(ValueError, match="no three"):
        side_by_side(act, range(200), at_once=1)
    assert sorted(begun) == sorted([*done, 3])
    assert len(done) < 199
