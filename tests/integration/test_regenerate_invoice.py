"""Regeneration: another purchase order, none, or matched again, under the same number.

R-149, R-192, R-193, R-205 to R-207, R-391; S-51.
"""

from functools import partial

import pytest

from procurement.adapters.dynamodb.purchase_orders import DynamoPurchaseOrders
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.invoices import regeneration
from tests.support.api import BUYER, call
from tests.support.application import (
    a_line_body,
    accepted,
    add,
    check_refusal,
    events_of,
    get,
    items,
    nothing_written,
    path_of,
    set_status,
)
from tests.support.billing import a_usage_charge, charged, check_books, invoice_now, invoices
from tests.support.corrections import an_invoice, credit, match_again, regenerate, shown
from tests.support.crashes import When, counted, crashed
from tests.support.purchase_orders import EMEA

OTHER = "222233334444"

pytestmark = pytest.mark.usefixtures("aws", "clock")


def balance(purchase_order_id: str) -> str:
    return str(get(purchase_order_id)["balance"])


def invoice_count(purchase_order_id: str) -> int:
    """As the dashboard shows it."""
    listed = items("/purchase-orders")
    (found,) = [each for each in listed if each["purchaseOrderId"] == purchase_order_id]
    return int(found["invoiceCount"])


def editions(invoice_id: str) -> list[dict[str, object]]:
    return list(call("GET", f"/invoices/{invoice_id}/editions").body["items"])


@pytest.fixture
def i1(clock) -> str:
    """An invoice of 300.00 on A; B, which was added later, would fit as well."""
    add("A", a_line_body(total="1000.00"))
    clock("2027-02-03T06:00")
    number = an_invoice("300.00")
    add("B", a_line_body(total="1000.00"))
    assert shown(number)["purchaseOrderId"] == "A"
    return number


class TestMarketplace:
    @pytest.fixture
    def unnumbered(self) -> str:
        """S-51: S is suspended when a contract names it, while a blanket order would fit."""
        add("S", a_line_body(total="100.00"))
        set_status("S", "SUSPENDED")
        add("BLANKET", a_line_body(type_="AWS_MARKETPLACE_BLANKET_USAGE", total="9000.00"))
        agreement = accepted(("2027-01-15", "5000.00"), references={"purchaseOrderReference": "S"})[
            "agreement"
        ]["agreementId"]
        invoice_now(BUYER, agreement)
        (invoice,) = invoices()
        assert (invoice["purchaseOrderId"], invoice["flags"]) == (None, ["PO_SUSPENDED"])
        return str(invoice["invoiceId"])

    def test_a_suspended_order_is_shown_once_it_is_active_and_support_regenerates(self, unnumbered):
        """S-51: R-192, R-193, R-207"""
        before = shown(unnumbered)
        set_status("S", "ACTIVE")
        assert shown(unnumbered) == before
        answer = match_again(unnumbered)
        assert answer.status == 200
        assert (answer.body["purchaseOrderId"], answer.body["flags"]) == ("S", [])
        assert answer.body["outcome"] == "NAMED"
        assert shown(unnumbered)["invoiceId"] == unnumbered
        assert [invoice["purchaseOrderId"] for invoice in invoices()] == ["S"]
        (listed,) = items(path_of("S", "invoices"))
        assert listed["invoiceId"] == unnumbered
        check_books(BUYER)

    def test_naming_it_does_the_same_as_matching_again(self, unnumbered):
        """R-207"""
        set_status("S", "ACTIVE")
        lines = get("S")["lineItems"]
        assert regenerate(unnumbered, "S").body["purchaseOrderId"] == "S"
        assert [line["lineItemNumber"] for line in get("S")["lineItems"]] == [
            line["lineItemNumber"] for line in lines
        ]
        with nothing_written():
            assert match_again(unnumbered).body["edition"] == 2
        check_books(BUYER)

    def test_a_suspended_order_is_refused_with_the_missing_step(self, unnumbered):
        """R-192: activate first"""
        with nothing_written():
            answer = regenerate(unnumbered, "S")
        check_refusal(answer, 409, "ConflictException", "WRONG_STATUS")
        assert "set its status to ACTIVE first" in answer.body["message"]

    def test_matched_again_while_it_is_suspended_nothing_changes(self, unnumbered):
        """R-193: a run would show no number either, and not the blanket order's"""
        with nothing_written():
            answer = match_again(unnumbered)
        assert (answer.status, answer.body["edition"]) == (200, 1)
        assert answer.body["flags"] == ["PO_SUSPENDED"]

    @pytest.mark.parametrize("shows", ["S", "OTHER"])
    def test_matched_again_an_invoice_gives_up_what_it_shows_for_a_suspended_order(
        self, unnumbered, shows
    ):
        """R-193, R-149: what a run would choose is no number, for its credit memo as well"""
        set_status("S", "ACTIVE")
        regenerate(unnumbered, shows, createMissing=True)
        assert invoice_count(shows) == 1
        assert credit(unnumbered, "1000.00").status == 201
        set_status("S", "SUSPENDED")
        answer = match_again(unnumbered)
        assert answer.status == 200
        assert (answer.body["purchaseOrderId"], answer.body["edition"]) == (None, 3)
        assert (answer.body["outcome"], answer.body["flags"]) == (
            "NAMED_SUSPENDED",
            ["PO_SUSPENDED"],
        )
        assert invoice_count(shows) == 0
        assert [invoice["purchaseOrderId"] for invoice in invoices()] == [None, None]
        check_books(BUYER)
        with nothing_written():
            assert match_again(unnumbered).body["edition"] == 3

    def test_a_suspended_expired_order_needs_another_step(self, unnumbered, clock):
        """R-056, R-192"""
        clock("2028-02-01T00:00")
        answer = regenerate(unnumbered, "S")
        assert "set its status to EXPIRED first" in answer.body["message"]

    def test_a_missing_order_is_created_only_when_asked_explicitly(self, unnumbered):
        """R-188"""
        with nothing_written():
            answer = regenerate(unnumbered, "NEW")
        check_refusal(answer, 404, "ResourceNotFoundException", "PURCHASE_ORDER_NOT_FOUND")
        answer = regenerate(unnumbered, "NEW", createMissing=True)
        assert (answer.status, answer.body["purchaseOrderId"]) == (200, "NEW")
        made = get("NEW")
        assert (made["source"], made["contacts"], made["status"]) == ("MARKETPLACE", [], "ACTIVE")
        named = events_of(BUYER, "PurchaseOrderNamed")
        assert "NEW" in {event["detail"]["purchaseOrderId"] for event in named}
        check_books(BUYER)

    def test_the_charges_keep_the_number_that_they_named(self, unnumbered):
        """R-206: history is not rewritten"""
        regenerate(unnumbered, "NEW", createMissing=True)
        charges = call("GET", "/charges").body["items"]
        assert [charge["purchaseOrderReference"] for charge in charges] == ["S"]


class TestTargets:
    def test_another_order_takes_booking_and_number(self, i1):
        """R-149, R-391"""
        answer = regenerate(i1, "B")
        assert answer.status == 200
        invoice = answer.body
        assert (invoice["purchaseOrderId"], invoice["lineItemNumber"]) == ("B", "1")
        assert (invoice["outcome"], invoice["edition"]) == ("REGENERATED", 2)
        assert (balance("A"), balance("B")) == ("1000.00", "700.00")
        assert (invoice_count("A"), invoice_count("B")) == (0, 1)
        assert items(path_of("A", "invoices")) == []
        check_books(BUYER)

    def test_none_takes_it_off(self, i1):
        """R-207"""
        invoice = regenerate(i1).body
        assert (invoice["purchaseOrderId"], invoice["lineItemNumber"]) == (None, None)
        assert balance("A") == "1000.00"
        check_books(BUYER)

    def test_matching_again_does_not_count_its_own_booking_as_spent(self, clock):
        """R-149: 700.00 are enough for A's only invoice, booked or not"""
        add("A", a_line_body(total="1000.00"))
        clock("2027-02-03T06:00")
        number = an_invoice("700.00")
        clock("2027-02-03T06:01")
        with nothing_written():
            assert match_again(number).body["purchaseOrderId"] == "A"

    def test_every_edition_says_why_it_shows_what_it_shows(self, i1):
        """R-136, R-391"""
        assert regenerate(i1, "B").status == 200
        first, second, present = (
            call("GET", f"/invoices/{i1}/match", **asked).body
            for asked in ({"edition": 1}, {"edition": 2}, {})
        )
        assert (first["outcome"], first["purchaseOrderId"]) == ("MATCHED", "A")
        assert first["funnel"]
        assert (second["outcome"], second["purchaseOrderId"]) == ("REGENERATED", "B")
        assert present == second
        answer = call("GET", f"/invoices/{i1}/match", edition=3)
        check_refusal(answer, 404, "ResourceNotFoundException", "EDITION_NOT_FOUND")

    def test_matching_again_takes_what_fits_now(self, i1):
        """R-207: as things stand"""
        call("DELETE", path_of("A"))
        assert match_again(i1).body["purchaseOrderId"] == "B"
        assert balance("B") == "700.00"
        check_books(BUYER)

    def test_an_expired_order_is_allowed(self, i1, clock):
        """R-114: expiry is judged by billing period"""
        clock("2028-02-01T00:00")
        assert regenerate(i1, "B").body["purchaseOrderId"] == "B"
        assert (balance("B"), get("B")["status"]) == ("700.00", "EXPIRED")
        check_books(BUYER)

    def test_another_line_of_the_same_order(self, i1):
        """R-149: one order, written once"""
        body = a_line_body("2", total="400.00", months=("2027-01", "2027-01"))
        assert call("POST", path_of("A", "line-items"), body).status == 201
        call("DELETE", path_of("B"))
        assert match_again(i1).body["lineItemNumber"] == "2"
        assert balance("A") == "1100.00"
        assert invoice_count("A") == 1
        check_books(BUYER)

    def test_the_booking_is_taken_back_from_a_tombstone(self, i1):
        """R-071, R-009: the order that has the ID now is another one"""
        call("DELETE", path_of("A"))
        add("A", a_line_body(total="1000.00"))
        assert regenerate(i1, "A").body["edition"] == 2
        assert balance("A") == "700.00"
        check_books(BUYER)

    def test_the_booking_is_taken_back_from_a_deleted_line(self, i1):
        """R-075"""
        call("POST", path_of("A", "line-items"), a_line_body("2", total="5.00"))
        call("DELETE", path_of("A", "line-items", "1"))
        assert invoice_count("A") == 1
        regenerate(i1, "B")
        assert invoice_count("A") == 0
        check_books(BUYER)

    def test_another_currency_is_shown_and_moves_no_balance(self, i1):
        """R-155: and back again"""
        add("E", a_line_body(total="1000.00"), currencyCode="EUR")
        assert regenerate(i1, "E").body["flags"] == ["CURRENCY_MISMATCH"]
        assert (balance("A"), balance("E")) == ("1000.00", "1000.00")
        check_books(BUYER)
        assert regenerate(i1, "A").body["flags"] == []
        assert balance("A") == "700.00"
        check_books(BUYER)

    def test_a_balance_that_falls_low_is_told(self, i1):
        """R-347"""
        add("SMALL", a_line_body(total="310.00"))
        assert regenerate(i1, "SMALL").status == 200
        told = events_of(BUYER, "LineItemBalanceLow")
        assert {event["detail"]["purchaseOrderId"] for event in told} == {"A", "SMALL"}


class TestCreditMemos:
    def test_they_move_with_their_invoice(self, i1):
        """R-149, R-152: as if it had always been so"""
        memo = credit(i1, "100.00").body["invoiceId"]
        assert regenerate(i1, "B").status == 200
        assert (balance("A"), balance("B")) == ("1000.00", "800.00")
        moved = shown(memo)
        assert (moved["purchaseOrderId"], moved["edition"]) == ("B", 2)
        assert [edition["purchaseOrderId"] for edition in editions(memo)] == ["B", "A"]
        check_books(BUYER)

    def test_they_come_along_to_no_order_and_back(self, i1):
        """R-149"""
        credit(i1, "100.00", "t-1")
        regenerate(i1)
        credit(i1, "50.00", "t-2")
        check_books(BUYER)
        regenerate(i1, "B")
        assert (balance("A"), balance("B")) == ("1000.00", "850.00")
        check_books(BUYER)

    def test_one_is_not_regenerated_itself(self, i1):
        """R-152: it follows its invoice"""
        memo = credit(i1, "100.00").body["invoiceId"]
        with nothing_written():
            check_refusal(regenerate(memo, "B"), 409, "ConflictException", "CONFLICT")


class TestRefused:
    def test_a_line_that_does_not_fit(self, i1):
        """R-162"""
        add("E", bill_from=(EMEA,))
        with nothing_written():
            answer = regenerate(i1, "E")
        check_refusal(answer, 400, "ValidationException")
        assert answer.reasons == {("purchaseOrderId", "NO_FITTING_LINE_ITEM")}

    def test_a_missing_order_is_not_created_for_usage_of_the_cloud(self, i1):
        """R-188 is about Marketplace"""
        with nothing_written():
            answer = regenerate(i1, "NEW", createMissing=True)
        check_refusal(answer, 404, "ResourceNotFoundException", "PURCHASE_ORDER_NOT_FOUND")

    @pytest.mark.parametrize(
        ("body", "reasons"),
        [
            ({"reason": ""}, {("reason", "INVALID_REASON")}),
            ({"reason": "a\u0007b"}, {("reason", "INVALID_REASON")}),
            ({"purchaseOrderId": "A"}, {("purchaseOrderId", "INVALID_PURCHASE_ORDER_ID")}),
            (
                {"target": "PURCHASE_ORDER", "reason": " "},
                {
                    ("reason", "INVALID_REASON"),
                    ("purchaseOrderId", "MISSING_PURCHASE_ORDER_REFERENCE"),
                },
            ),
            ({"target": "ELSEWHERE"}, {("target", "ENUM")}),
        ],
    )
    def test_what_is_no_order(self, i1, body, reasons):
        whole = {"target": "NONE", "reason": "Case 4711", **body}
        with nothing_written():
            answer = call("POST", f"/invoices/{i1}/regenerate", whole)
        check_refusal(answer, 400, "ValidationException")
        assert answer.reasons == reasons

    def test_everybody_but_support(self, i1):
        """R-207: ordinary buyers cannot call it"""
        body = {"target": "NONE", "reason": "Please"}
        for query in ({}, {"billingAccountId": BUYER}):
            with nothing_written():
                answer = call("POST", f"/invoices/{i1}/regenerate", body, account=OTHER, **query)
            check_refusal(answer, 403, "AccessDeniedException", "NOT_ALLOWED")

    @pytest.mark.parametrize("nobody", ["", "1" * 3000])
    def test_support_for_what_is_no_account(self, i1, nobody):
        """R-377"""
        body = {"target": "NONE", "reason": "Case 4711"}
        answer = call("POST", f"/invoices/{i1}/regenerate", body, billingAccountId=nobody)
        check_refusal(answer, 403, "AccessDeniedException", "NOT_ALLOWED")

    def test_support_acts_for_every_account(self, clock):
        """R-207: not only for those that it administers"""
        add("A", account=OTHER)
        clock("2027-02-03T06:00")
        number = an_invoice("300.00", account=OTHER)
        assert regenerate(number, account=OTHER).status == 200
        check_books(OTHER)

    def test_one_edition_more_than_an_invoice_may_have(self, i1, monkeypatch):
        monkeypatch.setattr(regeneration, "MAX_EDITIONS", 2)
        assert regenerate(i1, "B").status == 200
        with nothing_written():
            check_refusal(regenerate(i1, "A"), 400, "ServiceQuotaExceededException")


class TestEditions:
    def test_every_edition_is_kept_and_can_be_read(self, i1):
        """R-391: the same number, re-rendered"""
        first = shown(i1)
        second = regenerate(i1, "B").body
        listed = editions(i1)
        assert [(e["edition"], e["purchaseOrderId"], e["reason"]) for e in listed] == [
            (2, "B", "Case 4711"),
            (1, "A", None),
        ]
        assert [e["contentSha256"] for e in listed] == [
            second["contentSha256"],
            first["contentSha256"],
        ]
        assert call("GET", f"/invoices/{i1}/editions/1").body == first
        assert call("GET", f"/invoices/{i1}/editions/2").body == second
        check_refusal(
            call("GET", f"/invoices/{i1}/editions/3"),
            404,
            "ResourceNotFoundException",
            "EDITION_NOT_FOUND",
        )

    def test_the_digest_tells_the_editions_apart_and_nothing_else_moves_it(self, i1):
        """R-391: a credit memo is another document"""
        first = shown(i1)["contentSha256"]
        credit(i1, "1.00")
        assert shown(i1)["contentSha256"] == first
        assert regenerate(i1, "B").body["contentSha256"] != first

    def test_former_editions_are_on_no_list(self, i1):
        regenerate(i1, "B")
        assert [invoice["invoiceId"] for invoice in invoices()] == [i1]

    def test_editions_of_others_are_not_there(self, i1):
        for path in (f"/invoices/{i1}/editions", f"/invoices/{i1}/editions/1"):
            check_refusal(call("GET", path, account=OTHER), 404, "ResourceNotFoundException")


class TestRepeats:
    def test_the_same_again_changes_nothing(self, i1):
        """R-148"""
        regenerate(i1, "B")
        with nothing_written():
            assert regenerate(i1, "B").body["edition"] == 2
        regenerate(i1)
        with nothing_written():
            assert regenerate(i1).body["edition"] == 3

    def test_the_event_says_who_from_where_to_and_why(self, i1):
        """R-207"""
        first = shown(i1)["contentSha256"]
        memo = credit(i1, "1.00").body["invoiceId"]
        second = regenerate(i1, "B").body["contentSha256"]
        (event,) = events_of(BUYER, "InvoiceRegenerated")
        assert event["actor"].endswith(":user/tester")
        assert event["subject"] == f"invoice/{i1}"
        assert event["detail"] == {
            "invoiceId": i1,
            "edition": 2,
            "from": {
                "purchaseOrderId": "A",
                "purchaseOrderBalance": {"amount": balance("A"), "currencyCode": "USD"},
                "lineItemNumber": "1",
                "contentSha256": first,
            },
            "to": {
                "purchaseOrderId": "B",
                "purchaseOrderBalance": {"amount": balance("B"), "currencyCode": "USD"},
                "lineItemNumber": "1",
                "contentSha256": second,
            },
            "reason": "Case 4711",
            "creditMemos": [memo],
            "einvoiceDelivery": None,
        }

    def test_a_booking_that_comes_between_is_not_lost(self, i1, monkeypatch):
        """R-147"""
        find, met = DynamoPurchaseOrders.find, []

        def overtaken(orders, account_id, purchase_order_id):
            found = find(orders, account_id, purchase_order_id)
            if purchase_order_id == "B" and not met:
                met.append("once")
                charged(a_usage_charge("ch-2", "50.00"))
                assert len(invoice_now()) == 1
            return found

        monkeypatch.setattr(DynamoPurchaseOrders, "find", overtaken)
        assert regenerate(i1, "B").status == 200
        check_books(BUYER)

    def test_a_crash_at_any_commit_moves_it_once(self, i1, subtests):
        """Crash safety: R-149, R-391"""
        credit(i1, "100.00")
        target, other = "B", "A"
        with counted() as commits:
            regenerate(i1, target)
        for number in range(1, commits.count + 1):
            for when in When:
                target, other = other, target
                with subtests.test(number=number, when=when.value):
                    assert crashed(partial(regenerate, i1, target), number, when)
                    assert regenerate(i1, target).status == 200
                    assert (balance(target), balance(other)) == ("800.00", "1000.00")
                    check_books(BUYER)
        assert [edition["edition"] for edition in editions(i1)] == [4, 3, 2, 1]
        assert len(events_of(BUYER, "InvoiceRegenerated")) == 3


def test_usage_of_marketplace_goes_to_a_line_of_its_own(clock):
    """R-191, R-206: as if its charges had named the order"""
    clock("2027-02-03T06:00")
    number = an_invoice("40.00", kind=ChargeKind.MARKETPLACE_USAGE)
    add("P", a_line_body(type_="AWS_MARKETPLACE_BLANKET_USAGE", total="10.00"))
    assert regenerate(number, "P").body["purchaseOrderId"] == "P"
    types = [line["type"] for line in get("P")["lineItems"]]
    assert types == ["AWS_MARKETPLACE_BLANKET_USAGE", "AWS_MARKETPLACE_TRANSACTION"]
    check_books(BUYER)
