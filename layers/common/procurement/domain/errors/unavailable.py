"""Services that did not do their part."""

from procurement.domain.errors.base import LedgerlineError


class MailRefused(LedgerlineError):
    """The mail service will never take this mail; it is not tried again."""

    code = "MAIL_REFUSED"


class MailOutcomeUnknown(LedgerlineError):
    """Nobody knows whether the mail went out; it is not tried again, so as not to send twice."""

    code = "MAIL_OUTCOME_UNKNOWN"


class Unavailable(LedgerlineError):
    """A service we depend on throttled or timed out; the same request may be sent again."""

    code = "UNAVAILABLE"


class DocumentPending(Unavailable):
    """The document is not rendered yet, and was asked for; it is there in a moment."""

    code = "DOCUMENT_PENDING"
