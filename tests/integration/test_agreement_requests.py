"""Agreement requests: quotes with the charges to expect, and what becomes of them."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.api import Answer, call
from tests.support.application import (
    Body,
    accept,
    check_refusal,
    events_of,
    get,
    items,
    nothing_written,
)
from tests.support.crashes import When, counted, crashed, meeting
from tests.support.terms import (
    a_request_body,
    accept_request,
    configurable,
    fixed,
    offered,
    quoted,
    recurring,
    schedule,
    usage,
    validity,
)

pytestmark = pytest.mark.usefixtures("aws", "clock")

OTHER = "999988887777"


def summary(request: Body) -> list[tuple[str, str | None, str | None]]:
    """(timing, time, amount) of every expected charge."""
    charges = request["chargeSummary"]["expectedCharges"]
    return [(c["timing"], c["time"], c["amount"]) for c in charges]


class TestQuotes:
    def test_a_quote_tells_every_charge_with_its_timing(self):
        """R-225, R-250, R-255, R-258"""
        request = quoted(offered(fixed("1200.00"), recurring("10.00"), usage(), validity("P12M")))
        assert request["status"] == "APPROVED"
        assert request["agreementId"] is None
        assert request["agreementRequestId"].startswith("ar-")
        assert summary(request) == [
            ("ON_ACCEPTANCE", "2027-01-15T12:00:00.000Z", "1200.00"),
            ("BILLING_PERIOD", None, "10.00"),
            ("BILLING_PERIOD", None, None),
        ]
        assert request["chargeSummary"]["newAgreementValue"] == "1200.00"
        path = f"/agreement-requests/{request['agreementRequestId']}"
        assert call("GET", path).body == request
        assert len(call("GET", f"{path}/terms").body["terms"]) == 4
        assert call("GET", path, account=OTHER).status == 404
        assert items("/agreements") == []
        assert items("/charges") == []

    def test_chosen_quantities_make_the_price(self):
        """R-254: itemized by dimension"""
        offer = offered(configurable(("P12M", {"seats": "10.50", "hosts": "100.00"})))
        request = quoted(offer, upfront=("P12M", {"seats": 3, "hosts": 1}))
        assert summary(request) == [("ON_ACCEPTANCE", "2027-01-15T12:00:00.000Z", "131.50")]
        assert request["chargeSummary"]["itemizedCharges"] == [
            {
                "dimensionKey": key,
                "newQuantity": new,
                "oldQuantity": 0,
                "incrementalChargeAmount": amount,
            }
            for key, new, amount in (("seats", 3, "31.50"), ("hosts", 1, "100.00"))
        ]

    def test_the_same_token_makes_the_same_request(self):
        """R-260"""
        offer = offered(fixed("10.00"), validity("P12M"))
        first = quoted(offer, clientToken="t-1")
        assert quoted(offer, clientToken="t-1") == first
        other = offered(fixed("20.00"), validity("P12M"))
        body = a_request_body(other, clientToken="t-1")
        check_refusal(
            call("POST", "/agreement-requests", body), 409, "ConflictException", "ALREADY_EXISTS"
        )

    def test_requests_are_listed_by_status_and_product(self):
        offer = offered(fixed("10.00"), validity("P12M"))
        kept, given_up = quoted(offer), quoted(offer)
        cancel(given_up)
        found = items("/agreement-requests", status="APPROVED")
        assert [r["agreementRequestId"] for r in found] == [kept["agreementRequestId"]]
        assert len(items("/agreement-requests", resourceId="prod-widgets")) == 2
        assert items("/agreement-requests", resourceId="prod-other") == []
        assert items("/agreements") == []

    @pytest.mark.parametrize(
        ("change", "problem"),
        [
            (
                {"intent": "AMEND"},
                ("sourceAgreementIdentifier", "MISSING_SOURCE_AGREEMENT_IDENTIFIER"),
            ),
            (
                {"sourceAgreementIdentifier": "agmt-1"},
                ("sourceAgreementIdentifier", "INVALID_SOURCE_AGREEMENT_IDENTIFIER"),
            ),
            (
                {"agreementProposalIdentifier": None},
                ("agreementProposalIdentifier", "MISSING_AGREEMENT_PROPOSAL_IDENTIFIER"),
            ),
            (
                {"agreementProposalIdentifier": "at-none"},
                ("agreementProposalIdentifier", "INVALID_AGREEMENT_PROPOSAL_IDENTIFIER"),
            ),
            ({"requestedTerms": []}, ("requestedTerms", "MISSING_REQUESTED_TERMS")),
            (
                {"requestedTerms": [{"id": "term-x"}]},
                ("requestedTerms[0].id", "INVALID_REQUESTED_TERM_ID"),
            ),
            ({"requestedTerms": [{}]}, ("requestedTerms[0].id", "MISSING_REQUESTED_TERM_ID")),
        ],
    )
    def test_what_is_wrong_has_awss_reasons(self, change: Body, problem: tuple[str, str]):
        """R-250"""
        body = {**a_request_body(offered(fixed("10.00"), validity("P12M"))), **change}
        with nothing_written():
            answer = call("POST", "/agreement-requests", body)
        assert answer.status == 400
        assert problem in answer.reasons

    def test_a_closed_offer_is_quoted_no_more(self, clock):
        """R-250, R-296"""
        offer = offered(fixed("10.00"), validity("P12M"))
        quote = quoted(offer)
        clock("2027-05-01T00:00")
        answer = call("POST", "/agreement-requests", a_request_body(offer))
        assert ("agreementProposalIdentifier", "EXPIRED_AGREEMENT_PROPOSAL") in answer.reasons
        with nothing_written():
            late = accept_request(quote)
        assert late.reasons == {("agreementRequestId", "EXPIRED_AGREEMENT_PROPOSAL")}


class TestAcceptance:
    def test_the_quoted_charges_come_with_the_quoted_ids(self):
        """R-250, R-258, R-209"""
        request = quoted(offered(fixed("1200.00"), usage(), validity("P12M")))
        expected = [c["id"] for c in request["chargeSummary"]["expectedCharges"]]
        answer = accept_request(request)
        assert answer.status == 200
        agreement = answer.body["agreement"]["agreementId"]
        listed = items(f"/agreements/{agreement}/charges")
        assert sorted(charge["id"] for charge in listed) == sorted(expected)
        assert {(c["state"], c["amount"], c["time"]) for c in listed} == {
            ("PENDING", "1200.00", "2027-01-15T12:00:00.000Z"),
            ("STANDING", None, None),
        }
        path = f"/agreement-requests/{request['agreementRequestId']}"
        assert call("GET", path).body["status"] == "ACCEPTED"
        assert call("GET", path).body["agreementId"] == agreement

    def test_accepting_twice_is_one_agreement(self):
        """R-250"""
        request = quoted(offered(fixed("10.00"), validity("P12M")))
        first = accept_request(request, purchaseOrderReference="B-7")
        with nothing_written():
            again = accept_request(request, purchaseOrderReference="B-7")
        assert (again.status, again.body) == (200, first.body)
        assert len(items("/agreements")) == 1
        check_refusal(accept_request(request), 409, "ConflictException", "ALREADY_EXISTS")

    def test_each_charge_has_an_order_of_its_own(self):
        """R-178, R-215: the revision may be left out"""
        request = quoted(offered(fixed("1200.00"), recurring("10.00"), usage(), validity("P12M")))
        ids = [c["id"] for c in request["chargeSummary"]["expectedCharges"]]
        orders = [
            {"chargeId": id_, "purchaseOrderReference": f"Q{number}"}
            for number, id_ in enumerate(ids, start=1)
        ]
        answer = accept_request(request, purchaseOrders=orders)
        assert [c["purchaseOrderReference"] for c in answer.body["charges"]] == ["Q1", "Q2", "Q3"]
        assert (get("Q1")["effectiveMonth"], get("Q1")["expirationMonth"]) == ("2027-01", "2027-01")
        assert (get("Q2")["effectiveMonth"], get("Q2")["expirationMonth"]) == ("2027-01", "2027-12")
        assert (get("Q3")["effectiveMonth"], get("Q3")["expirationMonth"]) == ("2027-01", "2028-01")

    def test_one_order_for_fixed_and_one_for_usage(self):
        """R-178, R-179, R-180: pay-as-you-go carries one, too"""
        request = quoted(offered(fixed("1200.00"), recurring("10.00"), usage(), validity("P12M")))
        answer = accept_request(
            request, fixedPurchaseOrderReference="F", usagePurchaseOrderReference="U"
        )
        assert [c["purchaseOrderReference"] for c in answer.body["charges"]] == ["F", "U", "U"]

    @pytest.mark.parametrize("references", [{}, {"purchaseOrderReference": "B-7"}])
    def test_two_calls_at_once_make_one_agreement(self, references):
        """R-250: the second one commits in between, and both get the same answer"""
        request = quoted(offered(fixed("10.00"), validity("P12M")))
        between: list[Answer] = []

        def overtaken(commit: Callable[[], None]) -> None:
            between.append(accept_request(request, **references))
            commit()

        with meeting(1, overtaken):
            answer = accept_request(request, **references)
        assert (answer.status, between[0].status) == (200, 200)
        assert answer.body == between[0].body
        assert len(items("/agreements")) == len(items("/charges")) == 1

    def test_an_offer_that_was_accepted_in_short_is_a_conflict(self):
        """R-250: nobody pays twice for one offer"""
        offer = offered(fixed("10.00"), validity("P12M"))
        request = quoted(offer)
        assert accept(offer).status == 201
        with nothing_written():
            answer = accept_request(request)
        check_refusal(answer, 409, "ConflictException", "ALREADY_EXISTS")

    @pytest.mark.parametrize(
        ("entries", "problem"),
        [
            (
                [{"chargeId": "ch-none", "purchaseOrderReference": "A"}],
                ("purchaseOrders[0].chargeId", "INVALID_CHARGE_ID"),
            ),
            (
                [{"chargeId": "first", "purchaseOrderReference": "A"}] * 2,
                ("purchaseOrders[1]", "DUPLICATE_CHARGES"),
            ),
            (
                [{"chargeId": "first"}],
                ("purchaseOrders[0].purchaseOrderReference", "MISSING_PURCHASE_ORDER_REFERENCE"),
            ),
            (
                [{"chargeId": "first", "chargeRevision": 2, "purchaseOrderReference": "A"}],
                ("purchaseOrders[0].chargeRevision", "INVALID_CHARGE_REVISION"),
            ),
            ([{"purchaseOrderReference": "A"}], ("purchaseOrders[0]", "MISSING_CHARGE_ID")),
            (
                [{"chargeId": "first", "purchaseOrderReference": "A"}] * 87,
                ("purchaseOrders", "INVALID_PURCHASE_ORDERS"),
            ),
        ],
    )
    def test_wrong_purchase_orders_accept_nothing(self, entries, problem):
        """R-211, R-215 to R-218"""
        request = quoted(offered(fixed("10.00"), validity("P12M")))
        first = request["chargeSummary"]["expectedCharges"][0]["id"]
        given = [{**e, "chargeId": first} if e.get("chargeId") == "first" else e for e in entries]
        with nothing_written():
            answer = accept_request(request, purchaseOrders=given)
        assert answer.status == 400
        assert problem in answer.reasons

    def test_a_cancelled_request_is_closed(self):
        """R-250"""
        request = quoted(offered(fixed("10.00"), validity("P12M")))
        assert cancel(request).body["status"] == "CANCELLED"
        assert cancel(request).status == 200
        closed = {("agreementRequestId", "CLOSED_AGREEMENT_REQUEST")}
        assert accept_request(request).reasons == closed
        done = quoted(offered(fixed("10.00"), validity("P12M")))
        accept_request(done)
        assert cancel(done).reasons == closed

    def test_a_crash_at_any_commit_is_healed_by_a_repeat(self, subtests):
        """Crashed before and after each of its writes, then repeated: nothing lost or doubled"""

        def request() -> Body:
            days = ("2027-04-15", "2027-05-15")
            return quoted(
                offered(
                    fixed("0"), schedule(*((d, "5.00") for d in days)), usage(), validity("P12M")
                )
            )

        def outcome(asked: Body) -> Any:
            answer = accept_request(
                asked, fixedPurchaseOrderReference="F", usagePurchaseOrderReference="U"
            )
            assert answer.status == 200, answer.body
            agreement = answer.body["agreement"]["agreementId"]
            lines = [
                (name, line["startMonth"], line["endMonth"])
                for name in "FU"
                for line in get(name)["lineItems"]
                if line["agreementId"] == agreement
            ]
            return lines, len(items(f"/agreements/{agreement}/charges"))

        with counted() as commits:
            expected = outcome(asked := request())
        assert commits.count == 6  # draft, release, request, agreement, two purchase orders
        assert asked["status"] == "APPROVED"
        for number in (1, 2, 3):
            for when in When:
                with subtests.test(number=number, when=when.value):
                    asked = request()
                    assert crashed(
                        lambda asked=asked: accept_request(
                            asked,
                            fixedPurchaseOrderReference="F",
                            usagePurchaseOrderReference="U",
                        ),
                        number,
                        when,
                    )
                    assert outcome(asked) == expected
        assert len(events_of(type_="AgreementAccepted")) == 7


def cancel(request: Body) -> Answer:
    return call("POST", f"/agreement-requests/{request['agreementRequestId']}/cancel")
