"""The terms of an offer: what is judged, what is missing for a release, what they make."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from procurement.domain.charges.charge import ChargeState, Timing
from procurement.domain.errors import InvalidInput, Problems
from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.marketplace.expected_charges import agreement_value
from procurement.domain.marketplace.product_type import ProductType
from procurement.domain.marketplace.requested_terms import RequestedTerm, choose_terms
from procurement.domain.marketplace.term import (
    NO_TERMS,
    ByolPricingTerm,
    ConfigurableUpfrontPricingTerm,
    FixedUpfrontPricingTerm,
    FreeTrialPricingTerm,
    Grant,
    PaymentScheduleTerm,
    Quantity,
    Rate,
    RateCard,
    RecurringPaymentTerm,
    RenewalTerm,
    TermSet,
    UpfrontChoice,
    UsageBasedPricingTerm,
    ValidityTerm,
    VariablePaymentChoice,
    VariablePaymentTerm,
)
from procurement.domain.marketplace.term_rules import check_mandatory, check_terms
from procurement.domain.money import Money
from tests.support.offers import a_released_offer, a_schedule, an_agreement, offer_terms

TODAY = date(2027, 3, 1)
FIXED = FixedUpfrontPricingTerm(
    currency="USD", price=Decimal("1200.00"), grants=(Grant(dimension_key="seats"),)
)
USAGE = UsageBasedPricingTerm(
    currency="USD", rates=(Rate(dimension_key="requests", price=Decimal("0.00012")),)
)
RECURRING = RecurringPaymentTerm(currency="USD", price=Decimal("10.00"))
VARIABLE = VariablePaymentTerm(currency="USD", max_total_charge_amount=Decimal("500.00"))
SCHEDULE = PaymentScheduleTerm(schedule=a_schedule())
YEAR = ValidityTerm(agreement_duration="P12M")
CARD = RateCard(
    selector="P12M",
    rates=(
        Rate(dimension_key="seats", price=Decimal("10.005")),
        Rate(dimension_key="hosts", price=Decimal("100")),
    ),
)
CONFIGURABLE = ConfigurableUpfrontPricingTerm(currency="USD", rate_cards=(CARD,))


def judged(
    terms: TermSet, kind: ProductType = ProductType.SAAS_CONTRACT
) -> list[tuple[str, str, str | None]]:
    problems = Problems()
    check_terms(terms, product_type=kind, currency="USD", today=TODAY, problems=problems)
    return [(p.field, p.reason, p.rule) for p in problems.found]


def missing(terms: TermSet) -> list[tuple[str, str]]:
    problems = Problems()
    check_mandatory(terms, problems)
    return [(p.field, p.reason) for p in problems.found]


def refused(act: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        act()
    return [(p.field, p.reason) for p in caught.value.problems]


class TestJudgement:
    @pytest.mark.parametrize(
        "terms",
        [
            TermSet(fixed_upfront=FIXED, usage_based=USAGE, validity=YEAR),
            TermSet(configurable_upfront=CONFIGURABLE, renewal=RenewalTerm()),
            TermSet(recurring_payment=RECURRING),
            TermSet(byol=ByolPricingTerm()),
            TermSet(free_trial=FreeTrialPricingTerm(duration="P14D")),
            TermSet(fixed_upfront=replace(FIXED, price=Decimal(0)), payment_schedule=SCHEDULE),
            TermSet(variable_payment=VARIABLE, validity=YEAR),
        ],
    )
    def test_sound_terms_pass(self, terms: TermSet) -> None:
        """R-252 to R-257."""
        assert judged(terms) == []

    @pytest.mark.parametrize(
        ("terms", "problem"),
        [
            (
                TermSet(usage_based=replace(USAGE, currency="EUR")),
                ("usageBasedPricingTerm.currencyCode", "INVALID_CURRENCY_CODE", "R-301"),
            ),
            (
                TermSet(fixed_upfront=replace(FIXED, price=Decimal("1.001"))),
                ("fixedUpfrontPricingTerm.price", "INVALID_PRICE", "R-261"),
            ),
            (
                TermSet(fixed_upfront=replace(FIXED, price=Decimal("1000000000.01"))),
                ("fixedUpfrontPricingTerm.price", "LIMIT_EXCEEDED_AGREEMENT_VALUE", "R-304"),
            ),
            (
                TermSet(recurring_payment=replace(RECURRING, price=Decimal(0))),
                ("recurringPaymentTerm.price", "INVALID_PRICE", "R-261"),
            ),
            (
                TermSet(fixed_upfront=FIXED, configurable_upfront=CONFIGURABLE),
                ("configurableUpfrontPricingTerm", "INCOMPATIBLE_TERMS", "R-254"),
            ),
            (
                TermSet(configurable_upfront=CONFIGURABLE, payment_schedule=SCHEDULE),
                ("configurableUpfrontPricingTerm", "INCOMPATIBLE_TERMS", "R-316"),
            ),
            (
                TermSet(fixed_upfront=FIXED, payment_schedule=SCHEDULE),
                ("fixedUpfrontPricingTerm.price", "INCOMPATIBLE_TERMS", "R-288"),
            ),
            (
                TermSet(variable_payment=VARIABLE, payment_schedule=SCHEDULE),
                ("variablePaymentTerm", "INCOMPATIBLE_TERMS", "R-403"),
            ),
            (
                TermSet(byol=ByolPricingTerm(), usage_based=USAGE),
                ("byolPricingTerm", "INCOMPATIBLE_TERMS", "R-324"),
            ),
            (
                TermSet(validity=ValidityTerm(start_date=date(2030, 3, 2), end_date=date.max)),
                ("validityTerm.agreementStartDate", "INVALID_AGREEMENT_DATES", "R-318"),
            ),
            (
                TermSet(validity=ValidityTerm(end_date=date(2027, 2, 28))),
                ("validityTerm.agreementEndDate", "INVALID_AGREEMENT_DATES", "R-257"),
            ),
            (
                TermSet(validity=ValidityTerm()),
                ("validityTerm.agreementDuration", "INVALID_AGREEMENT_DURATION", "R-257"),
            ),
            (
                TermSet(free_trial=FreeTrialPricingTerm(duration="P6D")),
                ("freeTrialPricingTerm.duration", "INVALID_AGREEMENT_DURATION", "R-264"),
            ),
            (
                TermSet(configurable_upfront=replace(CONFIGURABLE, rate_cards=(CARD, CARD))),
                (
                    "configurableUpfrontPricingTerm.rateCards[1].selector.value",
                    "INVALID_SELECTOR",
                    "R-254",
                ),
            ),
            (
                TermSet(usage_based=replace(USAGE, rates=USAGE.rates * 2)),
                ("usageBasedPricingTerm.rateCards[0].rateCard", "INVALID_DIMENSIONS", None),
            ),
            (
                TermSet(
                    fixed_upfront=replace(
                        FIXED, grants=(Grant(dimension_key="seats", max_quantity=0),)
                    )
                ),
                (
                    "fixedUpfrontPricingTerm.grants[0].maxQuantity",
                    "INVALID_DIMENSIONS",
                    "R-253",
                ),
            ),
        ],
    )
    def test_each_fault_has_its_reason(
        self, terms: TermSet, problem: tuple[str, str, str | None]
    ) -> None:
        """R-252 to R-257, R-288, R-301, R-304, R-316, R-318."""
        assert judged(terms) == [problem]

    @pytest.mark.parametrize("kind", sorted(ProductType))
    def test_only_saas_contracts_start_in_the_future(self, kind: ProductType) -> None:
        """R-318."""
        later = ValidityTerm(agreement_duration="P12M", start_date=date(2027, 6, 1))
        found = judged(TermSet(validity=later), kind)
        is_saas = kind in (
            ProductType.SAAS_CONTRACT,
            ProductType.SAAS_CONTRACT_WITH_CONSUMPTION,
        )
        field = "validityTerm.agreementStartDate"
        assert found == ([] if is_saas else [(field, "INCOMPATIBLE_PRODUCT", "R-318")])

    def test_a_free_product_has_no_price(self) -> None:
        """R-231."""
        assert judged(TermSet(usage_based=USAGE), ProductType.FREE) == [
            ("productType", "INCOMPATIBLE_PRODUCT", "R-231")
        ]

    def test_all_faults_are_told_at_once(self) -> None:
        """R-301, R-261, R-257."""
        terms = TermSet(
            fixed_upfront=replace(FIXED, currency="EUR", price=Decimal("-1")),
            validity=ValidityTerm(),
        )
        assert len(judged(terms)) == 3

    @pytest.mark.parametrize(
        ("terms", "field"),
        [
            (NO_TERMS, "terms"),
            (TermSet(payment_schedule=SCHEDULE, validity=YEAR), "fixedUpfrontPricingTerm"),
            (TermSet(fixed_upfront=FIXED), "validityTerm"),
            (TermSet(variable_payment=VARIABLE), "validityTerm"),
        ],
    )
    def test_a_release_needs_its_mandatory_terms(self, terms: TermSet, field: str) -> None:
        """R-288, R-257, R-258."""
        assert missing(terms) == [(field, "MISSING_MANDATORY_TERMS")]

    def test_usage_alone_needs_no_end(self) -> None:
        """R-251."""
        assert missing(TermSet(usage_based=USAGE)) == []
        assert missing(TermSet(fixed_upfront=replace(FIXED, duration="P12M"))) == []


def agreement_on(terms: TermSet) -> tuple[Agreement, list[tuple[Timing, ChargeState, Decimal]]]:
    offer = a_released_offer(terms=offer_terms(contract_duration=None, other_terms=terms))
    agreement, charges = an_agreement(replace(offer, schedule=None), terms=terms)
    return agreement, [(c.timing, c.state, c.amount) for c in charges]


class TestExpectedCharges:
    def test_every_term_makes_the_charges_of_its_kind(self) -> None:
        """R-258, R-225: variable payments and trials make none."""
        terms = TermSet(
            fixed_upfront=FIXED,
            recurring_payment=RECURRING,
            usage_based=USAGE,
            free_trial=FreeTrialPricingTerm(duration="P14D"),
            validity=YEAR,
        )
        agreement, charges = agreement_on(terms)
        assert charges == [
            (Timing.ON_ACCEPTANCE, ChargeState.PENDING, Decimal("1200.00")),
            (Timing.BILLING_PERIOD, ChargeState.STANDING, Decimal("10.00")),
            (Timing.BILLING_PERIOD, ChargeState.STANDING, Decimal(0)),
        ]
        assert agreement.total_value == Money(Decimal("1200.00"), "USD")

    def test_variable_payments_make_no_charge_until_one_is_approved(self) -> None:
        """R-258, R-403."""
        agreement, charges = agreement_on(TermSet(variable_payment=VARIABLE, validity=YEAR))
        assert charges == []
        assert agreement.total_value == Money(Decimal("0.00"), "USD")

    def test_usage_and_recurring_payments_add_no_value(self) -> None:
        """R-255."""
        terms = TermSet(usage_based=USAGE, recurring_payment=RECURRING)
        assert agreement_value(terms, "USD") == Money(Decimal("0.00"), "USD")

    def test_a_month_that_never_closes_makes_no_recurring_charge(self) -> None:
        """R-256, R-257."""
        days = ValidityTerm(agreement_duration="P10D")
        assert agreement_on(TermSet(recurring_payment=RECURRING, validity=days))[1] == []


class TestRequestedTerms:
    PROPOSED = TermSet(
        configurable_upfront=CONFIGURABLE, renewal=RenewalTerm(), variable_payment=None
    ).identified("offer-1")

    def choose(self, selector: str = "P12M", **quantities: int) -> TermSet:
        return self.chosen_of(self.PROPOSED, selector, **quantities)

    def chosen_of(self, proposed: TermSet, selector: str, **quantities: int) -> TermSet:
        choice = UpfrontChoice(
            selector=selector,
            quantities=tuple(Quantity(dimension_key=k, count=n) for k, n in quantities.items()),
        )
        requested = []
        for place, term in proposed.by_place().items():
            is_upfront = place == "configurable_upfront"
            requested.append(
                RequestedTerm(
                    id=term.id,
                    upfront=choice if is_upfront else None,
                    enable_auto_renew=None if is_upfront else True,
                )
            )
        return choose_terms(proposed, requested, ProductType.SAAS_CONTRACT, "USD")

    def test_the_choice_prices_the_agreement(self) -> None:
        """R-254, R-255: rounded once, half up."""
        assert agreement_value(self.choose(seats=3), "USD") == Money(Decimal("30.02"), "USD")

    @pytest.mark.parametrize(
        ("selector", "quantities"),
        [
            ("P24M", {"seats": 1}),
            ("P12M", {"robots": 1}),
            ("P12M", {"seats": 0}),
            ("P12M", {"seats": -1, "hosts": 1}),
        ],
    )
    def test_what_the_rate_card_does_not_offer_is_refused(
        self, selector: str, quantities: dict[str, int]
    ) -> None:
        """R-254."""
        found = refused(lambda: self.choose(selector, **quantities))
        assert {reason for _, reason in found} == {"INVALID_REQUESTED_TERM_CONFIGURATION"}

    @pytest.mark.parametrize(
        ("limits", "quantities"),
        [
            ({"allows_several_dimensions": False}, {"seats": 1, "hosts": 1}),
            ({"allows_quantities": False}, {"seats": 2}),
        ],
    )
    def test_constraints_bind_the_buyer(
        self, limits: dict[str, bool], quantities: dict[str, int]
    ) -> None:
        """R-254: Allowed is the default."""
        self.choose(**quantities)
        card = replace(CARD, **limits)
        proposed = replace(
            self.PROPOSED,
            configurable_upfront=replace(
                CONFIGURABLE, id=self._id("configurable_upfront"), rate_cards=(card,)
            ),
        )
        found = refused(lambda: self.chosen_of(proposed, "P12M", **quantities))
        assert {reason for _, reason in found} == {"INVALID_REQUESTED_TERM_CONFIGURATION"}

    def _id(self, place: str) -> str:
        return self.PROPOSED.by_place()[place].id

    def test_a_configuration_is_needed_where_the_buyer_decides(self) -> None:
        """R-250."""
        requested = [RequestedTerm(id=term.id) for term in self.PROPOSED.by_place().values()]
        found = refused(
            lambda: choose_terms(self.PROPOSED, requested, ProductType.SAAS_CONTRACT, "USD")
        )
        assert [reason for _, reason in found] == ["MISSING_REQUESTED_TERM_CONFIGURATION"] * 2

    @pytest.mark.parametrize(
        ("strategy", "duration", "is_sound"),
        [
            ("WAIT_FOR_APPROVAL", None, True),
            ("AUTO_APPROVE_ON_EXPIRATION", "P10D", True),
            ("AUTO_APPROVE_ON_EXPIRATION", None, False),
            ("WAIT_FOR_APPROVAL", "P10D", False),
            ("NEVER", None, False),
        ],
    )
    def test_silence_approves_only_after_a_duration(
        self, strategy: str, duration: str | None, is_sound: bool
    ) -> None:
        """R-403."""
        proposed = TermSet(variable_payment=VARIABLE).identified("offer-1")
        (term,) = proposed.by_place().values()
        choice = VariablePaymentChoice(approval_strategy=strategy, expiration_duration=duration)
        requested = [RequestedTerm(id=term.id, variable_payment=choice)]

        def choose() -> TermSet:
            return choose_terms(proposed, requested, ProductType.SAAS_CONTRACT, "USD")

        if is_sound:
            assert choose().variable_payment == replace(term, choice=choice)
        else:
            assert {r for _, r in refused(choose)} == {"INVALID_REQUESTED_TERM_CONFIGURATION"}
