"""Free text that people type: any script and any kind of space, but no control characters."""

import re
from typing import Final
from unicodedata import category

# Control characters, and halves of surrogate pairs, which no encoding can store.
_REFUSED: Final = ("Cc", "Cs")

_FORMULA: Final = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def has_control_characters(text: str, *, except_newlines: bool = False) -> bool:
    """Whether `text` holds a control character (R-015); an address may have several lines."""
    if except_newlines:
        text = text.replace("\n", " ")
    return any(category(character) in _REFUSED for character in text)


def shortened(text: str, most: int) -> str:
    """The text in at most so many characters: cut off, it ends in an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def guarded(text: str) -> str:
    """The text, behind an apostrophe if a spreadsheet would take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text without that apostrophe, exactly as it was guarded."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
