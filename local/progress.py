"""Progress of long steps, as lines with the elapsed time in front."""

import time
from collections.abc import Callable

Progress = Callable[[str], None]


def silent(_line: str) -> None:
    """Progress that nobody reads."""


def printed() -> Progress:
    """Progress on standard output; the time counts from now."""
    started = time.monotonic()

    def show(line: str) -> None:
        minutes, seconds = divmod(int(time.monotonic() - started), 60)
        print(f"  {minutes}:{seconds:02d}  {line}", flush=True)

    return show


def at_most_every(seconds: float, progress: Progress) -> Progress:
    """Drop lines that follow the last shown one too soon."""
    shown_at = float("-inf")

    def show(line: str) -> None:
        nonlocal shown_at
        now = time.monotonic()
        if now - shown_at >= seconds:
            shown_at = now
            progress(line)

    return show
