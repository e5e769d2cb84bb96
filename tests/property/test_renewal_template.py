from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from procurement.domain.errors import Problems
from procurement.domain.marketplace.contract_duration import ContractDuration, DurationUnit
from procurement.domain.marketplace.payment_schedule import CURRENCIES
from procurement.domain.marketplace.renewal_template import (
    RenewalTemplate,
    TemplateEntryInput,
    fewest_days,
    read_template,
    whole_months,
)
from procurement.domain.money import minor_unit

starts = st.dates(min_value=date(2027, 1, 1), max_value=date(2040, 12, 31))
durations = st.one_of(
    st.builds(
        ContractDuration,
        count=st.integers(min_value=1, max_value=60),
        unit=st.just(DurationUnit.MONTHS),
    ),
    st.builds(
        ContractDuration,
        count=st.integers(min_value=1, max_value=5),
        unit=st.just(DurationUnit.YEARS),
    ),
    st.builds(
        ContractDuration,
        count=st.integers(min_value=1, max_value=1827),
        unit=st.just(DurationUnit.DAYS),
    ),
)


@st.composite
def templates(draw: st.DrawFn) -> tuple[RenewalTemplate, ContractDuration]:
    """A sound template as it would be sent, and the duration it was made for."""
    duration = draw(durations)
    unit = draw(st.sampled_from([DurationUnit.MONTHS, DurationUnit.DAYS]))
    is_monthly = unit is DurationUnit.MONTHS
    last = (whole_months(duration) if is_monthly else fewest_days(duration)) - 1
    offsets = draw(st.lists(st.integers(0, last), min_size=1, max_size=20))
    days = st.none() if not is_monthly else st.one_of(st.none(), st.integers(1, 31))
    pairs = {(offset, draw(days) if 0 < offset < last else None) for offset in offsets}
    if is_monthly and last > 0 and draw(st.booleans()):
        pairs.add((0, draw(st.integers(1, 31))))
    hundredths = draw(
        st.lists(st.integers(1, 9_999), unique=True, min_size=len(pairs) - 1,
                 max_size=len(pairs) - 1)
    )  # fmt: skip
    cuts = [0, *sorted(hundredths), 10_000]
    parts = [after - before for before, after in pairwise(cuts)]
    entries = [
        TemplateEntryInput(
            charge_date_offset=f"P{offset}{unit.value}",
            charge_percentage=str(Decimal(part).scaleb(-2)),
            day_of_month=day,
        )
        for (offset, day), part in zip(sorted(pairs, key=str), parts, strict=True)
    ]
    problems = Problems()
    template = read_template(entries, duration, problems)
    assert template is not None, problems.found
    return template, duration


@given(
    made=templates(),
    start=starts,
    currency=st.sampled_from(CURRENCIES),
    minor_units=st.integers(min_value=0, max_value=10**12),
)
def test_an_expanded_template_is_exact_unique_and_within_the_renewal(
    made: tuple[RenewalTemplate, ContractDuration], start: date, currency: str, minor_units: int
) -> None:
    """R-290, R-297, R-330, R-333: whatever the start, the total and the currency."""
    template, duration = made
    unit = Decimal(1).scaleb(-minor_unit(currency))
    total = minor_units * unit
    schedule = template.expand(total=total, currency=currency, start=start)
    dates = [payment.charge_date for payment in schedule.installments]
    assert schedule.total.amount == total
    assert len(set(dates)) == len(dates)
    assert start <= dates[0]
    assert dates[-1] <= duration.last_day(start)
    assert all(p.amount >= 0 and p.amount % unit == 0 for p in schedule.installments)


@given(made=templates(), start=starts, minor_units=st.integers(min_value=0, max_value=10**12))
def test_every_payment_is_its_share_to_within_what_rounding_leaves(
    made: tuple[RenewalTemplate, ContractDuration], start: date, minor_units: int
) -> None:
    """R-333: all but the last are rounded down; the last is ahead by less than a cent for each."""
    template, _ = made
    total = Decimal(minor_units).scaleb(-2)
    schedule = template.expand(total=total, currency="USD", start=start)
    single = RenewalTemplate(unit=template.unit, entries=template.entries)
    parts: dict[date, Decimal] = {}
    for entry in single.entries:
        alone = RenewalTemplate(unit=template.unit, entries=(entry,))
        (payment,) = alone.expand(total=total, currency="USD", start=start).installments
        day = payment.charge_date
        parts[day] = parts.get(day, Decimal(0)) + entry.percentage
    *others, last = schedule.installments
    for payment in others:
        exact = total * parts[payment.charge_date] / 100
        assert 0 <= exact - payment.amount < Decimal("0.01")
    exact = total * parts[last.charge_date] / 100
    assert 0 <= last.amount - exact < Decimal("0.01") * len(schedule.installments)


@given(duration=durations, start=starts)
def test_the_shortest_reading_of_a_duration_never_outruns_a_real_one(
    duration: ContractDuration, start: date
) -> None:
    """R-293: the limits of offsets hold whatever the start."""
    days = (duration.last_day(start) - start).days + 1
    assert fewest_days(duration) <= days
    assert fewest_days(duration) >= days - 5
