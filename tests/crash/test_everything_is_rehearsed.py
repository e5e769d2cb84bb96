"""No use case is forgotten: what is not rehearsed here changes nothing."""

from tests.crash.triggers import SCENARIOS
from tests.crash.use_cases import CALLED_BY_HAND, READING, documented, functions, routes, triggers

REHEARSED = {name for name, _ in SCENARIOS}


def test_every_route_that_may_change_something():
    """Those that a page shows are rehearsed in its story, the others stand among the scenarios"""
    told = documented()
    assert "POST /" in told
    # The same by another name, for those whose policies allow only that.
    of_roles = {name for name in routes() if name.startswith("POST /as/")}
    assert routes() - told - REHEARSED - of_roles == set()


def test_every_trigger_beside_the_api():
    assert triggers() - REHEARSED == set()


def test_nothing_that_is_not_there():
    assert REHEARSED - routes() - triggers() == set()


def test_every_function_is_called_by_something():
    """Functions without a trigger are named, and those that only read have routes with GET alone"""
    without = {function for function, events in functions().items() if not events}
    assert without == set(CALLED_BY_HAND) | READING
