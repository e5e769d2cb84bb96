"""Opaque tokens for the next page of a listing."""

import base64
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from pynamodb.exceptions import QueryError
from pynamodb.models import Model
from pynamodb.pagination import ResultIterator

from procurement.adapters.dynamodb.transaction import translated
from procurement.domain.errors import InvalidInput, Problem
from procurement.service.ports.page import Page

Item = TypeVar("Item", bound=Model)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing:
    """What is listed: its name, the partition (attribute, value) it lies in, and its filter.

    Tokens hold for the very listing that gave them out. A token never opens another account's page.
    """

    name: str
    partition: tuple[str, str]
    filter: str = ""

    def page(
        self,
        token: str | None,
        query: Callable[[dict[str, Any] | None], ResultIterator[Item]],
        convert: Callable[[Item], T],
    ) -> Page[T]:
        """Everything that the (limited) `query` gives from `token` on.

        `query` is called with the key to go on after. `InvalidInput` for a token of another listing
        and for one that was tampered with.
        """
        start = self._start(token)
        try:
            with translated():
                results = query(start)
                items = [convert(item) for item in results]
        except QueryError as error:
            if start is None or error.cause_response_code != "ValidationException":
                raise
            raise refused() from error  # a key that no item of this listing can have
        return Page(items, self._token(results.last_evaluated_key))

    def _token(self, key: dict[str, Any] | None) -> str | None:
        return to_token([self.name, self.filter], key) if key else None

    def _start(self, token: str | None) -> dict[str, Any] | None:
        if token is None:
            return None
        attribute, value = self.partition
        key = from_token([self.name, self.filter], token, dict)
        if key.get(attribute) != {"S": value}:
            raise refused()
        return key


def to_token(of: Sequence[str], after: object) -> str:
    """The opaque token by which the listing `of` goes on after `after`."""
    text = json.dumps({"of": list(of), "after": after}, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode()


def from_token(of: Sequence[str], token: str, kind: type[T]) -> T:
    """What `to_token` was given; `InvalidInput` for the token of another listing, or of none."""
    try:
        held = json.loads(base64.urlsafe_b64decode(token.encode()))
        after, is_ours = held["after"], held["of"] == list(of)
    except (ValueError, KeyError, TypeError, RecursionError):
        after, is_ours = None, False
    if not is_ours or not isinstance(after, kind):
        raise refused()
    return after


def refused() -> InvalidInput:
    """The refusal of a token that is not one of this listing."""
    message = "is not a token of this listing"
    problem = Problem(field="nextToken", reason="INVALID_NEXT_TOKEN", message=message)
    return InvalidInput([problem])


def texts(stored: Iterable[object]) -> tuple[str, ...]:
    """A stored list of texts, which pynamodb's stubs take for a list of attributes.

    `TypeError` for anything else in it.
    """
    found = tuple(stored)
    if not all(isinstance(member, str) for member in found):
        raise TypeError(f"not a list of texts: {found!r}")
    return cast(tuple[str, ...], found)
