"""Free text that people type: any script and any kind of space, but no control characters."""

from typing import Final
from unicodedata import category

# Control characters, and halves of surrogate pairs, which no encoding can store.
_REFUSED: Final = ("Cc", "Cs")


def has_control_characters(text: str, *, except_newlines: bool = False) -> bool:
    """Whether `text` holds a control character (R-015); an address may have several lines."""
    if except_newlines:
        text = text.replace("\n", " ")
    return any(category(character) in _REFUSED for character in text)
