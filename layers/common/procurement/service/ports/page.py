"""A page of a listing, and the tokens by which listings go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Sequence

T = TypeVar("T", covariant=True)
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a listing and the opaque token of the next, None on the last."""

    items: Sequence[T]
    next_token: str | None = None


class PageTokens(Protocol):
    """Makes and reads the tokens by which listings go on.

    A token tells its holder nothing, is good for the very listing that it was made for, and
    expires.
    """

    def write(self, of: Sequence[str], after: object) -> str:
        """The token by which the listing `of` goes on after `after`, which is made of JSON values.

        `of` tells listings apart: name, whose it is, filter.
        """

    def read(self, of: Sequence[str], token: str, kind: type[K]) -> K:
        """What `write` was given for the same listing.

        `InvalidInput` (field ``nextToken``) for any other token (reason ``INVALID_NEXT_TOKEN``),
        and for one that has expired (``EXPIRED_NEXT_TOKEN``).
        """
