"""A private offer: drafted with its terms, released, then accepted or expired.

States and moves: DRAFT to RELEASED by `release`; a RELEASED offer shows as EXPIRED after its last
day of acceptance, and as RELEASED again once that day is moved outward (R-313). A draft may change
at will; from release on nothing else does (R-312).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

from procurement.domain.errors import InvalidInput, Problem, Problems, StaleVersion
from procurement.domain.marketplace.installment_plan import InstallmentPlan, generate_schedule
from procurement.domain.marketplace.payment_schedule import (
    PaymentSchedule,
    ScheduleTerms,
    backdated,
    check_schedule,
)
from procurement.domain.marketplace.proposed_terms import proposed_terms, schedule_terms
from procurement.domain.marketplace.release_rules import NO_GROUND, ReleaseGround, check_release
from procurement.domain.marketplace.schedule_input import (
    Adjustment,
    InstallmentInput,
    adjust_schedule,
    read_schedule,
)
from procurement.domain.marketplace.term import TermSet
from procurement.domain.marketplace.term_rules import check_beside_schedule
from procurement.domain.marketplace.terms import (
    OfferDetails,
    OfferTerms,
    read_availability_end,
    read_intended_total,
    read_partial_terms,
    read_terms,
)
from procurement.domain.money import Money

Payments = InstallmentPlan | Sequence[InstallmentInput]
"""Both ways to give a schedule: generated from a plan, or payment by payment (R-276, R-284)."""


class OfferState(StrEnum):
    """DRAFT and RELEASED are stored; EXPIRED follows from the date."""

    DRAFT = "DRAFT"
    RELEASED = "RELEASED"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """An offer of `proposer_account_id`, the seller.

    `intended_total` is what the seller typed as the price; what the buyer owes is always the sum of
    `schedule` (R-284). `version` counts the changes from 1, `updated_at` is the time of the last.
    """

    offer_id: str
    proposer_account_id: str
    terms: OfferTerms
    intended_total: Decimal | None = None
    schedule: PaymentSchedule | None = None
    state: OfferState = OfferState.DRAFT
    version: int = 1
    created_at: datetime
    updated_at: datetime
    released_at: datetime | None = None
    description: str | None = None

    def state_on(self, today: date) -> OfferState:
        """DRAFT, RELEASED, or EXPIRED for a released offer whose last day has passed."""
        if self.state is OfferState.RELEASED and today > self.terms.availability_end:
            return OfferState.EXPIRED
        return self.state

    @property
    def term_set(self) -> TermSet:
        """Every term of the offer with its ID, those of the short form included."""
        return proposed_terms(self.terms, self.schedule, self.offer_id)

    @property
    def total_difference(self) -> Money | None:
        """Total due less the typed total; None when they agree or one is missing (R-286)."""
        if self.schedule is None or self.intended_total is None:
            return None
        difference = self.schedule.total - Money(self.intended_total, self.terms.currency)
        return difference if difference.amount else None

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What the seller should look at before release; none of it refuses a draft (R-285)."""
        difference = self.total_difference
        if difference is None:
            return ()
        message = f"the payments differ from the intended total by {difference}"
        warning = Problem(
            field="intendedTotal", reason="TOTAL_DIFFERENCE", message=message, rule="R-286"
        )
        return (warning,)

    def set_schedule(
        self,
        payments: Payments,
        *,
        now: datetime,
        intended_total: str | None = None,
        currency: str | None = None,
    ) -> "Offer":
        """The draft with another schedule, generated from a plan or given payment by payment.

        The typed total becomes `intended_total`, else the plan's total, else stays. `currency` may
        be sent along and must be the offer's. Raises `InvalidInput` with every problem of R-271 to
        R-304, or with INCOMPATIBLE_TERMS after release (R-312).
        """
        problems = Problems()
        self._refuse_after_release("schedule", now, problems)
        self._check_currency(currency, problems)
        problems.raise_if_any()
        schedule = _read_payments(payments, schedule_terms(self.terms, _day(now)), problems)
        check_beside_schedule(self.terms.other_terms, problems)
        total = _intended_total(intended_total, payments, schedule, self.terms.currency, problems)
        problems.raise_if_any()
        return self._changed(
            now,
            schedule=schedule,
            intended_total=self.intended_total if total is None else total,
        )

    def adjust_schedule(self, adjustments: Sequence[Adjustment], *, now: datetime) -> "Offer":
        """The draft with payments changed, added or removed; the total due follows (R-283).

        Raises `InvalidInput` as `set_schedule` does.
        """
        problems = Problems()
        self._refuse_after_release("adjustments", now, problems)
        problems.raise_if_any()
        schedule = self.schedule or PaymentSchedule(currency=self.terms.currency, installments=())
        adjusted = adjust_schedule(
            schedule, adjustments, schedule_terms(self.terms, _day(now)), problems
        )
        check_beside_schedule(self.terms.other_terms, problems)
        problems.raise_if_any()
        return self._changed(now, schedule=adjusted, intended_total=self.intended_total)

    def release(
        self,
        *,
        now: datetime,
        confirm_total_difference: bool = False,
        ground: ReleaseGround = NO_GROUND,
    ) -> "Offer":
        """The offer made visible to its buyers; `ground` is what else it is judged by.

        Raises `InvalidInput`: MISSING_MANDATORY_TERMS (R-288, R-329, R-330), TOTAL_DIFFERENCE
        when it is not confirmed (R-286), those of `check_release`, or INVALID_UPDATE_REQUEST when
        already released.
        """
        problems = Problems()
        if self.state is not OfferState.DRAFT:
            message = "the offer is already released"
            problems.add("state", "INVALID_UPDATE_REQUEST", message, "R-312")
            problems.raise_if_any()
        check_release(self.terms, self.schedule, self.term_set, _day(now), ground, problems)
        if not confirm_total_difference:
            problems.found.extend(self.warnings)
        problems.raise_if_any()
        state, version = OfferState.RELEASED, self.version + 1
        return replace(self, state=state, version=version, updated_at=now, released_at=now)

    def extend_availability(self, availability_end: str, *, now: datetime) -> "Offer":
        """The offer open until another day; a released one only for longer (R-313).

        Raises `InvalidInput`: INVALID_AVAILABILITY_END_DATE, or TOO_MANY_BACKDATED_CHARGES when
        two payments would lie on or before the new last day (R-296).
        """
        problems = Problems()
        day = read_availability_end(availability_end, _day(now), problems)
        if day is None:
            raise InvalidInput(problems.found)
        present = self.terms.availability_end
        if self.state is OfferState.RELEASED and day < present:
            message = f"{day} is before {present}: a released offer can only stay open longer"
            problems.add("availabilityEndDate", "INVALID_AVAILABILITY_END_DATE", message, "R-313")
        early = backdated(self.schedule, day) if self.schedule else ()
        if len(early) > 1:
            message = f"{len(early)} payments would lie on or before {day}, only one may"
            problems.add("availabilityEndDate", "TOO_MANY_BACKDATED_CHARGES", message, "R-313")
        problems.raise_if_any()
        if day == present:
            return self
        terms = replace(self.terms, availability_end=day)
        return replace(self, terms=terms, version=self.version + 1, updated_at=now)

    def expect_version(self, expected: int | None) -> None:
        """Raise `StaleVersion` unless `expected` is the present version or was not given."""
        if expected is not None and expected != self.version:
            message = f"the offer is at version {self.version}, not {expected}"
            raise StaleVersion(message, resource_type="Offer", resource_id=self.offer_id)

    def _changed(
        self,
        now: datetime,
        *,
        schedule: PaymentSchedule | None,
        intended_total: Decimal | None,
    ) -> "Offer":
        if (schedule, intended_total) == (self.schedule, self.intended_total):
            return self
        return replace(
            self,
            schedule=schedule,
            intended_total=intended_total,
            version=self.version + 1,
            updated_at=now,
        )

    def _refuse_after_release(self, field: str, now: datetime, problems: Problems) -> None:
        state = self.state_on(_day(now))
        if state is not OfferState.DRAFT:
            message = f"the payments cannot change after the offer is {state.lower()}"
            problems.add(field, "INCOMPATIBLE_TERMS", message, "R-312")

    def _check_currency(self, currency: str | None, problems: Problems) -> None:
        if currency is None or currency == self.terms.currency:
            return
        is_draft = self.state is OfferState.DRAFT
        reason = "INVALID_CURRENCY_CODE" if is_draft else "INCOMPATIBLE_CURRENCY_CODE"
        message = f"{currency} is not the offer's currency, {self.terms.currency}"
        problems.add("currencyCode", reason, message, "R-301")


def draft_offer(
    details: OfferDetails,
    payments: Payments | None = None,
    *,
    offer_id: str,
    proposer_account_id: str,
    now: datetime,
) -> Offer:
    """A new draft, with its schedule if `payments` come along.

    The typed total is that of the details, else the plan's. Raises `InvalidInput` with every
    problem of the details and of the payments at once.
    """
    problems = Problems()
    partial = read_partial_terms(details, _day(now), problems, has_payments=payments is not None)
    schedule = None
    if payments is not None:
        schedule = _read_payments(payments, schedule_terms(partial, _day(now)), problems)
        check_beside_schedule(details.other_terms, problems)
    typed = details.intended_total
    intended_total = _intended_total(typed, payments, schedule, partial.currency, problems)
    return Offer(
        offer_id=offer_id,
        proposer_account_id=proposer_account_id,
        terms=read_terms(details, partial, problems),
        intended_total=intended_total,
        schedule=schedule,
        created_at=now,
        updated_at=now,
    )


def _read_payments(
    payments: Payments, terms: ScheduleTerms, problems: Problems
) -> PaymentSchedule | None:
    if not isinstance(payments, InstallmentPlan):
        return read_schedule(payments, terms, problems)
    schedule = generate_schedule(payments, terms, problems)
    if schedule is not None:
        check_schedule(schedule, terms, problems)
    return schedule


def _intended_total(
    typed: str | None,
    payments: Payments | None,
    schedule: PaymentSchedule | None,
    currency: str,
    problems: Problems,
) -> Decimal | None:
    if typed is None and isinstance(payments, InstallmentPlan) and schedule is not None:
        # A generated schedule sums up to the plan's total exactly.
        return schedule.total.amount
    return read_intended_total(typed, currency, problems)


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()
