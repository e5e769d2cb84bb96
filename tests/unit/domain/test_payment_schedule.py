from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from procurement.domain.errors import Problem, Problems
from procurement.domain.marketplace.installment_plan import InstallmentPlan, generate_schedule
from procurement.domain.marketplace.payment_schedule import (
    PaymentSchedule,
    ScheduleTerms,
    backdated,
    check_schedule,
)
from procurement.domain.marketplace.schedule_input import (
    AddPayment,
    Adjustment,
    ChangePayment,
    InstallmentInput,
    RemovePayment,
    adjust_schedule,
    read_schedule,
)
from procurement.domain.money import Money
from tests.support.offers import a_plan, a_schedule, payment_inputs, schedule_terms


def generated(plan: InstallmentPlan, terms: ScheduleTerms | None = None) -> PaymentSchedule:
    problems = Problems()
    schedule = generate_schedule(plan, terms or schedule_terms(), problems)
    assert problems.found == []
    assert schedule is not None
    return schedule


def refused_plan(plan: InstallmentPlan, terms: ScheduleTerms | None = None) -> list[Problem]:
    problems = Problems()
    assert generate_schedule(plan, terms or schedule_terms(), problems) is None
    return problems.found


def read(entries: Sequence[InstallmentInput], terms: ScheduleTerms | None = None) -> list[Problem]:
    problems = Problems()
    schedule = read_schedule(entries, terms or schedule_terms(), problems)
    assert (schedule is None) == bool(problems.found)
    return problems.found


def found(problems: Sequence[Problem]) -> list[tuple[str, str, str | None]]:
    return [(problem.field, problem.reason, problem.rule) for problem in problems]


def amounts(schedule: PaymentSchedule) -> list[str]:
    return [str(payment.amount) for payment in schedule.installments]


def dates(schedule: PaymentSchedule) -> list[str]:
    return [payment.charge_date.isoformat() for payment in schedule.installments]


LONG = schedule_terms(duration="P60M")


class TestGenerator:
    def test_total_count_and_first_date_make_equal_payments_and_the_last_takes_the_rest(
        self,
    ) -> None:
        """R-271, R-279, S-69."""
        schedule = generated(a_plan(total="100.00", number_of_payments=3))
        assert amounts(schedule) == ["33.33", "33.33", "33.34"]
        assert schedule.total == Money(Decimal("100.00"), "USD")

    def test_an_initial_payment_comes_first_and_the_rest_is_split_equally(self) -> None:
        """R-273, R-280, S-71."""
        plan = a_plan(total="10000.00", initial_payment="1000.00", number_of_payments=8)
        expected = ["1000.00", *["1285.71"] * 6, "1285.74"]
        assert amounts(generated(plan)) == expected

    def test_sixty_payments_are_the_most(self) -> None:
        """R-274, R-275, S-73."""
        plan = a_plan(
            total="120000.00", first_charge_date="2027-03-01", frequency="MONTHLY",
            number_of_payments=60,
        )  # fmt: skip
        schedule = generated(plan, LONG)
        assert amounts(schedule) == ["2000.00"] * 60
        assert dates(schedule)[-1] == "2032-02-01"

    def test_a_cent_more_than_sixty_equal_parts_goes_to_the_last(self) -> None:
        """R-279, S-73."""
        plan = a_plan(total="120000.01", first_charge_date="2027-03-01", number_of_payments=60)
        assert amounts(generated(plan, LONG))[-1] == "2000.01"

    def test_a_sixty_first_payment_is_refused(self) -> None:
        """R-274, S-73."""
        assert found(refused_plan(a_plan(number_of_payments=61), LONG)) == [
            ("installmentPlan.numberOfPayments", "TOO_MANY_CHARGES", "R-274")
        ]

    def test_quarterly_dates_are_clamped_to_the_month_and_come_back(self) -> None:
        """R-282, S-75."""
        plan = a_plan(first_charge_date="2027-10-31", frequency="QUARTERLY", number_of_payments=5)
        assert dates(generated(plan, LONG)) == [
            "2027-10-31", "2028-01-31", "2028-04-30", "2028-07-31", "2028-10-31",
        ]  # fmt: skip

    def test_monthly_dates_never_drift_after_a_short_month(self) -> None:
        """R-282."""
        plan = a_plan(first_charge_date="2028-01-31", number_of_payments=4)
        assert dates(generated(plan, LONG)) == [
            "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30",
        ]  # fmt: skip

    def test_yearly_dates_from_a_leap_day_come_back_to_it(self) -> None:
        """R-282."""
        plan = a_plan(first_charge_date="2028-02-29", frequency="ANNUALLY", number_of_payments=5)
        terms = schedule_terms(duration="P60M", today="2028-02-01")
        assert dates(generated(plan, terms)) == [
            "2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("frequency", "count"), [("MONTHLY", 11), ("QUARTERLY", 4), ("ANNUALLY", 1)]
    )
    def test_without_a_count_a_frequency_fills_the_contract(
        self, frequency: str, count: int
    ) -> None:
        """R-277: from 15 April 2027 to 29 February 2028."""
        plan = a_plan(total="1100.00", frequency=frequency, number_of_payments=None)
        assert len(generated(plan).installments) == count

    def test_a_cadence_date_on_the_last_day_still_counts(self) -> None:
        """R-277, R-292."""
        plan = a_plan(
            first_charge_date="2027-11-29", frequency="QUARTERLY", number_of_payments=None
        )
        assert dates(generated(plan)) == ["2027-11-29", "2028-02-29"]

    def test_a_frequency_never_fills_a_long_window_with_more_than_sixty(self) -> None:
        """R-277: an agreement signed three years ahead has room for 96 monthly dates."""
        terms = replace(schedule_terms(), last_day=date(2035, 2, 28))
        plan = a_plan(total="60.00", frequency="MONTHLY", number_of_payments=None)
        assert len(generated(plan, terms).installments) == 60

    def test_a_frequency_may_have_fewer_payments_than_fit(self) -> None:
        """R-276."""
        plan = a_plan(frequency="MONTHLY", number_of_payments=2)
        assert dates(generated(plan)) == ["2027-04-15", "2027-05-15"]

    def test_a_frequency_with_more_payments_than_fit_is_refused(self) -> None:
        """R-276."""
        problems = refused_plan(a_plan(frequency="QUARTERLY", number_of_payments=5))
        assert found(problems) == [
            ("installmentPlan.numberOfPayments", "INVALID_CHARGE_DATES", "R-276")
        ]

    def test_a_custom_plan_that_overruns_the_contract_says_how_many_fit(self) -> None:
        """R-278."""
        (problem,) = refused_plan(a_plan(number_of_payments=12))
        assert (problem.reason, problem.rule) == ("INVALID_CHARGE_DATES", "R-278")
        assert "11 fit" in problem.message

    def test_only_custom_needs_a_count(self) -> None:
        """R-272."""
        assert found(refused_plan(a_plan(number_of_payments=None))) == [
            ("installmentPlan.numberOfPayments", "MISSING_NUMBER_OF_PAYMENTS", "R-272")
        ]

    @pytest.mark.parametrize("count", [0, -1])
    def test_fewer_than_one_payment_is_refused(self, count: int) -> None:
        """R-275."""
        assert found(refused_plan(a_plan(number_of_payments=count))) == [
            ("installmentPlan.numberOfPayments", "INVALID_NUMBER_OF_PAYMENTS", "R-274")
        ]

    def test_an_initial_payment_may_be_nothing_or_everything(self) -> None:
        """R-280, R-281."""
        nothing = a_plan(total="10.00", initial_payment="0", number_of_payments=2)
        assert amounts(generated(nothing)) == ["0.00", "10.00"]
        everything = a_plan(total="10.00", initial_payment="10.00", number_of_payments=3)
        assert amounts(generated(everything)) == ["10.00", "0.00", "0.00"]

    def test_an_initial_payment_above_the_total_is_refused(self) -> None:
        """R-280."""
        assert found(refused_plan(a_plan(total="10.00", initial_payment="10.01"))) == [
            ("installmentPlan.initialPayment", "INVALID_CHARGE_AMOUNT", "R-280")
        ]

    def test_a_single_payment_must_be_the_whole_total(self) -> None:
        """R-280."""
        whole = a_plan(total="10.00", initial_payment="10.00", number_of_payments=1)
        assert amounts(generated(whole)) == ["10.00"]
        assert amounts(generated(a_plan(total="10.00", number_of_payments=1))) == ["10.00"]
        part = a_plan(total="10.00", initial_payment="9.99", number_of_payments=1)
        assert found(refused_plan(part)) == [
            ("installmentPlan.initialPayment", "INVALID_CHARGE_AMOUNT", "R-280")
        ]

    def test_a_total_too_small_to_share_gives_zeros(self) -> None:
        """R-281."""
        assert amounts(generated(a_plan(total="0.02"))) == ["0.00", "0.00", "0.02"]

    def test_yen_are_split_into_whole_numbers(self) -> None:
        """R-279, R-300."""
        terms = schedule_terms(currency="JPY")
        assert amounts(generated(a_plan(total="1000"), terms)) == ["333", "333", "334"]

    def test_a_first_date_after_the_contract_is_refused(self) -> None:
        """R-289, R-292."""
        assert found(refused_plan(a_plan(first_charge_date="2028-03-01"))) == [
            ("installmentPlan.firstChargeDate", "INVALID_CHARGE_DATES", "R-292")
        ]

    def test_everything_wrong_with_a_plan_is_told_at_once(self) -> None:
        """R-271, R-272, R-274, R-298, R-299."""
        plan = InstallmentPlan(
            total="-1", first_charge_date="15.4.2027", frequency="WEEKLY", number_of_payments=99,
            initial_payment="1.234",
        )  # fmt: skip
        assert found(refused_plan(plan)) == [
            ("installmentPlan.total", "INVALID_CHARGE_AMOUNT", "R-299"),
            ("installmentPlan.initialPayment", "INVALID_CHARGE_AMOUNT", "R-299"),
            ("installmentPlan.firstChargeDate", "INVALID_CHARGE_DATES", "R-298"),
            ("installmentPlan.frequency", "INVALID_FREQUENCY", "R-272"),
            ("installmentPlan.numberOfPayments", "TOO_MANY_CHARGES", "R-274"),
        ]


class TestReading:
    def test_a_sound_schedule_is_stored_in_date_order(self) -> None:
        """R-302."""
        problems = Problems()
        entries = payment_inputs(("2027-06-01", "2.50"), ("2027-05-01", "1"))
        schedule = read_schedule(entries, schedule_terms(), problems)
        assert problems.found == []
        assert schedule is not None
        assert dates(schedule) == ["2027-05-01", "2027-06-01"]
        assert amounts(schedule) == ["1.00", "2.50"]
        assert schedule.total == Money(Decimal("3.50"), "USD")

    @pytest.mark.parametrize("text", ["0", "0.00", "12", "12.3", "12.34", "12.340"])
    def test_amounts_are_non_negative_with_up_to_two_decimals(self, text: str) -> None:
        """R-299: zero is legal."""
        assert read(payment_inputs(("2027-05-01", text))) == []

    @pytest.mark.parametrize(
        "text",
        ["-1", "-0.00", "+1", "1.234", "1e3", "NaN", "Infinity", "", " 1", "1,000.00", "1_000",
         "٣", "0x10", "9" * 16, "1" * 100],
    )  # fmt: skip
    def test_any_other_amount_is_refused(self, text: str) -> None:
        """R-299."""
        assert found(read(payment_inputs(("2027-05-01", text)))) == [
            ("schedule[0].chargeAmount", "INVALID_CHARGE_AMOUNT", "R-299")
        ]

    def test_yen_have_no_decimals(self) -> None:
        """R-300."""
        terms = schedule_terms(currency="JPY")
        assert read(payment_inputs(("2027-05-01", "1500")), terms) == []
        assert found(read(payment_inputs(("2027-05-01", "1500.5")), terms)) == [
            ("schedule[0].chargeAmount", "INVALID_CHARGE_AMOUNT", "R-300")
        ]

    @pytest.mark.parametrize(
        "text",
        ["", "2027-2-1", "20270501", "2027-W18-1", "2027-05-01T00:00:00Z", "2027-02-29",
         "2027-13-01", "01/05/2027", "٢٠٢٧-٠٥-٠١"],
    )  # fmt: skip
    def test_a_date_that_is_no_calendar_day_is_refused(self, text: str) -> None:
        """R-298."""
        assert found(read(payment_inputs((text, "1.00")))) == [
            ("schedule[0].chargeDate", "INVALID_CHARGE_DATES", "R-298")
        ]

    def test_date_and_amount_are_both_required(self) -> None:
        """R-298, R-299."""
        assert found(read([InstallmentInput()])) == [
            ("schedule[0].chargeDate", "INVALID_CHARGE_DATES", "R-298"),
            ("schedule[0].chargeAmount", "MISSING_CHARGE_AMOUNT", "R-299"),
        ]

    def test_problems_are_told_under_the_position_that_was_sent(self) -> None:
        """R-302: sorting comes after judging."""
        entries = payment_inputs(("2028-03-01", "1.00"), ("2027-06-01", "x"), ("2027-05-01", "1"))
        assert found(read(entries)) == [
            ("schedule[1].chargeAmount", "INVALID_CHARGE_AMOUNT", "R-299"),
            ("schedule[0].chargeDate", "INVALID_CHARGE_DATES", "R-292"),
        ]

    def test_a_long_list_is_not_read_to_its_end(self) -> None:
        """R-275."""
        entries = payment_inputs(*[("never", "never")] * 5000)
        assert len(read(entries)) < 200


class TestValidation:
    def test_a_schedule_has_at_least_one_payment(self) -> None:
        """R-275."""
        assert found(read(())) == [("schedule", "MISSING_MANDATORY_TERMS", "R-275")]

    def test_the_sixty_first_payment_of_nothing_is_too_many(self) -> None:
        """R-275, S-73."""
        terms = schedule_terms(duration="P60M", today="2027-05-01", availability_end="2027-05-01")
        months = range(4, 64)
        sixty = payment_inputs(*[(f"{2027 + n // 12}-{n % 12 + 1:02d}-15", "0.00") for n in months])
        assert read(sixty, terms) == []
        one_more = InstallmentInput(charge_date="2032-04-16", charge_amount="0.00")
        assert found(read((*sixty, one_more), terms)) == [("schedule", "TOO_MANY_CHARGES", "R-275")]

    @pytest.mark.parametrize(
        ("today", "allowed", "refused"),
        [
            ("2027-03-01", "2028-02-29", "2028-03-01"),
            ("2026-03-01", "2027-02-28", "2027-03-01"),
        ],
    )
    def test_a_date_may_be_the_agreements_last_day_and_no_later(
        self, today: str, allowed: str, refused: str
    ) -> None:
        """R-289, R-290, R-291, R-292, R-293, S-77."""
        terms = schedule_terms(today=today)
        assert read(payment_inputs((allowed, "1.00")), terms) == []
        assert found(read(payment_inputs((refused, "1.00")), terms)) == [
            ("schedule[0].chargeDate", "INVALID_CHARGE_DATES", "R-292")
        ]

    def test_a_date_may_be_today_but_not_in_the_past(self) -> None:
        """R-294."""
        assert read(payment_inputs(("2027-03-01", "1.00"))) == []
        assert found(read(payment_inputs(("2027-02-28", "1.00")))) == [
            ("schedule[0].chargeDate", "INVALID_CHARGE_DATES", "R-294")
        ]

    def test_a_stored_schedule_may_have_grown_old(self) -> None:
        """R-294 holds on the day a schedule is set, not later."""
        problems = Problems()
        terms = schedule_terms(today="2027-04-20")
        check_schedule(a_schedule(), terms, problems, is_new=False)
        assert problems.found == []

    def test_one_payment_may_lie_on_or_before_the_last_day_to_accept(self) -> None:
        """R-295, R-296."""
        assert read(payment_inputs(("2027-04-30", "1.00"), ("2027-05-01", "1.00"))) == []

    def test_the_last_day_to_accept_itself_counts_as_early(self) -> None:
        """R-296: the deadline day counts."""
        entries = payment_inputs(("2027-04-30", "1.00"), ("2027-04-15", "1.00"))
        assert found(read(entries)) == [
            ("schedule[0].chargeDate", "TOO_MANY_BACKDATED_CHARGES", "R-296")
        ]

    def test_every_early_payment_after_the_first_is_named(self) -> None:
        """R-296."""
        entries = payment_inputs(*[(f"2027-04-0{n}", "1.00") for n in (1, 2, 3)])
        assert [problem.field for problem in read(entries)] == [
            "schedule[1].chargeDate",
            "schedule[2].chargeDate",
        ]

    def test_a_date_stands_only_once(self) -> None:
        """R-297, S-81."""
        entries = payment_inputs(
            ("2027-06-01", "1.00"), ("2027-07-01", "1.00"), ("2027-06-01", "2.00")
        )
        assert found(read(entries)) == [
            ("schedule[2].chargeDate", "DUPLICATE_CHARGE_DATES", "R-297")
        ]

    def test_the_value_may_reach_a_billion_dollars_and_no_more(self) -> None:
        """R-304."""
        billion = payment_inputs(("2027-05-01", "600000000.00"), ("2027-06-01", "400000000.00"))
        assert read(billion) == []
        more = payment_inputs(("2027-05-01", "600000000.00"), ("2027-06-01", "400000000.01"))
        assert found(read(more)) == [("schedule", "LIMIT_EXCEEDED_AGREEMENT_VALUE", "R-304")]

    def test_the_dollar_limit_is_not_applied_to_yen(self) -> None:
        """R-304."""
        terms = schedule_terms(currency="JPY")
        assert read(payment_inputs(("2027-05-01", "2000000000")), terms) == []

    def test_every_broken_rule_is_told_at_once(self) -> None:
        """R-289 to R-302."""
        entries = payment_inputs(
            ("2027-02-01", "1.00"),
            ("2027-04-30", "1.005"),
            ("2028-03-01", "1.00"),
            ("2028-03-01", "x"),
            ("soon", "1.00"),
        )
        assert found(read(entries)) == [
            ("schedule[1].chargeAmount", "INVALID_CHARGE_AMOUNT", "R-299"),
            ("schedule[3].chargeAmount", "INVALID_CHARGE_AMOUNT", "R-299"),
            ("schedule[4].chargeDate", "INVALID_CHARGE_DATES", "R-298"),
            ("schedule[0].chargeDate", "INVALID_CHARGE_DATES", "R-294"),
            ("schedule[2].chargeDate", "INVALID_CHARGE_DATES", "R-292"),
            ("schedule[3].chargeDate", "INVALID_CHARGE_DATES", "R-292"),
            ("schedule[3].chargeDate", "DUPLICATE_CHARGE_DATES", "R-297"),
            ("schedule[1].chargeDate", "TOO_MANY_BACKDATED_CHARGES", "R-296"),
        ]

    def test_backdated_dates_include_the_deadline_day(self) -> None:
        """R-296."""
        assert backdated(a_schedule(), date(2027, 5, 14)) == (date(2027, 4, 15),)
        assert len(backdated(a_schedule(), date(2027, 5, 15))) == 2


class TestAdjusting:
    BASE = (("2027-04-15", "100.00"), ("2027-05-15", "100.00"), ("2027-06-15", "100.00"))

    def adjusted(self, *adjustments: Adjustment) -> PaymentSchedule:
        problems = Problems()
        terms = schedule_terms()
        schedule = adjust_schedule(a_schedule(*self.BASE), adjustments, terms, problems)
        assert problems.found == []
        assert schedule is not None
        return schedule

    def refused(self, *adjustments: Adjustment) -> list[tuple[str, str, str | None]]:
        problems = Problems()
        terms = schedule_terms()
        assert adjust_schedule(a_schedule(*self.BASE), adjustments, terms, problems) is None
        return found(problems.found)

    def test_another_amount_moves_the_total_due(self) -> None:
        """R-283, R-284."""
        schedule = self.adjusted(ChangePayment(number=2, charge_amount="250.00"))
        assert amounts(schedule) == ["100.00", "250.00", "100.00"]
        assert schedule.total == Money(Decimal("450.00"), "USD")

    def test_another_date_moves_the_payment_to_its_place(self) -> None:
        """R-284, R-302."""
        schedule = self.adjusted(
            ChangePayment(number=1, charge_date="2027-12-01", charge_amount="1.00")
        )
        assert dates(schedule) == ["2027-05-15", "2027-06-15", "2027-12-01"]
        assert amounts(schedule) == ["100.00", "100.00", "1.00"]

    def test_payments_are_added_and_removed(self) -> None:
        """R-284."""
        schedule = self.adjusted(
            RemovePayment(number=1),
            AddPayment(charge_date="2027-07-15", charge_amount="40.00"),
            RemovePayment(number=3),
        )
        assert dates(schedule) == ["2027-05-15", "2027-07-15"]
        assert schedule.total == Money(Decimal("140.00"), "USD")

    def test_two_payments_may_swap_their_dates(self) -> None:
        """R-297: only the result is judged."""
        schedule = self.adjusted(
            ChangePayment(number=2, charge_date="2027-06-15", charge_amount="1.00"),
            ChangePayment(number=3, charge_date="2027-05-15"),
        )
        assert amounts(schedule) == ["100.00", "100.00", "1.00"]

    def test_the_result_is_validated_like_any_schedule(self) -> None:
        """R-292, R-297, under the path of the adjustment or of the payment left alone."""
        assert self.refused(
            AddPayment(charge_date="2028-03-01", charge_amount="1.00"),
            ChangePayment(number=2, charge_date="2027-06-15"),
        ) == [
            ("adjustments[0].chargeDate", "INVALID_CHARGE_DATES", "R-292"),
            ("adjustments[1].chargeDate", "DUPLICATE_CHARGE_DATES", "R-297"),
        ]

    def test_unreadable_values_are_told_under_the_adjustment(self) -> None:
        """R-298, R-299."""
        assert self.refused(
            ChangePayment(number=1, charge_date="tomorrow", charge_amount="much"),
            AddPayment(charge_date="2027-08-01"),
        ) == [
            ("adjustments[0].chargeDate", "INVALID_CHARGE_DATES", "R-298"),
            ("adjustments[0].chargeAmount", "INVALID_CHARGE_AMOUNT", "R-299"),
            ("adjustments[1].chargeAmount", "MISSING_CHARGE_AMOUNT", "R-299"),
        ]

    @pytest.mark.parametrize("number", [0, 4, -1])
    def test_a_payment_that_is_not_there_cannot_be_adjusted(self, number: int) -> None:
        """R-284."""
        assert self.refused(RemovePayment(number=number)) == [
            ("adjustments[0].number", "INVALID_CHARGE_ID", "R-284")
        ]

    def test_a_payment_is_adjusted_once_in_a_call(self) -> None:
        """R-284."""
        twice = (ChangePayment(number=1, charge_amount="1.00"), RemovePayment(number=1))
        assert self.refused(*twice) == [("adjustments[1].number", "DUPLICATE_CHARGES", "R-284")]

    def test_the_last_payment_cannot_be_removed(self) -> None:
        """R-275."""
        everything = [RemovePayment(number=number) for number in (1, 2, 3)]
        assert self.refused(*everything) == [("schedule", "MISSING_MANDATORY_TERMS", "R-275")]

    def test_a_sixty_first_payment_cannot_be_added(self) -> None:
        """R-275, S-73."""
        more = [
            AddPayment(charge_date=f"2027-{7 + n // 28:02d}-{n % 28 + 1:02d}", charge_amount="0.00")
            for n in range(58)
        ]
        assert self.refused(*more) == [("schedule", "TOO_MANY_CHARGES", "R-275")]

    def test_payments_left_alone_are_judged_as_of_today(self) -> None:
        """R-294: a schedule is set anew with every adjustment."""
        problems = Problems()
        terms = schedule_terms(today="2027-04-16")
        later = ChangePayment(number=2, charge_date="2027-05-20")
        assert adjust_schedule(a_schedule(*self.BASE), [later], terms, problems) is None
        assert found(problems.found) == [
            ("schedule[0].chargeDate", "INVALID_CHARGE_DATES", "R-294")
        ]

    def test_a_full_schedule_can_be_replaced_in_one_call(self) -> None:
        """R-284: sixty payments go and sixty others come."""
        days = [date(2027, 5, 1) + timedelta(days=n) for n in range(60)]
        full = a_schedule(*[(day.isoformat(), "1.00") for day in days])
        others = [(day + timedelta(days=100)).isoformat() for day in days]
        adjustments: list[Adjustment] = [RemovePayment(number=n) for n in range(1, 61)]
        adjustments += [AddPayment(charge_date=day, charge_amount="2.00") for day in others]
        schedule = adjust_schedule(full, adjustments, schedule_terms(), Problems())
        assert schedule is not None
        assert dates(schedule) == others

    def test_a_call_brings_a_bounded_number_of_adjustments(self) -> None:
        """R-284."""
        many = [RemovePayment(number=1)] * 121
        assert ("adjustments", "TOO_MANY_CHARGES", "R-284") in self.refused(*many)
