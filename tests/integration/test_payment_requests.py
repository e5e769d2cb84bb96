"""Payment requests: a seller asks for payments under a variable payment term.

R-403, R-404, R-170, R-258, R-261; answers are held against botocore's own model.
"""

import importlib
from functools import partial
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from tests.support.api import BUYER, SELLER, Answer, call
from tests.support.application import (
    Body,
    add,
    check_refusal,
    events_of,
    get,
    items,
    nothing_written,
)
from tests.support.billing import check_books, invoice_now, invoices
from tests.support.crashes import When, counted, crashed, meeting
from tests.support.lambda_context import LambdaContext
from tests.support.requests import (
    agreed_on_payments,
    answer_payment,
    ask_payment,
    automatic,
    cancellation_asked,
    finish,
    payment,
    payment_asked,
    term_of,
)
from tests.support.terms import agreed, fixed, recurring, validity

STRANGER = "999988887777"

pytestmark = pytest.mark.usefixtures("aws", "clock")


@pytest.fixture
def agreement() -> str:
    """Payments up to 1,000.00, each of which waits for its approval."""
    return agreed_on_payments()


@pytest.fixture
def automatically(clock) -> str:
    """Payments up to 1,000.00 that ten days of silence approve."""
    return agreed_on_payments(choice=automatic())


def charges(agreement: str) -> list[Body]:
    return items(f"/agreements/{agreement}/charges")


def reasons(answer: Answer) -> list[str]:
    check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
    return [problem["reason"] for problem in answer.body["problems"]]


def accept(agreement: str, request: str, number: str | None = None) -> Answer:
    body = {"purchaseOrderReference": number} if number else {}
    return answer_payment(agreement, request, "accept", **body)


class TestApproved:
    def test_an_approved_request_makes_one_charge_that_is_due_at_once(self, agreement):
        """R-258, R-403"""
        request = payment_asked(agreement, "250.00", name="Workshop in March")
        assert charges(agreement) == []
        answer = accept(agreement, request, "P-1")
        assert (answer.status, answer.body["status"]) == (200, "APPROVED")
        (charge,) = charges(agreement)
        assert charge["id"] == answer.body["chargeId"] == payment(agreement, request)["chargeId"]
        assert charge["purchaseOrderReference"] == "P-1"
        assert invoice_now(BUYER, agreement) != []
        (invoice,) = invoices()
        assert (invoice["totalBeforeTax"], invoice["purchaseOrderId"]) == ("250.00", "P-1")
        assert invoice["lines"][0]["description"].endswith(": Workshop in March")
        check_books(BUYER, agreement)

    def test_the_purchase_order_is_there_before_the_invoice(self, agreement):
        """R-188, R-190, R-203: a line of 0 first, then one of the invoice"""
        accept(agreement, payment_asked(agreement, "250.00"), "P-1")
        assert [line["totalValue"] for line in get("P-1")["lineItems"]] == ["0.00"]
        invoice_now(BUYER, agreement)
        assert sorted(line["totalValue"] for line in get("P-1")["lineItems"]) == ["0.00", "250.00"]

    def test_without_a_number_it_falls_to_what_fits(self, agreement):
        """R-185: as any charge without one"""
        add("BLANKET")
        accept(agreement, payment_asked(agreement, "250.00"))
        invoice_now(BUYER, agreement)
        assert [invoice["purchaseOrderId"] for invoice in invoices()] == ["BLANKET"]

    def test_one_number_for_all_charges_is_for_these_too(self):
        """R-178, R-404: a number of its own goes first"""
        agreement = agreed_on_payments(references={"purchaseOrderReference": "ALL"})
        accept(agreement, payment_asked(agreement))
        accept(agreement, payment_asked(agreement), "OWN")
        numbers = {charge["purchaseOrderReference"] for charge in charges(agreement)}
        assert numbers == {"ALL", "OWN"}
        assert get("ALL")["lineItems"] != []

    def test_it_is_told_on_the_bus_and_invoiced_by_that(self, agreement, announced, queue):
        """R-240: in the shape that the rule for acceptances wants"""
        accept(agreement, payment_asked(agreement))
        (event,) = events_of(BUYER, "PaymentRequestApproved")
        detail = event["detail"]
        assert (detail["agreementId"], detail["isDueNow"]) == (agreement, True)
        assert detail["receiverAccountId"] == BUYER
        relay = importlib.import_module("functions.relay_events.app")
        relay.lambda_handler({"scheduledTime": "2030-01-01T00:00:00Z"}, LambdaContext())
        types = {event["detail-type"] for event in announced()}
        assert {"PaymentRequestSent", "PaymentRequestApproved"} <= types

    def test_what_was_asked_for_in_time_may_be_approved_after_the_last_day(self, agreement, clock):
        """R-403: the agreement expired, it was not cancelled"""
        clock("2028-01-10T00:00")
        request = payment_asked(agreement)
        clock("2028-02-10T00:00")
        assert accept(agreement, request).status == 200
        assert ask_payment(agreement).body["problems"][0]["reason"] == "INACTIVE_AGREEMENT"


class TestSilence:
    def test_silence_approves_when_the_buyer_chose_so(self, automatically, clock):
        """R-403, R-404: at that instant, whenever somebody looks"""
        request = payment_asked(automatically, "250.00")
        clock("2027-01-25T11:59:59.999999")
        assert finish() == {"finished": 0, "failed": 0}
        assert payment(automatically, request)["status"] == "PENDING_APPROVAL"
        clock("2027-02-20T00:00")
        seen = payment(automatically, request)
        assert (seen["status"], seen["updatedAt"]) == ("APPROVED", "2027-01-25T12:00:00.000Z")
        assert finish() == {"finished": 1, "failed": 0}
        assert payment(automatically, request) == seen
        (charge,) = charges(automatically)
        assert (charge["id"], charge["purchaseOrderReference"]) == (seen["chargeId"], None)
        invoice_now(BUYER, automatically)
        (invoice,) = invoices()
        assert (invoice["billingPeriod"], invoice["total"]) == ("2027-01", "250.00")
        assert finish() == {"finished": 0, "failed": 0}

    def test_it_takes_the_number_for_all_charges(self, clock):
        """R-404"""
        agreement = agreed_on_payments(
            choice=automatic("PT12H"), references={"purchaseOrderReference": "ALL"}
        )
        payment_asked(agreement)
        clock("2027-01-16T00:00")
        finish()
        assert [c["purchaseOrderReference"] for c in charges(agreement)] == ["ALL"]
        assert get("ALL")["lineItems"] != []

    def test_an_integration_that_is_off_stops_no_silence(self, clock):
        """R-167: the number stays, the purchase order waits"""
        agreement = agreed_on_payments(
            choice=automatic(), references={"purchaseOrderReference": "ALL"}
        )
        payment_asked(agreement)
        off = call("PUT", "/marketplace-integration", {"isEnabled": False, "expectedVersion": 0})
        assert off.status == 200, off.body
        clock("2027-01-26T00:00")
        assert finish() == {"finished": 1, "failed": 0}
        assert [c["purchaseOrderReference"] for c in charges(agreement)] == ["ALL"]
        assert accept(agreement, payment_asked(agreement), "P-1").status == 403

    def test_without_that_choice_it_waits_for_ever(self, agreement, clock):
        """R-403: WAIT_FOR_APPROVAL"""
        request = payment_asked(agreement)
        clock("2027-12-31T00:00")
        assert finish() == {"finished": 0, "failed": 0}
        assert payment(agreement, request)["answerBy"] is None
        assert accept(agreement, request).status == 200

    @pytest.mark.parametrize("duration", ["P0D", "P", "PT", "P366D", "10D", "P1M", "PT1.5S"])
    def test_the_time_for_an_answer_is_bounded(self, duration):
        """R-403: days and time, above zero, at most a year"""
        with pytest.raises(AssertionError, match="INVALID_REQUESTED_TERM_CONFIGURATION"):
            agreed_on_payments(choice=automatic(duration))

    def test_nothing_is_charged_once_the_agreement_was_cancelled(self, automatically, clock):
        """R-399, R-402: cancelled by silence on the 22nd, before the payment on the 25th"""
        request = payment_asked(automatically)
        cancellation_asked(automatically)
        clock("2027-02-20T00:00")
        assert accept(automatically, request).body["code"] == "WRONG_STATUS"
        assert finish() == {"finished": 2, "failed": 0}
        found = payment(automatically, request)
        assert (found["status"], found["chargeId"]) == ("VALIDATION_FAILED", None)
        assert found["statusMessage"] == "the agreement is cancelled"
        assert charges(automatically) == []

    def test_what_silence_approved_before_the_cancellation_is_charged(self, clock):
        """R-317: by one and the same late sweep"""
        agreement = agreed_on_payments(choice=automatic("P3D"))
        request = payment_asked(agreement)
        cancellation_asked(agreement)
        clock("2027-02-20T00:00")
        assert finish() == {"finished": 2, "failed": 0}
        assert payment(agreement, request)["status"] == "APPROVED"
        assert [charge["state"] for charge in charges(agreement)] == ["PENDING"]


class TestMaximum:
    def test_all_requests_together_stay_below_it(self, agreement):
        """R-403: pending and approved ones count, others do not"""
        first = payment_asked(agreement, "600.00")
        assert reasons(ask_payment(agreement, "400.01")) == ["INVALID_CHARGE_AMOUNT"]
        second = payment_asked(agreement, "400.00")
        accept(agreement, first)
        assert reasons(ask_payment(agreement, "0.01")) == ["INVALID_CHARGE_AMOUNT"]
        answer_payment(agreement, second, "reject")
        third = payment_asked(agreement, "400.00")
        answer_payment(agreement, third, "cancel", SELLER)
        assert ask_payment(agreement, "400.00").status == 201

    def test_requests_at_the_same_moment_do_not_pass_it_together(self, agreement):
        """R-403: the second is judged by what the first left"""
        answers: list[Answer] = []

        def both(commit: Any) -> None:
            answers.append(ask_payment(agreement, "600.00"))
            commit()

        with meeting(1, both):
            answers.append(ask_payment(agreement, "600.00"))
        assert [answer.status for answer in answers] == [201, 400]

    def test_amounts_are_exact_to_the_cent(self):
        """R-261: eight decimals in the model, the minor unit in practice"""
        agreement = agreed_on_payments("0.30")
        for amount in ("0.10", ".1", "0.10000000"):
            payment_asked(agreement, amount)
        assert reasons(ask_payment(agreement, "0.01")) == ["INVALID_CHARGE_AMOUNT"]

    @pytest.mark.parametrize(
        "amount", ["0", "-1", "0.001", "1e2", ".", "1,000.00", "1.000000001", "٣", "9" * 40]
    )
    def test_other_amounts_are_none(self, agreement, amount):
        """R-261"""
        with nothing_written():
            assert reasons(ask_payment(agreement, amount)) == ["INVALID_CHARGE_AMOUNT"]


class TestAsked:
    def test_every_problem_is_told_at_once(self, agreement):
        answer = ask_payment(
            agreement, "0", termId="term-1", name="abc", description="", clientToken="a b"
        )
        assert reasons(answer) == [
            "INVALID_TERM_ID",
            "INVALID_NAME",
            "INVALID_CHARGE_AMOUNT",
            "INVALID_DESCRIPTION",
            "INVALID_CLIENT_TOKEN",
        ]
        path = f"/agreements/{agreement}/payment-requests"
        assert reasons(call("POST", path, {}, account=SELLER)) == [
            "MISSING_TERM_ID",
            "MISSING_NAME",
            "MISSING_CHARGE_AMOUNT",
        ]

    def test_an_agreement_without_such_a_term_takes_none(self):
        """agreement:SendAgreementPaymentRequest"""
        other = agreed(recurring("10.00"), validity("P12M"))
        body = {"termId": "term-1", "name": "Workshop", "chargeAmount": "1.00"}
        path = f"/agreements/{other}/payment-requests"
        assert reasons(call("POST", path, body, account=SELLER)) == ["INVALID_TERM_ID"]

    def test_the_same_token_asks_once(self, agreement):
        """And uses up the maximum once"""
        request = payment_asked(agreement, "600.00", clientToken="once")
        assert payment_asked(agreement, "600.00", clientToken="once") == request
        other = ask_payment(agreement, "1.00", clientToken="once")
        check_refusal(other, 409, "ConflictException", "ALREADY_EXISTS")
        assert ask_payment(agreement, "400.00").status == 201

    def test_only_the_seller_asks(self, agreement):
        body = {"termId": term_of(agreement), "name": "Workshop", "chargeAmount": "1.00"}
        path = f"/agreements/{agreement}/payment-requests"
        for account in (BUYER, STRANGER):
            answer = call("POST", path, body, account=account)
            check_refusal(answer, 404, "ResourceNotFoundException", "AGREEMENT_NOT_FOUND")


class TestAnswers:
    @pytest.mark.parametrize("first", ["accept", "reject", "cancel", "silence"])
    @pytest.mark.parametrize("then", ["accept", "reject", "cancel"])
    def test_what_is_answered_is_answered(self, automatically, clock, first, then):
        """R-403: acting on any other than PENDING_APPROVAL is a conflict"""
        request = payment_asked(automatically)
        if first == "silence":
            clock("2027-01-25T12:00")
        else:
            assert act(automatically, request, first).status == 200
        before = payment(automatically, request)
        with nothing_written():
            answer = act(automatically, request, then)
        check_refusal(answer, 409, "ConflictException", "WRONG_STATUS")
        assert payment(automatically, request) == before

    def test_the_seller_reads_why_it_was_rejected(self, agreement):
        """agreement:PaymentRequestRejectionReason"""
        request = payment_asked(agreement)
        assert reasons(answer_payment(agreement, request, "reject", rejectionReason="x" * 251)) == [
            "INVALID_REJECTION_REASON"
        ]
        answer_payment(agreement, request, "reject", rejectionReason="Not delivered")
        assert payment(agreement, request, SELLER)["statusMessage"] == "Not delivered"

    def test_each_party_does_its_own(self, agreement):
        request = payment_asked(agreement)
        for verb, account in (("accept", SELLER), ("cancel", BUYER), ("reject", STRANGER)):
            with nothing_written():
                answer = answer_payment(agreement, request, verb, account)
            check_refusal(answer, 404, "ResourceNotFoundException", "PAYMENT_REQUEST_NOT_FOUND")

    def test_who_may_not_name_purchase_orders_has_a_route_of_its_own(self, agreement):
        """R-170, R-171"""
        request, verb = payment_asked(agreement), "accept-without-purchase-orders"
        with nothing_written():
            named = answer_payment(agreement, request, verb, purchaseOrderReference="P-1")
        check_refusal(named, 403, "AccessDeniedException", "NOT_ALLOWED")
        assert answer_payment(agreement, request, verb).status == 200

    def test_a_wrong_number_approves_nothing(self, agreement):
        """R-216"""
        request = payment_asked(agreement)
        with nothing_written():
            answer = accept(agreement, request, "P#1")
        assert reasons(answer) == ["INVALID_PURCHASE_ORDER_REFERENCE"]

    def test_each_party_lists_its_own(self, agreement):
        """agreement:ListAgreementPaymentRequests"""
        requests = {payment_asked(agreement, "1.00") for _ in range(3)}
        assert listed(BUYER, partyType="Acceptor") == requests
        assert listed(SELLER, partyType="Proposer", agreementId=agreement, maxResults=1) == requests
        assert listed(BUYER, partyType="Acceptor", status="APPROVED") == set()
        assert listed(STRANGER, partyType="Acceptor", agreementId=agreement) == set()


def act(agreement: str, request: str, verb: str) -> Answer:
    return answer_payment(agreement, request, verb, SELLER if verb == "cancel" else BUYER)


def listed(account: str, **query: Any) -> set[str]:
    found = items("/payment-requests", account=account, **query)
    return {entry["paymentRequestId"] for entry in found}


class TestCrashes:
    def test_an_approval_with_a_number_writes_three_times(self, agreement):
        """Request, charge and event; the purchase order; that it has its line"""
        request = payment_asked(agreement)
        with counted() as commits:
            accept(agreement, request, "P-1")
        assert commits.count == 3

    @pytest.mark.parametrize("when", list(When))
    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_a_crash_anywhere_in_the_approval_is_made_good(self, agreement, clock, number, when):
        """R-190: by the sweep, which comes back to what is not settled"""
        request = payment_asked(agreement)
        assert crashed(partial(accept, agreement, request, "P-1"), number, when)
        accept(agreement, request, "P-1")
        assert finish()["failed"] == 0
        assert payment(agreement, request)["status"] == "APPROVED"
        assert [line["totalValue"] for line in get("P-1")["lineItems"]] == ["0.00"]
        assert len(charges(agreement)) == len(events_of(BUYER, "PaymentRequestApproved")) == 1
        assert finish() == {"finished": 0, "failed": 0}

    @pytest.mark.parametrize("when", list(When))
    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_a_crash_anywhere_in_the_sweep_is_made_good(self, clock, number, when):
        """R-404"""
        agreement = agreed_on_payments(
            choice=automatic(), references={"purchaseOrderReference": "ALL"}
        )
        request = payment_asked(agreement)
        clock("2027-02-20T00:00")
        assert crashed(finish, number, when)
        assert finish()["failed"] == 0
        assert payment(agreement, request)["updatedAt"] == "2027-01-25T12:00:00.000Z"
        assert len(charges(agreement)) == len(events_of(BUYER, "PaymentRequestApproved")) == 1
        assert [line["totalValue"] for line in get("ALL")["lineItems"]] == ["0.00"]
        assert finish() == {"finished": 0, "failed": 0}


class TestRaces:
    def test_of_two_answers_at_once_one_counts(self, agreement):
        """R-403"""
        request = payment_asked(agreement, "600.00")

        def reject(commit: Any) -> None:
            assert answer_payment(agreement, request, "reject").status == 200
            commit()

        with meeting(1, reject):
            answer = accept(agreement, request)
        check_refusal(answer, 409, "ConflictException", "WRONG_STATUS")
        assert charges(agreement) == []
        assert ask_payment(agreement, "1000.00").status == 201

    def test_of_an_answer_and_silence_the_time_decides(self, automatically, clock):
        """R-403: the answer was given in time, and the sweep finds it"""
        request = payment_asked(automatically)
        clock("2027-01-25T11:59")

        def late(commit: Any) -> None:
            clock("2027-01-25T12:01")
            finish()
            commit()

        with meeting(1, late):
            answer = answer_payment(automatically, request, "reject")
        # The sweep came first: what it carried out stands.
        check_refusal(answer, 409, "ConflictException", "WRONG_STATUS")
        assert payment(automatically, request)["status"] == "APPROVED"
        assert len(charges(automatically)) == 1

    def test_a_cancellation_beside_an_approval_leaves_one_of_them(self, agreement):
        """R-402: no charge comes into being under an agreement that has ended"""
        request = payment_asked(agreement)
        asked = cancellation_asked(agreement)
        path = f"/agreements/{agreement}/cancellation-requests/{asked}/accept"

        def end(commit: Any) -> None:
            assert call("POST", path).status == 200
            commit()

        with meeting(1, end):
            answer = accept(agreement, request)
        check_refusal(answer, 409, "ConflictException", "WRONG_STATUS")
        assert charges(agreement) == []


class TestTogether:
    def test_payments_may_be_asked_for_beside_other_prices(self):
        """R-403: only a schedule excludes them"""
        agreement = agreed_on_payments("1000.00", None, fixed("500.00"))
        accept(agreement, payment_asked(agreement))
        invoice_now(BUYER, agreement)
        lines = [line["amount"] for invoice in invoices() for line in invoice["lines"]]
        assert sorted(lines) == ["100.00", "500.00"]


class TestShapes:
    def test_answers_are_what_awss_model_says(self, agreement):
        """agreement:*PaymentRequestOutput"""
        model = botocore.session.get_session().get_service_model("marketplace-agreement")
        asked = ask_payment(agreement, description="Two days on site")
        request = asked.body["paymentRequestId"]
        answers = {
            "SendAgreementPaymentRequest": asked.body,
            "AcceptAgreementPaymentRequest": accept(agreement, request).body,
            "GetAgreementPaymentRequest": payment(agreement, request),
            "ListAgreementPaymentRequests": call(
                "GET", "/payment-requests", partyType="Acceptor"
            ).body,
        }
        for operation, body in answers.items():
            shape = model.operation_model(operation).output_shape
            known = {k: v for k, v in body.items() if k in shape.members and v is not None}
            assert known.keys() >= {"items"} or known.keys() >= {"status", "agreementId"}
            report = ParamValidator().validate(known, shape)
            assert not report.has_errors(), report.generate_report()
