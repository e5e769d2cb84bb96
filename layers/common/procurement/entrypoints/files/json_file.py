"""JSON, read with the place of every value, which the standard reader does not tell."""

import json
import re
from bisect import bisect_right
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]  # typeshed leaves it out
from typing import Final, NoReturn

from procurement.domain.plans.document import Place
from procurement.entrypoints.files.tree import (
    Many,
    Members,
    Node,
    Scalar,
    check_count,
    check_depth,
    refused,
)

_BLANK: Final = re.compile(r"[ \t\r\n]*")
_WORD: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null")
_WORDS: Final = {"true": True, "false": False, "null": None}
_REPLACEMENT: Final = "\ufffd"


def read_json_file(text: str) -> Node:
    """The content of a JSON file with rows and columns from 1; numbers stay as written.

    `InvalidInput` for what is no JSON, for members given twice, and for nestings or counts without
    measure.
    """
    reader = _Reader(text, [0, *(found.end() for found in re.finditer(r"\n", text))])
    content = reader.value(depth=0)
    reader.skip()
    if reader.position < len(text):
        reader.fail("goes on after its end")
    return content


@dataclass(slots=True)
class _Reader:
    text: str
    rows: list[int]
    position: int = 0
    count: int = 0

    def value(self, depth: int) -> Node:
        self.skip()
        place = self.place
        self.count += 1
        check_count(self.count, place)
        check_depth(depth, place)
        match self.text[self.position : self.position + 1]:
            case "{":
                return self._members(place, depth + 1)
            case "[":
                return self._many(place, depth + 1)
            case '"':
                return Scalar(place, self._string())
        found = _WORD.match(self.text, self.position)
        if found is None:
            self.fail("a value is expected here")
        self.position = found.end()
        word = found[0]
        return Scalar(place, _WORDS.get(word, word))

    def _members(self, place: Place, depth: int) -> Members:
        members: dict[str, Node] = {}
        names: dict[str, Place | None] = {}
        self.position += 1
        while self._goes_on("}", is_first=not members):
            self.skip()
            at = self.place
            if not self.text.startswith('"', self.position):
                self.fail("the name of a member is expected here, in quotes")
            name = self._string()
            if name in members:
                message = f"the member {name[:60]!r} is given twice"
                raise refused("DUPLICATE_MEMBER", message, at)
            self.skip()
            self._expect(":")
            names[name] = at
            members[name] = self.value(depth)
        return Members(place, members, names)

    def _many(self, place: Place, depth: int) -> Many:
        found: list[Node] = []
        self.position += 1
        while self._goes_on("]", is_first=not found):
            found.append(self.value(depth))
        return Many(place, tuple(found))

    def _goes_on(self, end: str, *, is_first: bool) -> bool:
        self.skip()
        if self.text.startswith(end, self.position):
            self.position += 1
            return False
        if not is_first:
            self._expect(",")
        return True

    def _expect(self, sign: str) -> None:
        if not self.text.startswith(sign, self.position):
            self.fail(f"{sign!r} is expected here")
        self.position += 1

    def _string(self) -> str:
        text: str
        try:
            text, self.position = scanstring(self.text, self.position + 1, True)
        except json.JSONDecodeError as error:
            self.position = error.pos
            self.fail(error.msg)
        return text

    def skip(self) -> None:
        blank = _BLANK.match(self.text, self.position)
        self.position = blank.end() if blank else self.position

    @property
    def place(self) -> Place:
        row = bisect_right(self.rows, self.position)
        return Place(row, self.position - self.rows[row - 1] + 1)

    def fail(self, message: str) -> NoReturn:
        raise refused("INVALID_JSON", message, self.place)


def write_json_file(content: object) -> str:
    """The JSON text of plain data."""
    text = json.dumps(content, indent=2, ensure_ascii=False)
    # Raw, this character would look like what a broken encoding leaves behind.
    return text.replace(_REPLACEMENT, "\\ufffd") + "\n"
