"""Opaque tokens for the next page of a listing."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

from pynamodb.models import Model
from pynamodb.pagination import ResultIterator

from procurement.domain.errors import InvalidInput, Problem
from procurement.service.ports import Page

Item = TypeVar("Item", bound=Model)
T = TypeVar("T")


def to_token(key: dict[str, Any] | None) -> str | None:
    """The token that stands for DynamoDB's last evaluated key."""
    if not key:
        return None
    return base64.urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode()


def from_token(token: str | None, owner: tuple[str, str]) -> dict[str, Any] | None:
    """The key to go on after; `InvalidInput` for a token that this listing did not give out.

    `owner` is the partition (attribute, value) that the key must lie in: a token never opens
    another account's page.
    """
    if token is None:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(token.encode()))
        genuine = key[owner[0]] == {"S": owner[1]}
    except (ValueError, binascii.Error, KeyError, TypeError):
        genuine = False
    if not genuine:
        raise InvalidInput(
            [
                Problem(
                    field="nextToken",
                    reason="INVALID_NEXT_TOKEN",
                    message="is not a token of this listing",
                )
            ]
        )
    return dict(key)


def page_of(results: ResultIterator[Item], convert: Callable[[Item], T]) -> Page[T]:
    """Everything the (limited) query gives, with the token of what follows."""
    items = [convert(item) for item in results]
    return Page(items, to_token(results.last_evaluated_key))


def texts(stored: Iterable[object]) -> tuple[str, ...]:
    """A stored list of texts, which pynamodb's stubs take for a list of attributes.

    `TypeError` for anything else in it.
    """
    found = tuple(stored)
    if not all(isinstance(member, str) for member in found):
        raise TypeError(f"not a list of texts: {found!r}")
    return cast(tuple[str, ...], found)
