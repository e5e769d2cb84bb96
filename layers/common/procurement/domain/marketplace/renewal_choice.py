"""What either party decides about a renewal, and until when (agreement:RenewalTerm)."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from procurement.domain.errors import Problems, WrongStatus
from procurement.domain.marketplace.agreement import Agreement, AgreementStatus
from procurement.domain.marketplace.renewal_rules import is_percentage
from procurement.domain.marketplace.renewal_standing import last_day_of
from procurement.domain.marketplace.term import PriceIncrease


def may_still_decide(agreement: Agreement, now: datetime) -> bool:
    """Whether the lockout has not begun: its first day is the last one to decide."""
    return _is_in_time(agreement, _lockout(agreement), now)


def choose_renewal(agreement: Agreement, is_enabled: bool, *, now: datetime) -> Agreement:
    """The agreement that its buyer lets renew itself, or not; the very same if it does already.

    `WrongStatus` unless it is active; `InvalidInput` with MISSING_MANDATORY_TERMS without a renewal
    term, and with INVALID_DEADLINE once the lockout has begun.
    """
    problems = Problems()
    _check_renewable(agreement, now, problems)
    term = agreement.terms.renewal
    if term is None or term.enable_auto_renew is is_enabled:
        problems.raise_if_any()
        return agreement
    _check_in_time("enableAutoRenew", agreement, _lockout(agreement), now, problems)
    problems.raise_if_any()
    terms = replace(agreement.terms, renewal=replace(term, enable_auto_renew=is_enabled))
    return replace(agreement, terms=terms, updated_at=now, version=agreement.version + 1)


def offer_renewal(
    agreement: Agreement,
    *,
    is_declined: bool | None,
    increase: Decimal | None,
    now: datetime,
) -> Agreement:
    """The agreement whose seller opts out of its renewal, or in, or chooses the price increase.

    None leaves as it is. Raises as `choose_renewal`, and INVALID_PRICE_INCREASE for one that the
    term does not leave to the seller.
    """
    problems = Problems()
    _check_renewable(agreement, now, problems)
    term, standing = agreement.terms.renewal, agreement.renewal
    chosen = standing.increase if increase is None else increase
    declined = standing.is_declined if is_declined is None else is_declined
    if term is None or (chosen, declined) == (standing.increase, standing.is_declined):
        problems.raise_if_any()
        return agreement
    if declined is not standing.is_declined:
        _check_in_time("isDeclined", agreement, _lockout(agreement), now, problems)
    if chosen is not None and chosen != standing.increase:
        _check_increase(chosen, term.price_increase, problems)
        deadline = term.adjustment_deadline or term.lockout_period
        _check_in_time("priceIncreasePercentage", agreement, deadline, now, problems)
    problems.raise_if_any()
    decided = replace(standing, is_declined=declined, increase=chosen)
    return replace(agreement, renewal=decided, updated_at=now, version=agreement.version + 1)


def _check_renewable(agreement: Agreement, now: datetime, problems: Problems) -> None:
    status = agreement.status_on(now.astimezone(UTC).date())
    if status is not AgreementStatus.ACTIVE:
        message = f"the agreement is {status.lower()}, nothing can be decided any more"
        raise WrongStatus(message, resource_type="Agreement", resource_id=agreement.agreement_id)
    if agreement.terms.renewal is None or agreement.end_date is None:
        message = "the agreement has no renewal term, or no end"
        problems.add("agreementId", "MISSING_MANDATORY_TERMS", message, "R-251")


def _check_increase(chosen: Decimal, allowed: PriceIncrease | None, problems: Problems) -> None:
    field, reason = "priceIncreasePercentage", "INVALID_PRICE_INCREASE"
    if allowed is None or allowed.least is None or allowed.most is None:
        message = "the renewal term leaves no price increase to the seller"
        problems.add(field, reason, message, "R-333")
    elif not is_percentage(chosen) or not allowed.least <= chosen <= allowed.most:
        message = f"must be from {allowed.least} to {allowed.most} with up to two decimals"
        problems.add(field, reason, message, "R-333")


def _check_in_time(
    field: str, agreement: Agreement, period: str | None, now: datetime, problems: Problems
) -> None:
    if agreement.end_date is not None and not _is_in_time(agreement, period, now):
        message = f"could be decided until {last_day_of(period, agreement.end_date)}"
        problems.add(field, "INVALID_DEADLINE", message, "R-251")


def _lockout(agreement: Agreement) -> str | None:
    return agreement.terms.renewal.lockout_period if agreement.terms.renewal else None


def _is_in_time(agreement: Agreement, period: str | None, now: datetime) -> bool:
    if agreement.end_date is None:
        return True
    return now.astimezone(UTC).date() <= last_day_of(period, agreement.end_date)
