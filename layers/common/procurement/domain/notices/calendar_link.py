"""The link by which calendar programs, which cannot sign requests, read an account's calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

LIFETIME: Final = timedelta(days=365)
"""How long a link opens the calendar; then it has to be made anew."""

TOKEN_BYTES: Final = 32
"""Random bytes in a token: 256 bits are guessed by nobody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarLink:
    """The one link of `account_id`. The token itself is kept nowhere, its hash tells it."""

    account_id: str
    token_hash: str
    created_at: datetime

    @property
    def expires_at(self) -> datetime:
        """From then on it opens nothing."""
        return self.created_at + LIFETIME

    def is_open(self, now: datetime) -> bool:
        """Whether it opens the calendar at `now`."""
        return now < self.expires_at


def hash_of(token: str) -> str:
    """SHA-256 in hexadecimal. Enough for a random token: there is nothing to guess it from."""
    return sha256(token.encode()).hexdigest()
