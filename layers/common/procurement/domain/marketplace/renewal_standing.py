"""Whether an agreement renews itself at its end, and what was decided about it (R-251, R-330)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from procurement.domain.marketplace.purchase_order_references import (
    NO_REFERENCES,
    PurchaseOrderReferences,
)
from procurement.domain.marketplace.term import RenewalTerm


class RenewalObstacle(StrEnum):
    """agreement:EndTimeBehaviorReasonCode: why an agreement expires instead of renewing."""

    PROPOSER_OPTED_OUT = "PROPOSER_RENEW_OPTED_OUT"
    ACCEPTOR_OPTED_OUT = "ACCEPTOR_RENEW_OPTED_OUT"
    NO_TERM = "NO_RENEWAL_TERM"
    LIMIT_EXHAUSTED = "RENEWAL_LIMIT_EXHAUSTED"


@dataclass(frozen=True, kw_only=True, slots=True)
class RenewalStanding:
    """What stands about the renewal of an agreement beside its terms.

    `count` renewals led to it. `references` are what of the purchase order numbers given at
    acceptance goes on (R-334). The seller may have opted out, `is_declined`, or chosen by how many
    percent the price rises, `increase`, where the term leaves a range.
    """

    count: int = 0
    references: PurchaseOrderReferences = NO_REFERENCES
    is_declined: bool = False
    increase: Decimal | None = None


FIRST_TIME = RenewalStanding()
"""Of an agreement that is no renewal, and that nobody decided anything about."""


def obstacle_to(term: RenewalTerm | None, standing: RenewalStanding) -> RenewalObstacle | None:
    """Why it does not renew, the seller's will first, as AWS tells it; None when it renews."""
    if standing.is_declined:
        return RenewalObstacle.PROPOSER_OPTED_OUT
    if term is None:
        return RenewalObstacle.NO_TERM
    if not term.enable_auto_renew:
        return RenewalObstacle.ACCEPTOR_OPTED_OUT
    if term.max_renewals is not None and standing.count >= term.max_renewals:
        return RenewalObstacle.LIMIT_EXHAUSTED
    return None


def increase_of(term: RenewalTerm, standing: RenewalStanding) -> Decimal:
    """By how many percent the next renewal costs more: the seller's choice, else the default."""
    if term.price_increase is None:
        return Decimal(0)
    return term.price_increase.default if standing.increase is None else standing.increase


def last_day_of(period: str | None, end_date: date) -> date:
    """The last day to decide what has to be decided `period` (``P30D``) before the end."""
    return end_date - timedelta(days=days_of(period)) if period else end_date


def days_of(period: str) -> int:
    """The days of agreement:DayDuration, as ``P30D``."""
    return int(period.removeprefix("P").removesuffix("D"))
