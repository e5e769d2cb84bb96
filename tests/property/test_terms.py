"""Whatever the terms: the charges with a known amount come to the agreement's value."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.domain.charges.charge import Timing
from procurement.domain.charges.standing import close_next, foreseen
from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.marketplace.payment_schedule import Installment, PaymentSchedule
from procurement.domain.marketplace.term import (
    ConfigurableUpfrontPricingTerm,
    FixedUpfrontPricingTerm,
    PaymentScheduleTerm,
    Quantity,
    Rate,
    RateCard,
    RecurringPaymentTerm,
    TermSet,
    UpfrontChoice,
    UsageBasedPricingTerm,
    ValidityTerm,
)
from procurement.domain.money import Money
from procurement.domain.month import midnight
from tests.support.offers import NOW, a_released_offer, an_agreement

cents = st.decimals(0, 10_000, places=2)
rates = st.decimals(0, 100, places=8)
durations = st.integers(1, 60).map(lambda months: f"P{months}M")


@st.composite
def upfront(draw: st.DrawFn) -> dict[str, object]:
    kind = draw(st.sampled_from(["fixed", "configurable", "schedule", "none"]))
    if kind == "fixed":
        return {"fixed_upfront": FixedUpfrontPricingTerm(currency="USD", price=draw(cents))}
    if kind == "schedule":
        days = draw(st.lists(st.integers(0, 300), min_size=1, max_size=60, unique=True))
        payments = tuple(
            Installment(charge_date=NOW.date() + timedelta(days=day), amount=draw(cents))
            for day in days
        )
        schedule = PaymentSchedule(currency="USD", installments=payments)
        granted = FixedUpfrontPricingTerm(currency="USD", price=Decimal(0))
        term = PaymentScheduleTerm(schedule=schedule)
        return {"fixed_upfront": granted, "payment_schedule": term}
    if kind == "configurable":
        keys = draw(st.lists(st.text("abc", min_size=1), min_size=1, max_size=5, unique=True))
        card = RateCard(
            selector="P12M",
            rates=tuple(Rate(dimension_key=key, price=draw(rates)) for key in keys),
        )
        choice = UpfrontChoice(
            selector="P12M",
            quantities=tuple(
                Quantity(dimension_key=key, count=draw(st.integers(0, 1000))) for key in keys
            ),
        )
        configured = ConfigurableUpfrontPricingTerm(
            currency="USD", rate_cards=(card,), choice=choice
        )
        return {"configurable_upfront": configured}
    return {}


@st.composite
def terms(draw: st.DrawFn) -> TermSet:
    members = draw(upfront())
    if draw(st.booleans()):
        price = draw(st.decimals("0.01", 1000, places=2))
        members["recurring_payment"] = RecurringPaymentTerm(currency="USD", price=price)
    if draw(st.booleans()):
        rate = Rate(dimension_key="requests", price=draw(rates))
        members["usage_based"] = UsageBasedPricingTerm(currency="USD", rates=(rate,))
    duration = "P12M" if "payment_schedule" in members else draw(durations)
    members["validity"] = ValidityTerm(agreement_duration=duration)
    return TermSet(**members).identified("offer-1")  # type: ignore[arg-type]


@given(terms())
def test_known_charges_sum_up_to_the_agreements_value(chosen: TermSet) -> None:
    """R-255, R-258, R-287"""
    agreement, charges = an_agreement(a_released_offer(), terms=chosen)
    known = (c.amount for c in charges if c.timing is not Timing.BILLING_PERIOD)
    assert agreement.total_value == Money(sum(known, Decimal("0.00")), "USD")
    assert len({charge.charge_id for charge in charges}) == len(charges)


@given(terms())
def test_an_agreement_survives_its_storage(chosen: TermSet) -> None:
    """R-311: frozen terms come back as they were"""
    agreement, _ = an_agreement(a_released_offer(), terms=chosen)
    assert from_document(to_document(agreement), Agreement) == agreement


@given(st.integers(1, 60), st.integers(0, 400))
def test_a_contract_of_n_months_has_n_closings(months: int, offset: int) -> None:
    """R-256, R-257: whatever day it begins on, each month closes once"""
    chosen = TermSet(
        recurring_payment=RecurringPaymentTerm(currency="USD", price=Decimal("1.00")),
        validity=ValidityTerm(agreement_duration=f"P{months}M"),
    )
    offer = a_released_offer()
    later = NOW + timedelta(days=offset)
    open_longer = replace(offer.terms, availability_end=later.date())
    _, (standing,) = an_agreement(replace(offer, terms=open_longer), terms=chosen, now=later)
    far = midnight(later.date() + timedelta(days=31 * 62))
    made = foreseen([standing], far)
    assert len(made) == months
    periods = [charge.billing_period for charge in made]
    assert periods == sorted(set(periods))
    again = standing
    for charge in made:
        one, again = close_next(again)
        assert one == charge
    assert not again.closes_periods
