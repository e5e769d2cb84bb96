"""Text for people: colours where they are wanted, nothing that could take the terminal over."""

import os
import sys
from dataclasses import dataclass
from typing import Final, TextIO

GREEN: Final = "32"
YELLOW: Final = "33"
RED: Final = "31"
BOLD: Final = "1"
DIM: Final = "2"


@dataclass(frozen=True, slots=True)
class Paint:
    """Colours text, or leaves it as it is."""

    is_on: bool

    def __call__(self, code: str, text: str) -> str:
        """The text in a colour or style."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.is_on else text


def paint_for(stream: TextIO) -> Paint:
    """Colours on a terminal only, and not with NO_COLOR (https://no-color.org)."""
    is_wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Paint(is_wanted and stream.isatty())


def is_somebody_there() -> bool:
    """Whether a person sees what is written, and can answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def printable(text: str) -> str:
    """The text on one line, control characters written out: what is stored may hold anything."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
