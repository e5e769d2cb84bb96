"""What a stored item is, to the byte: a digest of it, and marks of its single attributes.

Both are made of the item as it travels, `{name: {type: value}}`, in one form: DynamoDB may give
back a number in another notation than it was given, and has no order of attributes or of sets.
"""

from base64 import b32encode
from collections.abc import Mapping
from decimal import Decimal
from hashlib import blake2b
from typing import Any, Final

UNCOVERED: Final = frozenset({"seal", "unsent_shard"})
"""A digest itself; and what changes by no decision: an event that was sent is unsent no more."""

_DIGEST_BYTES: Final = 15
_MARK_BYTES: Final = 2

RawItem = Mapping[str, Mapping[str, Any]]
"""An item as it travels to and from DynamoDB."""


def covered(item: RawItem) -> list[str]:
    """Names of the attributes that a digest covers, in its order."""
    return sorted(item.keys() - UNCOVERED)


def digest_of(item: RawItem) -> str:
    """24 letters and digits that no other item has, as far as anybody can tell."""
    told = blake2b(digest_size=_DIGEST_BYTES)
    for name in covered(item):
        told.update(_attribute(name, item[name]))
    return b32encode(told.digest()).decode().lower()


def marks_of(item: RawItem) -> list[str]:
    """Four hexadecimal digits for each attribute, in the order of names: says which one changed."""
    return [
        blake2b(_attribute(name, item[name]), digest_size=_MARK_BYTES).hexdigest()
        for name in covered(item)
    ]


def text_of(value: Mapping[str, Any]) -> str:
    """An attribute's value for people: what is deflated or binary as hexadecimal digits."""
    return _canonical(value).decode(errors="backslashreplace")


def _attribute(name: str, value: Mapping[str, Any]) -> bytes:
    return _sized(name.encode()) + _canonical(value)


def _canonical(value: Mapping[str, Any]) -> bytes:
    ((kind, held),) = value.items()
    match kind:
        case "N":
            content = _number(held)
        case "B":
            content = bytes(held).hex().encode()
        case "M":
            members = (_attribute(name, held[name]) for name in sorted(held))
            content = b"".join(members)
        case "L":
            content = b"".join(_sized(_canonical(member)) for member in held)
        case "BOOL" | "NULL":
            content = b"true" if held else b"false"
        case "SS":
            content = b"".join(_sized(member.encode()) for member in sorted(held))
        case "NS":
            content = b"".join(sorted(_sized(_number(member)) for member in held))
        case "BS":
            content = b"".join(sorted(_sized(bytes(member)) for member in held))
        case _:
            content = str(held).encode()
    return kind.encode() + b":" + content


def _number(text: str) -> bytes:
    value = Decimal(text).normalize()
    return f"{value:f}".encode() if value else b"0"


def _sized(content: bytes) -> bytes:
    """With its length before it, so that two neighbours cannot trade letters."""
    return b"%d:%b" % (len(content), content)
