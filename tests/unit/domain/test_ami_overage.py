from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from procurement.domain.errors import InvalidInput, Problems
from procurement.domain.marketplace.ami_instances import (
    IncludedInstances,
    check_instances,
    included_instances,
)
from procurement.domain.marketplace.ami_overage import InstanceRun, OverageLine
from procurement.domain.marketplace.contract_duration import ContractDuration
from procurement.domain.marketplace.product_type import ProductType
from procurement.domain.marketplace.term import (
    NO_TERMS,
    FixedUpfrontPricingTerm,
    Grant,
    PaymentScheduleTerm,
    Rate,
    TermSet,
    UsageBasedPricingTerm,
    ValidityTerm,
)
from procurement.domain.month import Month
from tests.support.ami import overage_of_hour, overage_of_month
from tests.support.offers import NOW, a_schedule, an_offer, offer_terms

JUNE = Month.parse("2027-06")


def included(name: str = "m5.large", count: int = 10, price: str = "0.50") -> IncludedInstances:
    return IncludedInstances(instance_type=name, count=count, hourly_price=Decimal(price))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def run(name: str, instance_id: str, start: str, stop: str | None = None) -> InstanceRun:
    return InstanceRun(
        instance_type=name,
        instance_id=instance_id,
        started_at=at(start),
        stopped_at=at(stop) if stop else None,
    )


def hours(
    *runs: InstanceRun, count: int = 0, month: Month = JUNE, until: datetime | None = None
) -> int:
    lines = overage_of_month(runs, [included(count=count)], month, until)
    return sum(line.hours for line in lines)


class TestOverage:
    def test_included_instances_of_one_type_never_cover_another(self) -> None:
        """R-328, S-89: six m5.large to spare pay for no c5.large."""
        offer = [included("m5.large", 10), included("c5.large", 0, "0.40")]
        runs = [
            *[run("m5.large", f"i-m{n}", "2027-06-01T00:00", "2027-06-01T10:00") for n in range(4)],
            *[run("c5.large", f"i-c{n}", "2027-06-01T00:00", "2027-06-01T10:00") for n in range(2)],
        ]
        (line,) = overage_of_month(runs, offer, JUNE)
        assert line == OverageLine(
            instance_type="c5.large",
            included=0,
            hours=20,
            hourly_price=Decimal("0.40"),
            amount=Decimal("8.00"),
        )

    def test_only_instances_above_the_count_cost_the_hourly_price(self) -> None:
        """R-326, R-327: exactly the count is free, one more is one hour."""
        offer = [included(count=10, price="0.123")]
        assert overage_of_hour({"m5.large": 10}, offer) == ()
        assert overage_of_hour({}, offer) == ()
        (line,) = overage_of_hour({"m5.large": 12}, offer)
        assert (line.hours, line.amount) == (2, Decimal("0.246"))

    def test_quiet_hours_never_make_up_for_busy_ones(self) -> None:
        """R-328: two in one hour and none in the next is one hour above a count of one."""
        runs = [run("m5.large", f"i-{n}", "2027-06-01T00:00", "2027-06-01T01:00") for n in (1, 2)]
        assert hours(*runs, count=1) == 1

    @pytest.mark.parametrize(
        ("start", "stop", "expected"),
        [
            ("2027-06-01T10:00:00", "2027-06-01T11:00:00", 1),
            ("2027-06-01T10:00:00", "2027-06-01T10:00:01", 1),
            ("2027-06-01T10:59:59", "2027-06-01T11:00:01", 2),
            ("2027-06-01T10:30:00", "2027-06-01T12:30:00", 3),
            ("2027-06-01T10:00:00", "2027-06-01T11:00:00.000001", 2),
        ],
    )
    def test_a_part_of_a_clock_hour_counts_as_a_whole_one(
        self, start: str, stop: str, expected: int
    ) -> None:
        """R-327: hours are rounded up; the instant at which a run ends is no part of it."""
        assert hours(run("m5.large", "i-1", start, stop)) == expected

    def test_an_instance_started_twice_in_an_hour_counts_once_in_it(self) -> None:
        """R-328: it is the number of instances that counts."""
        runs = [
            run("m5.large", "i-1", "2027-06-01T10:00", "2027-06-01T10:10"),
            run("m5.large", "i-1", "2027-06-01T10:20", "2027-06-01T10:30"),
            run("m5.large", "i-1", "2027-06-01T10:40", "2027-06-01T12:10"),
            run("m5.large", "i-1", "2027-06-01T10:45", "2027-06-01T10:50"),
        ]
        assert hours(*runs) == 3

    def test_two_instances_that_take_turns_are_two_in_the_hour_they_share(self) -> None:
        """R-327: each of them ran a part of it."""
        runs = [
            run("m5.large", "i-1", "2027-06-01T10:00", "2027-06-01T10:30"),
            run("m5.large", "i-2", "2027-06-01T10:30", "2027-06-01T11:00"),
        ]
        assert hours(*runs, count=1) == 1

    def test_a_run_across_months_is_counted_in_each_for_its_hours_there(self) -> None:
        """R-328: billed with the month's usage."""
        across = run("m5.large", "i-1", "2027-05-31T22:30", "2027-07-01T01:00")
        assert hours(across, month=Month.parse("2027-05")) == 2
        assert hours(across) == 30 * 24
        assert hours(across, month=Month.parse("2027-07")) == 1
        assert hours(across, month=Month.parse("2027-08")) == 0
        assert hours(across, month=Month.parse("2027-04")) == 0

    def test_what_still_runs_is_counted_to_the_end_of_the_month_or_until_now(self) -> None:
        """R-328."""
        running = run("m5.large", "i-1", "2027-06-30T20:00")
        assert hours(running) == 4
        assert hours(running, until=at("2027-06-30T21:15")) == 2
        assert hours(running, until=at("2027-08-01T00:00")) == 4

    def test_hours_are_those_of_utc(self) -> None:
        """R-328: ten in the evening in Seattle is the next day."""
        seattle = timezone(timedelta(hours=-7))
        late = InstanceRun(
            instance_type="m5.large",
            instance_id="i-1",
            started_at=datetime(2027, 6, 30, 16, 0, tzinfo=seattle),
            stopped_at=datetime(2027, 6, 30, 19, 0, tzinfo=seattle),
        )
        assert hours(late) == 1
        assert hours(late, month=Month.parse("2027-07")) == 2

    def test_a_type_that_the_offer_does_not_price_is_refused(self) -> None:
        """R-328: nothing covers it and nothing says what it costs."""
        strange = [
            run(name, "i-1", "2027-06-01T00:00", "2027-06-01T01:00") for name in ("x1.big", "a1.b")
        ]
        with pytest.raises(InvalidInput) as refused:
            overage_of_month(strange, [included()], JUNE)
        assert [problem.message.split()[0] for problem in refused.value.problems] == [
            "a1.b",
            "x1.big",
        ]
        assert {problem.reason for problem in refused.value.problems} == {"UNPRICED_INSTANCE_TYPE"}
        with pytest.raises(InvalidInput):
            overage_of_hour({"x1.big": 1}, [included()])

    def test_lines_come_in_order_of_types_and_their_amounts_are_exact(self) -> None:
        """R-327: nothing is rounded before the invoice's total."""
        offer = [included("t3.micro", 0, "0.00000001"), included("c5.large", 0, "0.125")]
        lines = overage_of_hour({"t3.micro": 3, "c5.large": 3}, offer)
        assert [(line.instance_type, line.amount) for line in lines] == [
            ("c5.large", Decimal("0.375")),
            ("t3.micro", Decimal("0.00000003")),
        ]

    def test_a_run_ends_after_it_begins_and_knows_its_time_zone(self) -> None:
        """R-327."""
        with pytest.raises(ValueError, match="before it has begun"):
            run("m5.large", "i-1", "2027-06-01T10:00", "2027-06-01T10:00")
        with pytest.raises(ValueError, match="time zone"):
            InstanceRun(
                instance_type="m5.large",
                instance_id="i-1",
                started_at=datetime(2027, 6, 1),  # noqa: DTZ001
            )
        with pytest.raises(ValueError, match="time zone"):
            InstanceRun(
                instance_type="m5.large",
                instance_id="i-1",
                started_at=at("2027-06-01"),
                stopped_at=datetime(2027, 6, 2),  # noqa: DTZ001
            )


def terms_of(
    *grants: tuple[str, int | None],
    prices: Sequence[tuple[str, str]] = (),
    duration: str | None = "P3Y",
    has_schedule: bool = True,
) -> TermSet:
    """A schedule on an AMI offer: what is granted upfront, and the usage term's hourly prices."""
    rates = tuple(Rate(dimension_key=name, price=Decimal(price)) for name, price in prices)
    return TermSet(
        fixed_upfront=FixedUpfrontPricingTerm(
            currency="USD",
            price=Decimal(0),
            grants=tuple(Grant(dimension_key=name, max_quantity=count) for name, count in grants),
        ),
        usage_based=UsageBasedPricingTerm(currency="USD", rates=rates) if rates else None,
        payment_schedule=PaymentScheduleTerm(schedule=a_schedule()) if has_schedule else None,
        validity=ValidityTerm(agreement_duration=duration),
    )


def refused(
    terms: TermSet, product_type: ProductType = ProductType.AMI_HOURLY_WITH_ANNUAL
) -> list[tuple[str, str, str | None]]:
    problems = Problems()
    check_instances(terms, product_type, problems)
    return [(problem.field, problem.reason, problem.rule) for problem in problems.found]


GRANTS = "fixedUpfrontPricingTerm.grants"


class TestIncludedInstances:
    def test_counts_are_granted_and_hours_priced_type_by_type(self) -> None:
        """R-326, S-89: a type that is priced but not granted is included with none."""
        terms = terms_of(("m5.large", 10), prices=[("m5.large", "0.50"), ("c5.large", "0.40")])
        assert included_instances(terms) == (
            included("c5.large", 0, "0.40"),
            included("m5.large", 10, "0.50"),
        )
        assert refused(terms) == []

    def test_an_offer_without_such_terms_includes_nothing(self) -> None:
        """R-326."""
        assert included_instances(NO_TERMS) == ()

    @pytest.mark.parametrize(
        ("product_type", "duration", "is_needed"),
        [
            (ProductType.AMI_HOURLY_WITH_ANNUAL, "P3Y", True),
            (ProductType.AMI_HOURLY_WITH_ANNUAL, "P24M", True),
            (ProductType.AMI_HOURLY_WITH_ANNUAL, "P400D", True),
            (ProductType.AMI_HOURLY_WITH_ANNUAL, "P6M", True),
            (ProductType.AMI_HOURLY_WITH_ANNUAL, None, True),
            (ProductType.AMI_HOURLY_WITH_ANNUAL, "P12M", False),
            (ProductType.AMI_HOURLY_WITH_ANNUAL, "P1Y", False),
            (ProductType.AMI_HOURLY_WITH_ANNUAL, "P365D", False),
            (ProductType.AMI_CONTRACT, "P36M", False),
            (ProductType.SAAS_CONTRACT, "P36M", False),
        ],
    )
    def test_a_schedule_over_several_years_or_a_custom_time_needs_them(
        self, product_type: ProductType, duration: str | None, is_needed: bool
    ) -> None:
        """R-326, R-329: an end date instead of a duration is a custom time."""
        expected = [(GRANTS, "MISSING_MANDATORY_TERMS", "R-329")] if is_needed else []
        assert refused(terms_of(duration=duration), product_type) == expected

    def test_the_fixed_terms_own_duration_counts_without_a_validity_term(self) -> None:
        """R-253, R-326."""
        terms = replace(terms_of(), validity=None)
        assert terms.fixed_upfront is not None
        annual = replace(terms, fixed_upfront=replace(terms.fixed_upfront, duration="P12M"))
        assert refused(annual) == []
        assert refused(terms) != []

    def test_without_a_schedule_nothing_is_needed(self) -> None:
        """R-329: only a schedule asks for it."""
        assert refused(terms_of(has_schedule=False)) == []

    def test_each_included_type_needs_a_count_and_an_hourly_price(self) -> None:
        """R-329: all that is missing is told at once."""
        terms = terms_of(("m5.large", None), ("c5.large", 1), prices=[("m5.large", "0.50")])
        assert refused(terms) == [
            (f"{GRANTS}[0].maxQuantity", "INVALID_DIMENSIONS", "R-329"),
            (f"{GRANTS}[1].dimensionKey", "MISSING_MANDATORY_TERMS", "R-329"),
        ]

    def test_an_offer_that_lacks_them_is_not_released(self) -> None:
        """R-329."""
        terms = offer_terms(
            product_type=ProductType.AMI_HOURLY_WITH_ANNUAL,
            contract_duration=ContractDuration.parse("P24M"),
        )
        with pytest.raises(InvalidInput) as refusal:
            an_offer(terms=terms).release(now=NOW)
        assert [(p.field, p.rule) for p in refusal.value.problems] == [(GRANTS, "R-329")]
