"""Which characters the shipped fonts can show, and what stands for those that they cannot.

PDF/A allows no character without a glyph. Such a character is written as its code point, so that a
reader knows what is meant and nothing is silently lost.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from unicodedata import category

_UNSEEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp"})
_NEVER: Final = frozenset({"Cn", "Co", "Cs"})
"""Unassigned, private and half characters have no meaning that paper could carry."""


class FontCoverage:
    """The characters of all fonts in a folder, read from their tables."""

    def __init__(self, folder: Path) -> None:
        self._covered = frozenset(
            code
            for font in sorted(folder.glob("*.ttf"))
            for code in _code_points(font.read_bytes())
        )

    def shown(self, text: str) -> str:
        """`text` with ``[U+1F600]`` for what no font shows.

        Controls become spaces, and so do marks that turn the direction of what follows: nobody can
        make one text look like another.
        """
        if text.isascii() and text.isprintable():
            return text
        return "".join(
            character if self._has(character) else _named(character) for character in text
        )

    def _has(self, character: str) -> bool:
        kind = category(character)
        if kind in _UNSEEN or kind in _NEVER:
            return False
        return ord(character) in self._covered


def _named(character: str) -> str:
    if category(character) in _UNSEEN:
        return " "
    return f"[U+{ord(character):04X}]"


def _code_points(font: bytes) -> Iterator[int]:
    """What the font's Unicode tables map to glyphs; of the many formats, those two that matter."""
    count = struct.unpack_from(">H", font, 4)[0]
    for index in range(count):
        tag, _, start, _ = struct.unpack_from(">4sLLL", font, 12 + 16 * index)
        if tag == b"cmap":
            tables = struct.unpack_from(">H", font, start + 2)[0]
            for table in range(tables):
                offset = struct.unpack_from(">L", font, start + 8 + 8 * table)[0]
                yield from _of_table(font, start + offset)


def _of_table(font: bytes, at: int) -> Iterator[int]:
    match struct.unpack_from(">H", font, at)[0]:
        case 4:
            yield from _segments(font, at)
        case 12:
            groups = struct.unpack_from(">L", font, at + 12)[0]
            for group in range(groups):
                first, last, glyph = struct.unpack_from(">LLL", font, at + 16 + 12 * group)
                yield from range(first + (glyph == 0), last + 1)


def _segments(font: bytes, at: int) -> Iterator[int]:
    size = struct.unpack_from(">H", font, at + 6)[0]
    ends, starts = at + 14, at + 16 + size
    for segment in range(0, size, 2):
        (last,) = struct.unpack_from(">H", font, ends + segment)
        (first,) = struct.unpack_from(">H", font, starts + segment)
        (delta,) = struct.unpack_from(">H", font, starts + size + segment)
        where = starts + 2 * size + segment
        (offset,) = struct.unpack_from(">H", font, where)
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", font, where + offset + 2 * (code - first))
            if glyph and (glyph + delta) & 0xFFFF:
                yield code
