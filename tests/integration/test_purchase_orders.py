"""Purchase orders over the API: adding, reading, editing, their status and their quota."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from procurement import bootstrap
from procurement.adapters.dynamodb.transaction import Transaction
from procurement.domain.month import Month
from procurement.domain.purchase_orders.quota import ActiveQuota
from tests.support.api import BUYER, call
from tests.support.application import (
    a_line_body,
    a_purchase_order_body,
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
from tests.support.organizations import joined, managing
from tests.support.purchase_orders import EMEA, INC

OTHER = "999988887777"

STRANGE_TOKENS = (
    "",
    "x",
    "%%%",
    "e30=",
    "bnVsbA==",
    "W10=",
    "Zm9v",
    "é",
    "W1tbW1tb" * 200,
    "a" * 3000,
)
BAD_QUERIES = ({"maxResults": 0}, {"maxResults": 101}, {"maxResults": "ten"}, {"status": "active"})

pytestmark = pytest.mark.usefixtures("aws", "clock")


def edit(purchase_order_id: str, **body: Any) -> Any:
    return call("PATCH", path_of(purchase_order_id), body)


class TestAdding:
    def test_one_request_adds_header_and_line_items(self):
        """R-010, R-013 to R-033, R-039, R-088"""
        added = add(
            "PO 7/a:b=c+d-e%f@g_h.i",
            a_line_body("1", "AWS_MONTHLY_USAGE", total="1000.00"),
            a_line_body("2", total="0.33", quantity="3.5", tax={"type": "AMOUNT", "value": "0.10"}),
            a_line_body("3", total="500.00", tracked=False),
            description="Cloud, 2027",
            shipTo="Ana Buyer\nMain Street 1",
            contacts=[{"email": "ana@example.com", "name": "Ana", "telephone": "+49 30 1"}],
            tags={"team": "web"},
        )
        assert added == get("PO 7/a:b=c+d-e%f@g_h.i")
        assert added["status"] == "ACTIVE"
        assert added["version"] == 1
        assert [line["totalValue"] for line in added["lineItems"]] == ["1000.00", "1.26", "500.00"]
        assert added["totalValue"] == "1501.26"
        assert added["balance"] == "1001.26"
        assert added["contacts"] == [
            {"email": "ana@example.com", "name": "Ana", "telephone": "+49 30 1"}
        ]
        assert added["tags"] == {"team": "web"}
        (event,) = events_of()
        assert event["type"] == "PurchaseOrderAdded"
        assert event["actor"] == f"arn:aws:iam::{BUYER}:user/tester"

    def test_two_steps_give_the_same_as_one(self, clock):
        """R-010, R-011: the header is stored as a draft, the line items make it usable"""
        whole = add("PO-1", a_line_body("1"), a_line_body("2", "AWS_MONTHLY_USAGE"))
        body = a_purchase_order_body("PO-2")
        body.pop("lineItems")
        header = call("POST", "/purchase-orders", body)
        assert header.status == 201
        assert header.body["lineItems"] == []
        assert "draft" in header.body["warnings"][0]
        assert header.body["balance"] is None
        for line in (a_line_body("1"), a_line_body("2", "AWS_MONTHLY_USAGE")):
            answer = call("POST", path_of("PO-2", "line-items"), line)
            assert answer.status == 201
        stepped = get("PO-2")
        assert stepped["version"] == 3
        assert {**stepped, "purchaseOrderId": "PO-1", "version": 1} == whole

    def test_the_currency_is_the_accounts_unless_one_is_given(self):
        """R-025, R-026"""
        assert add("PO-1")["currencyCode"] == "USD"
        in_yen = add("PO-2", a_line_body(total="125770"), currencyCode="JPY")
        assert (in_yen["currencyCode"], in_yen["totalValue"]) == ("JPY", "125770")

    def test_several_sellers_are_accepted_with_a_warning(self):
        """R-017, R-018"""
        added = add("PO-1", bill_from=(INC, EMEA), taxRegistrationNumbers=["LU-1"])
        assert added["billFrom"] == [INC, EMEA]
        assert "remittance" in added["warnings"][0]

    def test_an_id_is_taken_once_per_account(self):
        """R-003, R-008"""
        add("PO-1")
        with nothing_written():
            answer = call("POST", "/purchase-orders", a_purchase_order_body("PO-1"))
        check_refusal(answer, 409, "ConflictException", "ALREADY_EXISTS")
        assert (answer.body["resourceType"], answer.body["resourceId"]) == ("PurchaseOrder", "PO-1")
        assert answer.reasons == {("purchaseOrderId", "ALREADY_EXISTS")}
        add("po-1")
        add("PO-1", account=OTHER)

    def test_numbers_in_json_are_as_exact_as_texts(self):
        """R-261: amounts travel as strings, and a number is read exactly as it is written"""
        body = a_purchase_order_body("PO-1")
        line = '{"lineItemNumber":"1","type":"ALL","startMonth":"2027-01","endMonth":"2027-12",'
        line += '"unitPrice":100000000000.29,"quantity":1.0001}'
        body.pop("lineItems")
        text = json.dumps(body)[:-1] + f', "lineItems": [{line}]}}'
        answer = call("POST", "/purchase-orders", raw_body=text)
        assert answer.status == 201, answer.body
        assert answer.body["lineItems"][0]["unitPrice"] == "100000000000.29"
        assert answer.body["totalValue"] == "100010000000.29"

    def test_a_hundred_line_items_fit_and_one_more_does_not(self):
        """R-043"""
        lines = [a_line_body(str(number)) for number in range(1, 102)]
        with nothing_written():
            answer = call("POST", "/purchase-orders", a_purchase_order_body("PO-1", *lines))
        check_refusal(answer, 400, "ServiceQuotaExceededException", "QUOTA_EXCEEDED")
        assert (answer.body["quota"], answer.body["limit"]) == ("LineItemsPerPurchaseOrder", 100)
        assert len(add("PO-1", *lines[:100])["lineItems"]) == 100
        with nothing_written():
            answer = call("POST", path_of("PO-1", "line-items"), lines[100])
        check_refusal(answer, 400, "ServiceQuotaExceededException", "QUOTA_EXCEEDED")

    def test_fifty_tags_fit_and_one_more_does_not(self):
        """R-036, R-045"""
        tags = {f"key-{number}": "" for number in range(51)}
        with nothing_written():
            answer = call("POST", "/purchase-orders", a_purchase_order_body("PO-1", tags=tags))
        check_refusal(answer, 400, "ServiceQuotaExceededException", "QUOTA_EXCEEDED")
        assert (answer.body["quota"], answer.body["limit"]) == ("TagsPerPurchaseOrder", 50)
        tags.pop("key-50")
        assert add("PO-1", tags=tags)["tags"] == tags

    def test_a_reused_id_inherits_nothing(self, clock):
        """R-009"""
        add("PO-1", contacts=[{"email": "ana@example.com", "name": "Ana"}])
        assert call("DELETE", path_of("PO-1")).status == 204
        clock("2027-02-01T00:00")
        again = add("PO-1")
        assert (again["version"], again["contacts"]) == (1, [])
        keys = {event["detail"]["purchaseOrderKey"] for event in events_of()}
        assert len(keys) == 2


class TestListing:
    @pytest.fixture
    def ten(self, aws: None, clock: Callable[[str], None]) -> None:
        """Three active, two suspended, three expired and two suspended expired ones in March."""
        for number in range(10):
            add(f"PO-{number}", months=("2027-01", "2027-12" if number < 5 else "2027-02"))
        for number in (3, 4, 8, 9):
            assert set_status(f"PO-{number}", "SUSPENDED").status == 200

    @pytest.mark.usefixtures("ten")
    def test_every_status_is_listed_page_by_page(self, clock):
        """R-038, R-049, R-065: what expired by itself is listed as expired"""
        clock("2027-03-01T00:00")
        expected = {
            "ACTIVE": {"PO-0", "PO-1", "PO-2"},
            "SUSPENDED": {"PO-3", "PO-4"},
            "EXPIRED": {"PO-5", "PO-6", "PO-7"},
            "SUSPENDED_EXPIRED": {"PO-8", "PO-9"},
        }
        for status, ids in expected.items():
            found = items("/purchase-orders", status=status, maxResults=1)
            assert {order["purchaseOrderId"] for order in found} == ids
            assert {order["status"] for order in found} == {status}
        everything = items("/purchase-orders", maxResults=3)
        assert len(everything) == len({order["purchaseOrderId"] for order in everything}) == 10

    @pytest.mark.usefixtures("ten")
    def test_one_second_before_the_months_end_nothing_is_expired(self, clock):
        """R-057, R-066"""
        clock("2027-02-28T23:59:59")
        assert items("/purchase-orders", status="EXPIRED") == []
        assert len(items("/purchase-orders", status="ACTIVE")) == 6

    def test_a_token_that_nobody_gave_out_is_refused(self, subtests):
        for token in STRANGE_TOKENS:
            with subtests.test(token=ascii(token)[:40]):
                answer = call("GET", "/purchase-orders", nextToken=token)
                check_refusal(answer, 400, "ValidationException")
                assert {field for field, _ in answer.reasons} == {"nextToken"}

    def test_another_accounts_token_opens_nothing(self):
        """R-376"""
        for number in range(3):
            add(f"PO-{number}")
        token = call("GET", "/purchase-orders", maxResults=1).body["nextToken"]
        answer = call("GET", "/purchase-orders", account=OTHER, nextToken=token)
        check_refusal(answer, 400, "ValidationException")
        assert answer.reasons == {("nextToken", "INVALID_NEXT_TOKEN")}

    def test_a_token_of_another_listing_is_refused(self):
        for number in range(2):
            add(f"PO-{number}")
        token = call("GET", "/purchase-orders", maxResults=1).body["nextToken"]
        for path in ("/events", "/invoices", path_of("PO-0", "invoices")):
            answer = call("GET", path, nextToken=token)
            assert answer.status == 400, path
            assert answer.reasons == {("nextToken", "INVALID_NEXT_TOKEN")}

    def test_a_bad_query_is_refused_by_name(self, subtests):
        for query in BAD_QUERIES:
            with subtests.test(query=ascii(query)[:40]):
                answer = call("GET", "/purchase-orders", **query)
                check_refusal(answer, 400, "ValidationException")
                assert {field for field, _ in answer.reasons} == set(query)


class TestOwnership:
    def test_what_a_member_account_names_belongs_to_its_payer(self):
        """R-001, R-002: under consolidated billing the payer gets the invoices"""
        managing(OTHER)
        joined(BUYER, to=OTHER)
        charge = accepted()["charges"][0]
        entry = {
            "chargeId": charge["id"],
            "chargeRevision": charge["revision"],
            "purchaseOrderReference": "PO-1",
        }
        assert call("PUT", "/charges/purchase-orders", {"purchaseOrders": [entry]}).status == 200
        assert get("PO-1", account=OTHER)["source"] == "MARKETPLACE"
        assert items("/purchase-orders") == []
        check_refusal(call("GET", path_of("PO-1")), 404, "ResourceNotFoundException")

    def test_each_account_has_its_own_whatever_the_id(self):
        """R-001, R-003: neither sees, changes nor deletes the other's"""
        add("PO-1", description="mine")
        add("PO-1", account=OTHER, description="theirs")
        edit("PO-1", description="changed")
        assert call("DELETE", path_of("PO-1")).status == 204
        (theirs,) = items("/purchase-orders", account=OTHER)
        assert (theirs["description"], theirs["version"]) == ("theirs", 1)


class TestEditing:
    def test_what_is_left_out_stays(self, clock):
        """R-012, R-067, R-074"""
        before = add("PO-1", a_line_body("1"), a_line_body("2"))
        clock("2027-01-16T08:00")
        answer = edit(
            "PO-1",
            description="New",
            lineItems=[{"lineItemNumber": "2", "unitPrice": "2500.00"}, a_line_body("3")],
            deletedLineItems=["1"],
        )
        assert answer.status == 200, answer.body
        after = answer.body
        assert after == get("PO-1")
        assert after["version"] == 2
        assert after["updatedAt"] == "2027-01-16T08:00:00.000Z"
        assert [line["lineItemNumber"] for line in after["lineItems"]] == ["2", "3"]
        assert after["totalValue"] == "3500.00"
        kept = ("billFrom", "effectiveMonth", "expirationMonth", "createdAt", "status")
        assert [after[name] for name in kept] == [before[name] for name in kept]

    def test_an_edit_that_changes_nothing_writes_nothing(self):
        """R-062"""
        add("PO-1", description="Cloud")
        with nothing_written():
            answer = edit("PO-1", description="Cloud", expirationMonth="2027-12")
        assert (answer.status, answer.body["version"]) == (200, 1)

    def test_all_problems_are_told_at_once(self):
        """R-015, R-019, R-023, R-029, R-032, R-077, R-080, R-086, R-087, R-092"""
        add("PO-1", a_line_body("1"))
        with nothing_written():
            answer = edit(
                "PO-1",
                description="\x00",
                billFrom=["Somebody Else, Inc."],
                taxRegistrationNumbers=["LU-1"],
                expirationMonth="2027-13",
                contacts=[{"email": "nobody", "name": ""}],
                lineItems=[
                    {"lineItemNumber": "1", "endMonth": "2028-01"},
                    {"lineItemNumber": "2", "type": "NONE", "quantity": "0", "unitPrice": "1.001"},
                    a_line_body(
                        "3",
                        "AWS_MARKETPLACE_BLANKET_USAGE",
                        tax={"type": "PERCENTAGE", "value": "101"},
                        isBalanceTracked=True,
                    ),
                ],
            )
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert {field for field, _ in answer.reasons} == {
            "description",
            "billFrom",
            "taxRegistrationNumbers",
            "expirationMonth",
            "contacts[0].email",
            "contacts[0].name",
            "lineItems[0].endMonth",
            "lineItems[1].type",
            "lineItems[1].startMonth",
            "lineItems[1].endMonth",
            "lineItems[1].unitPrice",
            "lineItems[1].quantity",
            "lineItems[2].tax.value",
            "lineItems[2].isBalanceTracked",
        }
        assert all(problem["message"] for problem in answer.body["problems"])

    def test_the_window_may_not_leave_a_line_behind(self):
        """R-080, S-47"""
        add("PO-1", a_line_body(months=("2027-01", "2027-06")), months=("2027-01", "2027-06"))
        for body in (
            {"lineItems": [a_line_body("2", months=("2027-01", "2027-07"))]},
            {"expirationMonth": "2027-05"},
            {"effectiveMonth": "2027-02"},
        ):
            with nothing_written():
                answer = edit("PO-1", **body)
            check_refusal(answer, 400, "ValidationException")
        together = edit(
            "PO-1",
            expirationMonth="2027-05",
            lineItems=[{"lineItemNumber": "1", "endMonth": "2027-05"}],
        )
        assert together.status == 200

    def test_types_must_be_allowed_for_a_seller(self):
        """R-107, R-109, S-27, S-23"""
        line = a_line_body("1", "AWS_PROFESSIONAL_SERVICES_AND_TRAINING_PURCHASE")
        with nothing_written():
            answer = call(
                "POST", "/purchase-orders", a_purchase_order_body("PO-1", line, bill_from=(EMEA,))
            )
            other = call(
                "POST",
                "/purchase-orders",
                a_purchase_order_body("PO-1", taxRegistrationNumbers=["LU-1"]),
            )
        assert answer.reasons == {("lineItems[0].type", "TYPE_NOT_ALLOWED")}
        assert other.reasons == {("taxRegistrationNumbers", "INVALID_VALUE")}

    def test_contacts_are_replaced_as_a_whole(self):
        """R-031, R-032, R-044"""
        add("PO-1", contacts=[{"email": "ana@example.com", "name": "Ana"}])
        path = path_of("PO-1", "contacts")
        twenty = [{"email": f"a{number}@example.com", "name": "A"} for number in range(20)]
        answer = call("PUT", path, {"contacts": twenty, "expectedVersion": 1})
        assert (answer.status, len(answer.body["contacts"])) == (200, 20)
        with nothing_written():
            more = call(
                "PUT", path, {"contacts": [*twenty, {"email": "b@example.com", "name": "B"}]}
            )
            twice = call(
                "PUT", path, {"contacts": [twenty[0], {**twenty[0], "email": "A0@EXAMPLE.com"}]}
            )
            stale = call("PUT", path, {"contacts": [], "expectedVersion": 1})
            none = call("PUT", path, {})
        check_refusal(more, 400, "ServiceQuotaExceededException", "QUOTA_EXCEEDED")
        check_refusal(twice, 400, "ValidationException")
        check_refusal(stale, 409, "ConflictException", "STALE_VERSION")
        check_refusal(none, 400, "ValidationException")
        assert call("PUT", path, {"contacts": []}).body["contacts"] == []

    def test_line_items_have_requests_of_their_own(self):
        """R-074, R-077"""
        add("PO-1", a_line_body("1"))
        known = call("POST", path_of("PO-1", "line-items"), a_line_body("1"))
        check_refusal(known, 400, "ValidationException")
        added = call("POST", path_of("PO-1", "line-items"), a_line_body("a/b c%"))
        assert added.status == 201
        line = path_of("PO-1", "line-items", "a%2Fb%20c%25")
        changed = call("PATCH", line, {"unitPrice": "7.50"}, expectedVersion=2)
        assert changed.body["lineItems"][1]["unitPrice"] == "7.50"
        stale = call("DELETE", line, expectedVersion=2)
        check_refusal(stale, 409, "ConflictException", "STALE_VERSION")
        assert call("DELETE", line, expectedVersion=3).status == 200
        with nothing_written():
            gone = call("DELETE", line)
            unknown = call("PATCH", line, {"unitPrice": "7.50"})
        check_refusal(gone, 404, "ResourceNotFoundException", "LINE_ITEM_NOT_FOUND")
        check_refusal(unknown, 404, "ResourceNotFoundException", "LINE_ITEM_NOT_FOUND")

    def test_two_editors_of_one_version_leave_one_winner(self):
        """R-076, S-49"""
        add("PO-1")
        for number in range(6):
            assert edit("PO-1", description=str(number)).status == 200
        first = edit("PO-1", description="first", expectedVersion=7)
        assert (first.status, first.body["version"]) == (200, 8)
        with nothing_written():
            second = edit("PO-1", description="second", expectedVersion=7)
        check_refusal(second, 409, "ConflictException", "STALE_VERSION")
        assert "version 8, not 7" in second.body["message"]

    def test_two_editors_at_the_very_same_time_leave_one_winner(self, monkeypatch):
        """R-076, R-147: the other one saves between reading and saving"""
        add("PO-1")
        commit, others = Transaction.commit, [1]

        def raced(transaction: Transaction) -> None:
            if others and transaction.writes:
                others.pop()
                assert edit("PO-1", description="other", expectedVersion=1).status == 200
            commit(transaction)

        monkeypatch.setattr(Transaction, "commit", raced)
        answer = edit("PO-1", description="mine", expectedVersion=1)
        check_refusal(answer, 409, "ConflictException", "STALE_VERSION")
        assert get("PO-1")["description"] == "other"

    def test_an_editor_without_version_is_decided_again_on_what_came_between(self, monkeypatch):
        """R-147"""
        add("PO-1")
        commit, others = Transaction.commit, [1]

        def raced(transaction: Transaction) -> None:
            if others and transaction.writes:
                others.pop()
                assert edit("PO-1", shipTo="Main Street 1").status == 200
            commit(transaction)

        monkeypatch.setattr(Transaction, "commit", raced)
        assert edit("PO-1", description="mine").status == 200
        after = get("PO-1")
        assert (after["description"], after["shipTo"], after["version"]) == (
            "mine",
            "Main Street 1",
            3,
        )

    def test_neither_id_nor_currency_can_be_edited(self):
        """R-004, R-026: the members do not even exist"""
        add("PO-1")
        with nothing_written():
            answer = edit("PO-1", purchaseOrderId="PO-2", currencyCode="EUR")
        assert answer.reasons == {
            ("purchaseOrderId", "EXTRA_FORBIDDEN"),
            ("currencyCode", "EXTRA_FORBIDDEN"),
        }


class TestStatus:
    def test_the_whole_round_of_an_order(self, clock):
        """R-054 to R-063"""
        add("PO-1", months=("2027-01", "2027-02"))
        assert set_status("PO-1", "SUSPENDED", expectedVersion=1).body["status"] == "SUSPENDED"
        assert set_status("PO-1", "ACTIVE").body["status"] == "ACTIVE"
        set_status("PO-1", "SUSPENDED")
        clock("2027-03-01T00:00")
        assert get("PO-1")["status"] == "SUSPENDED_EXPIRED"
        assert set_status("PO-1", "EXPIRED").body["status"] == "EXPIRED"
        assert edit("PO-1", expirationMonth="2027-03").body["status"] == "ACTIVE"
        types = [event["type"] for event in events_of()]
        assert types.count("PurchaseOrderStatusChanged") == 4

    def test_an_expired_one_comes_back_and_an_active_one_goes_by_its_expiration_month(self, clock):
        """R-059, R-061, R-068, R-080: the line items are moved in the same request"""
        add("PO-1", a_line_body(months=("2027-01", "2027-01")), months=("2027-01", "2027-01"))
        clock("2027-02-01T00:00")
        line = {"lineItemNumber": "1", "endMonth": "2027-02"}
        back = edit("PO-1", expirationMonth="2027-02", lineItems=[line])
        assert back.body["status"] == "ACTIVE"
        past = edit("PO-1", expirationMonth="2027-01")
        check_refusal(past, 400, "ValidationException")
        assert past.reasons == {("lineItems['1'].endMonth", "OUTSIDE_PURCHASE_ORDER")}
        line = {"lineItemNumber": "1", "endMonth": "2027-01"}
        gone = edit("PO-1", expirationMonth="2027-01", lineItems=[line])
        assert gone.body["status"] == "EXPIRED"

    def test_the_month_ends_for_active_and_suspended_ones_in_the_same_second(self, clock):
        """R-052, R-053, R-057, R-058, R-065, R-066: in every answer, without any write"""
        for name in ("PO-1", "PO-2"):
            add(name, months=("2027-01", "2027-01"))
        set_status("PO-2", "SUSPENDED")
        for instant, expected in (
            ("2027-01-31T23:59:59", ["ACTIVE", "SUSPENDED"]),
            ("2027-02-01T00:00:00", ["EXPIRED", "SUSPENDED_EXPIRED"]),
        ):
            clock(instant)
            with nothing_written():
                assert [get(name)["status"] for name in ("PO-1", "PO-2")] == expected
                listed = items("/purchase-orders", sortBy="PURCHASE_ORDER_ID")
            assert [order["status"] for order in listed] == expected

    def test_moving_the_expiration_of_a_suspended_one_lifts_no_suspension(self, clock):
        """R-060"""
        add("PO-1", months=("2027-01", "2027-02"))
        set_status("PO-1", "SUSPENDED")
        clock("2027-03-01T00:00")
        assert edit("PO-1", expirationMonth="2027-04").body["status"] == "SUSPENDED"

    @pytest.mark.parametrize("is_suspended", [False, True])
    def test_asking_for_the_present_status_changes_nothing(self, is_suspended):
        """R-062"""
        add("PO-1")
        if is_suspended:
            set_status("PO-1", "SUSPENDED")
        with nothing_written():
            answer = set_status("PO-1", "SUSPENDED" if is_suspended else "ACTIVE")
        assert answer.status == 200

    @pytest.mark.parametrize(
        ("is_suspended", "is_expired", "asked", "words"),
        [
            (True, True, "ACTIVE", "set the status to EXPIRED first, then move the expiration"),
            (False, True, "ACTIVE", "move the expiration month to this month or later"),
            (False, True, "SUSPENDED_EXPIRED", "ask for SUSPENDED"),
            (False, False, "EXPIRED", "follows from the expiration month only"),
            (False, False, "SUSPENDED_EXPIRED", "follows from the expiration month only"),
            (True, False, "EXPIRED", "follows from the expiration month only"),
            (True, False, "SUSPENDED_EXPIRED", "follows from the expiration month only"),
        ],
    )
    def test_a_refused_move_names_the_missing_step(
        self, is_suspended, is_expired, asked, words, clock
    ):
        """R-063, S-43"""
        add("PO-1", months=("2027-01", "2027-01"))
        if is_suspended:
            set_status("PO-1", "SUSPENDED")
        if is_expired:
            clock("2027-02-01T00:00")
        with nothing_written():
            answer = set_status("PO-1", asked)
        check_refusal(answer, 409, "ConflictException", "WRONG_STATUS")
        assert words in answer.body["message"]

    def test_an_order_is_deleted_in_any_status_for_good(self, clock):
        """R-070"""
        for number, state in enumerate(("ACTIVE", "SUSPENDED", "EXPIRED", "SUSPENDED_EXPIRED")):
            months = ("2027-01", "2027-01" if "EXPIRED" in state else "2027-12")
            add(f"PO-{number}", months=months)
            if "SUSPENDED" in state:
                set_status(f"PO-{number}", "SUSPENDED")
        clock("2027-02-01T00:00")
        for number in range(4):
            answer = call("DELETE", path_of(f"PO-{number}"))
            assert (answer.status, answer.body) == (204, None)
            for gone in (
                call("GET", path_of(f"PO-{number}")),
                call("DELETE", path_of(f"PO-{number}")),
                set_status(f"PO-{number}", "ACTIVE"),
                edit(f"PO-{number}", description="x"),
            ):
                check_refusal(gone, 404, "ResourceNotFoundException", "PURCHASE_ORDER_NOT_FOUND")
        assert items("/purchase-orders") == []

    def test_every_write_minds_the_expected_version(self):
        """R-076"""
        add("PO-1", a_line_body("1"))
        line = path_of("PO-1", "line-items", "1")
        with nothing_written():
            for answer in (
                edit("PO-1", description="x", expectedVersion=2),
                set_status("PO-1", "SUSPENDED", expectedVersion=2),
                call("DELETE", path_of("PO-1"), expectedVersion=2),
                call("PATCH", line, {"unitPrice": "1.00"}, expectedVersion=2),
                call("DELETE", line, expectedVersion=2),
                call("POST", path_of("PO-1", "line-items"), a_line_body("2"), expectedVersion=2),
            ):
                check_refusal(answer, 409, "ConflictException", "STALE_VERSION")
                assert answer.body["resourceId"] == "PO-1"
            for version in (0, -1, "one"):
                answer = call("DELETE", path_of("PO-1"), expectedVersion=version)
                assert {field for field, _ in answer.reasons} == {"expectedVersion"}
        assert call("DELETE", path_of("PO-1"), expectedVersion=1).status == 204


class TestQuota:
    @pytest.fixture
    def hundred(self, monkeypatch) -> int:
        """The quota is three here: a hundred orders would test moto's patience only."""
        monkeypatch.setattr("procurement.domain.purchase_orders.quota.MAX_ACTIVE", 3)
        return 3

    def test_the_101st_active_one_is_refused(self, hundred):
        """R-041, R-042, S-45"""
        for number in range(hundred):
            add(f"PO-{number}")
        for number in range(2):
            set_status(f"PO-{number}", "SUSPENDED")
            add(f"PO-{hundred + number}")
        with nothing_written():
            refused = call("POST", "/purchase-orders", a_purchase_order_body("PO-new"))
        check_refusal(refused, 400, "ServiceQuotaExceededException", "QUOTA_EXCEEDED")
        assert (refused.body["quota"], refused.body["limit"]) == ("ActivePurchaseOrders", hundred)
        set_status("PO-2", "SUSPENDED")
        add("PO-new")
        with nothing_written():
            back = set_status("PO-2", "ACTIVE")
        check_refusal(back, 400, "ServiceQuotaExceededException", "QUOTA_EXCEEDED")
        add("PO-1", account=OTHER)

    def test_a_hundred_over_several_months_are_allowed(self, clock):
        """R-041, R-042, S-45: counted by expiration month, so that time alone makes room"""
        months = {Month(2027, 3): 40, Month(2027, 6): 59}
        with bootstrap.unit_of_work()() as unit:
            unit.purchase_orders.save_quota(ActiveQuota(account_id=BUYER, expiring=months))
            unit.commit()
        add("PO-100")
        body = a_purchase_order_body("PO-101")
        with nothing_written():
            full = call("POST", "/purchase-orders", body)
        check_refusal(full, 400, "ServiceQuotaExceededException", "QUOTA_EXCEEDED")
        assert (full.body["quota"], full.body["limit"]) == ("ActivePurchaseOrders", 100)
        clock("2027-03-31T23:59:59")
        assert call("POST", "/purchase-orders", body).status == 400
        clock("2027-04-01T00:00:00")
        add("PO-101")

    def test_the_count_frees_itself_when_a_month_ends(self, hundred, clock):
        """R-042, R-048, R-065: what expires leaves the count without any write"""
        add("PO-0", months=("2027-01", "2027-01"))
        for number in range(1, hundred):
            add(f"PO-{number}")
        clock("2027-01-31T23:59:59")
        full = call("POST", "/purchase-orders", a_purchase_order_body("PO-new"))
        check_refusal(full, 400, "ServiceQuotaExceededException", "QUOTA_EXCEEDED")
        clock("2027-02-01T00:00:00")
        add("PO-new")
        with nothing_written():
            back = edit("PO-0", expirationMonth="2027-02")
        check_refusal(back, 400, "ServiceQuotaExceededException", "QUOTA_EXCEEDED")

    def test_the_count_follows_every_change(self, hundred, clock):
        """R-042"""

        def active() -> int:
            with bootstrap.unit_of_work()() as unit:
                return unit.purchase_orders.quota(BUYER).active(bootstrap.clock().now())

        add("PO-0")
        add("PO-1", months=("2027-01", "2027-03"))
        assert active() == 2
        set_status("PO-0", "SUSPENDED")
        assert active() == 1
        call("DELETE", path_of("PO-0"))
        assert active() == 1
        edit("PO-1", expirationMonth="2027-12")
        clock("2027-04-01T00:00")
        assert active() == 1
        call("DELETE", path_of("PO-1"))
        assert active() == 0

    def test_two_creates_at_99_leave_exactly_100(self, monkeypatch):
        """R-041, R-048: the other one saves between counting and saving"""
        with bootstrap.unit_of_work()() as unit:
            counted = {Month(2027, 6): 99}
            unit.purchase_orders.save_quota(ActiveQuota(account_id=BUYER, expiring=counted))
            unit.commit()
        commit, others = Transaction.commit, [1]

        def raced(transaction: Transaction) -> None:
            if others and transaction.writes:
                others.pop()
                add("PO-other")
            commit(transaction)

        monkeypatch.setattr(Transaction, "commit", raced)
        refused = call("POST", "/purchase-orders", a_purchase_order_body("PO-mine"))
        check_refusal(refused, 400, "ServiceQuotaExceededException", "QUOTA_EXCEEDED")
        with bootstrap.unit_of_work()() as unit:
            assert unit.purchase_orders.quota(BUYER).active(bootstrap.clock().now()) == 100
        assert [order["purchaseOrderId"] for order in items("/purchase-orders")] == ["PO-other"]
