"""The root of the family."""

from typing import ClassVar


class LedgerlineError(Exception):
    """Base of everything this application refuses on purpose."""

    code: ClassVar[str] = "LEDGERLINE_ERROR"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
