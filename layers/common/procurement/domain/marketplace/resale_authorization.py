"""A manufacturer's authorization to resell, and a partner's schedule against it (R-275, R-303).

In resale the manufacturer determines the plan: its dates are fixed, its amounts the least that the
partner asks for. States and moves: DRAFT to ACTIVE by `released`, ACTIVE to RESTRICTED by
`restricted`; an ACTIVE authorization shows as EXPIRED after its last day.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from procurement.domain.errors import Problems, WrongStatus
from procurement.domain.marketplace.contract_duration import ContractDuration
from procurement.domain.marketplace.payment_schedule import (
    MAX_PAYMENTS,
    Installment,
    PaymentSchedule,
    ScheduleTerms,
    check_schedule,
    payments_of,
)
from procurement.domain.marketplace.product_type import ProductType
from procurement.domain.money import EXACT, Money, rounded

_PERCENT: Final = Decimal(100)


class AuthorizationStatus(StrEnum):
    """catalog:ResaleAuthorizationStatusString; EXPIRED follows from the date."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    RESTRICTED = "RESTRICTED"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, kw_only=True, slots=True)
class ResaleAuthorization:
    """What a manufacturer lets a reseller sell, and by which plan at least.

    `availability_end` is the last day on which the reseller may release an offer under it. The
    reseller sees it from its release on.
    """

    authorization_id: str
    name: str
    manufacturer_account_id: str
    reseller_account_id: str
    product_id: str
    product_type: ProductType
    contract_duration: ContractDuration
    availability_end: date
    schedule: PaymentSchedule
    status: AuthorizationStatus = AuthorizationStatus.DRAFT
    version: int = 1
    created_at: datetime
    updated_at: datetime

    def status_on(self, today: date) -> AuthorizationStatus:
        """The status, EXPIRED once the last day of an active authorization has passed."""
        if self.status is AuthorizationStatus.ACTIVE and today > self.availability_end:
            return AuthorizationStatus.EXPIRED
        return self.status

    def released(self, *, now: datetime) -> "ResaleAuthorization":
        """The authorization that its reseller sees and may use; the same if it is ACTIVE already.

        `WrongStatus` for a restricted one; `InvalidInput` when its last day or a payment's has
        passed the limits meanwhile.
        """
        if self.status is AuthorizationStatus.ACTIVE:
            return self
        if self.status is not AuthorizationStatus.DRAFT:
            raise self._wrong_status("be released", AuthorizationStatus.DRAFT)
        today, problems = now.astimezone(UTC).date(), Problems()
        if today > self.availability_end:
            message = f"{self.availability_end} is in the past"
            reason = "INVALID_AVAILABILITY_END_DATE"
            problems.add("availabilityEndDate", reason, message, "R-303")
        terms = authorization_terms(self.schedule.currency, self.contract_duration, today)
        check_authorization(self.schedule, terms, problems, is_new=False)
        problems.raise_if_any()
        return self._moved(AuthorizationStatus.ACTIVE, now)

    def restricted(self, *, now: datetime) -> "ResaleAuthorization":
        """The authorization that no further offer may use; those released before stay (R-303).

        The very same if it is RESTRICTED already; `WrongStatus` for a draft.
        """
        if self.status is AuthorizationStatus.RESTRICTED:
            return self
        if self.status is not AuthorizationStatus.ACTIVE:
            raise self._wrong_status("be restricted", AuthorizationStatus.ACTIVE)
        return self._moved(AuthorizationStatus.RESTRICTED, now)

    def _moved(self, status: AuthorizationStatus, now: datetime) -> "ResaleAuthorization":
        return replace(self, status=status, version=self.version + 1, updated_at=now)

    def _wrong_status(self, move: str, needed: AuthorizationStatus) -> WrongStatus:
        message = (
            f"the authorization is {self.status.lower()}, only a {needed.lower()} one can {move}"
        )
        return WrongStatus(
            message, resource_type="ResaleAuthorization", resource_id=self.authorization_id
        )


def authorization_terms(
    currency: str, duration: ContractDuration | None, today: date
) -> ScheduleTerms:
    """What an authorized schedule is judged against; when offers close is theirs to say (R-296)."""
    last_day = duration.last_day(today) if duration else None
    return ScheduleTerms(currency=currency, today=today, last_day=last_day, availability_end=None)


def check_authorization(
    schedule: PaymentSchedule, terms: ScheduleTerms, problems: Problems, *, is_new: bool = True
) -> None:
    """Note what is wrong with the schedule that a manufacturer authorizes.

    As `check_schedule`, but too many payments are TOO_MANY_SCHEDULED_PAYMENTS (R-275).
    """
    if not is_too_long(len(schedule.installments), problems):
        check_schedule(schedule, terms, problems, is_new=is_new)


def is_too_long(count: int, problems: Problems) -> bool:
    """Whether there are more than 60 payments, which is noted (R-275)."""
    if count > MAX_PAYMENTS:
        message = f"has {count} payments, at most {MAX_PAYMENTS} are allowed"
        problems.add("schedule", "TOO_MANY_SCHEDULED_PAYMENTS", message, "R-275")
    return count > MAX_PAYMENTS


def check_resale(
    schedule: PaymentSchedule,
    authorized: PaymentSchedule,
    problems: Problems,
    *,
    markup_percentage: Decimal = Decimal(0),
) -> None:
    """Note every way in which a partner's `schedule` departs from the `authorized` one (R-303).

    INVALID_CURRENCY_CODE for another currency, INVALID_CHARGE_DATES for a date that is not
    authorized and for one that is missing, INVALID_CHARGE_AMOUNT below the amount of that date,
    INCOMPATIBLE_TERMS for amounts together with a markup.
    """
    if markup_percentage > 0:
        message = f"gives amounts, so the markup must be 0, not {markup_percentage} %"
        problems.add("markupPercentage", "INCOMPATIBLE_TERMS", message, "R-303")
    if schedule.currency != authorized.currency:
        message = f"{schedule.currency} is not the authorization's, {authorized.currency}"
        problems.add("currencyCode", "INVALID_CURRENCY_CODE", message, "R-301")
        return
    least = {payment.charge_date: payment.amount for payment in authorized.installments}
    for payment in payments_of(schedule):
        if payment.charge_date not in least:
            message = f"{payment.charge_date} is no date of the resale authorization"
            problems.add(f"{payment.path}.chargeDate", "INVALID_CHARGE_DATES", message, "R-303")
        elif payment.amount is not None and payment.amount < least[payment.charge_date]:
            minimum = Money(least[payment.charge_date], schedule.currency)
            message = f"is below the authorized amount, {minimum}"
            problems.add(f"{payment.path}.chargeAmount", "INVALID_CHARGE_AMOUNT", message, "R-303")
    for missing in sorted(least.keys() - {p.charge_date for p in schedule.installments}):
        message = f"the authorization's payment of {missing} is missing"
        problems.add("schedule", "INVALID_CHARGE_DATES", message, "R-303")


def marked_up(authorized: PaymentSchedule, markup_percentage: Decimal) -> PaymentSchedule:
    """The schedule of a partner who gives a markup instead of amounts (R-303).

    Each authorized amount is raised by the percentage and rounded half-up once. `ValueError` for a
    markup below zero: a partner never asks for less than is authorized.
    """
    if markup_percentage < 0:
        raise ValueError("a markup cannot be below zero")
    factor = EXACT.divide(EXACT.add(_PERCENT, markup_percentage), _PERCENT)
    return PaymentSchedule(
        currency=authorized.currency,
        installments=tuple(
            Installment(
                charge_date=payment.charge_date,
                amount=rounded(EXACT.multiply(payment.amount, factor), authorized.currency),
            )
            for payment in authorized.installments
        ),
    )
