"""Members drawn from the shapes of AWS's models, for property tests."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from procurement.entrypoints.aws_protocol.models import ListShape, Shape, StructureShape

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_SECONDS: Final = 4_000_000_000
_FEW: Final = 3
_SIMPLE: Final = re.compile(r"(\[[^\]]+\]|\(\.\)|\.|\\S|\\d)[+*]")
_LONGEST: Final = 12

_PERMITTED: Final = {
    r"[^\p{C}]+": st.text("abcé漢 .-", min_size=1, max_size=_LONGEST),
    r"(?! )[\p{L}\p{N}\p{Z}-_]*(?<! )": st.text("abcé漢9-_", min_size=1, max_size=_LONGEST),
}
"""Of patterns that only our own reader of them understands."""

instants: Final = st.integers(0, _MOST_SECONDS).map(lambda s: _EPOCH + timedelta(seconds=s))
milliseconds: Final = st.integers(-_MOST_SECONDS * 1000, _MOST_SECONDS * 1000).map(
    lambda ms: _EPOCH + timedelta(milliseconds=ms)
)


def members_of(shape: Shape, *, of_answer: bool = False) -> st.SearchStrategy[Any]:
    """Values that the model allows; those of an answer need not keep to patterns and lengths."""
    match shape:
        case StructureShape():
            return _structure(shape, of_answer)
        case ListShape():
            least, most = _bounds(shape, of_answer)
            return st.lists(
                st.deferred(lambda: members_of(shape.member, of_answer=of_answer)),
                min_size=least,
                max_size=min(most, least + _FEW),
            )
        case _:
            return _scalar(shape, of_answer)


def _structure(shape: StructureShape, of_answer: bool) -> st.SearchStrategy[Any]:
    drawn = {name: members_of(each, of_answer=of_answer) for name, each in shape.members.items()}
    if getattr(shape, "is_tagged_union", False):
        return st.one_of([st.fixed_dictionaries({name: member}) for name, member in drawn.items()])
    needed = {name: drawn[name] for name in shape.required_members}
    optional = {name: member for name, member in drawn.items() if name not in needed}
    return st.fixed_dictionaries(needed, optional=optional)


def _bounds(shape: Shape, of_answer: bool) -> tuple[int, int]:
    metadata: Mapping[str, Any] = {} if of_answer else shape.metadata
    return metadata.get("min", 0), metadata.get("max", 1_000_000)


def _scalar(shape: Shape, of_answer: bool) -> st.SearchStrategy[Any]:
    match shape.type_name:
        case "string":
            return _text(shape, of_answer)
        case "boolean":
            return st.booleans()
        case "integer" | "long":
            limit = 1 << (31 if shape.type_name == "integer" else 63)
            least = -limit if of_answer else shape.metadata.get("min", -limit)
            most = limit - 1 if of_answer else shape.metadata.get("max", limit - 1)
            return st.integers(least, most)
        case "timestamp":
            return milliseconds if of_answer else instants
        case _:
            raise NotImplementedError(shape.type_name)


def _text(shape: Shape, of_answer: bool) -> st.SearchStrategy[str]:
    allowed = getattr(shape, "enum", ())
    if allowed:
        return st.sampled_from(list(allowed))
    least, most = _bounds(shape, of_answer)
    pattern = shape.metadata.get("pattern")
    if of_answer or pattern is None:
        return st.text(min_size=least, max_size=min(most, least + _LONGEST))
    if pattern in _PERMITTED:
        return _PERMITTED[pattern]
    simple = _SIMPLE.fullmatch(pattern)
    if simple:
        pattern = f"{simple[1]}{{{max(least, 1)},{min(most, least + _LONGEST)}}}"
    texts = st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True)
    return texts.filter(lambda text: least <= len(text) <= most)
