"""What follows an agreement at its end, and who decides that until when (R-251, R-330 to R-334)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from procurement.domain.errors import InvalidInput, Problems, WrongStatus
from procurement.domain.marketplace.agreement import Agreement, AgreementStatus
from procurement.domain.marketplace.contract_duration import duration_between
from procurement.domain.marketplace.purchase_order_references import PurchaseOrderReferences
from procurement.domain.marketplace.renewal import is_due, renewal_of, renewed_agreement_id
from procurement.domain.marketplace.renewal_choice import choose_renewal, offer_renewal
from procurement.domain.marketplace.renewal_rules import check_renewal
from procurement.domain.marketplace.renewal_standing import RenewalObstacle, RenewalStanding
from procurement.domain.marketplace.renewal_template import TemplateEntryInput
from procurement.domain.marketplace.term import (
    FreeTrialPricingTerm,
    PriceIncrease,
    RenewalTerm,
    TermSet,
)
from tests.support.offers import PAYER, an_agreement

HALVES = (
    TemplateEntryInput(charge_date_offset="P0M", charge_percentage="50"),
    TemplateEntryInput(charge_date_offset="P6M", charge_percentage="50"),
)
RANGE = PriceIncrease(default=Decimal(3), least=Decimal(2), most=Decimal(5))

END = datetime(2028, 3, 1, tzinfo=UTC)
"""The agreement of `renewing` runs from 1 March 2027 to 29 February 2028."""


def renewing(standing: RenewalStanding | None = None, **term: Any) -> Agreement:
    """An agreement over 1,000.00 whose buyer lets it renew itself."""
    agreement, _ = an_agreement()
    given = {"enable_auto_renew": True, "template": HALVES, **term}
    terms = replace(agreement.terms, renewal=RenewalTerm(id="term-r", **given))
    return replace(agreement, terms=terms, renewal=standing or RenewalStanding())


def following(source: Agreement) -> Agreement:
    return renewal_of(source, "Widgets", payer_account_id=PAYER).agreement


def reasons(act: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refused:
        act()
    return [(problem.field, problem.reason) for problem in refused.value.problems]


class TestEnd:
    @pytest.mark.parametrize(
        ("standing", "term", "obstacle"),
        [
            ({}, {}, None),
            ({}, {"enable_auto_renew": False}, RenewalObstacle.ACCEPTOR_OPTED_OUT),
            ({}, {"enable_auto_renew": None}, RenewalObstacle.ACCEPTOR_OPTED_OUT),
            ({"count": 1}, {"max_renewals": 2}, None),
            ({"count": 2}, {"max_renewals": 2}, RenewalObstacle.LIMIT_EXHAUSTED),
            (
                {"count": 2, "is_declined": True},
                {"max_renewals": 2, "enable_auto_renew": False},
                RenewalObstacle.PROPOSER_OPTED_OUT,
            ),
        ],
    )
    def test_an_agreement_says_why_it_expires(
        self,
        standing: dict[str, Any],
        term: dict[str, Any],
        obstacle: RenewalObstacle | None,
    ) -> None:
        """R-251: agreement:EndTimeBehavior; the seller's opting out goes before all others."""
        agreement = renewing(RenewalStanding(**standing), **term)
        assert agreement.renewal_obstacle is obstacle
        after = agreement.status_on(date(2028, 3, 1))
        is_renewed = obstacle is None
        assert after is (AgreementStatus.RENEWED if is_renewed else AgreementStatus.EXPIRED)
        assert agreement.renews_at == (END if is_renewed else None)
        assert agreement.status_on(date(2028, 2, 29)) is AgreementStatus.ACTIVE

    def test_without_an_end_nothing_renews(self) -> None:
        """R-251."""
        assert replace(renewing(), end_date=None).renews_at is None

    def test_it_is_due_from_the_end_instant_on(self) -> None:
        """R-251, R-257."""
        assert not is_due(renewing(), datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC))
        assert is_due(renewing(), END)

    def test_whoever_asks_later_finds_nothing_to_change(self) -> None:
        """R-251: what has ended cannot be cancelled or replaced any more."""
        with pytest.raises(WrongStatus):
            renewing().ended(AgreementStatus.CANCELLED, now=END)

    def test_what_does_not_renew_is_not_renewed(self) -> None:
        with pytest.raises(ValueError, match="does not renew"):
            following(renewing(enable_auto_renew=False))


class TestRenewal:
    def test_the_one_that_follows_begins_where_the_other_ended(self) -> None:
        """R-251, R-293: as long as the first time."""
        renewal = renewal_of(renewing(), "Widgets", payer_account_id=PAYER)
        new = renewal.agreement
        assert renewal.source.status is AgreementStatus.RENEWED
        assert (new.start_date, new.end_date) == (date(2028, 3, 1), date(2029, 2, 28))
        assert (new.acceptance_time, new.version) == (END, 1)
        assert new.agreement_id == renewed_agreement_id(renewing())
        assert new.initial_agreement_id == renewing().agreement_id
        assert following(new).initial_agreement_id == renewing().agreement_id

    def test_its_payments_are_those_of_the_template(self) -> None:
        """R-333."""
        charges = renewal_of(renewing(), "Widgets", payer_account_id=PAYER).charges
        assert [(c.charge_date, c.amount) for c in charges] == [
            (date(2028, 3, 1), Decimal("500.00")),
            (date(2028, 9, 1), Decimal("500.00")),
        ]

    def test_the_increase_comes_anew_with_every_renewal(self) -> None:
        """R-333: 1,000.00, 1,030.00, 1,060.90; the seller's choice is for one renewal."""
        first = following(renewing(price_increase=RANGE))
        assert first.total_value.amount == Decimal("1030.00")
        assert following(first).total_value.amount == Decimal("1060.90")
        chosen = renewing(RenewalStanding(increase=Decimal(5)), price_increase=RANGE)
        assert following(chosen).total_value.amount == Decimal("1050.00")
        assert following(chosen).renewal.increase is None

    def test_a_number_for_all_charges_goes_on_from_year_to_year(self) -> None:
        """R-334: with its line."""
        references = PurchaseOrderReferences(for_all="PO-1", line="7")
        source = renewing(RenewalStanding(references=references))
        charges = renewal_of(following(source), "Widgets", payer_account_id=PAYER).charges
        named = {(c.purchase_order_reference, c.purchase_order_line) for c in charges}
        assert named == {("PO-1", "7")}

    def test_a_free_trial_is_not_given_twice(self) -> None:
        source = renewing()
        trial = FreeTrialPricingTerm(duration="P30D")
        source = replace(source, terms=replace(source.terms, free_trial=trial))
        assert following(source).terms.free_trial is None

    def test_a_schedule_without_a_template_cannot_be_renewed(self) -> None:
        """R-330: a release demands it, so this is damaged data."""
        with pytest.raises(InvalidInput):
            following(renewing(template=()))

    @pytest.mark.parametrize(
        ("start", "end", "length"),
        [
            ("2027-03-01", "2028-02-29", "P12M"),
            ("2027-01-31", "2027-02-27", "P1M"),
            ("2027-01-15", "2027-02-14", "P1M"),
            ("2027-01-01", "2027-01-30", "P30D"),
            ("2027-01-01", "2027-01-01", "P1D"),
        ],
    )
    def test_days_that_make_whole_months_are_months(
        self, start: str, end: str, length: str
    ) -> None:
        """R-257, R-293."""
        found = duration_between(date.fromisoformat(start), date.fromisoformat(end))
        assert str(found) == length


class TestDecisions:
    def test_the_last_day_to_decide_is_the_first_of_the_lockout(self) -> None:
        """R-251: agreement:RenewalTerm.lockoutPeriod."""
        agreement = renewing(lockout_period="P30D")
        in_time = datetime(2028, 1, 30, 23, 59, tzinfo=UTC)
        assert choose_renewal(agreement, False, now=in_time).renews_at is None
        late = datetime(2028, 1, 31, tzinfo=UTC)
        assert reasons(lambda: choose_renewal(agreement, False, now=late)) == [
            ("enableAutoRenew", "INVALID_DEADLINE")
        ]

    def test_what_is_so_already_may_be_said_at_any_time(self) -> None:
        agreement = renewing(lockout_period="P30D")
        late = datetime(2028, 2, 29, tzinfo=UTC)
        assert choose_renewal(agreement, True, now=late) is agreement
        assert offer_renewal(agreement, is_declined=False, increase=None, now=late) is agreement

    def test_the_price_has_a_deadline_of_its_own(self) -> None:
        """R-333: agreement:RenewalTerm.adjustmentDeadline."""
        agreement = renewing(
            price_increase=RANGE, lockout_period="P30D", adjustment_deadline="P60D"
        )
        late = datetime(2028, 1, 1, tzinfo=UTC)
        refused = reasons(
            lambda: offer_renewal(agreement, is_declined=None, increase=Decimal(4), now=late)
        )
        assert refused == [("priceIncreasePercentage", "INVALID_DEADLINE")]
        assert offer_renewal(agreement, is_declined=True, increase=None, now=late) != agreement

    @pytest.mark.parametrize("increase", ["1.99", "5.01", "3.001", "-1"])
    def test_the_price_stays_in_its_range(self, increase: str) -> None:
        """R-333."""
        agreement, now = renewing(price_increase=RANGE), datetime(2027, 6, 1, tzinfo=UTC)
        wanted = Decimal(increase)
        assert reasons(
            lambda: offer_renewal(agreement, is_declined=None, increase=wanted, now=now)
        ) == [("priceIncreasePercentage", "INVALID_PRICE_INCREASE")]


class TestRules:
    def found(self, **term: Any) -> set[tuple[str, str]]:
        problems = Problems()
        check_renewal(TermSet(renewal=RenewalTerm(**term)), problems)
        return {(problem.field, problem.reason) for problem in problems.found}

    @pytest.mark.parametrize(
        "increase",
        [
            PriceIncrease(default=Decimal("0.00")),
            PriceIncrease(default=Decimal(100)),
            PriceIncrease(default=Decimal(2), least=Decimal(2), most=Decimal(5)),
        ],
    )
    def test_a_sound_increase(self, increase: PriceIncrease) -> None:
        """R-333: agreement:PriceIncrease."""
        assert self.found(price_increase=increase) == set()

    @pytest.mark.parametrize(
        "increase",
        [
            PriceIncrease(default=Decimal("100.01")),
            PriceIncrease(default=Decimal("-0.01")),
            PriceIncrease(default=Decimal("1.001")),
            PriceIncrease(default=Decimal(1), least=Decimal(2), most=Decimal(5)),
            PriceIncrease(default=Decimal(2), least=Decimal(2), most=Decimal(2)),
        ],
    )
    def test_an_increase_that_is_none(self, increase: PriceIncrease) -> None:
        """R-333."""
        refusal = {("renewalTerm.priceIncrease", "INVALID_PRICE_INCREASE")}
        assert self.found(price_increase=increase) == refusal

    def test_a_deadline_needs_a_range_and_comes_before_the_lockout(self) -> None:
        """R-333: agreement:RenewalTerm.adjustmentDeadline."""
        refusal = {("renewalTerm.adjustmentDeadline", "INVALID_DEADLINE")}
        fixed = PriceIncrease(default=Decimal(3))
        assert self.found(adjustment_deadline="P60D", price_increase=fixed) == refusal
        both = {"price_increase": RANGE, "lockout_period": "P60D"}
        assert self.found(adjustment_deadline="P60D", **both) == refusal
        assert self.found(adjustment_deadline="P61D", **both) == set()
