from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from procurement.domain.errors import InvalidInput, Problems
from procurement.domain.marketplace.contract_duration import ContractDuration
from procurement.domain.marketplace.purchase_order_references import (
    PaymentReference,
    PurchaseOrderReferences,
)
from procurement.domain.marketplace.renewal_rules import check_renewable, check_renewal
from procurement.domain.marketplace.renewal_template import (
    RenewalTemplate,
    TemplateEntryInput,
    read_template,
    references_of_renewal,
)
from procurement.domain.marketplace.term import (
    FixedUpfrontPricingTerm,
    PaymentScheduleTerm,
    RenewalTerm,
    TermSet,
    ValidityTerm,
)
from procurement.domain.marketplace.term_rules import check_terms
from tests.support.offers import NOW, a_schedule, an_offer, offer_terms

Found = list[tuple[str, str, str | None]]
YEAR = ContractDuration.parse("P12M")
Row = tuple[str, str] | tuple[str, str, int]


def entries(*rows: Row) -> list[TemplateEntryInput]:
    return [
        TemplateEntryInput(
            charge_date_offset=row[0],
            charge_percentage=row[1],
            day_of_month=row[2] if len(row) > 2 else None,
        )
        for row in rows
    ]


def a_template(*rows: Row, duration: ContractDuration | None = YEAR) -> RenewalTemplate:
    problems = Problems()
    template = read_template(entries(*rows), duration, problems)
    assert problems.found == []
    assert template is not None
    return template


def refused(
    *rows: Row, duration: ContractDuration | None = YEAR
) -> list[tuple[str, str, str | None]]:
    return refused_entries(entries(*rows), duration)


def refused_entries(
    given: Sequence[TemplateEntryInput], duration: ContractDuration | None = YEAR
) -> list[tuple[str, str, str | None]]:
    problems = Problems()
    assert read_template(given, duration, problems) is None
    return [(p.field, p.reason, p.rule) for p in problems.found]


def expanded(
    template: RenewalTemplate, total: str, start: str, currency: str = "USD"
) -> list[tuple[str, str]]:
    schedule = template.expand(
        total=Decimal(total), currency=currency, start=date.fromisoformat(start)
    )
    assert schedule.currency == currency
    assert schedule.total.amount == Decimal(total)
    return [(p.charge_date.isoformat(), str(p.amount)) for p in schedule.installments]


class TestReading:
    def test_a_template_has_at_least_one_payment(self) -> None:
        """R-330."""
        assert refused() == [("schedule", "MISSING_MANDATORY_TERMS", "R-330")]

    def test_a_template_has_at_most_eighty_six_payments(self) -> None:
        """R-330."""
        days = [(f"P{n}D", "1.00") for n in range(85)]
        assert len(a_template(*days, ("P85D", "15.00")).entries) == 86
        assert refused(*days, ("P85D", "10.00"), ("P86D", "5.00")) == [
            ("schedule", "TOO_MANY_CHARGES", "R-330")
        ]

    @pytest.mark.parametrize("text", ["P0M", "P11M", "P0011M", "P0D", "P364D"])
    def test_an_offset_is_whole_months_or_whole_days(self, text: str) -> None:
        """R-330."""
        assert len(a_template((text, "100")).entries) == 1

    @pytest.mark.parametrize(
        "text", ["", "3M", "P1Y", "P1M2D", "P-1M", "P1.5M", "P1W", "P12345D", "p1m"]
    )
    def test_any_other_offset_is_refused(self, text: str) -> None:
        """R-330."""
        assert refused((text, "100"))[0] == (
            "schedule[0].chargeDateOffset", "INVALID_CHARGE_DATES", "R-330"
        )  # fmt: skip

    def test_months_and_days_are_not_mixed(self) -> None:
        """R-330."""
        assert refused(("P1M", "50"), ("P60D", "50")) == [
            ("schedule", "INVALID_CHARGE_DATES", "R-330")
        ]

    @pytest.mark.parametrize(
        "text",
        ["0", "0.00", "100.01", "101", "-1", "1.234", "1e1", "", "33,3", "abc", "٣", ".5", "1000"],
    )
    def test_a_percentage_is_from_a_hundredth_to_a_hundred(self, text: str) -> None:
        """R-330."""
        assert refused((("P0M"), text)) == [
            ("schedule[0].chargePercentage", "INVALID_CHARGE_PERCENTAGE", "R-330")
        ]

    def test_the_smallest_percentage_is_a_hundredth(self) -> None:
        """R-330."""
        template = a_template(("P0M", "0.01"), ("P1M", "99.99"))
        assert [entry.percentage for entry in template.entries] == [
            Decimal("0.01"),
            Decimal("99.99"),
        ]

    @pytest.mark.parametrize("last", ["33.33", "33.35"])
    def test_the_percentages_sum_up_to_exactly_a_hundred(self, last: str) -> None:
        """R-330."""
        assert refused(("P0M", "33.33"), ("P1M", "33.33"), ("P2M", last)) == [
            ("schedule", "INVALID_CHARGE_PERCENTAGE", "R-330")
        ]

    @pytest.mark.parametrize("day", [0, 32, -1])
    def test_a_day_of_the_month_is_from_1_to_31(self, day: int) -> None:
        """R-331."""
        assert refused(("P0M", "100", day)) == [
            ("schedule[0].dayOfMonth", "INVALID_DAY_OF_MONTH", "R-331")
        ]
        assert a_template(("P0M", "50", 31), ("P1M", "50", 1)).entries[1].day_of_month == 1

    def test_a_day_of_the_month_goes_with_months_only(self) -> None:
        """R-331."""
        assert refused(("P5D", "100", 15)) == [
            ("schedule[0].dayOfMonth", "INVALID_DAY_OF_MONTH", "R-331")
        ]

    def test_a_day_of_the_month_is_not_set_in_the_final_month(self) -> None:
        """R-331: of twelve months that is P11M; the offset alone is legal there."""
        assert len(a_template(("P10M", "50", 15), ("P11M", "50")).entries) == 2
        assert refused(("P11M", "100", 15)) == [
            ("schedule[0].dayOfMonth", "INVALID_DAY_OF_MONTH", "R-331")
        ]

    def test_a_day_of_the_month_is_set_for_one_payment_of_the_first_month_only(self) -> None:
        """R-331: a second payment of that month goes without."""
        assert len(a_template(("P0M", "50", 15), ("P0M", "50")).entries) == 2
        assert refused(("P0M", "50", 15), ("P0M", "50", 16)) == [
            ("schedule[1].dayOfMonth", "INVALID_DAY_OF_MONTH", "R-331")
        ]
        assert len(a_template(("P1M", "50", 15), ("P1M", "50", 16)).entries) == 2

    def test_offset_and_day_together_are_unique(self) -> None:
        """R-331."""
        assert refused(("P1M", "40"), ("P2M", "20", 15), ("P01M", "20"), ("P2M", "20", 15)) == [
            ("schedule[2]", "DUPLICATE_CHARGE_DATES", "R-331"),
            ("schedule[3]", "DUPLICATE_CHARGE_DATES", "R-331"),
        ]

    @pytest.mark.parametrize(
        ("duration", "last", "beyond"),
        [
            ("P12M", "P11M", "P12M"),
            ("P1Y", "P11M", "P12M"),
            ("P12M", "P364D", "P365D"),
            ("P1M", "P27D", "P28D"),
            ("P3M", "P88D", "P89D"),
            ("P14M", "P423D", "P424D"),
            ("P90D", "P89D", "P90D"),
            ("P93D", "P2M", "P3M"),
            ("P94D", "P3M", "P4M"),
        ],
    )
    def test_every_payment_lies_within_the_renewal_whatever_its_start(
        self, duration: str, last: str, beyond: str
    ) -> None:
        """R-290, R-330: nobody is there to mend dates when an agreement renews itself."""
        length = ContractDuration.parse(duration)
        assert len(a_template((last, "100"), duration=length).entries) == 1
        assert refused((beyond, "100"), duration=length) == [
            ("schedule[0].chargeDateOffset", "INVALID_CHARGE_DATES", "R-290")
        ]

    def test_without_a_duration_only_the_template_itself_is_judged(self) -> None:
        """R-330."""
        assert len(a_template(("P99M", "100", 15), duration=None).entries) == 1

    def test_everything_wrong_is_told_at_once(self) -> None:
        """R-330, R-331."""
        given = [
            TemplateEntryInput(),
            TemplateEntryInput(charge_date_offset="P1D", charge_percentage="200", day_of_month=99),
            TemplateEntryInput(charge_date_offset="P1M", charge_percentage="1"),
        ]
        assert refused_entries(given) == [
            ("schedule[0].chargeDateOffset", "INVALID_CHARGE_DATES", "R-330"),
            ("schedule[0].chargePercentage", "INVALID_CHARGE_PERCENTAGE", "R-330"),
            ("schedule[1].chargePercentage", "INVALID_CHARGE_PERCENTAGE", "R-330"),
            ("schedule", "INVALID_CHARGE_DATES", "R-330"),
            ("schedule[1].dayOfMonth", "INVALID_DAY_OF_MONTH", "R-331"),
        ]


class TestExpansion:
    def test_shares_are_rounded_down_and_the_last_takes_the_remainder(self) -> None:
        """R-333, S-95: rounding half-up would give 1,050.01."""
        template = a_template(("P0M", "33.33"), ("P4M", "33.33"), ("P8M", "33.34"))
        assert expanded(template, "1050.00", "2028-03-01") == [
            ("2028-03-01", "349.96"),
            ("2028-07-01", "349.96"),
            ("2028-11-01", "350.08"),
        ]

    def test_the_last_by_date_takes_the_remainder_not_the_last_sent(self) -> None:
        """R-333, R-279."""
        template = a_template(("P2M", "33.33"), ("P0M", "33.33"), ("P1M", "33.34"))
        amounts = expanded(template, "100.00", "2028-03-01")
        assert amounts[-1] == ("2028-05-01", "33.33")
        assert expanded(template, "1050.00", "2028-03-01")[-1] == ("2028-05-01", "349.97")

    def test_yen_are_shared_in_whole_numbers(self) -> None:
        """R-300, R-333."""
        template = a_template(("P0D", "33.33"), ("P30D", "66.67"))
        assert expanded(template, "1000", "2028-03-01", "JPY") == [
            ("2028-03-01", "333"),
            ("2028-03-31", "667"),
        ]

    def test_months_are_counted_from_the_start_and_clamped(self) -> None:
        """R-332: 31 January, 29 February, 31 March, 30 April."""
        template = a_template(*[(f"P{n}M", "25") for n in range(4)])
        assert [day for day, _ in expanded(template, "4.00", "2028-01-31")] == [
            "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30",
        ]  # fmt: skip

    def test_a_day_beyond_the_months_length_is_its_last_day(self) -> None:
        """R-332: 31 in April is 30 April."""
        template = a_template(("P1M", "50", 31), ("P2M", "50", 31))
        assert [day for day, _ in expanded(template, "2.00", "2027-03-05")] == [
            "2027-04-30",
            "2027-05-31",
        ]

    def test_a_day_may_lie_before_the_day_of_the_start_in_later_months_only(self) -> None:
        """R-331: in the first month there is no contract before its start."""
        template = a_template(("P0M", "50", 10), ("P1M", "50", 10))
        assert [day for day, _ in expanded(template, "2.00", "2027-03-15")] == [
            "2027-03-15",
            "2027-04-10",
        ]

    def test_payments_that_meet_on_a_short_months_last_day_become_one(self) -> None:
        """R-297, R-332: dates are unique, and nothing is lost."""
        template = a_template(("P1M", "30", 29), ("P1M", "30", 31), ("P2M", "40"))
        assert expanded(template, "100.00", "2027-01-10") == [
            ("2027-02-28", "60.00"),
            ("2027-03-10", "40.00"),
        ]


class TestReferences:
    def test_the_number_for_all_charges_goes_on_and_numbers_of_single_ones_do_not(self) -> None:
        """R-334."""
        given = PurchaseOrderReferences(
            for_all="P1",
            per_payment=(PaymentReference(installment=2, purchase_order_reference="Q2"),),
            line="7",
        )
        assert references_of_renewal(given) == PurchaseOrderReferences(for_all="P1", line="7")

    def test_with_numbers_of_single_charges_only_a_renewal_begins_without(self) -> None:
        """R-334."""
        given = PurchaseOrderReferences(
            per_payment=(PaymentReference(installment=1, purchase_order_reference="Q1"),)
        )
        assert references_of_renewal(given).is_empty


class TestRenewalTerm:
    ENTRIES = tuple(entries(("P0M", "50"), ("P6M", "50", 15)))
    SCHEDULE = PaymentScheduleTerm(schedule=a_schedule())
    VALIDITY = ValidityTerm(agreement_duration="P12M")
    TEMPLATES = "renewalTerm.termTemplates"

    def terms(self, **overrides: Any) -> TermSet:
        terms = TermSet(
            payment_schedule=self.SCHEDULE,
            validity=self.VALIDITY,
            renewal=RenewalTerm(template=self.ENTRIES),
        )
        return replace(terms, **overrides)

    def found(self, check: Callable[[TermSet, Problems], None], terms: TermSet) -> Found:
        problems = Problems()
        check(terms, problems)
        return [(p.field, p.reason, p.rule) for p in problems.found]

    def test_a_renewing_offer_with_a_schedule_needs_a_template(self) -> None:
        """R-330."""
        assert self.found(check_renewable, self.terms()) == []
        assert self.found(check_renewable, self.terms(renewal=RenewalTerm())) == [
            (self.TEMPLATES, "MISSING_MANDATORY_TERMS", "R-330")
        ]
        assert self.found(check_renewable, self.terms(renewal=None)) == []
        without_both = self.terms(renewal=RenewalTerm(), payment_schedule=None)
        assert self.found(check_renewable, without_both) == []

    def test_a_template_needs_a_schedule_that_it_renews(self) -> None:
        """R-330."""
        assert self.found(check_renewable, self.terms(payment_schedule=None)) == [
            (self.TEMPLATES, "INCOMPATIBLE_TERMS", "R-330")
        ]

    @pytest.mark.parametrize("check", [check_renewal, check_renewable])
    def test_a_template_is_judged_against_the_offers_duration(
        self, check: Callable[[TermSet, Problems], None]
    ) -> None:
        """R-331, R-253: that of the validity term, else of the fixed price."""
        field = f"{self.TEMPLATES}[0].paymentScheduleTermTemplate.schedule[1].chargeDateOffset"
        short = ValidityTerm(agreement_duration="P3M")
        fixed = FixedUpfrontPricingTerm(currency="USD", price=Decimal(0), duration="P3M")
        for terms in (self.terms(validity=short), self.terms(validity=None, fixed_upfront=fixed)):
            assert (field, "INVALID_CHARGE_DATES", "R-290") in self.found(check, terms)
        days = ValidityTerm(start_date=date(2027, 1, 1), end_date=date(2027, 3, 31))
        assert (field, "INVALID_CHARGE_DATES", "R-290") in self.found(
            check, self.terms(validity=days)
        )

    def test_payments_are_not_renewed_for_nobody_knows_how_long(self) -> None:
        """R-290, R-330: an end alone says nothing of the time after it; a draft may be mended."""
        for unknown in (ValidityTerm(end_date=date(2028, 1, 1)), None):
            terms = self.terms(validity=unknown)
            assert self.found(check_renewal, terms) == []
            assert self.found(check_renewable, terms) == [
                ("validityTerm", "INCOMPATIBLE_TERMS", "R-330")
            ]

    def test_an_unreadable_duration_is_told_elsewhere(self) -> None:
        """R-257."""
        terms = self.terms(validity=ValidityTerm(agreement_duration="a year"))
        assert self.found(check_renewal, terms) == []

    def test_a_draft_is_told_at_once_and_the_offer_is_not_released(self) -> None:
        """R-330, R-331."""
        bad = RenewalTerm(template=tuple(entries(("P0M", "99.99"))))
        problems = Problems()
        check_terms(
            self.terms(renewal=bad),
            product_type=None,
            currency="USD",
            today=date(2027, 3, 1),
            problems=problems,
        )
        assert [p.reason for p in problems.found] == ["INVALID_CHARGE_PERCENTAGE"]
        given = TermSet(renewal=RenewalTerm(), fixed_upfront=FixedUpfrontPricingTerm(
            currency="USD", price=Decimal(0)
        ))  # fmt: skip
        with pytest.raises(InvalidInput) as refusal:
            an_offer(terms=offer_terms(other_terms=given)).release(now=NOW)
        assert [p.field for p in refusal.value.problems] == [self.TEMPLATES]
