"""Payment requests: moves, silence, amounts, and the maximum of their term."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from procurement.domain.after_sale.payment_request import (
    PaymentBalance,
    PaymentOrder,
    PaymentStatus,
    check_rejection,
)
from procurement.domain.errors import InvalidInput, WrongStatus
from procurement.domain.marketplace.approval_period import read_approval_period
from procurement.domain.marketplace.term import VariablePaymentTerm
from tests.support.after_sale import PAYMENT_ASKED, TERM, a_payment_request, dollars

LATER = PAYMENT_ASKED + timedelta(days=2)
SILENCE = PAYMENT_ASKED + timedelta(days=10)
SMALLEST = timedelta(microseconds=1)


def reasons(order: PaymentOrder, term: VariablePaymentTerm | None = TERM) -> list[str]:
    with pytest.raises(InvalidInput) as refusal:
        order.read(term)
    return [problem.reason for problem in refusal.value.problems]


def an_order(**more: Any) -> PaymentOrder:
    return PaymentOrder(
        **{"term_id": "term-1", "name": "Workshop", "charge_amount": "0.10", **more}
    )


class TestSilence:
    def test_it_approves_at_the_instant_and_not_before(self):
        """R-403"""
        request = a_payment_request()
        assert request.as_of(SILENCE - SMALLEST) is request
        approved = request.as_of(SILENCE + timedelta(days=30))
        assert (approved.status, approved.updated_at) == (PaymentStatus.APPROVED, SILENCE)

    def test_it_approves_nothing_where_somebody_is_to_answer(self):
        """R-403: WAIT_FOR_APPROVAL"""
        request = a_payment_request(answer_by=None)
        assert request.as_of(datetime(2099, 1, 1, tzinfo=UTC)) is request
        assert request.come_back_at is None

    def test_somebody_comes_back_until_the_purchase_order_has_its_line(self):
        """R-190, R-404"""
        approved = a_payment_request().approved(LATER)
        assert a_payment_request().come_back_at == SILENCE
        assert approved.charged_to("P-1").come_back_at == LATER
        assert approved.charged_to("P-1").settled().come_back_at is None
        assert approved.charged_to(None).come_back_at is None
        assert a_payment_request().rejected(None, LATER).come_back_at is None


class TestMoves:
    def test_only_an_approved_one_has_a_charge(self):
        """R-258, R-260"""
        assert a_payment_request().charge_id is None
        assert a_payment_request().withdrawn(LATER).charge_id is None
        charge_id = a_payment_request().approved(LATER).charge_id or ""
        assert charge_id.startswith("ch-")
        assert charge_id.endswith("abc")
        assert charge_id.removeprefix("ch-").isalnum()

    def test_nothing_follows_an_answer(self):
        """R-403: a conflict, for what silence approved too"""
        ended = [
            (a_payment_request().approved(LATER), LATER),
            (a_payment_request().rejected("no", LATER), LATER),
            (a_payment_request().withdrawn(LATER), LATER),
            (a_payment_request().failed("no", LATER), LATER),
            (a_payment_request(), SILENCE),
        ]
        for request, now in ended:
            for answer in (
                lambda r=request, n=now: r.approved(n),
                lambda r=request, n=now: r.rejected(None, n),
                lambda r=request, n=now: r.withdrawn(n),
            ):
                with pytest.raises(WrongStatus) as refusal:
                    answer()
                assert refusal.value.resource_type == "PaymentRequest"


class TestMaximum:
    def test_the_last_cent_fits_and_not_one_more(self):
        """R-403: exact, where floats would not be"""
        balance = PaymentBalance(agreement_id="agmt-1")
        for _ in range(3):
            balance = balance.with_request(dollars("0.10"), TERM)
        assert balance.requested == Decimal("0.30")
        with pytest.raises(InvalidInput, match=r"0\.01 USD is more than the 0\.00 USD"):
            balance.with_request(dollars("0.01"), TERM)
        assert balance.without_request(dollars("0.10")).requested == Decimal("0.20")


class TestOrder:
    @pytest.mark.parametrize(
        ("text", "amount"),
        [("0.10", "0.1"), (".1", "0.1"), ("1.", "1"), ("5", "5"), ("0.10000000", "0.1")],
    )
    def test_amounts_are_read_as_aws_writes_them(self, text, amount):
        """R-261: agreement:PositiveAmountUpto8Decimals"""
        assert an_order(charge_amount=text).read(TERM).amount == Decimal(amount)

    @pytest.mark.parametrize(
        "text", ["0", "0.00", "0.001", "-1", "+1", "1e2", ".", " 1", "0.100000000", "1" * 20]
    )
    def test_other_amounts_are_none(self, text):
        """R-261: the minor unit in practice"""
        assert reasons(an_order(charge_amount=text)) == ["INVALID_CHARGE_AMOUNT"]

    def test_every_problem_is_told(self):
        assert reasons(PaymentOrder()) == [
            "MISSING_TERM_ID",
            "MISSING_NAME",
            "MISSING_CHARGE_AMOUNT",
        ]
        order = an_order(term_id="term-2", name="abcd", description="", client_token="x" * 65)
        assert reasons(order) == [
            "INVALID_TERM_ID",
            "INVALID_NAME",
            "INVALID_DESCRIPTION",
            "INVALID_CLIENT_TOKEN",
        ]
        assert reasons(an_order(name="x" * 65)) == ["INVALID_NAME"]
        assert reasons(an_order(), term=None) == ["INVALID_TERM_ID"]

    def test_a_rejection_may_say_why(self):
        """agreement:PaymentRequestRejectionReason"""
        check_rejection(None)
        check_rejection("x" * 250)
        with pytest.raises(InvalidInput):
            check_rejection("x" * 251)


class TestPeriod:
    @pytest.mark.parametrize(
        ("text", "period"),
        [
            ("P10D", timedelta(days=10)),
            ("PT12H", timedelta(hours=12)),
            ("P1DT2H3M4S", timedelta(days=1, hours=2, minutes=3, seconds=4)),
            ("P365D", timedelta(days=365)),
        ],
    )
    def test_days_and_time_are_read(self, text, period):
        """R-403: agreement:ISO8601Duration"""
        assert read_approval_period(text) == period

    @pytest.mark.parametrize(
        "text", ["", "P", "PT", "P0D", "P1W", "P1M", "P1DT", "P366D", "P365DT1S", "PT1.5S", "-P1D"]
    )
    def test_anything_else_is_refused(self, text):
        """R-403"""
        with pytest.raises(ValueError, match="P10D"):
            read_approval_period(text)
