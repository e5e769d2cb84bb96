"""An offer that replaces a plan: compared before acceptance, numbers kept in it (R-314)."""

import pytest

from tests.support.api import BUYER, SELLER, Answer, call
from tests.support.application import (
    Body,
    accept,
    accepted,
    check_refusal,
    draft,
    events_of,
    get,
    items,
    nothing_written,
    released,
)

pytestmark = pytest.mark.usefixtures("aws", "clock")

OLD = (("2027-05-01", "400.00"), ("2027-06-01", "400.00"), ("2027-07-01", "200.00"))
NEW = (("2027-05-01", "450.00"), ("2027-06-15", "400.00"), ("2027-08-01", "100.00"))


def an_agreement(*payments: tuple[str, str], **more: str) -> Body:
    """An accepted plan whose payments each name a purchase order of their own."""
    plan = payments or OLD
    named = [
        {"installment": n, "purchaseOrderReference": f"Q{n}"} for n, _ in enumerate(plan, start=1)
    ]
    body: Body = accepted(*plan, references={"purchaseOrders": named}, **more)["agreement"]
    return body


def compared(offer: Body, agreement: Body, account: str = BUYER) -> Answer:
    path = f"/offers/{offer['offerId']}/comparison"
    return call("GET", path, account=account, agreementId=agreement["agreementId"])


def a_request(offer: Body, agreement: Body) -> Body:
    """An agreement request of the buyer for all terms of the offer, in place of the agreement."""
    terms = [{"id": next(iter(term.values()))["id"]} for term in offer["terms"]]
    answer = call(
        "POST",
        "/agreement-requests",
        {
            "intent": "REPLACE",
            "requestedTerms": terms,
            "sourceAgreementIdentifier": agreement["agreementId"],
            "agreementProposalIdentifier": offer["agreementProposalId"],
        },
        account=BUYER,
    )
    assert answer.status == 201, answer.body
    body: Body = answer.body
    return body


def accept_request(request: Body, **more: object) -> Answer:
    path = f"/agreement-requests/{request['agreementRequestId']}/accept"
    return call("POST", path, dict(more), account=BUYER)


def outcomes(answer: Answer) -> list[tuple[str, str | None]]:
    """What becomes of each payment, and the number that it carries after."""
    assert answer.status == 200, answer.body
    return [
        (payment["outcome"], payment["after"] and payment["after"]["purchaseOrderReference"])
        for payment in answer.body["payments"]
    ]


class TestComparison:
    def test_the_buyer_sees_payment_by_payment_what_would_change(self) -> None:
        """R-314: also that unbilled money is left out; nothing is written."""
        agreement, offer = an_agreement(), released(*NEW)
        with nothing_written():
            answer = compared(offer, agreement)
        assert outcomes(answer) == [
            ("AMOUNT_CHANGED", "Q1"),
            ("MOVED", "Q2"),
            ("REMOVED", None),
            ("ADDED", None),
        ]
        totals = {name: money["amount"] for name, money in answer.body["totals"].items()}
        assert totals == {
            "before": "1000.00",
            "billed": "0.00",
            "continuing": "0.00",
            "unbilled": "1000.00",
            "planned": "950.00",
            "after": "950.00",
            "difference": "-50.00",
            "shortfall": "50.00",
        }
        assert [w["reason"] for w in answer.body["warnings"]] == ["UNBILLED_AMOUNT_LEFT_OUT"]

    def test_the_seller_sees_the_same_without_the_buyers_numbers(self) -> None:
        """R-314: also of a draft that the buyer cannot see yet."""
        agreement, offer = an_agreement(), draft(*NEW)
        answer = compared(offer, agreement, SELLER)
        assert {reference for _, reference in outcomes(answer)} == {None}
        befores = [p["before"] for p in answer.body["payments"] if p["before"]]
        assert {before["purchaseOrderReference"] for before in befores} == {None}
        check_refusal(compared(offer, agreement), 404, "ResourceNotFoundException")

    def test_an_annual_ami_goes_on_beside_its_replacement(self) -> None:
        """R-315."""
        kind = {"productType": "AMI_HOURLY_WITH_ANNUAL"}
        agreement, offer = an_agreement(**kind), released(*NEW, **kind)
        answer = compared(offer, agreement)
        assert [outcome for outcome, _ in outcomes(answer)].count("CONTINUES") == 3
        assert answer.body["totals"]["after"]["amount"] == "1950.00"

    def test_only_what_can_be_replaced_is_compared(self) -> None:
        """R-314, R-250."""
        agreement, other = an_agreement(), released(*NEW, productId="prod-other")
        answer = compared(other, agreement)
        check_refusal(answer, 400, "ValidationException")
        assert answer.reasons == {("agreementId", "INCOMPATIBLE_AGREEMENT_REQUEST")}
        mine = released(*NEW)
        stranger = compared(mine, {"agreementId": "agmt-unknown"})
        check_refusal(stranger, 404, "ResourceNotFoundException")

    def test_an_offer_without_payments_and_an_ended_agreement_are_not_compared(self) -> None:
        """R-314, R-250."""
        agreement = an_agreement()
        bare = compared(draft(), agreement, SELLER)
        assert bare.reasons == {("offerId", "MISSING_MANDATORY_TERMS")}
        assert accept_request(a_request(released(*NEW), agreement)).status == 200
        ended = compared(released(*NEW), agreement)
        assert ended.reasons == {("agreementId", "INACTIVE_AGREEMENT")}

    def test_schedules_in_two_currencies_are_not_compared(self) -> None:
        """R-301."""
        euros = released(*NEW, currencyCode="EUR")
        answer = compared(euros, an_agreement())
        assert answer.reasons == {("currencyCode", "INVALID_CURRENCY_CODE")}


class TestAcceptance:
    def test_every_number_whose_charge_survives_is_kept(self) -> None:
        """R-314: as the comparison said, on the new charges and on the purchase orders."""
        agreement, offer = an_agreement(), released(*NEW)
        answer = accept_request(a_request(offer, agreement))
        assert answer.status == 200, answer.body
        new = answer.body["agreement"]["agreementId"]
        assert [c["purchaseOrderReference"] for c in answer.body["charges"]] == ["Q1", "Q2", None]
        old = items(f"/agreements/{agreement['agreementId']}/charges")
        assert {charge["state"] for charge in old} == {"VOID"}
        for number in ("Q1", "Q2"):
            agreements = {line.get("agreementId") for line in get(number)["lineItems"]}
            assert new in agreements

    def test_what_the_buyer_names_goes_before_what_is_kept(self) -> None:
        """R-182."""
        agreement, offer = an_agreement(), released(*NEW)
        request = a_request(offer, agreement)
        charge_id = request["chargeSummary"]["expectedCharges"][0]["id"]
        named = [{"chargeId": charge_id, "purchaseOrderReference": "NEW-1"}]
        answer = accept_request(request, purchaseOrders=named)
        assert answer.status == 200, answer.body
        found = [charge["purchaseOrderReference"] for charge in answer.body["charges"]]
        assert found == ["NEW-1", "Q2", None]

    def test_a_repeat_returns_what_the_first_call_made(self) -> None:
        """R-322: kept numbers are no contradiction to having named none."""
        agreement, offer = an_agreement(), released(*NEW)
        request = a_request(offer, agreement)
        first = accept_request(request)
        with nothing_written():
            again = accept_request(request)
        assert (again.status, again.body) == (first.status, first.body)
        named = accept_request(request, purchaseOrderReference="LATE")
        check_refusal(named, 409, "ConflictException")

    def test_in_another_currency_no_payment_survives(self) -> None:
        """R-301: the replacement itself is sound."""
        agreement, offer = an_agreement(), released(*NEW, currencyCode="EUR")
        answer = accept_request(a_request(offer, agreement))
        assert answer.status == 200, answer.body
        assert {c["purchaseOrderReference"] for c in answer.body["charges"]} == {None}

    def test_a_plain_acceptance_keeps_nothing(self) -> None:
        """R-314: it replaces nothing, both agreements go on."""
        an_agreement()
        answer = accept(released(*NEW))
        assert {c["purchaseOrderReference"] for c in answer.body["charges"]} == {None}
        assert len(events_of(type_="AgreementAccepted")) == 2
