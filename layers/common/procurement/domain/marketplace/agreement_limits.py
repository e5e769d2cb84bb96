"""How much an agreement may be worth, and how many an account may have (R-304)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from procurement.domain.errors import Problems, QuotaExceeded
from procurement.domain.marketplace.payment_schedule import MAX_VALUE
from procurement.domain.money import Money

MAX_GENERAL_VALUE: Final = Money(Decimal(1_000_000), "USD")
"""Highest value of an agreement proposed to everybody; `MAX_VALUE` holds for named buyers."""

MAX_ACTIVE_AGREEMENTS: Final = 100
"""Active agreements of one account on one resource (a product)."""


def check_value(
    field: str, value: Money, target_account_ids: Sequence[str], problems: Problems
) -> None:
    """Note LIMIT_EXCEEDED_AGREEMENT_VALUE above the limit of a targeted or a general proposal.

    The limits are stated in dollars; other currencies are not judged, as they are never converted.
    """
    limit = MAX_VALUE if target_account_ids else MAX_GENERAL_VALUE
    if value.currency == limit.currency and value.amount > limit.amount:
        whom = "named buyers" if target_account_ids else "everybody"
        message = f"{value} is above the limit of {limit} for a proposal to {whom}"
        problems.add(field, "LIMIT_EXCEEDED_AGREEMENT_VALUE", message, "R-304")


@dataclass(frozen=True, kw_only=True, slots=True)
class ActiveAgreements:
    """How many unended agreements of `account_id` on a product end on which day.

    None is for those without an end. A last day that passes lowers the count by itself, without a
    write. Saved over the same `revision` only: two acceptances at 99 leave 100.
    """

    account_id: str
    product_id: str
    ending: Mapping[date | None, int] = field(default_factory=dict)
    revision: int = 0

    def active(self, today: date) -> int:
        """How many are active on that day."""
        return sum(count for last, count in self.ending.items() if last is None or last >= today)

    def begun(
        self, end_date: date | None, *, today: date, is_renewal: bool = False
    ) -> "ActiveAgreements":
        """The count with one more agreement.

        `QuotaExceeded` for the 101st, but never for a renewal: the one before it has ended.
        """
        active = self.active(today)
        if active >= MAX_ACTIVE_AGREEMENTS and not is_renewal:
            message = f"the account has {active} active agreements on {self.product_id} already"
            raise QuotaExceeded(message, quota="activeAgreements", limit=MAX_ACTIVE_AGREEMENTS)
        return self._moved(end_date, 1, today)

    def ended(self, end_date: date | None, *, today: date) -> "ActiveAgreements":
        """The count with one agreement less, which would have gone on until `end_date`."""
        return self._moved(end_date, -1, today)

    def _moved(self, end_date: date | None, by: int, today: date) -> "ActiveAgreements":
        counts = {**self.ending, end_date: self.ending.get(end_date, 0) + by}
        # What has passed is dropped, which bounds the days that are kept.
        kept = {
            last: count
            for last, count in counts.items()
            if count > 0 and (last is None or last >= today)
        }
        return replace(self, ending=kept)
