"""Whether a body is CBOR that may be decoded: looked at byte by byte, with nothing allocated.

A declared length is believed only if so many bytes follow. Tags other than that of a timestamp,
simple values other than false, true, null and undefined, keys that are no text, and bytes behind
the end are no part of the protocol, and might mean more to a decoder than to us.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

from procurement.entrypoints.aws_protocol.faults import Unreadable
from procurement.entrypoints.aws_protocol.wire import MAX_DEPTH

MAX_VALUES: Final = 100_000
"""Names and values of one body; looking at each takes a microsecond or more."""

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _LIST, _MAP, _TAG, _SIMPLE = range(8)
_INDEFINITE: Final = 31
_BREAK: Final = 0xFF
_EPOCH_TIME: Final = 1
_SIMPLE_VALUES: Final = frozenset(range(20, 24))
_FLOATS: Final = frozenset((25, 26, 27))


@dataclass(slots=True)
class _Open:
    """Something that holds items, `left` of them to come; None until a break."""

    kind: int
    left: int | None
    is_key: bool = False


class _Head(NamedTuple):
    """How an item begins: its major type, its additional information, its argument."""

    kind: int
    info: int
    argument: int


def count_pairs(body: bytes) -> int:
    """How many members all maps of the body have together; `Unreadable` if it is not for us."""
    try:
        return _Scan(body).run()
    except IndexError as error:
        raise Unreadable("the body ends in the middle of a value") from error


class _Scan:
    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0
        self._pairs = 0
        self._values = 0
        self._open = [_Open(_LIST, 1)]

    def run(self) -> int:
        while self._open:
            holder = self._open[-1]
            if holder.left == 0:
                self._open.pop()
            elif holder.left is None and self._body[self._at] == _BREAK:
                self._at += 1
                if holder.kind == _MAP and not holder.is_key:
                    raise Unreadable("a member has no value")
                self._open.pop()
            else:
                self._item(holder)
        if self._at != len(self._body):
            raise Unreadable("there is something behind the end of the body")
        return self._pairs

    def _item(self, holder: _Open) -> None:
        self._values += 1
        if self._values > MAX_VALUES:
            raise Unreadable(f"the body has more than {MAX_VALUES} values")
        head = self._head()
        if holder.kind in (_BYTES, _TEXT) and (
            head.kind != holder.kind or head.info == _INDEFINITE
        ):
            raise Unreadable("a text consists of other things than its parts")
        if holder.kind == _MAP:
            if holder.is_key and head.kind != _TEXT:
                raise Unreadable("the name of a member is not a text")
            self._pairs += holder.is_key
            holder.is_key = not holder.is_key
        if holder.left is not None:
            holder.left -= 1
        match head.kind:
            case 0 | 1:
                self._expect_definite(head)
            case 2 | 3:
                self._text(head)
            case 4 | 5:
                self._container(head)
            case 6:
                self._timestamp(head)
            case _:
                self._simple(head)

    def _head(self) -> _Head:
        first = self._body[self._at]
        kind, info = first >> 5, first & 31
        self._at += 1
        if info < 24 or info == _INDEFINITE:
            return _Head(kind, info, info)
        if info > 27:
            raise Unreadable("a value has a length that CBOR keeps for later")
        size = 1 << (info - 24)
        argument = int.from_bytes(self._take(size), "big")
        return _Head(kind, info, argument)

    def _take(self, size: int) -> bytes:
        if size > len(self._body) - self._at:
            raise Unreadable("the body ends in the middle of a value")
        taken = self._body[self._at : self._at + size]
        self._at += size
        return taken

    def _text(self, head: _Head) -> None:
        if head.info == _INDEFINITE:
            self._enter(_Open(head.kind, None))
        elif head.argument > len(self._body) - self._at:
            raise Unreadable("the body ends in the middle of a text")
        else:
            self._at += head.argument

    def _container(self, head: _Head) -> None:
        is_map = head.kind == _MAP
        if head.info == _INDEFINITE:
            self._enter(_Open(head.kind, None, is_map))
            return
        items = head.argument * 2 if is_map else head.argument
        if items > len(self._body) - self._at:  # every item takes a byte
            raise Unreadable("a list or map is said to be longer than the body")
        self._enter(_Open(head.kind, items, is_map))

    def _enter(self, holder: _Open) -> None:
        self._open.append(holder)
        if len(self._open) - 1 > MAX_DEPTH:
            raise Unreadable(f"the body is nested deeper than {MAX_DEPTH} levels")

    def _timestamp(self, head: _Head) -> None:
        if head.info == _INDEFINITE or head.argument != _EPOCH_TIME:
            raise Unreadable("a value has a tag that the protocol does not know")
        inner = self._head()
        is_float = inner.kind == _SIMPLE and inner.info in _FLOATS
        is_integer = inner.kind in (_UNSIGNED, _NEGATIVE) and inner.info != _INDEFINITE
        if not is_float and not is_integer:
            raise Unreadable("a timestamp is not a number")

    def _simple(self, head: _Head) -> None:
        if head.info not in _SIMPLE_VALUES | _FLOATS:
            raise Unreadable("a value is of a kind that the protocol does not know")

    def _expect_definite(self, head: _Head) -> None:
        if head.info == _INDEFINITE:
            raise Unreadable("a number has no length")
