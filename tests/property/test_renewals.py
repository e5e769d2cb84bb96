"""Renewals of all lengths and prices: no day and no cent is lost from one year to the next."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.marketplace.contract_duration import ContractDuration, DurationUnit
from procurement.domain.marketplace.renewal import renewal_of
from procurement.domain.marketplace.renewal_standing import RenewalStanding
from procurement.domain.marketplace.renewal_template import TemplateEntryInput
from procurement.domain.marketplace.term import PriceIncrease, RenewalTerm, ValidityTerm
from procurement.domain.money import EXACT, rounded
from tests.support.offers import PAYER, an_agreement

durations = st.one_of(
    st.builds(ContractDuration, count=st.integers(4, 60), unit=st.just(DurationUnit.MONTHS)),
    st.builds(ContractDuration, count=st.integers(120, 1_827), unit=st.just(DurationUnit.DAYS)),
)
percentages = st.integers(0, 10_000).map(lambda hundredths: Decimal(hundredths) / 100)
TEMPLATE = tuple(
    TemplateEntryInput(charge_date_offset=offset, charge_percentage=part)
    for offset, part in (("P0M", "33.33"), ("P1M", "33.33"), ("P3M", "33.34"))
)


@st.composite
def renewing(draw: st.DrawFn) -> Agreement:
    """An agreement of any length and price that renews itself, with a duration or with days."""
    agreement, _ = an_agreement()
    start = draw(st.dates(date(2027, 1, 1), date(2035, 12, 31)))
    duration = draw(durations)
    end = duration.last_day(start)
    validity = draw(
        st.sampled_from(
            [
                ValidityTerm(agreement_duration=str(duration)),
                ValidityTerm(start_date=start, end_date=end),
            ]
        )
    )
    term = RenewalTerm(
        enable_auto_renew=True,
        template=TEMPLATE,
        price_increase=PriceIncrease(default=draw(percentages)),
    )
    terms = replace(agreement.terms, validity=validity, renewal=term)
    return replace(
        agreement, start_date=start, end_date=end, terms=terms, renewal=RenewalStanding()
    )


@given(renewing())
def test_each_one_begins_with_the_day_after_the_other_and_charges_all_of_its_price(
    source: Agreement,
) -> None:
    """R-251, R-333: and no payment lies outside of it."""
    total = source.total_value.amount
    increase = source.terms.renewal.price_increase if source.terms.renewal else None
    assert increase is not None
    for _ in range(3):
        renewal = renewal_of(source, "Widgets", payer_account_id=PAYER)
        new = renewal.agreement
        assert source.end_date is not None
        assert new.end_date is not None
        assert new.start_date == source.end_date + timedelta(days=1)
        assert new.acceptance_time == datetime(
            new.start_date.year, new.start_date.month, new.start_date.day, tzinfo=UTC
        )
        factor = EXACT.divide(EXACT.add(Decimal(100), increase.default), Decimal(100))
        total = rounded(EXACT.multiply(total, factor), "USD")
        assert sum(charge.amount for charge in renewal.charges) == total
        assert new.total_value.amount == total
        for charge in renewal.charges:
            assert charge.charge_date is not None
            assert new.start_date <= charge.charge_date <= new.end_date
        source = new


@given(renewing())
def test_what_follows_depends_on_nothing_but_the_agreement(source: Agreement) -> None:
    """R-251: shown before, computed late, or computed again, it is the same."""
    once = renewal_of(source, "Widgets", payer_account_id=PAYER)
    assert renewal_of(source, "Widgets", payer_account_id=PAYER) == once
