"""Wait for what happens by itself."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

SECONDS_BETWEEN_TRIES = 0.2


def eventually(assertion: Callable[[], T], within: float = 30) -> T:
    """What `assertion` returns once it holds; its own AssertionError if it doesn't in time."""
    deadline = time.monotonic() + within
    while True:
        try:
            return assertion()
        except AssertionError:
            if time.monotonic() > deadline:
                raise
        time.sleep(SECONDS_BETWEEN_TRIES)
