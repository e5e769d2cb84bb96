"""What all requests of sellers have in common, as they are written down."""

import re
from typing import Final

from procurement.domain.errors import Problems
from procurement.domain.text import has_control_characters

MAX_TEXT: Final = 2000
"""Characters of a description or a reason."""

_TOKEN: Final = re.compile(r"[a-zA-Z0-9-]{1,64}")


def check_client_token(token: str | None, problems: Problems) -> None:
    """Note INVALID_CLIENT_TOKEN for anything but agreement:ClientToken; there may be none."""
    if token is not None and not _TOKEN.fullmatch(token):
        message = "must be 1 to 64 letters, digits or -"
        problems.add("clientToken", "INVALID_CLIENT_TOKEN", message, "R-260")


def check_text(
    field: str,
    text: str,
    reason: str,
    problems: Problems,
    *,
    rule: str,
    lengths: tuple[int, int] = (1, MAX_TEXT),
) -> None:
    """Note `reason` unless `text` has so many characters, none of them a control character."""
    least, most = lengths
    if not least <= len(text) <= most or has_control_characters(text):
        message = f"must have {least} to {most} characters, no control characters"
        problems.add(field, reason, message, rule)
