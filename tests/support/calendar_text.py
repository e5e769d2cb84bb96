"""Reads iCalendar back by the words of RFC 5545, apart from the code that writes it."""

import re
from collections.abc import Iterator

_TEXTS = ("SUMMARY", "DESCRIPTION", "CATEGORIES")


def unfolded(text: str) -> list[str]:
    """The lines of a document: a break with a space or tab behind it is none (3.1)."""
    return re.sub(r"\r\n[ \t]", "", text).removesuffix("\r\n").split("\r\n")


def components(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Name and properties of each component, those of TEXT read (3.3.11), in their order."""
    order: list[tuple[str, dict[str, str]]] = []
    open_: list[tuple[str, dict[str, str]]] = []
    for line in unfolded(text):
        name, colon, value = line.partition(":")
        assert colon, f"no property: {line!r}"
        if name == "BEGIN":
            open_.append((value, {}))
            order.append(open_[-1])
        elif name == "END":
            assert open_.pop()[0] == value
        else:
            assert name not in open_[-1][1], f"{name} is there twice"
            open_[-1][1][name] = _read(value) if name in _TEXTS else value
    assert not open_
    yield from order


def _read(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)
