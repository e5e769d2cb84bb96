"""Pages of a listing that is computed anew for every request, by the sort keys of its members."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import TypeVar

from procurement.domain.errors import InvalidInput, Problem
from procurement.service.ports.page import Page

T = TypeVar("T")

Key = Callable[[T], Sequence[str]]


def computed_page(
    listing: str, members: Sequence[T], key: Key[T], *, limit: int, token: str | None
) -> Page[T]:
    """The first `limit` of the sorted `members` that come after the token's key.

    Members that come or go between two pages disturb nobody else's place. `InvalidInput` for a
    token of another listing, or of none.
    """
    after = _read(listing, token) if token else ()
    rest = [member for member in members if tuple(key(member)) > after]
    page = rest[:limit]
    return Page(page, _write(listing, key(page[-1])) if len(rest) > limit else None)


def _write(listing: str, key: Sequence[str]) -> str:
    text = json.dumps([listing, *key], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode()


def _read(listing: str, token: str) -> tuple[str, ...]:
    try:
        held = json.loads(base64.urlsafe_b64decode(token.encode()))
    except (ValueError, RecursionError):
        held = None
    is_ours = isinstance(held, list) and held[:1] == [listing]
    if not is_ours or not all(isinstance(part, str) for part in held):
        message = "is not a token of this listing"
        problem = Problem(field="nextToken", reason="INVALID_NEXT_TOKEN", message=message)
        raise InvalidInput([problem])
    return tuple(held[1:])
