"""Tokens of pages, sealed: nobody reads them, changes them, or keeps them for long.

A token is a head of a form and an instant, and behind it what the listing goes on after, encrypted
and authenticated with XChaCha20-Poly1305 under the key of the day on which it was made. The head
and the listing are authenticated with it without being told.
"""

import base64
import json
import struct
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final, Protocol, TypeVar

from procurement.domain.errors import InvalidInput, Problem
from procurement.service.ports.clock import Clock

T = TypeVar("T")

TOKEN_LIFE: Final = timedelta(hours=24)
"""How long after it was made a token is good."""

_AHEAD: Final = timedelta(minutes=5)
"""By how much the clock of whoever made a token may be ahead of ours."""

_FORM: Final = 1
_HEAD: Final = struct.Struct(">BQ")


class PageKeys(Protocol):
    """The deployment's keys, one for every day (UTC), 32 bytes each."""

    def of(self, day: date) -> bytes:
        """The day's key, which is made if there is none yet."""

    def find(self, day: date) -> bytes | None:
        """The day's key, if there is one."""


class SealedPageTokens:
    """`service.ports.page.PageTokens` under keys of the deployment."""

    def __init__(self, keys: PageKeys, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    def write(self, of: Sequence[str], after: object) -> str:
        """Seal `after`."""
        from nacl.secret import Aead

        now = self._clock.now()
        head = _HEAD.pack(_FORM, int(now.timestamp()))
        told = json.dumps(after, separators=(",", ":")).encode()
        sealed = Aead(self._keys.of(_day(now))).encrypt(told, _bound(head, of))
        return _text(head + sealed)

    def read(self, of: Sequence[str], token: str, kind: type[T]) -> T:
        """Open it, if it is ours and fresh."""
        from nacl.exceptions import CryptoError
        from nacl.secret import Aead

        raw = _bytes(token)
        head, sealed = raw[: _HEAD.size], raw[_HEAD.size :]
        if len(sealed) <= Aead.NONCE_SIZE + Aead.MACBYTES:
            raise _refused()
        key = self._keys.find(_day(self._made_at(head)))
        if key is None:
            raise _refused()
        try:
            after = json.loads(Aead(key).decrypt(sealed, _bound(head, of)))
        except CryptoError:
            raise _refused() from None
        if not isinstance(after, kind):
            raise TypeError(f"the listing {of!r} goes on after {kind}, not {after!r}")
        return after

    def _made_at(self, head: bytes) -> datetime:
        form, seconds = _HEAD.unpack(head)
        age = self._clock.now().timestamp() - seconds
        if form != _FORM or -age > _AHEAD.total_seconds():
            raise _refused()
        if age > TOKEN_LIFE.total_seconds():
            raise _expired()
        return datetime.fromtimestamp(seconds, UTC)


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def _bound(head: bytes, of: Sequence[str]) -> bytes:
    return head + json.dumps(list(of), separators=(",", ":")).encode()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(token: str) -> bytes:
    """What the token spells. Other spellings of the same bytes, which base64 has, are refused."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        raise _refused() from None
    if _text(raw) != token:
        raise _refused()
    return raw


def _refused() -> InvalidInput:
    return _problem("INVALID_NEXT_TOKEN", "is not a token of this listing")


def _expired() -> InvalidInput:
    hours = int(TOKEN_LIFE.total_seconds() // 3600)
    return _problem("EXPIRED_NEXT_TOKEN", f"is older than {hours} hours: begin the listing anew")


def _problem(reason: str, message: str) -> InvalidInput:
    return InvalidInput([Problem(field="nextToken", reason=reason, message=message)])
