"""Renewal: at its end an agreement is followed by another on its terms (R-251, R-330 to R-334).

Nothing of it depends on when somebody looks. The end instant decides what holds, and by then the
agreement cannot change any more; the new one's ID follows from the old one's.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from procurement.domain.charges.charge import Charge
from procurement.domain.errors import Problems
from procurement.domain.ids import derived_id
from procurement.domain.marketplace.agreement import (
    Agreement,
    AgreementStatus,
    charges_of,
    named,
)
from procurement.domain.marketplace.contract_duration import duration_between
from procurement.domain.marketplace.payment_schedule import PaymentSchedule
from procurement.domain.marketplace.proposed_terms import agreement_days
from procurement.domain.marketplace.renewal_standing import RenewalStanding, increase_of
from procurement.domain.marketplace.renewal_template import read_template
from procurement.domain.marketplace.term import Rate, RenewalTerm, TermSet, ValidityTerm
from procurement.domain.marketplace.term_rules import MAX_RATE_PLACES
from procurement.domain.money import EXACT, rounded

_PERCENT = Decimal(100)
_SMALLEST_RATE = Decimal(1).scaleb(-MAX_RATE_PLACES)


@dataclass(frozen=True, kw_only=True, slots=True)
class Renewal:
    """`source`, which is RENEWED, the `agreement` that follows, and the charges of that one."""

    source: Agreement
    agreement: Agreement
    charges: tuple[Charge, ...]


def renewed_agreement_id(source: Agreement) -> str:
    """The ID of the agreement that follows: one only, so that a repeat meets it."""
    return derived_id("agmt", source.agreement_id, "renewal")


def renewal_of(source: Agreement, offer_name: str, *, payer_account_id: str) -> Renewal:
    """What follows `source` at its end, with the number that was given for all charges (R-334).

    Prices rise as the renewal term says; a schedule becomes what its template makes of the new
    total (R-333). `payer_account_id` pays for the buyer now. `ValueError` for an agreement that
    does not renew.
    """
    at, term, last = source.renews_at, source.terms.renewal, source.end_date
    if at is None or term is None or last is None:
        raise ValueError(f"agreement {source.agreement_id} does not renew")
    start = last + timedelta(days=1)
    terms = _renewed_terms(source, term, start)
    _, end = agreement_days(terms, start)
    standing = source.renewal
    agreement = replace(
        source,
        agreement_id=renewed_agreement_id(source),
        initial_agreement_id=source.initial_agreement_id or source.agreement_id,
        payer_account_id=payer_account_id,
        acceptance_time=at,
        start_date=start,
        end_date=end,
        terms=terms,
        renewal=RenewalStanding(count=standing.count + 1, references=standing.references),
        updated_at=None,
        amended_value=None,
        version=1,
    )
    charges = charges_of(agreement, offer_name)
    return Renewal(
        source=replace(
            source, status=AgreementStatus.RENEWED, updated_at=at, version=source.version + 1
        ),
        agreement=agreement,
        charges=named(charges, standing.references.resolve(charges)),
    )


def _renewed_terms(source: Agreement, term: RenewalTerm, start: date) -> TermSet:
    terms, currency = source.terms, source.currency
    increase = increase_of(term, source.renewal)
    terms = _raised(replace(terms, validity=_as_long(source), free_trial=None), increase, currency)
    if terms.payment_schedule is None:
        return terms
    schedule = _renewed_schedule(terms.payment_schedule.schedule, term, increase, start)
    return replace(terms, payment_schedule=replace(terms.payment_schedule, schedule=schedule))


def _as_long(source: Agreement) -> ValidityTerm | None:
    """From the renewal on for as long as `source` was valid, in place of dates of its own."""
    validity = source.terms.validity
    if validity is None or source.end_date is None:
        return validity
    length = validity.agreement_duration or str(
        duration_between(source.start_date, source.end_date)
    )
    return replace(validity, agreement_duration=length, start_date=None, end_date=None)


def _renewed_schedule(
    schedule: PaymentSchedule, term: RenewalTerm, increase: Decimal, start: date
) -> PaymentSchedule:
    problems = Problems()
    template = read_template(term.template, None, problems)
    problems.raise_if_any()
    if template is None:
        raise ValueError("a payment schedule cannot be renewed without its template")
    total = rounded(_more(schedule.total.amount, increase), schedule.currency)
    return template.expand(total=total, currency=schedule.currency, start=start)


def _raised(terms: TermSet, increase: Decimal, currency: str) -> TermSet:
    """Every price higher by so many percent, rounded half-up once."""
    if not increase:
        return terms
    fixed, recurring = terms.fixed_upfront, terms.recurring_payment
    chosen, usage = terms.configurable_upfront, terms.usage_based
    cards = [
        replace(card, rates=_raised_rates(card.rates, increase))
        for card in (chosen.rate_cards if chosen else ())
    ]
    return replace(
        terms,
        fixed_upfront=fixed
        and replace(fixed, price=rounded(_more(fixed.price, increase), currency)),
        recurring_payment=recurring
        and replace(recurring, price=rounded(_more(recurring.price, increase), currency)),
        configurable_upfront=chosen and replace(chosen, rate_cards=tuple(cards)),
        usage_based=usage and replace(usage, rates=_raised_rates(usage.rates, increase)),
    )


def _raised_rates(rates: tuple[Rate, ...], increase: Decimal) -> tuple[Rate, ...]:
    return tuple(
        replace(
            rate,
            price=_more(rate.price, increase).quantize(
                _SMALLEST_RATE, rounding=ROUND_HALF_UP, context=EXACT
            ),
        )
        for rate in rates
    )


def _more(amount: Decimal, increase: Decimal) -> Decimal:
    factor = EXACT.divide(EXACT.add(_PERCENT, increase), _PERCENT)
    return EXACT.multiply(amount, factor)


def is_due(agreement: Agreement, now: datetime) -> bool:
    """Whether its end has come and it renews."""
    at = agreement.renews_at
    return at is not None and at <= now.astimezone(UTC)
