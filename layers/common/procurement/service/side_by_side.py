"""Do the same with very many things, some of them at a time."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_WORKERS: Final = 8
"""Requests under way at a time; botocore keeps ten connections."""


def side_by_side(
    act: Callable[[Sequence[T]], R], things: Sequence[T], *, at_once: int
) -> Sequence[R]:
    """What `act` makes of each `at_once` of the things, in their order.

    Eight such groups are worked on at a time, a single one by the caller itself. What `act` raised
    first in that order is raised when those under way have ended; the others are not begun.
    """
    groups = [things[start : start + at_once] for start in range(0, len(things), at_once)]
    if len(groups) <= 1:
        return [act(group) for group in groups]
    with ThreadPoolExecutor(_WORKERS) as workers:
        return list(workers.map(act, groups))
