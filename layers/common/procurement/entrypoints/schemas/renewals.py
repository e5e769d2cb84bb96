"""The renewal of an agreement at the edge: what is coming, and who decided what."""

from datetime import date
from decimal import Decimal
from typing import Self

from pydantic import Field

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.marketplace.renewal import Renewal
from procurement.domain.marketplace.renewal_standing import (
    RenewalObstacle,
    increase_of,
    last_day_of,
)
from procurement.domain.money import parse_amount
from procurement.entrypoints.schemas.base import (
    AmountInput,
    Instant,
    MoneyView,
    RequestSchema,
    Schema,
)
from procurement.entrypoints.schemas.charges import ChargeView
from procurement.service.marketplace.decide_renewal import RenewalDecision


class DecideRenewalRequest(RequestSchema):
    """`enableAutoRenew` is for the buyer to say, the other members are for the seller."""

    enable_auto_renew: bool | None = None
    is_declined: bool | None = None
    price_increase_percentage: AmountInput | None = Field(None, examples=["5.00"])

    def to_decision(self) -> RenewalDecision:
        """The decision; `InvalidInput` for a percentage that is no number."""
        return RenewalDecision(
            is_enabled=self.enable_auto_renew,
            is_declined=self.is_declined,
            increase=self._increase(),
        )

    def _increase(self) -> Decimal | None:
        given = self.price_increase_percentage
        increase = None if given is None else parse_amount(str(given))
        if given is not None and increase is None:
            field, reason = "priceIncreasePercentage", "INVALID_PRICE_INCREASE"
            raise InvalidInput([Problem(field=field, reason=reason, message="must be a number")])
        return increase


class NextAgreementView(Schema):
    """The agreement that follows, as it will be if nobody decides otherwise."""

    agreement_id: str
    start_date: date
    end_date: date | None
    total_value: MoneyView
    charges: list[ChargeView]

    @classmethod
    def of(cls, renewal: Renewal) -> Self:
        """What follows in the domain."""
        agreement = renewal.agreement
        return cls(
            agreement_id=agreement.agreement_id,
            start_date=agreement.start_date,
            end_date=agreement.end_date,
            total_value=MoneyView.of(agreement.total_value),
            charges=[ChargeView.of(charge) for charge in renewal.charges],
        )


class RenewalView(Schema):
    """Whether an agreement renews itself, and what follows it (agreement:RenewalTerm).

    `decisionDeadline` is the last day on which either party may change its mind,
    `adjustmentDeadline`
    that for the price. `next` is null when nothing follows, and once it has followed.
    """

    agreement_id: str
    is_renewing: bool
    reason_code: RenewalObstacle | None
    enable_auto_renew: bool
    is_declined: bool
    renewals: int
    max_renewals: int | None
    price_increase_percentage: str
    decision_deadline: date | None
    adjustment_deadline: date | None
    renews_at: Instant | None
    next: NextAgreementView | None

    @classmethod
    def of(cls, agreement: Agreement, renewal: Renewal | None) -> Self:
        """An agreement of the domain and what follows it."""
        term, end = agreement.terms.renewal, agreement.end_date
        return cls(
            agreement_id=agreement.agreement_id,
            is_renewing=agreement.renewal_obstacle is None,
            reason_code=agreement.renewal_obstacle,
            enable_auto_renew=bool(term and term.enable_auto_renew),
            is_declined=agreement.renewal.is_declined,
            renewals=agreement.renewal.count,
            max_renewals=term.max_renewals if term else None,
            price_increase_percentage=f"{increase_of(term, agreement.renewal) if term else 0:.2f}",
            decision_deadline=last_day_of(term.lockout_period, end) if term and end else None,
            adjustment_deadline=(
                last_day_of(term.adjustment_deadline or term.lockout_period, end)
                if term and end and term.price_increase and term.price_increase.most is not None
                else None
            ),
            renews_at=agreement.renews_at,
            next=NextAgreementView.of(renewal) if renewal else None,
        )
