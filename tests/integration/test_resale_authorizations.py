"""Manufacturers authorize resellers; what these offer follows the authorized plan (R-303)."""

from typing import Any
from uuid import uuid4

import pytest

from tests.support.api import BUYER, SELLER, Answer, call
from tests.support.application import (
    Body,
    accept,
    an_offer_body,
    check_refusal,
    events_of,
    items,
    nothing_written,
    release,
)
from tests.support.crashes import meeting

pytestmark = pytest.mark.usefixtures("aws", "clock")

MAKER, STRANGER = "777788889999", "999988887777"
PLAN = (("2027-04-15", "400.00"), ("2027-06-15", "600.00"))


def entries(*payments: tuple[str, str]) -> list[Body]:
    return [{"chargeDate": day, "chargeAmount": amount} for day, amount in payments]


def asked(account: str = MAKER, **more: Any) -> Answer:
    """What comes of asking for an authorization of `SELLER` by `PLAN`."""
    body = {
        "name": "Widgets for partners",
        "resellerAccountId": SELLER,
        "productId": "prod-widgets",
        "productType": "SAAS_CONTRACT",
        "contractDuration": "P12M",
        "availabilityEndDate": "2027-04-30",
        "schedule": entries(*PLAN),
        "clientToken": uuid4().hex,
    }
    return call("POST", "/resale-authorizations", {**body, **more}, account=account)


def drafted(**more: Any) -> str:
    answer = asked(**more)
    assert answer.status == 201, answer.body
    return str(answer.body["resaleAuthorizationId"])


def moved(authorization: str, move: str, account: str = MAKER) -> Answer:
    return call("POST", f"/resale-authorizations/{authorization}/{move}", account=account)


def authorized(**more: Any) -> str:
    """The ID of a released authorization."""
    authorization = drafted(**more)
    assert moved(authorization, "release").status == 200
    return authorization


def seen(authorization: str, account: str) -> Answer:
    return call("GET", f"/resale-authorizations/{authorization}", account=account)


def offered(authorization: str, *payments: tuple[str, str], **more: Any) -> Answer:
    """What comes of a reseller's draft under the authorization."""
    body = an_offer_body(*payments, resaleAuthorizationId=authorization, **more)
    return call("POST", "/offers", {"clientToken": uuid4().hex, **body}, account=SELLER)


def payments_of(answer: Answer) -> list[tuple[str, str]]:
    assert answer.status == 201, answer.body
    return [(p["chargeDate"], p["chargeAmount"]) for p in answer.body["schedule"]]


class TestAuthorization:
    def test_it_is_drafted_with_all_that_it_says(self) -> None:
        """R-303."""
        body = asked().body
        assert (body["status"], body["version"]) == ("DRAFT", 1)
        assert (body["manufacturerAccountId"], body["resellerAccountId"]) == (MAKER, SELLER)
        assert body["totalDue"] == {"amount": "1000.00", "currencyCode": "USD"}
        (event,) = events_of(MAKER, "ResaleAuthorizationCreated")
        assert event["subject"] == f"resale-authorization/{body['resaleAuthorizationId']}"

    def test_everything_wrong_is_told_at_once(self) -> None:
        """R-275, R-289, R-294: the schedule is judged as any other."""
        answer = asked(
            name="",
            resellerAccountId=MAKER,
            productId="",
            schedule=entries(("2026-01-01", "1.00"), ("2029-01-01", "-1")),
        )
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert answer.reasons == {
            ("name", "INVALID_NAME"),
            ("resellerAccountId", "INVALID_RESELLER_ACCOUNT"),
            ("productId", "INVALID_PRODUCT_ID"),
            ("schedule[0].chargeDate", "INVALID_CHARGE_DATES"),
            ("schedule[1].chargeDate", "INVALID_CHARGE_DATES"),
            ("schedule[1].chargeAmount", "INVALID_CHARGE_AMOUNT"),
        }

    def test_sixty_payments_are_enough(self) -> None:
        """R-275: with a reason of its own."""
        days = [(f"{2027 + n // 12}-{n % 12 + 1:02d}-28", "1.00") for n in range(61)]
        answer = asked(contractDuration="P60M", schedule=entries(*days))
        assert answer.reasons == {("schedule", "TOO_MANY_SCHEDULED_PAYMENTS")}

    def test_the_same_token_gives_the_same_one(self) -> None:
        first = asked(clientToken="once")
        with nothing_written():
            assert asked(clientToken="once").body == first.body
        other = asked(clientToken="once", name="Another")
        check_refusal(other, 409, "ConflictException", "ALREADY_EXISTS")

    def test_the_reseller_sees_it_from_its_release_on_and_others_never(self) -> None:
        authorization = drafted()
        assert seen(authorization, MAKER).status == 200
        for account in (SELLER, STRANGER):
            hidden = seen(authorization, account)
            check_refusal(
                hidden, 404, "ResourceNotFoundException", "RESALE_AUTHORIZATION_NOT_FOUND"
            )
        path = "/resale-authorizations"
        assert items(path, account=SELLER, role="RESELLER") == []
        assert moved(authorization, "release").body["status"] == "ACTIVE"
        assert seen(authorization, SELLER).status == 200
        assert seen(authorization, STRANGER).status == 404
        (given,) = items(path, account=MAKER)
        (held,) = items(path, account=SELLER, role="RESELLER")
        assert given == held
        assert items(path, account=SELLER) == []

    def test_only_its_maker_moves_it_and_a_repeat_changes_nothing(self) -> None:
        authorization = drafted()
        assert moved(authorization, "release", SELLER).status == 404
        early = moved(authorization, "restrict")
        check_refusal(early, 409, "ConflictException", "WRONG_STATUS")
        for move, status in (("release", "ACTIVE"), ("restrict", "RESTRICTED")):
            assert moved(authorization, move).body["status"] == status
            with nothing_written():
                assert moved(authorization, move).body["status"] == status
        check_refusal(moved(authorization, "release"), 409, "ConflictException", "WRONG_STATUS")

    def test_a_draft_whose_days_have_passed_is_not_released(self, clock: Any) -> None:
        authorization = drafted()
        clock("2027-05-01T00:00")
        answer = moved(authorization, "release")
        assert answer.reasons == {("availabilityEndDate", "INVALID_AVAILABILITY_END_DATE")}

    def test_after_its_last_day_it_is_expired(self, clock: Any) -> None:
        authorization = authorized()
        clock("2027-05-01T00:00")
        assert seen(authorization, SELLER).body["status"] == "EXPIRED"


class TestOffer:
    def test_the_dates_are_the_manufacturers_and_the_amounts_no_less(self) -> None:
        """R-303: the partner may ask for more."""
        dearer = (("2027-04-15", "450.00"), ("2027-06-15", "600.00"))
        answer = offered(authorized(), *dearer)
        assert payments_of(answer) == list(dearer)
        assert release(answer.body).status == 200
        assert accept(answer.body).status == 201

    def test_other_dates_and_smaller_amounts_are_refused(self) -> None:
        """R-303."""
        answer = offered(authorized(), ("2027-04-15", "399.99"), ("2027-07-15", "700.00"))
        assert answer.reasons == {
            ("schedule[0].chargeAmount", "INVALID_CHARGE_AMOUNT"),
            ("schedule[1].chargeDate", "INVALID_CHARGE_DATES"),
            ("schedule", "INVALID_CHARGE_DATES"),
        }

    def test_without_payments_the_markup_makes_them(self) -> None:
        """R-303: none at all takes them as they are authorized."""
        authorization = authorized()
        assert payments_of(offered(authorization)) == list(PLAN)
        marked = offered(authorization, markupPercentage="12.50")
        assert payments_of(marked) == [("2027-04-15", "450.00"), ("2027-06-15", "675.00")]
        assert marked.body["markupPercentage"] == "12.50"
        assert release(marked.body).status == 200

    def test_amounts_exclude_a_markup(self) -> None:
        """R-303: but not one of 0."""
        authorization = authorized()
        both = offered(authorization, *PLAN, markupPercentage="1.00")
        assert both.reasons == {("markupPercentage", "INCOMPATIBLE_TERMS")}
        assert offered(authorization, *PLAN, markupPercentage="0").status == 201

    @pytest.mark.parametrize("markup", ["-1", "1000.01", "1.001", "x"])
    def test_a_markup_is_a_percentage(self, markup: str) -> None:
        """R-303."""
        answer = offered(authorized(), markupPercentage=markup)
        assert answer.reasons == {("markupPercentage", "INVALID_MARKUP_PERCENTAGE")}

    def test_a_markup_needs_an_authorization(self) -> None:
        """R-303."""
        body = an_offer_body(*PLAN, markupPercentage="10")
        answer = call("POST", "/offers", body, account=SELLER)
        assert answer.reasons == {("markupPercentage", "INCOMPATIBLE_TERMS")}

    @pytest.mark.parametrize(
        "other",
        [
            {"productId": "prod-other"},
            {"productType": "PROFESSIONAL_SERVICES"},
            {"contractDuration": "P24M"},
        ],
    )
    def test_it_is_for_one_product_and_one_duration(self, other: Body) -> None:
        """R-303."""
        answer = offered(authorized(), *PLAN, **other)
        assert answer.reasons == {("resaleAuthorizationId", "INVALID_RESALE_AUTHORIZATION")}

    def test_a_draft_and_somebody_elses_authorization_are_none(self) -> None:
        """R-303: nobody learns whether they are there."""
        for authorization in (drafted(), authorized(resellerAccountId=STRANGER), "resaleauthz-x"):
            answer = offered(authorization, *PLAN)
            assert answer.reasons == {("resaleAuthorizationId", "INVALID_RESALE_AUTHORIZATION")}

    def test_payments_are_judged_again_when_they_change(self) -> None:
        """R-303: at once when they are set, at the release when they are adjusted."""
        offer = offered(authorized(), *PLAN).body
        path = f"/offers/{offer['offerId']}/payment-schedule"
        less = {"schedule": entries(("2027-04-15", "1.00"), ("2027-06-15", "600.00"))}
        refused = call("PUT", path, less, account=SELLER)
        assert refused.reasons == {("schedule[0].chargeAmount", "INVALID_CHARGE_AMOUNT")}
        adjustment = {"action": "CHANGE", "number": 2, "chargeAmount": "599.99"}
        adjusted = call("PATCH", path, {"adjustments": [adjustment]}, account=SELLER)
        assert adjusted.status == 200
        answer = release(adjusted.body, confirmTotalDifference=True)
        assert answer.reasons == {("schedule[1].chargeAmount", "INVALID_CHARGE_AMOUNT")}

    def test_a_restricted_authorization_serves_released_offers_only(self) -> None:
        """R-303: those stay open, drafts stay drafts."""
        authorization = authorized()
        out, waiting = offered(authorization, *PLAN).body, offered(authorization, *PLAN).body
        assert release(out).status == 200
        moved(authorization, "restrict")
        answer = release(waiting)
        assert answer.reasons == {("resaleAuthorizationId", "INVALID_RESALE_AUTHORIZATION")}
        assert accept(out).status == 201

    def test_a_restriction_at_the_same_moment_is_not_overrun(self) -> None:
        """R-303: the release is decided on the authorization as it stands at the commit."""
        authorization = authorized()
        offer = offered(authorization, *PLAN).body

        def restrict_first(commit: Any) -> None:
            moved(authorization, "restrict")
            commit()

        with meeting(1, restrict_first):
            answer = release(offer)
        check_refusal(answer, 409, "ConflictException", "LOST_RACE")
        assert call("GET", f"/offers/{offer['offerId']}", account=BUYER).status == 404
