"""Keys of page tokens in DynamoDB: each made on its day by whoever needs it first."""

import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Final

from pynamodb.exceptions import PutError

from procurement.adapters.dynamodb.tables.page_keys import PageKeyItem
from procurement.adapters.dynamodb.transaction import translated

_BYTES: Final = 32
_KEPT: Final = timedelta(days=3)
"""From when a key is made until DynamoDB may delete it; it opens tokens for two days at most."""
_REMEMBERED: Final = 2
_NOT_SO: Final = "ConditionalCheckFailedException"


class DynamoPageKeys:
    """`adapters.page_tokens.PageKeys` on the PageKeys table.

    A key is read once and kept for the life of the process; those of the latest days only.
    """

    def __init__(self) -> None:
        self._known: dict[date, bytes] = {}

    def of(self, day: date) -> bytes:
        """One strongly consistent read; on the first request of a day also a write."""
        return self.find(day) or self._make(day)

    def find(self, day: date) -> bytes | None:
        """One strongly consistent read."""
        if day in self._known:
            return self._known[day]
        try:
            with translated():
                item = PageKeyItem.get(day.isoformat(), consistent_read=True)
        except PageKeyItem.DoesNotExist:
            return None
        return self._remember(day, item.key)

    def _make(self, day: date) -> bytes:
        key = secrets.token_bytes(_BYTES)
        # DynamoDB deletes by real time, whatever the clock of a local stack was told.
        expires_at = datetime.now(UTC) + _KEPT
        try:
            with translated():
                PageKeyItem(day.isoformat(), key=key, expires_at=expires_at).save(
                    condition=PageKeyItem.day.does_not_exist()
                )
        except PutError as error:
            if error.cause_response_code != _NOT_SO:
                raise
            return self.of(day)  # somebody else was first, and theirs is the key
        return self._remember(day, key)

    def _remember(self, day: date, key: bytes) -> bytes:
        self._known[day] = key
        for old in sorted(self._known)[:-_REMEMBERED]:
            del self._known[old]
        return key
