"""Who gets an account's radar by mail every week, and how many days it reaches for them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from procurement.domain.errors import Problems, QuotaExceeded, StaleVersion
from procurement.domain.purchase_orders.fields import read_people
from procurement.domain.purchase_orders.input import ContactInput
from procurement.domain.purchase_orders.purchase_order import Contact

MAX_DAYS: Final = 365
"""How far a radar reaches."""
DEFAULT_DAYS: Final = 30

MAX_SUBSCRIBERS: Final = 20
"""Subscribers per account, as many as a purchase order may have contacts (R-044)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RadarSubscription:
    """The subscribers of one account's radar; version 0 and nobody until somebody is put in."""

    account_id: str
    subscribers: tuple[Contact, ...] = ()
    days: int = DEFAULT_DAYS
    version: int = 0
    updated_at: datetime | None = None

    def expect_version(self, expected: int | None) -> None:
        """`StaleVersion` when the caller saw another version than the present one (R-076)."""
        if expected is not None and expected != self.version:
            raise StaleVersion(
                f"the radar's subscribers are at version {self.version}, not {expected}",
                resource_type="RadarSubscription",
                resource_id=self.account_id,
            )


def changed_subscription(
    present: RadarSubscription,
    subscribers: Sequence[ContactInput],
    days: int,
    now: datetime,
) -> RadarSubscription:
    """`present` with other subscribers and days; `InvalidInput` with all problems (R-031, R-032).

    `QuotaExceeded` when too many are all that is wrong. The very same object comes back when
    nothing would change.
    """
    problems = Problems()
    if len(subscribers) > MAX_SUBSCRIBERS:
        quota = QuotaExceeded(
            f"the radar has at most {MAX_SUBSCRIBERS} subscribers",
            quota="RadarSubscribers",
            limit=MAX_SUBSCRIBERS,
        )
        problems.exceed("subscribers", quota, "R-044")
    if not 1 <= days <= MAX_DAYS:
        problems.add("days", "INVALID_VALUE", f"must be from 1 to {MAX_DAYS}")
    people = read_people(subscribers, "subscribers", problems)
    problems.raise_if_any()
    if (people, days) == (present.subscribers, present.days):
        return present
    return replace(
        present, subscribers=people, days=days, version=present.version + 1, updated_at=now
    )
