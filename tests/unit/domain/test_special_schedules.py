"""Schedules under other rules than a plain private offer's: resale, invoice terms, limits."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from procurement.domain.errors import Problems, QuotaExceeded
from procurement.domain.marketplace.agreement_limits import ActiveAgreements, check_value
from procurement.domain.marketplace.payer_terms import Buyer, ProposedPayment, check_buyers
from procurement.domain.marketplace.payment_schedule import PaymentSchedule
from procurement.domain.marketplace.resale_authorization import (
    check_authorization,
    check_resale,
    marked_up,
)
from procurement.domain.money import Money
from tests.support.offers import BUYER, STRANGER, a_schedule, schedule_terms

Found = list[tuple[str, str, str | None]]


def found(check: Callable[[Problems], object]) -> Found:
    problems = Problems()
    check(problems)
    return [(problem.field, problem.reason, problem.rule) for problem in problems.found]


def resold(
    schedule: PaymentSchedule, authorized: PaymentSchedule | None = None, markup: str = "0"
) -> Found:
    by = authorized or a_schedule()
    return found(lambda p: check_resale(schedule, by, p, markup_percentage=Decimal(markup)))


class TestResale:
    def test_the_authorized_dates_with_at_least_the_authorized_amounts_are_sound(self) -> None:
        """R-303."""
        assert resold(a_schedule()) == []
        assert resold(a_schedule(("2027-05-15", "500.00"), ("2027-04-15", "999.99"))) == []

    def test_an_amount_below_the_authorized_one_of_its_date_is_refused(self) -> None:
        """R-303: more on another date does not make up for it."""
        schedule = a_schedule(("2027-04-15", "499.99"), ("2027-05-15", "900.00"))
        assert resold(schedule) == [("schedule[0].chargeAmount", "INVALID_CHARGE_AMOUNT", "R-303")]

    def test_amounts_are_compared_date_by_date(self) -> None:
        """R-303."""
        authorized = a_schedule(("2027-04-15", "100.00"), ("2027-05-15", "200.00"))
        schedule = a_schedule(("2027-04-15", "200.00"), ("2027-05-15", "100.00"))
        assert resold(schedule, authorized) == [
            ("schedule[1].chargeAmount", "INVALID_CHARGE_AMOUNT", "R-303")
        ]

    def test_the_dates_are_exactly_the_authorized_ones(self) -> None:
        """R-303: none more, none less."""
        schedule = a_schedule(("2027-04-15", "500.00"), ("2027-05-16", "500.00"))
        assert resold(schedule) == [
            ("schedule[1].chargeDate", "INVALID_CHARGE_DATES", "R-303"),
            ("schedule", "INVALID_CHARGE_DATES", "R-303"),
        ]

    def test_amounts_exclude_a_markup(self) -> None:
        """R-303."""
        assert resold(a_schedule(), markup="0.01") == [
            ("markupPercentage", "INCOMPATIBLE_TERMS", "R-303")
        ]

    def test_the_currency_is_the_authorizations(self) -> None:
        """R-301, R-303."""
        schedule = a_schedule(("2027-04-15", "500"), currency="JPY")
        assert resold(schedule) == [("currencyCode", "INVALID_CURRENCY_CODE", "R-301")]

    def test_a_markup_raises_each_amount_and_rounds_it_once(self) -> None:
        """R-303: half-up, to the minor unit."""
        authorized = a_schedule(("2027-04-15", "0.10"), ("2027-05-15", "99.99"))
        schedule = marked_up(authorized, Decimal("5"))
        assert [str(p.amount) for p in schedule.installments] == ["0.11", "104.99"]
        assert resold(schedule, authorized) == []
        yen = a_schedule(("2027-04-15", "999"), currency="JPY")
        assert [str(p.amount) for p in marked_up(yen, Decimal("2.5")).installments] == ["1024"]

    def test_a_markup_is_never_below_zero(self) -> None:
        """R-303."""
        with pytest.raises(ValueError, match="markup"):
            marked_up(a_schedule(), Decimal("-0.01"))

    def test_an_authorization_has_at_most_sixty_payments(self) -> None:
        """R-275: under a name of its own."""
        days = [(date(2027, 5, 1) + timedelta(days=n)).isoformat() for n in range(61)]
        sixty = a_schedule(*[(day, "1.00") for day in days[:60]])
        terms = schedule_terms()
        assert found(lambda p: check_authorization(sixty, terms, p)) == []
        more = a_schedule(*[(day, "1.00") for day in days])
        assert found(lambda p: check_authorization(more, terms, p)) == [
            ("schedule", "TOO_MANY_SCHEDULED_PAYMENTS", "R-275")
        ]

    def test_an_authorization_is_otherwise_judged_like_any_schedule(self) -> None:
        """R-292, R-297."""
        schedule = a_schedule(("2027-06-01", "1.00"), ("2028-03-01", "1.00"))
        assert found(lambda p: check_authorization(schedule, schedule_terms(), p)) == [
            ("schedule[1].chargeDate", "INVALID_CHARGE_DATES", "R-292")
        ]


class TestPayerTerms:
    BY_INVOICE = Buyer(account_id=BUYER, is_on_invoice_terms=True)
    BY_CARD = Buyer(account_id=STRANGER, is_on_invoice_terms=False)
    UNKNOWN = Buyer(account_id="444455556666")
    ALL = (BY_INVOICE, BY_CARD, UNKNOWN)

    def judged(
        self, payment: ProposedPayment, *, must_pay_by_invoice: bool = False
    ) -> tuple[Found, Found]:
        problems = Problems()
        warnings = check_buyers(
            self.ALL, payment, problems, must_pay_by_invoice=must_pay_by_invoice
        )
        return (
            [(p.field, p.reason, p.rule) for p in problems.found],
            [(p.field, p.reason, p.rule) for p in warnings],
        )

    def test_a_schedule_for_a_card_payer_is_a_warning_by_default(self) -> None:
        """R-320."""
        assert self.judged(ProposedPayment(has_schedule=True)) == (
            [],
            [("targetAccountIds[1]", "INVOICE_TERMS_ADVISED", "R-320")],
        )

    def test_a_deployment_may_refuse_it(self) -> None:
        """R-319, R-320."""
        assert self.judged(ProposedPayment(has_schedule=True), must_pay_by_invoice=True) == (
            [("targetAccountIds[1]", "INCOMPATIBLE_BUYER", "R-319")],
            [],
        )

    def test_a_net_payment_term_is_for_invoice_payers_only(self) -> None:
        """R-321: the switch does not matter."""
        payment = ProposedPayment(has_schedule=False, net_payment_term="P30D")
        expected = [("targetAccountIds[1]", "UNSUPPORTED_NET_PAYMENT_TERM", "R-321")]
        assert self.judged(payment) == (expected, [])
        assert self.judged(payment, must_pay_by_invoice=True) == (expected, [])

    def test_an_offer_with_neither_is_for_everybody(self) -> None:
        """R-319."""
        assert self.judged(ProposedPayment(has_schedule=False), must_pay_by_invoice=True) == (
            [],
            [],
        )


class TestLimits:
    LAST = date(2027, 12, 31)

    def counts(self, ending: dict[date | None, int]) -> ActiveAgreements:
        return ActiveAgreements(account_id=BUYER, product_id="prod-1", ending=ending)

    @pytest.mark.parametrize(
        ("amount", "targets", "is_sound"),
        [
            ("1000000000.00", (BUYER,), True),
            ("1000000000.01", (BUYER,), False),
            ("1000000.00", (), True),
            ("1000000.01", (), False),
        ],
    )
    def test_a_proposal_to_everybody_may_be_worth_a_million_a_targeted_one_a_billion(
        self, amount: str, targets: tuple[str, ...], is_sound: bool
    ) -> None:
        """R-304."""
        value = Money(Decimal(amount), "USD")
        refusal = [("schedule", "LIMIT_EXCEEDED_AGREEMENT_VALUE", "R-304")]
        expected = [] if is_sound else refusal
        assert found(lambda p: check_value("schedule", value, targets, p)) == expected

    def test_other_currencies_are_not_judged_by_the_dollar_limit(self) -> None:
        """R-304."""
        value = Money(Decimal(5_000_000), "JPY")
        assert found(lambda p: check_value("schedule", value, (), p)) == []

    def test_the_hundred_and_first_active_agreement_on_a_product_is_refused(self) -> None:
        """R-304."""
        at_99 = self.counts({self.LAST: 60, None: 39})
        at_100 = at_99.begun(None, today=self.LAST)
        with pytest.raises(QuotaExceeded) as refused:
            at_100.begun(self.LAST, today=self.LAST)
        assert (refused.value.quota, refused.value.limit) == ("activeAgreements", 100)

    def test_an_agreement_that_is_replaced_makes_room_for_its_successor(self) -> None:
        """R-304."""
        replaced = self.counts({self.LAST: 100}).ended(self.LAST, today=self.LAST)
        assert replaced.begun(None, today=self.LAST).active(self.LAST) == 100

    def test_a_last_day_that_passes_makes_room_without_a_write(self) -> None:
        """R-304: and what has passed is forgotten with the next one."""
        full = self.counts({self.LAST: 100})
        following = self.LAST + timedelta(days=1)
        assert (full.active(self.LAST), full.active(following)) == (100, 0)
        assert full.begun(None, today=following).ending == {None: 1}

    def test_a_renewal_is_never_refused(self) -> None:
        """R-304: the agreement before it has ended."""
        full = self.counts({None: 100})
        assert full.begun(self.LAST, today=self.LAST, is_renewal=True).active(self.LAST) == 101

    def test_ending_what_was_never_counted_leaves_the_count(self) -> None:
        """R-304: it never falls below zero."""
        assert self.counts({}).ended(self.LAST, today=self.LAST).ending == {}
