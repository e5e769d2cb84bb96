"""What a renewal term needs beside a payment schedule (R-330, R-331)."""

from decimal import Decimal
from typing import Final

from procurement.domain.errors import Problems
from procurement.domain.marketplace.contract_duration import ContractDuration, duration_between
from procurement.domain.marketplace.renewal_standing import days_of
from procurement.domain.marketplace.renewal_template import read_template
from procurement.domain.marketplace.term import PriceIncrease, RenewalTerm, TermSet
from procurement.domain.money import places

MOST_PERCENT: Final = Decimal(100)
"""agreement:PriceIncreasePercentage."""

_PLACES: Final = 2
_TERM: Final = "renewalTerm"
_TEMPLATES: Final = "renewalTerm.termTemplates"
_TEMPLATE: Final = f"{_TEMPLATES}[0].paymentScheduleTermTemplate."


def check_renewal(terms: TermSet, problems: Problems) -> None:
    """Note everything wrong with the template, as `read_template` does (R-330, R-331).

    INVALID_PRICE_INCREASE for percentages that are none or do not make a range, INVALID_DEADLINE
    for a deadline without a range or behind the lockout (agreement:RenewalTerm).
    """
    if terms.renewal is None:
        return
    if terms.renewal.template:
        read_template(terms.renewal.template, _duration(terms), problems, path=_TEMPLATE)
    if terms.renewal.price_increase:
        _check_increase(terms.renewal.price_increase, problems)
    _check_deadline(terms.renewal, problems)


def check_renewable(terms: TermSet, problems: Problems) -> None:
    """Note what keeps an offer that renews itself from its release.

    MISSING_MANDATORY_TERMS for a schedule without a template (R-330), INCOMPATIBLE_TERMS for a
    template without a schedule, and the template's own reasons, now that the duration is known.
    """
    if terms.renewal is None:
        return
    if terms.payment_schedule and not terms.renewal.template:
        message = "a renewing offer with a payment schedule needs a template of it"
        problems.add(_TEMPLATES, "MISSING_MANDATORY_TERMS", message, "R-330")
    if terms.renewal.template and not terms.payment_schedule:
        message = "there is no payment schedule that could be renewed"
        problems.add(_TEMPLATES, "INCOMPATIBLE_TERMS", message, "R-330")
    if terms.renewal.template and _duration(terms) is None:
        message = "payments can be renewed only where a duration, or both days, are known"
        problems.add("validityTerm", "INCOMPATIBLE_TERMS", message, "R-330")
    check_renewal(terms, problems)


def _duration(terms: TermSet) -> ContractDuration | None:
    """How long the renewal runs; None as long as nothing readable says it."""
    validity = terms.validity
    text = validity.agreement_duration if validity else None
    if text is None and terms.fixed_upfront:
        text = terms.fixed_upfront.duration
    try:
        if validity and validity.start_date and validity.end_date:
            return duration_between(validity.start_date, validity.end_date)
        return ContractDuration.parse(text) if text else None
    except ValueError:
        return None


def is_percentage(value: Decimal) -> bool:
    """Whether a price may rise by that: 0.00 to 100.00 with up to two decimals."""
    return 0 <= value <= MOST_PERCENT and places(value) <= _PLACES


def _check_increase(increase: PriceIncrease, problems: Problems) -> None:
    least, most, default = increase.least, increase.most, increase.default
    given = [value for value in (least, most, default) if value is not None]
    message = None
    if not all(is_percentage(value) for value in given):
        message = f"must be percentages from 0.00 to {MOST_PERCENT}.00 with up to two decimals"
    elif least is not None and most is not None and not (least < most and least <= default <= most):
        message = "the least must be below the most, and the default in between"
    if message is not None:
        problems.add(f"{_TERM}.priceIncrease", "INVALID_PRICE_INCREASE", message, "R-333")


def _check_deadline(term: RenewalTerm, problems: Problems) -> None:
    deadline = term.adjustment_deadline
    if deadline is None:
        return
    message = None
    if term.price_increase is None or term.price_increase.most is None:
        message = "there is no range of increases to choose from"
    elif term.lockout_period and days_of(deadline) <= days_of(term.lockout_period):
        message = f"must be longer than the lockout, {term.lockout_period}"
    if message is not None:
        problems.add(f"{_TERM}.adjustmentDeadline", "INVALID_DEADLINE", message, "R-333")
