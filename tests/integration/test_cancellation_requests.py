"""Cancellation requests: a seller asks for the end of an agreement, and silence agrees.

R-399 to R-402, R-317; answers are held against botocore's own model.
"""

import importlib
from collections import Counter
from functools import partial
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from tests.support.api import BUYER, SELLER, Answer, call
from tests.support.application import (
    Body,
    accepted,
    check_refusal,
    events_of,
    get,
    items,
    nothing_written,
    released,
)
from tests.support.billing import check_books, invoice_now, invoices
from tests.support.crashes import When, counted, crashed, meeting
from tests.support.lambda_context import LambdaContext
from tests.support.renewals import a_plan, swept
from tests.support.requests import (
    answer_cancellation,
    ask_cancellation,
    cancellation,
    cancellation_asked,
    finish,
)
from tests.support.terms import (
    a_request_body,
    accept_request,
    agreed,
    offered,
    recurring,
    usage,
    validity,
)

STRANGER = "999988887777"

pytestmark = pytest.mark.usefixtures("aws", "clock")


@pytest.fixture
def agreement(clock) -> str:
    """Payments of 100.00 on 5, 8 and 20 June and on 5 July, asked to be cancelled on 1 June."""
    days = ("2027-06-05", "2027-06-08", "2027-06-20", "2027-07-05")
    found = accepted(
        *((day, "100.00") for day in days), references={"purchaseOrderReference": "P1"}
    )
    clock("2027-06-01T10:00")
    return str(found["agreement"]["agreementId"])


def states(agreement: str) -> list[str]:
    return [charge["state"] for charge in items(f"/agreements/{agreement}/charges")]


def status(agreement: str) -> str:
    return str(call("GET", f"/agreements/{agreement}").body["status"])


class TestSilence:
    def test_after_seven_days_without_an_answer_the_agreement_ends(self, agreement, clock):
        """R-399, S-91: to the microsecond"""
        request = cancellation_asked(agreement)
        clock("2027-06-08T09:59:59.999999")
        assert finish() == {"finished": 0, "failed": 0}
        assert cancellation(agreement, request)["status"] == "PENDING_APPROVAL"
        clock("2027-06-08T10:00")
        found = cancellation(agreement, request)
        assert (found["status"], found["updatedAt"]) == ("APPROVED", "2027-06-08T10:00:00.000Z")
        assert finish() == {"finished": 1, "failed": 0}
        assert status(agreement) == "CANCELLED"
        assert states(agreement) == ["PENDING", "PENDING", "VOID", "VOID"]
        assert cancellation(agreement, request) == found
        assert finish() == {"finished": 0, "failed": 0}

    def test_what_was_due_before_is_invoiced_and_nothing_after(self, agreement, clock):
        """S-91, R-317, R-402"""
        cancellation_asked(agreement)
        clock("2027-06-08T10:00")
        finish()
        clock("2027-08-01T00:00")
        invoice_now(BUYER, agreement)
        lines = [line["chargeId"] for invoice in invoices() for line in invoice["lines"]]
        assert len(lines) == 2
        assert states(agreement) == ["INVOICED", "INVOICED", "VOID", "VOID"]
        order = get("P1")
        assert max(line["endMonth"] for line in order["lineItems"]) == "2027-06"
        check_books(BUYER, agreement)

    @pytest.mark.parametrize(
        "late_on", ["2027-06-20T00:00", "2027-07-06T00:00", "2028-01-01T00:00"]
    )
    def test_a_late_sweep_changes_nothing_of_that(self, agreement, clock, late_on):
        """R-317, S-91: a run that comes before the sweep invoices nothing that will be void"""
        request = cancellation_asked(agreement)
        clock(late_on)
        invoice_now(BUYER, agreement)
        assert states(agreement) == ["INVOICED", "INVOICED", "PENDING", "PENDING"]
        finish()
        invoice_now(BUYER, agreement)
        assert states(agreement) == ["INVOICED", "INVOICED", "VOID", "VOID"]
        assert cancellation(agreement, request)["updatedAt"] == "2027-06-08T10:00:00.000Z"
        (ended,) = events_of(BUYER, "AgreementEnded")
        assert (ended["at"], ended["actor"]) == ("2027-06-08T10:00:00.000Z", "silence")
        check_books(BUYER, agreement)

    def test_a_month_that_closes_between_silence_and_sweep_is_not_charged(self, clock):
        """R-256, R-402"""
        agreement = agreed(recurring("10.00"), validity("P12M"))
        clock("2027-02-25T00:00")
        cancellation_asked(agreement)
        clock("2027-05-01T00:00")
        invoice_now(BUYER, agreement)
        assert [invoice["billingPeriod"] for invoice in invoices()] == ["2027-01", "2027-02"]
        finish()
        invoice_now(BUYER, agreement)
        assert len(invoices()) == 2
        assert status(agreement) == "CANCELLED"

    def test_previews_know_what_silence_has_ended(self, agreement, clock):
        """R-317: what is looked ahead on is what the runs will do"""
        cancellation_asked(agreement)
        clock("2027-06-08T10:00")
        body = {"dueBy": "2027-08-01"}
        before = call("POST", "/match-previews", body)
        assert (before.status, before.body["invoiceCount"]) == (200, 2)
        finish()
        assert call("POST", "/match-previews", body).body == before.body

    def test_an_agreement_that_expired_first_cannot_be_cancelled(self, clock):
        """R-399, R-400"""
        agreement = agreed(recurring("10.00"), validity("P1M"))
        clock("2027-02-12T00:00")
        request = cancellation_asked(agreement)
        clock("2027-02-20T00:00")
        found = cancellation(agreement, request)
        assert finish() == {"finished": 1, "failed": 0}
        assert cancellation(agreement, request) == found
        assert (found["status"], found["statusMessage"]) == (
            "VALIDATION_FAILED",
            "the agreement is expired",
        )
        assert len(events_of(BUYER, "CancellationRequestFailed")) == 1


class TestAnswers:
    def test_the_buyer_lets_it_end_at_once(self, agreement, clock):
        """R-400, R-402"""
        clock("2027-06-05T00:00")
        request = cancellation_asked(agreement, description="No longer developed")
        clock("2027-06-06T12:00")
        answer = answer_cancellation(agreement, request, "accept")
        assert (answer.status, answer.body["status"]) == (200, "APPROVED")
        assert answer.body["description"] == "No longer developed"
        assert status(agreement) == "CANCELLED"
        assert states(agreement) == ["PENDING", "VOID", "VOID", "VOID"]
        clock("2027-06-30T00:00")
        assert finish() == {"finished": 0, "failed": 0}

    def test_the_buyer_keeps_it(self, agreement, clock):
        """R-400: and the seller reads why"""
        request = cancellation_asked(agreement)
        answer = answer_cancellation(agreement, request, "reject", rejectionReason="We need it")
        assert (answer.status, answer.body["status"]) == (200, "REJECTED")
        assert cancellation(agreement, request, SELLER)["statusMessage"] == "We need it"
        clock("2027-08-01T00:00")
        finish()
        invoice_now(BUYER, agreement)
        assert states(agreement) == ["INVOICED"] * 4
        assert status(agreement) == "ACTIVE"

    def test_the_seller_takes_it_back_and_may_ask_again(self, agreement, clock):
        """R-399, R-400"""
        request = cancellation_asked(agreement)
        answer = answer_cancellation(
            agreement, request, "cancel", SELLER, cancellationReason="A mistake"
        )
        assert (answer.status, answer.body["statusMessage"]) == (200, "A mistake")
        clock("2027-06-02T10:00")
        again = cancellation_asked(agreement)
        assert again != request
        clock("2027-06-09T10:00")
        finish()
        assert cancellation(agreement, again)["status"] == "APPROVED"
        assert cancellation(agreement, request)["status"] == "CANCELLED"

    @pytest.mark.parametrize("first", ["accept", "reject", "cancel", "silence"])
    @pytest.mark.parametrize("then", ["accept", "reject", "cancel"])
    def test_what_is_answered_is_answered(self, agreement, clock, first, then):
        """R-400: acting on any other than PENDING_APPROVAL is a conflict"""
        request = cancellation_asked(agreement)
        if first == "silence":
            clock("2027-06-08T10:00")
        else:
            assert act(agreement, request, first).status == 200
        before = cancellation(agreement, request)
        with nothing_written():
            check_refusal(act(agreement, request, then), 409, "ConflictException", "WRONG_STATUS")
        assert cancellation(agreement, request) == before

    def test_answers_need_their_reasons(self, agreement):
        """agreement:RejectAgreementCancellationRequestInput"""
        request = cancellation_asked(agreement)
        for verb, account, member, invalid in (
            ("reject", BUYER, "rejectionReason", "INVALID_REJECTION_REASON"),
            ("cancel", SELLER, "cancellationReason", "INVALID_REASON"),
        ):
            missing = answer_cancellation(agreement, request, verb, account)
            check_refusal(missing, 400, "ValidationException", "INVALID_INPUT")
            assert missing.body["problems"][0]["reason"] == "MISSING_REASON"
            long = answer_cancellation(agreement, request, verb, account, **{member: "x" * 2001})
            assert long.body["problems"][0]["reason"] == invalid
        assert cancellation(agreement, request)["status"] == "PENDING_APPROVAL"


def act(agreement: str, request: str, verb: str) -> Answer:
    reasons = {"reject": "rejectionReason", "cancel": "cancellationReason"}
    body = {reasons[verb]: "Because"} if verb in reasons else {}
    account = SELLER if verb == "cancel" else BUYER
    return answer_cancellation(agreement, request, verb, account, **body)


class TestAsked:
    def test_the_same_token_asks_once(self, agreement, clock):
        """Also long after it was answered"""
        request = cancellation_asked(agreement, clientToken="once")
        assert cancellation_asked(agreement, clientToken="once") == request
        clock("2027-06-09T00:00")
        finish()
        with nothing_written():
            again = ask_cancellation(agreement, clientToken="once")
        assert (again.status, again.body["status"]) == (201, "APPROVED")
        other = ask_cancellation(agreement, clientToken="once", reasonCode="OTHER")
        check_refusal(other, 409, "ConflictException", "ALREADY_EXISTS")

    def test_there_is_one_open_request_at_most(self, agreement):
        """R-399"""
        request = cancellation_asked(agreement)
        with nothing_written():
            answer = ask_cancellation(agreement)
        check_refusal(answer, 409, "ConflictException")
        assert answer.body["resourceType"] == "AgreementCancellationRequest"
        assert answer.body["resourceId"] == request

    def test_only_an_active_agreement_can_be_asked_for(self, agreement, clock):
        """R-399"""
        answer_cancellation(agreement, cancellation_asked(agreement), "accept")
        answer = ask_cancellation(agreement)
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert answer.body["problems"][0]["reason"] == "INACTIVE_AGREEMENT"

    def test_nothing_may_rest_on_it(self, clock):
        """R-259, R-399: the second agreement of a usage offer is cancelled first"""
        first, second = two_agreements()
        answer = ask_cancellation(first)
        check_refusal(answer, 409, "ConflictException")
        assert answer.body["resourceId"] == second
        answer_cancellation(second, cancellation_asked(second), "accept")
        assert ask_cancellation(first).status == 201

    def test_what_comes_to_rest_on_it_meanwhile_keeps_it(self, clock):
        """R-259, R-400: then silence approves nothing"""
        offer = usage_offer()
        first = bought(offer, "usage_based", "support")
        request = cancellation_asked(first)
        second = bought(offer, "fixed_upfront", "validity")
        clock("2027-02-01T00:00")
        finish()
        found = cancellation(first, request)
        assert found["status"] == "VALIDATION_FAILED"
        assert second in found["statusMessage"]
        assert status(first) == "ACTIVE"

    def test_an_agreement_that_ends_otherwise_closes_its_request(self, clock):
        """R-400, R-401: nothing is left to cancel"""
        agreement = agreed(recurring("10.00"), validity("P12M"))
        request = cancellation_asked(agreement)
        assert call("POST", f"/agreements/{agreement}/cancel").status == 200
        found = cancellation(agreement, request)
        assert (found["status"], found["statusMessage"]) == (
            "VALIDATION_FAILED",
            "the agreement is cancelled",
        )

    def test_a_replacement_closes_it_too(self, agreement):
        """R-315, R-400"""
        request = cancellation_asked(agreement)
        offer = released(("2027-06-20", "100.00"), availabilityEndDate="2027-12-31")
        quote = call(
            "POST",
            "/agreement-requests",
            a_request_body(offer, intent="REPLACE", sourceAgreementIdentifier=agreement),
        )
        assert accept_request(quote.body).status == 200
        found = cancellation(agreement, request)
        assert found["statusMessage"] == "the agreement is replaced"

    def test_what_silence_ended_cannot_be_replaced(self, agreement, clock):
        """R-399: not by a quote of before either"""
        cancellation_asked(agreement)
        offer = released(("2027-08-20", "100.00"), availabilityEndDate="2027-12-31")
        quote = call(
            "POST",
            "/agreement-requests",
            a_request_body(offer, intent="REPLACE", sourceAgreementIdentifier=agreement),
        )
        clock("2027-07-01T00:00")
        with nothing_written():
            check_refusal(accept_request(quote.body), 409, "ConflictException", "WRONG_STATUS")

    def test_what_silence_ended_cannot_be_amended(self, clock):
        """R-250, R-399: also before anybody has carried it out"""
        clock("2027-03-01T10:00")
        agreement = a_plan()
        terms = call("GET", f"/agreements/{agreement}/terms").body["acceptedTerms"]
        (term,) = (t["renewalTerm"] for t in terms if "renewalTerm" in t)
        choice = {"renewalTermConfiguration": {"enableAutoRenew": False}}
        quote = call(
            "POST",
            "/agreement-requests",
            {
                "intent": "AMEND",
                "sourceAgreementIdentifier": agreement,
                "requestedTerms": [{"id": term["id"], "configuration": choice}],
            },
        )
        cancellation_asked(agreement)
        clock("2027-03-20T00:00")
        with nothing_written():
            check_refusal(accept_request(quote.body), 409, "ConflictException", "WRONG_STATUS")

    def test_what_silence_ended_does_not_renew(self, clock):
        """R-251, R-399: though the sweep of renewals comes first"""
        clock("2027-03-01T10:00")
        agreement = a_plan()
        clock("2028-02-20T00:00")
        request = cancellation_asked(agreement)
        clock("2028-03-05T00:00")
        assert swept()["renewed"] == 0
        assert finish() == {"finished": 1, "failed": 0}
        assert swept()["renewed"] == 0
        assert cancellation(agreement, request)["updatedAt"] == "2028-02-27T00:00:00.000Z"
        assert status(agreement) == "CANCELLED"

    def test_a_renewal_that_comes_first_leaves_nothing_to_cancel(self, clock):
        """R-251, R-400: what follows is another agreement"""
        clock("2027-03-01T10:00")
        agreement = a_plan()
        clock("2028-02-25T00:00")
        request = cancellation_asked(agreement)
        clock("2028-03-01T00:00")
        assert swept()["renewed"] == 1
        clock("2028-03-04T00:00")
        finish()
        found = cancellation(agreement, request)
        assert (found["status"], found["statusMessage"]) == (
            "VALIDATION_FAILED",
            "the agreement is renewed",
        )

    def test_what_silence_ended_cannot_be_ended_anew(self, clock):
        """R-399: also before anybody has carried it out"""
        agreement = agreed(recurring("10.00"), validity("P12M"))
        cancellation_asked(agreement)
        clock("2027-03-15T00:00")
        with nothing_written():
            answer = call("POST", f"/agreements/{agreement}/cancel")
        check_refusal(answer, 409, "ConflictException", "WRONG_STATUS")

    @pytest.mark.parametrize(
        ("more", "reason"),
        [
            ({"reasonCode": None}, "MISSING_REASON_CODE"),
            ({"reasonCode": "WHY_NOT"}, "INVALID_REASON_CODE"),
            ({"description": ""}, "INVALID_DESCRIPTION"),
            ({"description": "x" * 2001}, "INVALID_DESCRIPTION"),
            ({"clientToken": "no spaces"}, "INVALID_CLIENT_TOKEN"),
        ],
    )
    def test_a_wrong_order_is_told_why(self, agreement, more, reason):
        with nothing_written():
            answer = ask_cancellation(agreement, **more)
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert [problem["reason"] for problem in answer.body["problems"]] == [reason]


class TestParties:
    def test_only_the_seller_asks(self, agreement):
        for account in (BUYER, STRANGER):
            answer = ask_cancellation(agreement, account)
            check_refusal(answer, 404, "ResourceNotFoundException", "AGREEMENT_NOT_FOUND")

    def test_each_party_does_its_own(self, agreement):
        """The seller answers nothing, the buyer takes nothing back, nobody else sees it"""
        request = cancellation_asked(agreement)
        for verb, account in (
            ("accept", SELLER),
            ("reject", SELLER),
            ("cancel", BUYER),
            ("accept", STRANGER),
        ):
            reasons = {"reject": "rejectionReason", "cancel": "cancellationReason"}
            body = {reasons[verb]: "Because"} if verb in reasons else {}
            with nothing_written():
                answer = answer_cancellation(agreement, request, verb, account, **body)
            check_refusal(
                answer, 404, "ResourceNotFoundException", "CANCELLATION_REQUEST_NOT_FOUND"
            )
        path = f"/agreements/{agreement}/cancellation-requests/{request}"
        assert call("GET", path, account=STRANGER).status == 404
        assert cancellation(agreement, request, SELLER) == cancellation(agreement, request)

    def test_each_party_lists_its_own(self, agreement, clock):
        """agreement:PartyType; what silence has approved is listed so"""
        request = cancellation_asked(agreement)
        assert listed(BUYER, partyType="Acceptor") == [request]
        assert listed(SELLER, partyType="Proposer", agreementId=agreement) == [request]
        assert listed(BUYER, partyType="Proposer") == []
        assert listed(STRANGER, partyType="Acceptor", agreementId=agreement) == []
        assert listed(BUYER, partyType="Acceptor", status="APPROVED") == []
        clock("2027-06-08T10:00")
        assert listed(BUYER, partyType="Acceptor", status="APPROVED") == [request]
        assert call("GET", "/cancellation-requests").status == 400

    def test_the_buyer_is_told(self, agreement, clock, announced):
        """R-357: under the names that AWS uses"""
        for verb in ("reject", "cancel", "accept"):
            act(agreement, cancellation_asked(agreement), verb)
        kinds = Counter(event["type"] for event in events_of(BUYER))
        assert {kind: n for kind, n in kinds.items() if kind.startswith("Cancellation")} == {
            "CancellationRequestSent": 3,
            "CancellationRequestRejected": 1,
            "CancellationRequestCancelled": 1,
            "CancellationRequestApproved": 1,
        }
        relayed()
        told = [event for event in announced() if event["source"] == "agreement-marketplace"]
        assert {event["detail-type"] for event in told} == {
            "Agreement Cancellation Request Pending Approval - Acceptor",
            "Agreement Cancellation Request Rejected - Acceptor",
            "Agreement Cancellation Request Cancelled - Acceptor",
            "Agreement Cancellation Request Approved - Acceptor",
        }


class TestCrashes:
    def test_the_sweep_writes_three_times(self, agreement, clock):
        """The end with its charges, the purchase order's lines, and that nothing is left"""
        cancellation_asked(agreement)
        clock("2027-06-12T00:00")
        with counted() as commits:
            finish()
        assert commits.count == 3

    @pytest.mark.parametrize("when", list(When))
    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_a_crash_anywhere_in_the_sweep_is_made_good(self, agreement, clock, number, when):
        """R-399, R-402: by the next, and by the sweep of ended agreements"""
        cancellation_asked(agreement)
        clock("2027-06-12T00:00")
        assert crashed(finish, number, when)
        finish()
        carry_on()
        assert status(agreement) == "CANCELLED"
        assert states(agreement) == ["PENDING", "PENDING", "VOID", "VOID"]
        assert len(events_of(BUYER, "CancellationRequestApproved")) == 1
        assert len(events_of(BUYER, "AgreementEnded")) == 1
        assert finish() == {"finished": 0, "failed": 0}

    @pytest.mark.parametrize("when", list(When))
    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_a_crash_anywhere_in_the_acceptance_is_made_good(self, agreement, number, when):
        """R-402: what is approved is approved; the sweep of ended agreements does the rest"""
        request = cancellation_asked(agreement)
        accept = partial(answer_cancellation, agreement, request, "accept")
        assert crashed(accept, number, when)
        accept()
        carry_on()
        assert states(agreement) == ["VOID"] * 4
        assert status(agreement) == "CANCELLED"
        assert len(events_of(BUYER, "CancellationRequestApproved")) == 1

    def test_one_failure_keeps_no_other_from_its_turn(self, agreement, clock):
        """The next sweep comes back to it"""
        other = agreed(recurring("10.00"), validity("P12M"), availabilityEndDate="2027-12-31")
        first, second = cancellation_asked(agreement), cancellation_asked(other)
        clock("2027-06-09T00:00")

        def fail(commit: Any) -> None:
            raise RuntimeError("a fault of ours")

        with meeting(1, fail):
            assert finish() == {"finished": 1, "failed": 1}
        assert finish() == {"finished": 1, "failed": 0}
        assert cancellation(agreement, first)["status"] == "APPROVED"
        assert cancellation(other, second)["status"] == "APPROVED"
        assert status(agreement) == status(other) == "CANCELLED"


class TestRaces:
    def test_of_two_answers_at_once_one_counts(self, agreement):
        """R-400"""
        request = cancellation_asked(agreement)
        answers: list[Answer] = []

        def both(commit: Any) -> None:
            answers.append(act(agreement, request, "reject"))
            commit()

        with meeting(1, both):
            answers.append(act(agreement, request, "accept"))
        rejected, accepted_ = answers
        assert rejected.status == 200
        check_refusal(accepted_, 409, "ConflictException", "WRONG_STATUS")
        assert status(agreement) == "ACTIVE"

    def test_of_two_requests_at_once_one_is_kept(self, agreement):
        """R-399"""
        answers: list[Answer] = []

        def both(commit: Any) -> None:
            answers.append(ask_cancellation(agreement))
            commit()

        with meeting(1, both):
            answers.append(ask_cancellation(agreement))
        assert sorted(answer.status for answer in answers) == [201, 409]
        assert len(listed(BUYER, partyType="Acceptor", agreementId=agreement)) == 1

    def test_a_run_beside_the_sweep_invoices_nothing_more(self, agreement, clock):
        """R-317: it runs while the sweep has read and not yet written"""
        cancellation_asked(agreement)
        clock("2027-07-10T00:00")

        def run(commit: Any) -> None:
            invoice_now(BUYER, agreement)
            commit()

        with meeting(1, run):
            finish()
        finish()
        assert states(agreement) == ["INVOICED", "INVOICED", "VOID", "VOID"]
        check_books(BUYER, agreement)


class TestShapes:
    def test_answers_are_what_awss_model_says(self, agreement):
        """agreement:*CancellationRequestOutput"""
        model = botocore.session.get_session().get_service_model("marketplace-agreement")
        asked = ask_cancellation(agreement, description="No longer developed")
        request = asked.body["agreementCancellationRequestId"]
        answers = {
            "SendAgreementCancellationRequest": asked.body,
            "GetAgreementCancellationRequest": cancellation(agreement, request),
            "ListAgreementCancellationRequests": call(
                "GET", "/cancellation-requests", partyType="Acceptor"
            ).body,
            "RejectAgreementCancellationRequest": act(agreement, request, "reject").body,
        }
        for operation, body in answers.items():
            shape = model.operation_model(operation).output_shape
            known = {k: v for k, v in body.items() if k in shape.members and v is not None}
            assert known.keys() >= {"items"} or known.keys() >= {"status", "agreementId"}
            report = ParamValidator().validate(known, shape)
            assert not report.has_errors(), report.generate_report()


def listed(account: str, **query: str) -> list[str]:
    found = items("/cancellation-requests", account=account, **query)
    return [entry["agreementCancellationRequestId"] for entry in found]


def relayed() -> None:
    app = importlib.import_module("functions.relay_events.app")
    app.lambda_handler({"scheduledTime": "2030-01-01T00:00:00Z"}, LambdaContext())


def carry_on() -> None:
    """Finish ended agreements, as the sweep of renewals and ends does."""
    importlib.import_module("functions.renew_agreements.app").lambda_handler({}, LambdaContext())


def usage_offer() -> Body:
    price = {"fixedUpfrontPricingTerm": {"price": "50.00", "duration": "P12M", "grants": []}}
    return offered(usage(), price, productType="AMI_HOURLY_WITH_ANNUAL")


def bought(offer: Body, *places: str) -> str:
    kinds = {
        "usage_based": "UsageBasedPricingTerm",
        "fixed_upfront": "FixedUpfrontPricingTerm",
    }
    wanted = {kinds[place] for place in places if place in kinds}
    requested = [
        {"id": term["id"]}
        for entry in offer["terms"]
        for term in entry.values()
        if term["type"] in wanted
    ]
    body = {**a_request_body(offer), "requestedTerms": requested}
    quote = call("POST", "/agreement-requests", body)
    assert quote.status == 201, quote.body
    answer = accept_request(quote.body)
    assert answer.status == 200, answer.body
    return str(answer.body["agreement"]["agreementId"])


def two_agreements() -> tuple[str, str]:
    offer = usage_offer()
    return bought(offer, "usage_based"), bought(offer, "fixed_upfront")
