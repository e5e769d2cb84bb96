r"""The patterns of AWS's models, which are written for Java, as Python understands them.

They hold for the whole text, and their classes (``\d``, ``\s``, ``\S``) mean ASCII. Python has no
``\p{L}``: such a class is written out with those characters of the very text that are in it.
"""

import re
from functools import lru_cache
from typing import Final
from unicodedata import category

_CATEGORY: Final = re.compile(r"\\p\{(\w+)\}")
_DASH: Final = re.compile(r"(\\p\{\w+\})-")
"""A dash behind a category stands for itself."""

_MEMBERS: Final = {"L": "A", "M": "\u0301", "N": "0", "P": "!", "S": "+", "Z": " ", "C": "\0"}
"""One character of each category, so that none is ever written as an empty class."""


def is_match(pattern: str, text: str) -> bool:
    """Whether the whole `text` is what `pattern` says."""
    if _CATEGORY.search(pattern):
        pattern = _CATEGORY.sub(
            lambda found: _members(found[1], text), _DASH.sub(r"\1\\-", pattern)
        )
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


def _members(of: str, text: str) -> str:
    found = {character for character in text if category(character).startswith(of)}
    return "".join(re.escape(character) for character in sorted(found | {_MEMBERS[of[0]]}))
