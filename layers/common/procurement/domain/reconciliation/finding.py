"""What is wrong with the purchase order number of a real invoice or charge."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from procurement.domain.money import Money
from procurement.domain.month import Month


class Severity(StrEnum):
    """How surely a number is wrong.

    HIGH: no rule allows it. MEDIUM: it is possible, but the rules prefer another. LOW: it may have
    been right when AWS decided, or nothing has to be corrected on the invoice itself.
    """

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


class FindingKind(StrEnum):
    """What is wrong.

    Of numbers that do not exist, TYPO has a near one that does. STALE is a charge left behind when
    those before and after it got another number; all others may concern both.
    """

    MISSING = "MISSING"
    TYPO = "TYPO"
    UNKNOWN_NUMBER = "UNKNOWN_NUMBER"
    SUSPENDED = "SUSPENDED"
    EXPIRED = "EXPIRED"
    WRONG_PERIOD = "WRONG_PERIOD"
    WRONG_ENTITY = "WRONG_ENTITY"
    WRONG_TYPE = "WRONG_TYPE"
    WRONG_SCOPE = "WRONG_SCOPE"
    WRONG = "WRONG"
    STALE = "STALE"
    OVERDRAWN = "OVERDRAWN"


class Subject(StrEnum):
    """What a finding is about."""

    INVOICE = "INVOICE"
    CHARGE = "CHARGE"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One purchase order number that is not as it should be.

    `subject_id` is the invoice's or the charge's. `printed` is the number that AWS has, None for
    none; `expected` the one that should stand there, None if there is none for sure: `nearest` are
    then the existing numbers it may mean. `reason` tells why in sentences, `rule` by which rule,
    `mend` what to do about it. `at` is the instant of issue, or the charge's date. `revision` and
    `agreement_id` are a charge's alone, `invoicing_entity` an invoice's.
    """

    subject: Subject
    subject_id: str
    kind: FindingKind
    severity: Severity
    account_id: str
    printed: str | None
    expected: str | None
    reason: str
    mend: str
    rule: str | None = None
    nearest: tuple[str, ...] = ()
    total: Money | None = None
    at: datetime | None = None
    billing_period: Month | None = None
    invoicing_entity: str | None = None
    agreement_id: str | None = None
    seller_account_id: str | None = None
    revision: int | None = None
