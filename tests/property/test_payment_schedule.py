from datetime import date, timedelta
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from procurement.domain.errors import Problems
from procurement.domain.marketplace.contract_duration import ContractDuration, DurationUnit
from procurement.domain.marketplace.installment_plan import (
    Frequency,
    InstallmentPlan,
    generate_schedule,
)
from procurement.domain.marketplace.payment_schedule import (
    CURRENCIES,
    Installment,
    PaymentSchedule,
    ScheduleTerms,
)
from procurement.domain.marketplace.schedule_input import (
    AddPayment,
    InstallmentInput,
    RemovePayment,
    adjust_schedule,
    read_schedule,
)
from procurement.domain.money import format_amount, minor_unit
from procurement.domain.month import Month

currencies = st.sampled_from(CURRENCIES)
days = st.dates(min_value=date(2027, 1, 1), max_value=date(2040, 12, 31))
counts = st.integers(min_value=1, max_value=60)
minor_amounts = st.integers(min_value=0, max_value=10**11)


def amount_of(minor_units: int, currency: str) -> Decimal:
    return Decimal(minor_units).scaleb(-minor_unit(currency))


def terms_from(first: date, currency: str, last_day: date | None = None) -> ScheduleTerms:
    return ScheduleTerms(
        currency=currency,
        today=first,
        last_day=last_day or first + timedelta(days=5 * 366),
        availability_end=first,
    )


def generate(plan: InstallmentPlan, terms: ScheduleTerms) -> PaymentSchedule:
    problems = Problems()
    schedule = generate_schedule(plan, terms, problems)
    assert schedule is not None, problems.found
    return schedule


@given(total=minor_amounts, count=counts, first=days, currency=currencies)
def test_the_sum_is_the_total_and_all_but_the_last_are_equal(
    total: int, count: int, first: date, currency: str
) -> None:
    """R-279: and the last is ahead by less than one minor unit for each payment."""
    amount = amount_of(total, currency)
    plan = InstallmentPlan(
        total=format_amount(amount, currency),
        first_charge_date=first.isoformat(),
        number_of_payments=count,
    )
    schedule = generate(plan, terms_from(first, currency))
    assert schedule.total.amount == amount
    *equal, last = [payment.amount for payment in schedule.installments]
    assert len(equal) == count - 1
    assert len(set(equal)) <= 1
    if equal:
        assert 0 <= last - equal[0] < amount_of(count, currency)


@given(total=minor_amounts, initial=minor_amounts, count=counts, first=days, currency=currencies)
def test_with_an_initial_payment_the_sum_is_still_the_total(
    total: int, initial: int, count: int, first: date, currency: str
) -> None:
    """R-280."""
    assume(count > 1 and initial <= total)
    plan = InstallmentPlan(
        total=format_amount(amount_of(total, currency), currency),
        first_charge_date=first.isoformat(),
        number_of_payments=count,
        initial_payment=format_amount(amount_of(initial, currency), currency),
    )
    schedule = generate(plan, terms_from(first, currency))
    first_amount, *rest = [payment.amount for payment in schedule.installments]
    assert schedule.total.amount == amount_of(total, currency)
    assert first_amount == amount_of(initial, currency)
    assert len(set(rest[:-1])) <= 1


@given(first=days, count=counts, frequency=st.sampled_from(Frequency))
def test_dates_keep_their_distance_and_their_day_of_the_month(
    first: date, count: int, frequency: Frequency
) -> None:
    """R-282: each is the first date's day, or the last day of a shorter month."""
    terms = terms_from(first, "USD", last_day=first + timedelta(days=61 * 366))
    plan = InstallmentPlan(
        total="100.00",
        first_charge_date=first.isoformat(),
        frequency=frequency.value,
        number_of_payments=count,
    )
    dates = [payment.charge_date for payment in generate(plan, terms).installments]
    assert dates[0] == first
    for steps, day in enumerate(dates):
        month = Month.of(day)
        assert month == Month.of(first).plus(steps * frequency.months)
        assert day.day == min(first.day, month.last_day.day)


@given(
    first=days,
    window=st.integers(min_value=0, max_value=5 * 366),
    frequency=st.sampled_from([Frequency.MONTHLY, Frequency.QUARTERLY, Frequency.ANNUALLY]),
)
def test_without_a_count_one_payment_more_would_overrun_the_contract(
    first: date, window: int, frequency: Frequency
) -> None:
    """R-277."""
    terms = terms_from(first, "USD", last_day=first + timedelta(days=window))
    plan = InstallmentPlan(
        total="1.00", first_charge_date=first.isoformat(), frequency=frequency.value
    )
    count = len(generate(plan, terms).installments)
    more = InstallmentPlan(
        total="1.00",
        first_charge_date=first.isoformat(),
        frequency=frequency.value,
        number_of_payments=count + 1,
    )
    problems = Problems()
    assert generate_schedule(more, terms, problems) is None
    reason = "TOO_MANY_CHARGES" if count == 60 else "INVALID_CHARGE_DATES"
    assert [problem.reason for problem in problems.found] == [reason]


payments = st.dictionaries(
    keys=st.integers(min_value=1, max_value=5 * 365), values=minor_amounts, min_size=1, max_size=60
)


@given(offsets=payments, currency=currencies, order=st.randoms(use_true_random=False))
def test_a_schedule_reads_back_what_it_wrote_in_any_order(
    offsets: dict[int, int], currency: str, order: object
) -> None:
    """R-302."""
    assume(currency != "USD" or sum(offsets.values()) <= 10**11)
    start = date(2027, 3, 1)
    schedule = PaymentSchedule(
        currency=currency,
        installments=tuple(
            Installment(charge_date=start + timedelta(days=n), amount=amount_of(units, currency))
            for n, units in offsets.items()
        ),
    )
    entries = [
        InstallmentInput(
            charge_date=payment.charge_date.isoformat(),
            charge_amount=format_amount(payment.amount, currency),
        )
        for payment in schedule.installments
    ]
    order.shuffle(entries)  # type: ignore[attr-defined]
    problems = Problems()
    assert read_schedule(entries, terms_from(start, currency), problems) == schedule
    assert problems.found == []


@given(offsets=payments, added=minor_amounts)
def test_adding_a_payment_and_removing_it_again_is_no_change(
    offsets: dict[int, int], added: int
) -> None:
    """R-283, R-284: in between the total due has moved by exactly that amount."""
    assume(len(offsets) < 60)
    start = date(2027, 3, 1)
    terms = terms_from(start, "JPY")
    schedule = PaymentSchedule(
        currency="JPY",
        installments=tuple(
            Installment(charge_date=start + timedelta(days=n), amount=Decimal(units))
            for n, units in offsets.items()
        ),
    )
    payment = AddPayment(charge_date=start.isoformat(), charge_amount=str(added))
    longer = adjust_schedule(schedule, [payment], terms, Problems())
    assert longer is not None
    assert (longer.total - schedule.total).amount == added
    assert adjust_schedule(longer, [RemovePayment(number=1)], terms, Problems()) == schedule


durations = st.one_of(
    st.builds(
        ContractDuration,
        count=st.integers(min_value=1, max_value=60),
        unit=st.just(DurationUnit.MONTHS),
    ),
    st.builds(
        ContractDuration,
        count=st.integers(min_value=1, max_value=1827),
        unit=st.just(DurationUnit.DAYS),
    ),
)


@given(duration=durations, start=days, later=st.integers(min_value=0, max_value=500))
def test_accepting_later_never_ends_the_agreement_earlier(
    duration: ContractDuration, start: date, later: int
) -> None:
    """R-291, R-293: what fits on the day a schedule is set fits on every later day."""
    assert ContractDuration.parse(str(duration)) == duration
    assert duration.last_day(start) <= duration.last_day(start + timedelta(days=later))
