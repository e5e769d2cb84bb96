"""Waiting for what happens by itself, with progress and a limit."""

import time
from collections.abc import Callable
from typing import TypeVar

from local.errors import TookTooLong
from local.progress import Progress, at_most_every

T = TypeVar("T")

SECONDS_BETWEEN_LOOKS = 0.3
SECONDS_BETWEEN_LINES = 5.0


def wait_for(
    what: str,
    look: Callable[[], T | None],
    within_seconds: float,
    progress: Progress,
    so_far: Callable[[], str] = str,
) -> T:
    """Look until there is something, and return it; TookTooLong names `what` after the time.

    Every few seconds a line tells what is waited for, with what `so_far` adds.
    """
    deadline = time.monotonic() + within_seconds
    show = at_most_every(SECONDS_BETWEEN_LINES, progress)
    while (found := look()) is None:
        if time.monotonic() > deadline:
            waited = f"waited {within_seconds:.0f} s in vain for {what} {so_far()}".rstrip()
            raise TookTooLong(f"{waited}; `make logs` may tell why")
        show(f"  waiting for {what} {so_far()}".rstrip())
        time.sleep(SECONDS_BETWEEN_LOOKS)
    return found
