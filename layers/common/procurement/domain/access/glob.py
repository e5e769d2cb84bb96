"""Texts with wildcards and variables, as policies hold them: ``*``, ``?`` and ``${aws:Key}``."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

_VARIABLE: Final = re.compile(r"\$\{([^{}]*)\}")
_WITH_DEFAULT: Final = re.compile(r"\s*([^,\s][^,]*?)\s*,\s*'([^']*)'\s*")
_KEPT: Final = 4_096
"""Texts whose tokens are remembered: lists ask the same patterns of every member."""
_LITERAL: Final = frozenset("*?$")
"""What ``${*}``, ``${?}`` and ``${$}`` stand for: themselves, and no wildcards."""


class Wildcard(Enum):
    """What stands for other characters."""

    MANY = "*"
    ONE = "?"


Token = str | Wildcard
"""One character, or what stands for others."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A key whose value of the request is put in its place; `default` where there is none."""

    key: str
    default: str | None = None


def variables_of(text: str) -> Iterator[Variable]:
    """The variables that `text` names, but for characters that are written like ones."""
    for found in _VARIABLE.finditer(text):
        if found[1] not in _LITERAL:
            yield _variable(found[1])


def expanded(
    text: str, values: Mapping[str, Sequence[str]], *, is_pattern: bool
) -> tuple[Token, ...] | None:
    """`text` with the values of its variables; None when one has no single value.

    `values` are those of the request by key in lower case. What a variable stands for is taken
    literally, also where `is_pattern` makes wildcards of ``*`` and ``?``.
    """
    if "${" not in text:
        return _tokens(text, is_pattern=is_pattern)
    tokens: list[Token] = []
    end = 0
    for found in _VARIABLE.finditer(text):
        tokens += _tokens(text[end : found.start()], is_pattern=is_pattern)
        value = _value(found[1], values)
        if value is None:
            return None
        tokens += value
        end = found.end()
    return (*tokens, *_tokens(text[end:], is_pattern=is_pattern))


def matches(pattern: Sequence[Token], text: str) -> bool:
    """Whether the whole of `text` is what `pattern` stands for, upper and lower case apart.

    Takes at most as many steps as the product of both lengths, whatever the wildcards.
    """
    at = place = 0
    star, marked = -1, 0
    while place < len(text):
        token = pattern[at] if at < len(pattern) else None
        if token is Wildcard.MANY:
            star, marked = at, place
            at += 1
        elif token is Wildcard.ONE or token == text[place]:
            at, place = at + 1, place + 1
        elif star >= 0:
            marked += 1
            at, place = star + 1, marked
        else:
            return False
    return all(token is Wildcard.MANY for token in pattern[at:])


def pattern_of(text: str) -> tuple[Token, ...]:
    """The pattern in a text without variables."""
    return _tokens(text, is_pattern=True)


def is_like(pattern: str, text: str) -> bool:
    """Whether `text` is what a pattern without variables stands for."""
    return matches(pattern_of(pattern), text)


@lru_cache(maxsize=_KEPT)
def _tokens(text: str, *, is_pattern: bool) -> tuple[Token, ...]:
    if not is_pattern:
        return tuple(text)
    return tuple(Wildcard(each) if each in "*?" else each for each in text)


def _value(inner: str, values: Mapping[str, Sequence[str]]) -> str | None:
    if inner in _LITERAL:
        return inner
    variable = _variable(inner)
    found = values.get(variable.key.lower(), ())
    return found[0] if len(found) == 1 else variable.default


def _variable(inner: str) -> Variable:
    given = _WITH_DEFAULT.fullmatch(inner)
    return Variable(given[1], given[2]) if given else Variable(inner.strip())
