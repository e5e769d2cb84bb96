"""One row of a FOCUS cost export: its texts read, and classified into what an invoice makes of it.

A row is text here, exactly as the export writes it; nothing in this module knows files.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Final

from procurement.domain.charges.charge import ChargeKind
from procurement.domain.errors import Problems
from procurement.domain.month import Month

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "billing_account": ("BillingAccountId",),
        "sub_account": ("SubAccountId",),
        "issuer": ("InvoiceIssuerName", "InvoiceIssuer"),
        "provider": ("ProviderName", "Provider"),
        "publisher": ("PublisherName", "Publisher"),
        "service": ("ServiceName",),
        "category": ("ChargeCategory",),
        "frequency": ("ChargeFrequency",),
        "currency": ("BillingCurrency",),
        "period_start": ("BillingPeriodStart",),
        "period_end": ("BillingPeriodEnd",),
        "purchased_at": ("ChargePeriodStart",),
    }
)
"""The field of `CostRow` and the FOCUS columns that may hold it, newest name first."""

COST_COLUMN: Final = "BilledCost"
OPTIONAL_FIELDS: Final = frozenset({"frequency", "sub_account"})
"""Fields whose column may be missing: FOCUS 1.0 only recommends ChargeFrequency, and a provider
without accounts of accounts has no SubAccountId."""

MAX_TEXT: Final = 256
"""Characters of any one name or identifier."""

_SHOWN: Final = 40
_MAY_BE_ABSENT: Final = frozenset(
    {"sub_account", "issuer", "publisher", "frequency", "purchased_at"}
)
_CATEGORIES: Final = frozenset({"usage", "purchase", "tax", "credit", "adjustment"})
_SPREAD_FREQUENCIES: Final = frozenset({"recurring", "usage-based"})
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_AWS_NAME: Final = re.compile(r"(amazon|aws)\b", re.IGNORECASE)
_INSTANT: Final = re.compile(
    r"2\d{3}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d(:?\d\d)?)?)?", re.ASCII
)


@dataclass(frozen=True, kw_only=True, slots=True)
class CostRow:
    """The texts of one row that decide where its cost belongs; None where the export has none."""

    billing_account: str | None
    sub_account: str | None
    issuer: str | None
    provider: str | None
    publisher: str | None
    service: str | None
    category: str | None
    frequency: str | None
    currency: str | None
    period_start: str | None
    period_end: str | None
    purchased_at: str | None

    @property
    def is_purchase(self) -> bool:
        """Whether it is bought rather than used."""
        return _folded(self.category) == "purchase"

    @property
    def is_tax(self) -> bool:
        """Whether its cost is tax on the group's other rows."""
        return _folded(self.category) == "tax"

    @property
    def is_billed_at_once(self) -> bool:
        """A one-time purchase, out of the monthly cycle (R-138, R-241).

        A recurring fee, such as a Savings Plan without upfront payment, is in the monthly bill.
        """
        return self.is_purchase and _folded(self.frequency) not in _SPREAD_FREQUENCIES

    @property
    def is_marketplace(self) -> bool:
        """Made by somebody else and invoiced by an AWS entity (R-140, R-244).

        AWS documents that its exports may leave the publisher out: then it is AWS itself.
        """
        return bool(self.publisher) and not is_aws(self.publisher) and is_aws(self.issuer)


def is_aws(name: str | None) -> bool:
    """Whether the name begins with AWS or Amazon, as every seller of record does (R-019)."""
    return name is not None and _AWS_NAME.match(name) is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class KindRule:
    """`kind` for the rows that fit; None fits every row."""

    kind: ChargeKind
    is_marketplace: bool | None = None
    is_billed_at_once: bool | None = None
    service: re.Pattern[str] | None = None

    def fits(self, row: CostRow) -> bool:
        """Whether every condition holds for `row`."""
        return (
            self.is_marketplace in (None, row.is_marketplace)
            and self.is_billed_at_once in (None, row.is_billed_at_once)
            and (self.service is None or self.service.match(row.service or "") is not None)
        )


KIND_RULES: Final = (
    KindRule(kind=ChargeKind.MARKETPLACE_PURCHASE, is_marketplace=True, is_billed_at_once=True),
    KindRule(kind=ChargeKind.MARKETPLACE_USAGE, is_marketplace=True),
    KindRule(
        kind=ChargeKind.PROFESSIONAL_SERVICES,
        is_billed_at_once=True,
        service=re.compile(r"AWS (Professional Services|Training)", re.IGNORECASE),
    ),
    KindRule(
        kind=ChargeKind.SUBSCRIPTION,
        service=re.compile(r"(AWS (Premium |Enterprise )?)?Support\b", re.IGNORECASE),
    ),
    KindRule(kind=ChargeKind.SUBSCRIPTION, is_billed_at_once=True),
    KindRule(kind=ChargeKind.MONTHLY_USAGE),
)
"""The first rule that fits gives a row's kind (R-098, R-101, R-138 to R-140).

Credits, adjustments, corrections and tax have no kind of their own: each nets against the usage of
the same account, entity, service and period.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class CostGroup:
    """What the rows of one sum share (R-245): accounts, issuing entity, kind, period, service.

    `account_id` used or bought it, which decides the invoice unit (R-119); the billing account pays
    for it, and is that account itself where the export names no other. `invoicing_entity` is the
    export's own text (R-019). `charge_date` is the UTC day of a purchase that is billed at once and
    None in the monthly cycle.
    """

    billing_account_id: str
    account_id: str
    invoicing_entity: str
    kind: ChargeKind
    billing_period: Month
    service: str
    publisher: str
    currency: str
    charge_date: date | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """All of it as text, for ordering and for deriving IDs."""
        day = self.charge_date.isoformat() if self.charge_date else ""
        payer, entity = self.billing_account_id, self.invoicing_entity
        period, service = str(self.billing_period), self.service
        by = () if self.account_id == payer else (self.account_id,)
        return (payer, period, entity, self.kind, service, self.publisher, self.currency, day, *by)


def read_row(row: CostRow, problems: Problems) -> CostGroup | None:
    """The group that `row` belongs to; None when something in it cannot be read.

    Every fault goes to `problems`, its field being the FOCUS column. Reasons: REQUIRED, TOO_LONG,
    UNKNOWN_CATEGORY, BAD_CURRENCY, NOT_A_UTC_MONTH, NOT_AN_INSTANT.
    """
    before = len(problems.found)
    _check_texts(row, problems)
    if row.category and _folded(row.category) not in _CATEGORIES:
        _refuse(problems, "category", "UNKNOWN_CATEGORY", row.category, "no FOCUS charge category")
    if row.currency and _CURRENCY.fullmatch(row.currency) is None:
        _refuse(problems, "currency", "BAD_CURRENCY", row.currency, "not three capital letters")
    period = _billing_period(row, problems)
    bought_on = _purchase_day(row, problems) if row.is_billed_at_once else None
    if period is None or len(problems.found) > before:
        return None
    issuer = row.issuer or row.publisher or ""
    return CostGroup(
        billing_account_id=row.billing_account or "",
        account_id=row.sub_account or row.billing_account or "",
        invoicing_entity=issuer,
        kind=next(rule.kind for rule in KIND_RULES if rule.fits(row)),
        # An out-of-cycle invoice takes the month of its charge date.
        billing_period=Month.of(bought_on) if bought_on else period,
        service=row.service or "",
        publisher=(row.publisher or issuer) if row.is_marketplace else issuer,
        currency=row.currency or "",
        charge_date=bought_on,
    )


def _check_texts(row: CostRow, problems: Problems) -> None:
    for field in fields(CostRow):
        text: str | None = getattr(row, field.name)
        if text is not None and len(text) > MAX_TEXT:
            _refuse(problems, field.name, "TOO_LONG", text, f"has over {MAX_TEXT} characters")
        elif text is None and field.name not in _MAY_BE_ABSENT:
            _refuse(problems, field.name, "REQUIRED", None, "has no value")
    # AWS documents that its exports may leave the issuer out; its own products name it twice.
    if row.issuer is None and not is_aws(row.publisher):
        _refuse(problems, "issuer", "REQUIRED", None, "has no value")


def _billing_period(row: CostRow, problems: Problems) -> Month | None:
    if row.period_start is None or row.period_end is None:
        return None
    start, end = _instant(row.period_start), _instant(row.period_end)
    if start is None or start != Month.of(start).starts_at:
        message = "is not the first instant of a UTC month"
        _refuse(problems, "period_start", "NOT_A_UTC_MONTH", row.period_start, message)
        return None
    if end != Month.of(start).plus(1).starts_at:
        message = "is not the first instant of the UTC month after BillingPeriodStart"
        _refuse(problems, "period_end", "NOT_A_UTC_MONTH", row.period_end, message)
        return None
    return Month.of(start)


def _purchase_day(row: CostRow, problems: Problems) -> date | None:
    if row.purchased_at is None:
        _refuse(problems, "purchased_at", "REQUIRED", None, "has no value, and a purchase needs it")
        return None
    moment = _instant(row.purchased_at)
    if moment is None:
        message = "is not an ISO 8601 instant"
        _refuse(problems, "purchased_at", "NOT_AN_INSTANT", row.purchased_at, message)
        return None
    return moment.date()


def _instant(text: str) -> datetime | None:
    """The instant in UTC; a text without an offset is UTC, as FOCUS has it."""
    if _INSTANT.fullmatch(text) is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _folded(text: str | None) -> str:
    return (text or "").strip().casefold()


def _refuse(problems: Problems, field: str, reason: str, value: str | None, message: str) -> None:
    shown = "" if value is None else f"{excerpt(value)} "
    problems.add(COLUMNS[field][0], reason, f"{shown}{message}")


def excerpt(value: str) -> str:
    """The beginning of a value from a file, quoted and safe to print."""
    return ascii(value if len(value) <= _SHOWN else f"{value[:_SHOWN]}...")
