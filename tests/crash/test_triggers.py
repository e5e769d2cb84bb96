"""What no page tells of ends as it should, however often it is cut off."""

from collections.abc import Callable

import pytest

from tests.crash.rehearsal import Rehearsals
from tests.crash.triggers import SCENARIOS, SetUp


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    ("use_case", "set_up"), SCENARIOS, ids=[set_up.__name__ for _, set_up in SCENARIOS]
)
def test_a_use_case_ends_as_it_should_whatever_is_cut_off(
    use_case: str,
    set_up: SetUp,
    rehearsals: Rehearsals,
    clock: Callable[[str], None],
) -> None:
    """R-147, R-148, R-310, R-358, R-391"""
    rehearsals.is_on = False
    trigger = set_up(clock)
    rehearsals.is_on = True
    trigger()
    assert rehearsals.points[use_case], "nothing was rehearsed"
    rehearsals.expect_no_faults()
