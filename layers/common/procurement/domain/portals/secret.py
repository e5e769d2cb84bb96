"""Shared secrets of portals: never kept, only what a secret that comes in is compared with."""

from dataclasses import dataclass
from hashlib import scrypt
from hmac import compare_digest
from typing import Final, Self

SALT_BYTES: Final = 16
_COST: Final = 2**14
_BLOCK: Final = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class SecretHash:
    """A salted scrypt digest, in hexadecimal: from it nobody gets the secret back."""

    salt: str
    digest: str

    @classmethod
    def of(cls, secret: str, salt: bytes) -> Self:
        """The hash of `secret` under `SALT_BYTES` random bytes."""
        return cls(salt=salt.hex(), digest=_digest(secret, salt))

    def is_of(self, secret: str) -> bool:
        """Whether `secret` is the one; takes as long whatever it is."""
        return compare_digest(self.digest, _digest(secret, bytes.fromhex(self.salt)))


def _digest(secret: str, salt: bytes) -> str:
    return scrypt(secret.encode(), salt=salt, n=_COST, r=_BLOCK, p=1, dklen=32).hex()
