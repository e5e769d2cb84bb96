"""Keys of page tokens without a store."""

import secrets
from datetime import date


class KeysInMemory:
    """`adapters.page_tokens.PageKeys`, for tests that need no table."""

    def __init__(self) -> None:
        self._known: dict[date, bytes] = {}

    def of(self, day: date) -> bytes:
        """The day's key, made at the first question."""
        return self._known.setdefault(day, secrets.token_bytes(32))

    def find(self, day: date) -> bytes | None:
        """The day's key, if there is one."""
        return self._known.get(day)
