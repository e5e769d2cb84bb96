"""Which of invoicing:ValidationExceptionReason a problem is."""

import re
from typing import Final

from procurement.domain.errors import Problem
from procurement.entrypoints.aws_protocol.reading import Flaw

MODEL: Final = "invoicing"

_REASONS: Final = {
    "ACCOUNT_IN_ANOTHER_UNIT": "accountMembershipError",
    "ACCOUNT_MEMBERSHIP": "accountMembershipError",
    "ALREADY_EXISTS": "duplicateInvoiceUnit",
    "EXPIRED_NEXT_TOKEN": "expiredNextToken",
    "INVALID_NEXT_TOKEN": "invalidNextToken",
    "INVOICE_UNIT_IN_USE": "other",
    "NOT_SERVED": "unknownOperation",
    "QUOTA_EXCEEDED": "maxInvoiceUnitsExceeded",
}
_ACCOUNTS: Final = re.compile(r"Rule\.(LinkedAccounts|BillSourceAccounts)")


def reason_of(problem: Problem) -> str:
    """The model's word for the problem; most of them are a field that is not as it should be.

    Only CreateInvoiceUnit has no exception of its own for a quota and for a name that is taken.
    """
    if problem.reason == Flaw.LENGTH and _ACCOUNTS.fullmatch(problem.field):
        return "maxAccountsExceeded"
    return _REASONS.get(problem.reason, "fieldValidationFailed")
