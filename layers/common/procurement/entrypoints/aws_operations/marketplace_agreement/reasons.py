"""Which of agreement:ValidationExceptionReason a problem is."""

import re
from functools import cache
from typing import Final

from procurement.domain.errors import Problem
from procurement.entrypoints.aws_protocol.models import StringShape, model_of
from procurement.entrypoints.aws_protocol.reading import Flaw

MODEL: Final = "marketplace-agreement"
OTHER: Final = "OTHER"

_WORDS: Final = {
    "filters.name": "FILTER_NAME",
    "filters.values": "FILTER_VALUES",
    "requestedTerms.id": "REQUESTED_TERM_ID",
    "originalInvoiceId": "INVOICE_ID",
    "adjustmentReasonCode": "REASON_CODE",
    "cancellationReason": "REASON",
    "rejectionReason": "REJECTION_REASON",
    "billingAdjustmentRequestEntries": "BILLING_ADJUSTMENTS",
}
"""How reasons name a member, where it is not by its last word."""

_WHOLES: Final = {
    "requestedTerms.configuration": "REQUESTED_TERM_CONFIGURATION",
    "acceptorContact": "ACCEPTOR_CONTACT",
}
"""Members whose inside has no reasons of its own."""

_INDEX: Final = re.compile(r"\[\d+\]")
_WORD: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def reason_of(problem: Problem) -> str:
    """The problem's own reason where AWS has it, else the one of its member, else OTHER."""
    known = _known()
    if problem.reason in known:
        return problem.reason
    words = _words(_INDEX.sub("", problem.field))
    is_missing = problem.reason == Flaw.MISSING
    wanted = [f"MISSING_{words}"] if is_missing else []
    return next((name for name in (*wanted, f"INVALID_{words}") if name in known), OTHER)


@cache
def _known() -> frozenset[str]:
    shape = model_of(MODEL).shape_for("ValidationExceptionReason")
    return frozenset(shape.enum) if isinstance(shape, StringShape) else frozenset()


def _words(path: str) -> str:
    for whole, words in _WHOLES.items():
        if path == whole or path.startswith(f"{whole}."):
            return words
    last = path.rpartition(".")[2]
    return _WORDS.get(path) or _WORDS.get(last) or _WORD.sub("_", last).upper()
