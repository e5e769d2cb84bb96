r"""What stands in one cell of a CSV: lists, contacts and tags.

A list is ``one; two``, tags are ``key=value; key=value``, contacts ``Name <email> telephone; …``.
A backslash takes the meaning from the sign behind it (``\;`` ``\=`` ``\<`` ``\\``, or a space at an
end); ``\n`` ``\r`` ``\t`` and ``\u0000`` write control characters. Whatever else stands behind a
backslash stands for itself.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from unicodedata import category

# One sign of a cell, and whether a backslash stood before it.
_Sign = tuple[str, bool]

_CONTROLS: Final = {"n": "\n", "r": "\r", "t": "\t"}
_NAMES: Final = {sign: name for name, sign in _CONTROLS.items()}
_CODE: Final = re.compile(r"u([0-9a-fA-F]{4})")


def write_list(values: Iterable[str]) -> str:
    """``one; two``."""
    return "; ".join(_escaped(value, ";") for value in values)


def read_list(cell: str) -> Sequence[str]:
    """The values of a list; empty ones fall away."""
    return [_text(signs) for signs in _split(_signs(cell), ";") if _stripped(signs)]


def write_tags(tags: Iterable[tuple[str, str]]) -> str:
    """``key=value; key=value``."""
    return "; ".join(f"{_escaped(key, ';=')}={_escaped(value, ';=')}" for key, value in tags)


def read_tags(cell: str) -> Iterator[tuple[str, str | None]]:
    """Key and value of every tag; no value where there is no ``=``."""
    for signs in _split(_signs(cell), ";"):
        if _stripped(signs):
            key, *value = _split(signs, "=", most=1)
            yield _text(key), _text(value[0]) if value else None


def write_contacts(contacts: Iterable[tuple[str, str, str | None]]) -> str:
    """``Name <email> telephone`` of every (name, email, telephone)."""
    return "; ".join(_contact(*contact) for contact in contacts)


def _contact(name: str, email: str, telephone: str | None) -> str:
    whom = f"{_escaped(name, ';<>')} <{_escaped(email, ';<>')}>"
    return f"{whom} {_escaped(telephone, ';<>')}" if telephone else whom


def read_contacts(cell: str) -> Iterator[Mapping[str, str]]:
    """The members of every contact; without ``<…>`` the whole is an e-mail address."""
    for signs in _split(_signs(cell), ";"):
        if not _stripped(signs):
            continue
        name, *rest = _split(signs, "<", most=1)
        if not rest:
            yield {"email": _text(name)}
            continue
        email, *telephone = _split(rest[0], ">", most=1)
        found = {"name": _text(name), "email": _text(email)}
        if telephone and _stripped(telephone[0]):
            found["telephone"] = _text(telephone[0])
        yield found


def _escaped(text: str, signs: str) -> str:
    ends = (0, len(text) - 1)
    return "".join(
        "\\ " if sign == " " and index in ends else _escaped_sign(sign, signs)
        for index, sign in enumerate(text)
    )


def _escaped_sign(sign: str, signs: str) -> str:
    if sign in signs or sign == "\\":
        return "\\" + sign
    if sign in _NAMES:
        return "\\" + _NAMES[sign]
    is_unseen = category(sign) == "Cc" or (sign.isspace() and sign != " ")
    return f"\\u{ord(sign):04x}" if is_unseen else sign


def _signs(cell: str) -> list[_Sign]:
    found: list[_Sign] = []
    position = 0
    while position < len(cell):
        sign, position = cell[position], position + 1
        if sign != "\\" or position == len(cell):
            found.append((sign, False))
        elif code := _CODE.match(cell, position):
            found.append((chr(int(code[1], 16)), True))
            position = code.end()
        else:
            found.append((_CONTROLS.get(cell[position], cell[position]), True))
            position += 1
    return found


def _split(signs: list[_Sign], at: str, most: int = -1) -> list[list[_Sign]]:
    parts: list[list[_Sign]] = [[]]
    for sign in signs:
        if sign == (at, False) and (most < 0 or len(parts) <= most):
            parts.append([])
        else:
            parts[-1].append(sign)
    return parts


def _stripped(signs: list[_Sign]) -> list[_Sign]:
    seen = [i for i, (sign, is_escaped) in enumerate(signs) if is_escaped or not sign.isspace()]
    return signs[seen[0] : seen[-1] + 1] if seen else []


def _text(signs: list[_Sign]) -> str:
    return "".join(sign for sign, _ in _stripped(signs))
