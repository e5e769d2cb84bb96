"""Which invoices ListInvoiceSummaries is asked for (R-383, R-384)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from procurement.domain.errors import Problems
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.invoices.summary_members import ReceiverRole
from procurement.domain.month import Month

ROLES_SINCE: Final = datetime(2025, 6, 1, tzinfo=UTC)
"""From when on AWS knows the role of a receiver (R-384)."""

_LONGEST: Final = timedelta(days=31)
_LONGEST_OF_ROLE: Final = timedelta(days=5 * 366)
_RULE: Final = "R-384"


@dataclass(frozen=True, kw_only=True, slots=True)
class SummarySearch:
    """invoicing:InvoiceSummariesFilter; None for what does not matter.

    Invoices issued from `starts_at` on and before `ends_at`. `role` may be one that AWS knows and
    nobody has here: all of our invoices go to buyers.
    """

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    billing_period: Month | None = None
    invoicing_entity: str | None = None
    role: str | None = None

    def check(self) -> None:
        """`InvalidInput` for an interval that is turned round, too long or too early."""
        if self.starts_at is None or self.ends_at is None:
            return
        problems, at = Problems(), "filter.timeInterval"
        length = self.ends_at - self.starts_at
        if length <= timedelta(0):
            problems.add(f"{at}.endDate", "INVALID_VALUE", "must be after the start", _RULE)
        elif self.role is None and length > _LONGEST:
            message = "is at most one month long, unless a receiver role is given"
            problems.add(at, "INVALID_VALUE", message, _RULE)
        elif self.role is not None and length > _LONGEST_OF_ROLE:
            problems.add(at, "INVALID_VALUE", "is at most five years long", _RULE)
        if self.role is not None and self.starts_at < ROLES_SINCE:
            message = "is 2025-06-01 or later where a receiver role is given"
            problems.add(f"{at}.startDate", "INVALID_VALUE", message, _RULE)
        problems.raise_if_any()

    @property
    def latest_period(self) -> Month | None:
        """The latest billing period that can be meant: nothing is issued ahead of its period."""
        return None if self.ends_at is None else Month.of(self.ends_at)

    def finds(self, invoice: Invoice) -> bool:
        """Whether the invoice is meant."""
        return (
            (self.starts_at is None or self.starts_at <= invoice.issued_at)
            and (self.ends_at is None or invoice.issued_at < self.ends_at)
            and self.billing_period in (None, invoice.billing_period)
            and self.invoicing_entity in (None, invoice.invoicing_entity)
            and self.role in (None, ReceiverRole.BUYER)
        )
