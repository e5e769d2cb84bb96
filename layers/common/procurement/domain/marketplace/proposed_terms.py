"""The whole set of terms that an offer proposes, and the days that an agreement on them covers."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from procurement.domain.marketplace.contract_duration import ContractDuration
from procurement.domain.marketplace.payment_schedule import PaymentSchedule, ScheduleTerms
from procurement.domain.marketplace.term import (
    NO_TERMS,
    FixedUpfrontPricingTerm,
    NetPaymentTerm,
    PaymentScheduleTerm,
    TermSet,
    ValidityTerm,
)
from procurement.domain.marketplace.terms import OfferTerms, PartialTerms


def proposed_terms(details: OfferTerms, schedule: PaymentSchedule | None, offer_id: str) -> TermSet:
    """Every term with its ID; the short form makes the same terms as the long one.

    A bare installment plan stands for its payment schedule with the fixed upfront term of price 0
    that AWS demands beside it (R-288), and its duration for the validity term (R-257).
    """
    given = details.other_terms or NO_TERMS
    terms = given
    if schedule is not None:
        terms = replace(terms, payment_schedule=PaymentScheduleTerm(schedule=schedule))
    if schedule is not None and details.other_terms is None:
        granted = FixedUpfrontPricingTerm(currency=details.currency, price=Decimal(0))
        terms = replace(terms, fixed_upfront=granted)
    if given.validity is None and details.contract_duration is not None:
        validity = ValidityTerm(agreement_duration=str(details.contract_duration))
        terms = replace(terms, validity=validity)
    if details.net_payment_term is not None:
        net_payment = NetPaymentTerm(payment_due_period=details.net_payment_term)
        terms = replace(terms, net_payment=net_payment)
    return terms.identified(offer_id)


def agreement_days(terms: TermSet, accepted_on: date) -> tuple[date, date | None]:
    """The first and the last day of an agreement accepted then; no last one without a duration.

    The validity term says it first, then the duration that the buyer chose or that comes with the
    fixed price (R-254, R-257, R-291, R-293).
    """
    validity = terms.validity
    start = (validity.start_date if validity else None) or accepted_on
    if validity and validity.end_date:
        return start, validity.end_date
    duration = validity.agreement_duration if validity else None
    if duration is None and terms.configurable_upfront and terms.configurable_upfront.choice:
        duration = terms.configurable_upfront.choice.selector
    if duration is None and terms.fixed_upfront:
        duration = terms.fixed_upfront.duration
    return start, ContractDuration.parse(duration).last_day(start) if duration else None


def schedule_terms(terms: OfferTerms | PartialTerms, today: date) -> ScheduleTerms:
    """What the payments of an offer are judged against on the day they are set (R-291)."""
    return ScheduleTerms(
        currency=terms.currency,
        today=today,
        last_day=_last_day(terms, today),
        availability_end=terms.availability_end,
    )


def _last_day(terms: OfferTerms | PartialTerms, today: date) -> date | None:
    # The validity term goes first: it may start later, and payments may lie up to its end.
    given = terms.other_terms or NO_TERMS
    if given.validity is None and terms.contract_duration is not None:
        return terms.contract_duration.last_day(today)
    try:
        return agreement_days(given, today)[1]
    except ValueError:
        # A duration that cannot be read is a problem of its term, not of the payments.
        return None
