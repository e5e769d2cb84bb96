"""What a file holds before anybody asks what it means: text, members and lists, with their places.

Every scalar is text as it was written, so that ``001``, ``no`` and ``1.10`` stay what they are.
Only JSON has booleans of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Union

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.plans.document import Place

MAX_BYTES: Final = 4 * 1024 * 1024
"""A file may have this many bytes: encoded once more it still fits into a function's 6 MB."""
MAX_DEPTH: Final = 8
"""Nesting of a file; a purchase order needs six."""
MAX_NODES: Final = 400_000
"""Values in a file, names of members not counted."""


@dataclass(frozen=True, slots=True)
class Members:
    """A mapping. `names` tells where the name of each member stands."""

    place: Place | None
    of: Mapping[str, "Node"]
    names: Mapping[str, Place | None]


@dataclass(frozen=True, slots=True)
class Many:
    """A list."""

    place: Place | None
    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, a JSON boolean, or None for a value that is left out."""

    place: Place | None
    of: str | bool | None


Node = Union[Members, Many, Scalar]  # noqa: UP007


def located(field: str, reason: str, message: str, place: Place | None) -> Problem:
    """A problem with something that stands there."""
    row, column = (place.row, place.column) if place else (None, None)
    return Problem(field=field, reason=reason, message=message, row=row, column=column)


def refused(reason: str, message: str, place: Place | None = None) -> InvalidInput:
    """A file that cannot be read at all."""
    return InvalidInput([located("body", reason, message, place)])


def check_depth(depth: int, place: Place | None) -> None:
    """`InvalidInput` when a file is nested more deeply than any purchase order is."""
    if depth > MAX_DEPTH:
        raise refused("TOO_DEEP", f"is nested more than {MAX_DEPTH} levels deep", place)


def check_count(count: int, place: Place | None) -> None:
    """`InvalidInput` when a file has more values than anybody needs."""
    if count > MAX_NODES:
        raise refused("TOO_LARGE", f"has more than {MAX_NODES} values", place)
