"""Private offers with installment plans: drafted, adjusted, released, frozen."""

from decimal import Decimal
from typing import Any

import pytest

from procurement.adapters.dynamodb.transaction import Transaction
from tests.support.api import BUYER, SELLER, Answer, call
from tests.support.application import (
    Body,
    accept,
    an_offer_body,
    check_refusal,
    draft,
    events_of,
    items,
    nothing_written,
    release,
    released,
)

pytestmark = pytest.mark.usefixtures("aws", "clock")

APRIL_AND_MAY = (("2027-04-15", "500.00"), ("2027-05-15", "500.00"))


def path(offer: Body, *rest: str) -> str:
    return "/".join([f"/offers/{offer['offerId']}", *rest])


def set_schedule(offer: Body, **body: Any) -> Answer:
    return call("PUT", path(offer, "payment-schedule"), body, account=SELLER)


def adjust(offer: Body, *adjustments: Body) -> Answer:
    body = {"adjustments": list(adjustments)}
    return call("PATCH", path(offer, "payment-schedule"), body, account=SELLER)


def reopen(offer: Body, day: str, account: str = SELLER) -> Answer:
    return call("PUT", path(offer, "availability"), {"availabilityEndDate": day}, account=account)


def payments(offer: Body) -> list[tuple[str, str]]:
    return [(p["chargeDate"], p["chargeAmount"]) for p in offer["schedule"]]


class TestDrafting:
    def test_a_plan_generates_the_payments(self):
        """R-271, R-279, R-282, S-69"""
        plan = {"total": "100.00", "numberOfPayments": 3, "firstChargeDate": "2027-04-30"}
        offer = draft(installmentPlan=plan)
        assert payments(offer) == [
            ("2027-04-30", "33.33"),
            ("2027-05-30", "33.33"),
            ("2027-06-30", "33.34"),
        ]
        assert offer["totalDue"] == {"amount": "100.00", "currencyCode": "USD"}
        assert (offer["state"], offer["version"], offer["warnings"]) == ("DRAFT", 1, [])
        assert call("GET", path(offer), account=SELLER).body == offer

    def test_a_list_is_taken_in_any_order(self):
        """R-284, R-302"""
        offer = draft(*reversed(APRIL_AND_MAY))
        assert payments(offer) == list(APRIL_AND_MAY)

    def test_the_payments_may_come_later(self):
        """R-270, R-288: a draft without them cannot be released"""
        offer = draft()
        assert (offer["schedule"], offer["totalDue"]) == ([], None)
        with nothing_written():
            refused = release(offer)
        assert refused.reasons == {("schedule", "MISSING_MANDATORY_TERMS")}
        plan = {
            "total": "10000.00",
            "initialPayment": "1000.00",
            "numberOfPayments": 8,
            "firstChargeDate": "2027-04-15",
        }
        answer = set_schedule(offer, installmentPlan=plan)
        assert answer.status == 200
        assert [amount for _, amount in payments(answer.body)] == [
            "1000.00",
            *["1285.71"] * 6,
            "1285.74",
        ]
        assert release(offer).body["state"] == "RELEASED"

    def test_sixty_payments_fit_and_one_more_does_not(self):
        """R-274, R-275, S-73"""
        plan = {"total": "120000.01", "numberOfPayments": 60, "firstChargeDate": "2027-02-01"}
        offer = draft(
            contractDuration="P60M", availabilityEndDate="2027-01-31", installmentPlan=plan
        )
        assert [amount for _, amount in payments(offer)] == [*["2000.00"] * 59, "2000.01"]
        with nothing_written():
            more = adjust(
                offer, {"action": "ADD", "chargeDate": "2031-12-31", "chargeAmount": "0.00"}
            )
        assert ("schedule", "TOO_MANY_CHARGES") in more.reasons

    def test_the_same_token_makes_one_offer(self):
        body = {**an_offer_body(*APRIL_AND_MAY), "clientToken": "token-1"}
        first = call("POST", "/offers", body, account=SELLER)
        with nothing_written():
            again = call("POST", "/offers", body, account=SELLER)
            other = call("POST", "/offers", {**body, "name": "Other"}, account=SELLER)
            cheaper = call("POST", "/offers", {**body, "intendedTotal": "999.00"}, account=SELLER)
        assert (again.status, again.body) == (201, first.body)
        check_refusal(other, 409, "ConflictException", "ALREADY_EXISTS")
        check_refusal(cheaper, 409, "ConflictException", "ALREADY_EXISTS")
        elsewhere = call("POST", "/offers", body, account="999988887777")
        assert elsewhere.body["offerId"] != first.body["offerId"]

    def test_every_problem_of_details_and_payments_is_told_at_once(self):
        """R-292, R-294, R-296, R-297, R-299, R-324"""
        body = an_offer_body(
            ("2027-01-14", "1.00"),
            ("2027-04-30", "1.00"),
            ("2027-04-30", "1.001"),
            ("2028-01-15", "-1.00"),
            productType="FREE",
            name="",
        )
        with nothing_written():
            answer = call("POST", "/offers", body, account=SELLER)
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert answer.reasons >= {
            ("name", "MISSING_NAME"),
            ("productType", "INCOMPATIBLE_PRODUCT"),
            ("schedule[0].chargeDate", "INVALID_CHARGE_DATES"),
            ("schedule[2].chargeAmount", "INVALID_CHARGE_AMOUNT"),
            ("schedule[3].chargeAmount", "INVALID_CHARGE_AMOUNT"),
            ("schedule[3].chargeDate", "INVALID_CHARGE_DATES"),
        }
        reasons = {reason for _, reason in answer.reasons}
        assert {"DUPLICATE_CHARGE_DATES", "TOO_MANY_BACKDATED_CHARGES"} <= reasons


class TestChanging:
    def test_adjustments_move_the_total_due(self, clock):
        """R-283, R-284"""
        offer = draft(*APRIL_AND_MAY, intendedTotal="1000.00")
        clock("2027-01-15T12:01")
        answer = adjust(
            offer,
            {"action": "CHANGE", "number": 1, "chargeAmount": "400.00"},
            {"action": "REMOVE", "number": 2},
            {"action": "ADD", "chargeDate": "2027-06-15", "chargeAmount": "550.00"},
        )
        assert answer.status == 200
        assert payments(answer.body) == [("2027-04-15", "400.00"), ("2027-06-15", "550.00")]
        assert answer.body["totalDue"]["amount"] == "950.00"
        assert answer.body["version"] == 2
        assert [event["type"] for event in events_of(SELLER)] == [
            "OfferCreated",
            "PaymentScheduleChanged",
        ]

    def test_a_difference_is_a_warning_that_release_wants_confirmed(self):
        """R-285, R-286"""
        offer = draft(*APRIL_AND_MAY, intendedTotal="1000.01")
        (warning,) = offer["warnings"]
        assert (warning["field"], warning["reason"]) == ("intendedTotal", "TOTAL_DIFFERENCE")
        assert "-0.01 USD" in warning["message"]
        with nothing_written():
            refused = release(offer)
        assert refused.reasons == {("intendedTotal", "TOTAL_DIFFERENCE")}
        assert release(offer, confirmTotalDifference=True).status == 200

    def test_a_schedule_that_changes_nothing_writes_nothing(self):
        offer = draft(*APRIL_AND_MAY)
        with nothing_written():
            same = set_schedule(offer, schedule=an_offer_body(*APRIL_AND_MAY)["schedule"])
        assert same.body == offer

    def test_a_bad_adjustment_changes_nothing(self):
        """R-284: payments are named by their place"""
        offer = draft(*APRIL_AND_MAY)
        with nothing_written():
            answer = adjust(
                offer,
                {"action": "CHANGE", "number": 3, "chargeAmount": "1.00"},
                {"action": "REMOVE"},
                {"action": "CHANGE", "number": 1, "chargeAmount": "1.00"},
                {"action": "REMOVE", "number": 1},
                {"action": "ADD", "chargeDate": "2027-05-15"},
            )
            unknown = adjust(offer, {"action": "DOUBLE"})
            both_gone = adjust(
                offer, {"action": "REMOVE", "number": 1}, {"action": "REMOVE", "number": 2}
            )
            currency = set_schedule(offer, schedule=[], currencyCode="EUR")
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert answer.reasons >= {
            ("adjustments[0].number", "INVALID_CHARGE_ID"),
            ("adjustments[1].number", "INVALID_CHARGE_ID"),
            ("adjustments[3].number", "DUPLICATE_CHARGES"),
            ("adjustments[4].chargeAmount", "MISSING_CHARGE_AMOUNT"),
        }
        check_refusal(unknown, 400, "ValidationException", "INVALID_INPUT")
        assert both_gone.reasons == {("schedule", "MISSING_MANDATORY_TERMS")}
        assert currency.reasons == {("currencyCode", "INVALID_CURRENCY_CODE")}

    def test_two_who_change_a_draft_at_once_leave_one_winner(self, monkeypatch):
        offer = draft(*APRIL_AND_MAY)
        commit, others = Transaction.commit, [1]

        def raced(transaction: Transaction) -> None:
            if others and transaction.writes:
                others.pop()
                assert adjust(offer, {"action": "REMOVE", "number": 1}).status == 200
            commit(transaction)

        monkeypatch.setattr(Transaction, "commit", raced)
        answer = adjust(offer, {"action": "REMOVE", "number": 2})
        check_refusal(answer, 409, "ConflictException", "STALE_VERSION")
        assert payments(call("GET", path(offer), account=SELLER).body) == [APRIL_AND_MAY[1]]


class TestReleasing:
    @pytest.mark.parametrize("is_accepted", [False, True])
    def test_from_release_on_the_plan_is_frozen(self, is_accepted):
        """R-311, R-312, S-83"""
        offer = released()
        if is_accepted:
            assert accept(offer).status == 201
        with nothing_written():
            replaced = set_schedule(offer, schedule=[])
            adjusted = adjust(offer, {"action": "REMOVE", "number": 1})
            again = release(offer)
        assert replaced.reasons == {("schedule", "INCOMPATIBLE_TERMS")}
        assert adjusted.reasons == {("adjustments", "INCOMPATIBLE_TERMS")}
        assert again.reasons == {("state", "INVALID_UPDATE_REQUEST")}

    def test_an_offer_that_lapsed_is_frozen_too(self, clock):
        """R-312"""
        offer = released()
        clock("2027-05-01T00:00")
        assert call("GET", path(offer)).body["state"] == "EXPIRED"
        assert set_schedule(offer, schedule=[]).reasons == {("schedule", "INCOMPATIBLE_TERMS")}

    def test_its_last_day_moves_outward_and_no_further_than_the_second_payment(self, clock):
        """R-313: and an offer that lapsed is open again"""
        offer = released()
        clock("2027-05-01T00:00")
        later = reopen(offer, "2027-05-10")
        assert (later.status, later.body["state"]) == (200, "RELEASED")
        assert later.body["version"] == offer["version"] + 1
        with nothing_written():
            assert reopen(offer, "2027-05-10").body["version"] == later.body["version"]
            assert reopen(offer, "2027-05-05").reasons == {
                ("availabilityEndDate", "INVALID_AVAILABILITY_END_DATE")
            }
            assert reopen(offer, "2027-05-15").reasons == {
                ("availabilityEndDate", "TOO_MANY_BACKDATED_CHARGES")
            }
            stranger = reopen(offer, "2027-05-12", account=BUYER)
            check_refusal(stranger, 404, "ResourceNotFoundException", "OFFER_NOT_FOUND")

    def test_a_draft_is_the_sellers_alone(self):
        """The buyer sees an offer from release on; everybody else never"""
        offer = draft(*APRIL_AND_MAY)
        for account in (BUYER, "999988887777"):
            answer = call("GET", path(offer), account=account)
            check_refusal(answer, 404, "ResourceNotFoundException", "OFFER_NOT_FOUND")
        release(offer)
        assert call("GET", path(offer)).body["state"] == "RELEASED"
        stranger = call("GET", path(offer), account="999988887777")
        check_refusal(stranger, 404, "ResourceNotFoundException", "OFFER_NOT_FOUND")
        assert items("/offers") == []

    def test_nobody_but_the_seller_changes_an_offer(self):
        offer = draft(*APRIL_AND_MAY)
        with nothing_written():
            for method, rest, body in (
                ("PUT", "payment-schedule", {"schedule": []}),
                ("PATCH", "payment-schedule", {"adjustments": []}),
                ("POST", "release", {}),
            ):
                answer = call(method, path(offer, rest), body)
                check_refusal(answer, 404, "ResourceNotFoundException", "OFFER_NOT_FOUND")

    def test_whoever_saw_an_older_version_changes_nothing(self):
        """Two people at one draft: the second one is told, and nothing of the first is lost"""
        offer = draft(*APRIL_AND_MAY)
        payment = {"chargeDate": "2027-04-15", "chargeAmount": "1.00"}
        assert set_schedule(offer, schedule=[payment], expectedVersion=1).body["version"] == 2
        with nothing_written():
            for method, rest, body in (
                ("PUT", "payment-schedule", {"schedule": [payment, payment]}),
                ("PATCH", "payment-schedule", {"adjustments": []}),
                ("POST", "release", {}),
                ("PUT", "availability", {"availabilityEndDate": "2027-05-01"}),
            ):
                stale = {**body, "expectedVersion": 1}
                answer = call(method, path(offer, rest), stale, account=SELLER)
                check_refusal(answer, 409, "ConflictException", "STALE_VERSION")
        answer = call("POST", path(offer, "release"), {"expectedVersion": 2}, account=SELLER)
        assert (answer.status, answer.body["version"]) == (200, 3)

    def test_offers_are_listed_newest_first(self, clock):
        first = draft(*APRIL_AND_MAY)
        clock("2027-01-15T12:01")
        second = draft()
        listed = items("/offers", account=SELLER, maxResults=1)
        assert [offer["offerId"] for offer in listed] == [second["offerId"], first["offerId"]]


def test_the_total_is_the_sum_to_the_cent_for_every_currency():
    """R-279, R-300, R-301: JPY has no minor unit"""
    for currency, total in (("JPY", "100000"), ("EUR", "1000.01"), ("GBP", "0.05")):
        plan = {"total": total, "numberOfPayments": 7, "firstChargeDate": "2027-05-01"}
        offer = draft(currencyCode=currency, installmentPlan=plan)
        assert sum(Decimal(amount) for _, amount in payments(offer)) == Decimal(total)
        assert offer["totalDue"] == {"amount": total, "currencyCode": currency}
