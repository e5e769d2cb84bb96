"""The account's calendar over the API, and for calendar programs that cannot sign requests."""

import importlib
from typing import Any

import pytest

from procurement import bootstrap
from tests.support.api import BUYER, SELLER, Answer, call
from tests.support.application import accepted, add, check_refusal, events_of, path_of
from tests.support.billing import run_invoices
from tests.support.calendar_text import components
from tests.support.lambda_context import LambdaContext
from tests.support.requests import answer_cancellation, cancellation_asked

pytestmark = pytest.mark.usefixtures("aws", "clock")

ANN = {"email": "ann@example.com", "name": "Ann"}


def calendar(account: str = BUYER) -> dict[str, dict[str, str]]:
    """The entries of the account's calendar by what they say, up to the amount."""
    answer = call("GET", "/calendar.ics", account=account)
    assert answer.status == 200, answer.body
    return entries(answer)


def entries(answer: Answer) -> dict[str, dict[str, str]]:
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return {event["SUMMARY"]: event for name, event in components(answer.body) if name == "VEVENT"}


def linked(path: str) -> Answer:
    """What a calendar program gets that signs nothing."""
    return call("GET", path)


def a_link() -> str:
    answer = call("POST", "/calendar-link")
    assert answer.status == 201, answer.body
    return str(answer.body["path"])


def asked(path: str, **headers: str) -> dict[str, Any]:
    """A GET of ``/calendar.ics`` with headers of its own."""
    event = {
        "resource": path,
        "path": path,
        "httpMethod": "GET",
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "requestContext": {
            "requestId": "request-1",
            "stage": "v1",
            "httpMethod": "GET",
            "resourcePath": path,
            "path": f"/v1{path}",
            "identity": {"accountId": BUYER, "userArn": "arn:aws:iam::1:user/x"},
        },
        "body": None,
        "isBase64Encoded": False,
    }
    app = importlib.import_module("functions.calendar.app")
    answer: dict[str, Any] = app.lambda_handler(event, LambdaContext())
    return answer


class TestCalendar:
    def test_payments_invoices_and_purchase_orders_are_in_it(self, queue, clock):
        """R-310, R-354, R-388"""
        add("A", contacts=[ANN])
        accepted(("2027-02-01", "500.00"), ("2027-05-15", "500.00"))
        clock("2027-02-01T06:00")
        run_invoices(queue)
        found = calendar()
        said = " / ".join(sorted(found))
        assert "Payment 1 of 2" in said
        assert "Payment 2 of 2" in said
        assert "is due, 500.00 USD" in said
        assert "Purchase order A expires" in found
        assert found["Purchase order A expires"]["DTSTART;VALUE=DATE"] == "20271231"
        notices = [each for each in found if each.startswith("Notice: purchase order A")]
        assert notices

    def test_the_same_things_keep_their_identity_and_rise_in_sequence(self, clock):
        """RFC 5545, 3.8.4.7 and 3.8.7.4"""
        add("A")
        before = calendar()["Purchase order A expires"]
        call("PATCH", path_of("A"), {"expirationMonth": "2028-06"})
        after = calendar()["Purchase order A expires"]
        assert after["UID"] == before["UID"]
        assert (before["SEQUENCE"], after["SEQUENCE"]) == ("0", "1")
        assert after["DTSTART;VALUE=DATE"] == "20280630"

    def test_payments_of_a_cancelled_agreement_are_called_off(self, clock):
        """R-402"""
        agreement = accepted(("2027-04-15", "500.00"), ("2027-05-15", "500.00"))
        agreement_id = agreement["agreement"]["agreementId"]
        assert {each["STATUS"] for each in calendar().values()} == {"CONFIRMED"}
        request = cancellation_asked(agreement_id)
        answer = answer_cancellation(agreement_id, request, "accept")
        assert answer.status == 200, answer.body
        payments = [each for name, each in calendar().items() if name.startswith("Payment")]
        assert {each["STATUS"] for each in payments} == {"CANCELLED"}

    def test_nobody_sees_what_is_others(self, clock):
        add("A")
        assert calendar(account=SELLER) == {}

    def test_a_program_that_has_it_already_gets_nothing(self, clock):
        add("A")
        first = asked("/calendar.ics")
        (tag,) = first["multiValueHeaders"]["ETag"]
        clock("2027-01-15T18:00")
        again = asked("/calendar.ics", **{"If-None-Match": f'"x", {tag}'})
        assert again["statusCode"] == 304
        assert not again.get("body")
        assert again["multiValueHeaders"]["ETag"] == [tag]
        call("PATCH", path_of("A"), {"expirationMonth": "2028-06"})
        assert asked("/calendar.ics", **{"If-None-Match": tag})["statusCode"] == 200


class TestLink:
    def test_it_opens_the_calendar_without_a_signature_and_without_amounts(self, clock):
        accepted(("2027-04-15", "512.34"), ("2027-05-15", "512.34"))
        answer = linked(a_link())
        assert answer.status == 200
        assert len(entries(answer)) == len(calendar())
        assert "512.34" not in answer.body
        assert "512.34" in call("GET", "/calendar.ics").body

    def test_it_shows_the_calendar_of_its_account_whoever_asks(self, clock):
        add("A")
        path = a_link()
        assert list(entries(call("GET", path, account=SELLER))) == ["Purchase order A expires"]

    def test_a_new_one_takes_the_place_of_the_former(self, clock):
        first, second = a_link(), a_link()
        assert first != second
        assert linked(first).status == 404
        assert linked(second).status == 200

    def test_a_revoked_one_opens_nothing(self, clock):
        path = a_link()
        assert call("DELETE", "/calendar-link").status == 204
        assert linked(path).status == 404
        gone = call("GET", "/calendar-link")
        check_refusal(gone, 404, "ResourceNotFoundException", "CALENDAR_LINK_NOT_FOUND")
        assert call("DELETE", "/calendar-link").status == 404

    def test_after_a_year_it_opens_nothing(self, clock):
        path = a_link()
        clock("2028-01-15T11:59")
        assert linked(path).status == 200
        clock("2028-01-15T12:00")
        assert linked(path).status == 404

    def test_a_guess_is_answered_like_a_revoked_one(self, clock):
        path = a_link()
        call("DELETE", "/calendar-link")
        revoked, guessed = linked(path), linked("/calendars/guess/calendar.ics")
        assert (revoked.status, revoked.body) == (guessed.status, guessed.body)

    def test_the_token_is_told_once_and_kept_nowhere(self, clock):
        path = a_link()
        token = path.split("/")[2]
        assert len(token) >= 43
        assert call("GET", "/calendar-link").body == {
            "createdAt": "2027-01-15T12:00:00.000Z",
            "expiresAt": "2028-01-15T12:00:00.000Z",
        }
        stored = bootstrap.connection().scan(bootstrap.settings().purchase_orders_table)
        assert token not in str(stored)
        assert stored["Count"] == 2

    def test_making_and_revoking_are_in_the_ledger(self, clock):
        a_link()
        call("DELETE", "/calendar-link")
        told = [event["type"] for event in events_of()]
        assert sorted(told) == ["CalendarLinkCreated", "CalendarLinkRevoked"]
