"""How long AWS is waited for: less than the shortest time that a function has.

Without a word botocore waits a minute for a connection, another one for each answer, and tries five
times: Lambda would end the function first, and its caller would never hear that it may ask again.
"""

from typing import Any, Final

from botocore.config import Config

ATTEMPTS: Final = 3
"""The first one included. What lies between them grows from 1 second at most to 2."""
CONNECT_SECONDS: Final = 1
ANSWER_SECONDS: Final = 5
TRANSFER_SECONDS: Final = 20
"""Between two pieces of an object, in functions that have minutes."""


def patience(answer_seconds: float = ANSWER_SECONDS, **more: Any) -> Config:
    """A client's configuration: bounded, and in the mode of retries that AWS recommends.

    What `more` says counts where it says something else.
    """
    bounds: dict[str, Any] = {
        "connect_timeout": CONNECT_SECONDS,
        "read_timeout": answer_seconds,
        "retries": {"mode": "standard", "total_max_attempts": ATTEMPTS},
    }
    return Config(**{**bounds, **more})
