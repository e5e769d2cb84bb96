"""What the caller may not do."""

from procurement.domain.errors.base import LedgerlineError


class NotAllowed(LedgerlineError):
    """The caller is known but may not do this."""

    code = "NOT_ALLOWED"


class InvalidAccountState(NotAllowed):
    """The account's integration with Marketplace is off (R-167); the code is AWS's reason."""

    code = "INVALID_ACCOUNT_STATE"
