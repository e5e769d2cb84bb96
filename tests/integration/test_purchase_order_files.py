"""Purchase orders as files through the API: plan, apply, prune, export."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from procurement import bootstrap
from procurement.domain.errors import Unavailable
from procurement.domain.purchase_orders.purchase_order import Source
from procurement.entrypoints.files.formats import FORMATS
from procurement.service.plans import import_purchase_orders
from tests.support.api import BUYER, Answer, call
from tests.support.application import (
    Body,
    a_line_body,
    a_purchase_order_body,
    add,
    check_refusal,
    events_of,
    get,
    items,
    nothing_written,
    path_of,
    set_status,
)
from tests.support.crashes import When, counted, crashed, meeting
from tests.support.lambda_context import LambdaContext
from tests.support.purchase_orders import a_line, a_purchase_order
from tests.support.storage import stored
from tests.support.tables import empty_tables

pytestmark = pytest.mark.usefixtures("aws", "clock")

Clock = Callable[[str], None]


def send(text: str | bytes, content_type: str = "application/json", **query: Any) -> Answer:
    asked = {name: str(value).lower() for name, value in query.items() if name != "planId"}
    plan_id = {"planId": query["planId"]} if "planId" in query else {}
    return call(
        "POST",
        "/purchase-order-imports",
        raw_body=text,
        content_type=content_type,
        **asked,
        **plan_id,
    )


def imported(*orders: Body, **query: Any) -> Body:
    answer = send(json.dumps({"purchaseOrders": orders}), **query)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def exported(format_: str = "yaml", **query: Any) -> str:
    answer = call("GET", "/purchase-order-exports", format=format_, maxResults=100, **query)
    assert answer.status == 200, answer.body
    assert "x-next-token" not in answer.headers
    return answer.body if isinstance(answer.body, str) else json.dumps(answer.body)


def actions(answer: Body) -> list[tuple[str, str, str | None]]:
    return [(c["purchaseOrderId"], c["action"], c["result"]) for c in answer["changes"]]


def summary(**counts: int) -> dict[str, int]:
    return {"create": 0, "change": 0, "delete": 0, "none": 0, "failed": 0, **counts}


def three() -> list[Body]:
    return [a_purchase_order_body(f"PO-{n}", a_line_body(), a_line_body("2")) for n in (1, 2, 3)]


class TestPlanAndApply:
    def test_a_document_creates_what_is_not_there(self):
        """R-010, R-013: all of it at once, each with its event"""
        answer = imported(*three())
        assert answer["summary"] == summary(create=3)
        assert answer["isApplied"]
        assert answer["isComplete"]
        assert actions(answer) == [(f"PO-{n}", "CREATE", "APPLIED") for n in (1, 2, 3)]
        assert len(get("PO-2")["lineItems"]) == 2
        assert len(events_of(BUYER, "PurchaseOrderAdded")) == 3

    def test_a_dry_run_writes_nothing_and_says_what_would_be(self):
        with nothing_written():
            answer = imported(*three(), dryRun=True)
        assert not answer["isApplied"]
        assert actions(answer)[0] == ("PO-1", "CREATE", None)
        assert {"path": "effectiveMonth", "before": None, "after": "2027-01"} in answer["changes"][
            0
        ]["differences"]

    def test_the_plan_is_what_applying_does(self):
        add("PO-1")
        planned = imported(*three(), dryRun=True)
        applied = imported(*three(), planId=planned["planId"])
        assert applied["planId"] == planned["planId"]
        assert applied["summary"] == planned["summary"]
        assert [c["differences"] for c in applied["changes"]] == [
            c["differences"] for c in planned["changes"]
        ]

    def test_applying_twice_changes_nothing(self):
        """R-062: no new version, no event"""
        imported(*three())
        with nothing_written():
            again = imported(*three())
        assert again["summary"] == summary(none=3)
        assert actions(again)[0] == ("PO-1", "NONE", None)

    def test_a_change_is_told_path_by_path(self):
        """R-074: lines are compared by their number"""
        add("PO-1", a_line_body(months=("2027-01", "2027-06"), total="5.00"), description="old")
        body = a_purchase_order_body("PO-1", a_line_body(total="5"), description="")
        (change,) = imported(body)["changes"]
        assert change["differences"] == [
            {"path": "description", "before": "old", "after": None},
            {"path": "lineItems['1'].endMonth", "before": "2027-06", "after": "2027-12"},
        ]
        assert get("PO-1")["version"] == 2
        assert [e["type"] for e in events_of()][-1] == "PurchaseOrderUpdated"

    def test_what_is_left_out_stays(self):
        """R-067"""
        add("PO-1", description="kept", tags={"a": "b"})
        (change,) = imported({"purchaseOrderId": "PO-1", "shipTo": "Here"})["changes"]
        assert [d["path"] for d in change["differences"]] == ["shipTo"]
        after = get("PO-1")
        assert (after["description"], after["tags"], len(after["lineItems"])) == (
            "kept",
            {"a": "b"},
            1,
        )

    def test_lines_that_are_not_named_are_deleted(self):
        """R-074, R-075"""
        add("PO-1", a_line_body("1"), a_line_body("2"))
        imported(a_purchase_order_body("PO-1", a_line_body("2"), a_line_body("3")))
        assert [n["lineItemNumber"] for n in get("PO-1")["lineItems"]] == ["2", "3"]

    def test_lines_of_marketplace_stay(self):
        """R-198, R-203: Marketplace wrote them"""
        stored(a_purchase_order("PO-1", a_line("1"), a_line("ag/1", agreement_id="agmt-1")))
        imported(a_purchase_order_body("PO-1", a_line_body("2")))
        assert [n["lineItemNumber"] for n in get("PO-1")["lineItems"]] == ["ag/1", "2"]

    def test_a_deleted_line_with_invoices_cannot_come_back(self):
        """R-075, told with its place"""
        stored(a_purchase_order("PO-1", a_line("1", invoice_count=1)))
        imported(a_purchase_order_body("PO-1", a_line_body("2")))
        refused = send(json.dumps({"purchaseOrders": [a_purchase_order_body("PO-1")]}))
        (problem,) = refused.body["problems"]
        assert problem["field"] == "purchaseOrders[0].lineItems[0].lineItemNumber"
        assert (problem["rule"], problem["row"]) == ("R-075", 1)

    def test_edit_and_suspension_are_one_version_with_two_events(self):
        """R-054, R-076"""
        add("PO-1")
        imported({"purchaseOrderId": "PO-1", "description": "new", "status": "SUSPENDED"})
        after = get("PO-1")
        assert (after["version"], after["status"]) == (2, "SUSPENDED")
        assert sorted(event["type"] for event in events_of()) == [
            "PurchaseOrderAdded",
            "PurchaseOrderStatusChanged",
            "PurchaseOrderUpdated",
        ]

    def test_a_suspension_alone_has_its_own_event_only(self):
        """R-054"""
        add("PO-1")
        imported({"purchaseOrderId": "PO-1", "status": "SUSPENDED"})
        assert events_of(BUYER, "PurchaseOrderUpdated") == []
        assert len(events_of(BUYER, "PurchaseOrderStatusChanged")) == 1

    def test_a_new_one_may_begin_suspended(self):
        """R-042: it takes no place among the active ones"""
        imported(a_purchase_order_body("PO-1", status="SUSPENDED"))
        assert get("PO-1")["status"] == "SUSPENDED"

    def test_an_expired_one_stays_as_it_is_in_an_unchanged_document(self, clock: Clock):
        """R-057, R-063: ACTIVE in a document means not suspended"""
        body = a_purchase_order_body("PO-1", months=("2027-01", "2027-02"), status="ACTIVE")
        imported(body)
        clock("2027-03-05T08:00")
        with nothing_written():
            (change,) = imported(body)["changes"]
        assert change["action"] == "NONE"
        assert change["warnings"] == ["it stays expired: its expiration month 2027-02 has passed"]

    def test_lifting_a_suspension_of_an_expired_one_leaves_it_expired(self, clock: Clock):
        """R-056"""
        add("PO-1", months=("2027-01", "2027-02"))
        set_status("PO-1", "SUSPENDED")
        clock("2027-03-05T08:00")
        imported({"purchaseOrderId": "PO-1", "status": "ACTIVE"})
        assert get("PO-1")["status"] == "EXPIRED"

    def test_a_booking_between_plan_and_save_is_no_conflict(self):
        """R-126, R-147: the balance is kept, the edit is saved"""
        before = stored(a_purchase_order("PO-1", a_line("1")))

        def booked(commit: Callable[[], None]) -> None:
            with bootstrap.unit_of_work()() as unit:
                unit.purchase_orders.save(before.booked("1", Decimal(100)))
                unit.commit()
            commit()

        with meeting(1, booked):
            answer = imported({"purchaseOrderId": "PO-1", "description": "new"})
        assert answer["summary"] == summary(change=1)
        after = get("PO-1")
        assert (after["description"], after["balance"]) == ("new", "900.00")

    def test_another_edit_in_between_fails_that_one_alone(self):
        """R-076: saved over the version that was judged, and no other"""
        add("PO-1")
        add("PO-2")

        def edited(commit: Callable[[], None]) -> None:
            call("PATCH", path_of("PO-1"), {"description": "somebody else"})
            commit()

        with meeting(1, edited):
            answer = imported(
                {"purchaseOrderId": "PO-1", "description": "mine"},
                {"purchaseOrderId": "PO-2", "description": "mine"},
            )
        assert actions(answer) == [("PO-1", "CHANGE", "FAILED"), ("PO-2", "CHANGE", "APPLIED")]
        assert answer["changes"][0]["error"]["code"] == "STALE_VERSION"
        assert answer["summary"] == summary(change=1, failed=1)
        assert get("PO-1")["description"] == "somebody else"

    def test_one_that_somebody_else_adds_in_between_is_not_touched(self):
        """R-003"""

        def added(commit: Callable[[], None]) -> None:
            add("PO-1", description="theirs")
            commit()

        with meeting(1, added):
            answer = imported(a_purchase_order_body("PO-1", description="mine"))
        assert answer["changes"][0]["error"]["code"] == "ALREADY_EXISTS"
        assert get("PO-1")["description"] == "theirs"

    def test_an_outdated_plan_writes_nothing(self):
        """R-076"""
        add("PO-1")
        body = {"purchaseOrderId": "PO-1", "description": "new"}
        plan = imported(body, dryRun=True)["planId"]
        call("PATCH", path_of("PO-1"), {"shipTo": "elsewhere"})
        with nothing_written():
            refused = send(json.dumps({"purchaseOrders": [body]}), planId=plan)
        check_refusal(refused, 409, "ConflictException", "STALE_VERSION")
        assert refused.body["resourceType"] == "Plan"

    def test_the_plan_of_another_document_is_outdated(self):
        plan = imported(*three(), dryRun=True)["planId"]
        refused = send(json.dumps({"purchaseOrders": three()[:2]}), planId=plan)
        check_refusal(refused, 409, "ConflictException", "STALE_VERSION")

    def test_currency_and_address_are_the_accounts_own_unless_given(self):
        """R-021, R-025"""
        settings = {"billTo": "1 Main Street", "preferredCurrencyCode": "EUR"}
        call("PUT", "/payment-settings", settings)
        imported(a_purchase_order_body("PO-1"))
        after = get("PO-1")
        assert (after["currencyCode"], after["shipTo"]) == ("EUR", "1 Main Street")

    def test_only_invoice_units_that_there_are_may_be_named(self):
        """R-033"""
        refused = send(
            json.dumps({"purchaseOrders": [a_purchase_order_body("PO-1", invoiceUnits=["North"])]})
        )
        assert ("purchaseOrders[0].invoiceUnits", "INVALID_VALUE") in refused.reasons


class TestProblems:
    def test_every_problem_of_every_row_is_told_and_nothing_is_written(self):
        """All at once, with row and column"""
        text = (
            "purchaseOrders:\n"
            "  - purchaseOrderId: PO#1\n"
            "    billFrom: ['Amazon Web Services, Inc.']\n"
            "    effectiveMonth: 2027-01\n"
            "    expirationMonth: 2027-13\n"
            "  - purchaseOrderId: PO-2\n"
            "    billFrom: Amazon\n"
            "    effectiveMonth: 2027-01\n"
            "    expirationMonth: 2027-12\n"
            "    colour: red\n"
            "  - purchaseOrderId: PO-3\n"
            "    billFrom: ['Amazon Web Services, Inc.']\n"
            "    effectiveMonth: 2027-01\n"
            "    expirationMonth: 2027-12\n"
        )
        with nothing_written():
            refused = send(text, "application/yaml")
        check_refusal(refused, 400, "ValidationException", "INVALID_INPUT")
        assert [
            (p["field"], p["reason"], p["row"], p["column"]) for p in refused.body["problems"]
        ] == [
            ("purchaseOrders[0].purchaseOrderId", "INVALID_PURCHASE_ORDER_ID", 2, 22),
            ("purchaseOrders[0].expirationMonth", "INVALID_VALUE", 5, 22),
            ("purchaseOrders[1].billFrom", "INVALID_TYPE", 7, 15),
            ("purchaseOrders[1].colour", "UNKNOWN_MEMBER", 10, 5),
        ]

    def test_a_csv_names_row_and_column(self):
        text = (
            "purchaseOrderId,billFrom,effectiveMonth,expirationMonth,lineItemNumber,type,"
            "startMonth,endMonth,unitPrice,quantity\r\n"
            'PO-1,"Amazon Web Services, Inc.",2027-01,2027-06,1,ALL,2027-01,2027-06,1,1\r\n'
            ",,,,2,ALL,2027-01,2027-07,x,1\r\n"
        )
        refused = send(text.encode(), "text/csv; charset=utf-8")
        assert [(p["row"], p["column"], p["field"]) for p in refused.body["problems"]] == [
            (3, "unitPrice", "purchaseOrders[0].lineItems[1].unitPrice")
        ]

    def test_an_id_that_is_given_twice_is_refused_at_the_second_place(self):
        """R-003"""
        refused = send(json.dumps({"purchaseOrders": [*three(), three()[0]]}))
        assert refused.reasons == {("purchaseOrders[3].purchaseOrderId", "DUPLICATE_VALUE")}

    @pytest.mark.parametrize("content_type", ["text/plain", "", "application/xml"])
    def test_another_content_type_is_refused(self, content_type: str):
        refused = send("{}", content_type)
        check_refusal(refused, 400, "ValidationException", "INVALID_INPUT")
        assert refused.reasons == {("body", "UNSUPPORTED_CONTENT_TYPE")}

    def test_an_id_without_measure_is_refused_and_not_looked_up(self):
        """R-005: DynamoDB takes keys of 1,024 bytes"""
        refused = send(json.dumps({"purchaseOrders": [a_purchase_order_body("X" * 5000)]}))
        assert refused.reasons == {
            ("purchaseOrders[0].purchaseOrderId", "INVALID_PURCHASE_ORDER_ID")
        }

    def test_the_first_five_hundred_problems_are_told(self):
        refused = send(json.dumps({"purchaseOrders": [{}] * 900}))
        assert len(refused.body["problems"]) == 500
        assert refused.body["problemCount"] > 900


class TestQuota:
    @pytest.fixture(autouse=True)
    def full(self, aws: None, clock: Clock):
        """An account with 100 active purchase orders (R-041)."""
        for first in (0, 50):
            imported(*(a_purchase_order_body(f"P{n}") for n in range(first, first + 50)))

    def test_one_too_many_is_refused_as_a_whole(self):
        """R-041, R-042"""
        with nothing_written():
            refused = send(json.dumps({"purchaseOrders": three()[:1]}))
        check_refusal(refused, 400, "ServiceQuotaExceededException", "QUOTA_EXCEEDED")

    def test_with_other_problems_it_is_one_among_them(self):
        refused = send(json.dumps({"purchaseOrders": [*three(), {"purchaseOrderId": "#"}]}))
        assert ("purchaseOrders", "QUOTA_EXCEEDED") in refused.reasons

    def test_a_document_may_swap_one_for_another(self):
        """R-042: what makes room comes first, wherever it stands"""
        answer = imported(three()[0], {"purchaseOrderId": "P7", "status": "SUSPENDED"})
        assert answer["summary"] == summary(create=1, change=1)

    def test_pruning_makes_room(self):
        answer = imported(*three(), prune=True)
        assert answer["summary"] == summary(create=3, delete=100)
        assert {po["purchaseOrderId"] for po in items("/purchase-orders")} == {
            "PO-1",
            "PO-2",
            "PO-3",
        }

    def test_what_fails_at_the_quota_is_told_for_that_one(self):
        """R-048: somebody else took the place between plan and save"""
        set_status("P1", "SUSPENDED")

        def taken(commit: Callable[[], None]) -> None:
            add("PO-OTHER")
            commit()

        with meeting(1, taken):
            answer = imported({"purchaseOrderId": "P2", "description": "new"}, three()[0])
        assert answer["summary"] == summary(change=1, failed=1)
        assert answer["changes"][1]["error"]["code"] == "QUOTA_EXCEEDED"


class TestPrune:
    def test_only_what_users_added_is_deleted(self):
        """R-070, R-072: Marketplace would create its own again"""
        add("PO-1")
        add("PO-2")
        stored(a_purchase_order("PO-M", a_line(), source=Source.MARKETPLACE))
        answer = imported({"purchaseOrderId": "PO-1"}, prune=True)
        assert actions(answer) == [("PO-1", "NONE", None), ("PO-2", "DELETE", "APPLIED")]
        assert {po["purchaseOrderId"] for po in items("/purchase-orders")} == {"PO-1", "PO-M"}
        assert {"path": "currencyCode", "before": "USD", "after": None} in answer["changes"][1][
            "differences"
        ]

    def test_a_booking_in_between_does_not_save_it(self):
        """R-126: the tombstone has what was booked"""
        add("PO-1")
        doomed = stored(a_purchase_order("PO-2", a_line("1")))

        def booked(commit: Callable[[], None]) -> None:
            with bootstrap.unit_of_work()() as unit:
                unit.purchase_orders.save(doomed.booked("1", Decimal(100)))
                unit.commit()
            commit()

        with meeting(1, booked):
            answer = imported({"purchaseOrderId": "PO-1"}, prune=True)
        assert actions(answer)[1] == ("PO-2", "DELETE", "APPLIED")

    def test_an_edit_in_between_does(self):
        """R-076"""
        add("PO-1")
        add("PO-2")

        def edited(commit: Callable[[], None]) -> None:
            call("PATCH", path_of("PO-2"), {"description": "still needed"})
            commit()

        with meeting(1, edited):
            answer = imported({"purchaseOrderId": "PO-1"}, prune=True)
        assert answer["changes"][1]["error"]["code"] == "STALE_VERSION"
        assert get("PO-2")["description"] == "still needed"

    def test_without_prune_nothing_is_deleted(self):
        add("PO-2")
        assert imported(three()[0])["summary"] == summary(create=1)

    def test_an_empty_document_never_deletes_everything(self):
        """A file that came out empty must not empty the account"""
        add("PO-1")
        with nothing_written():
            refused = send('{"purchaseOrders": []}', prune=True)
        assert refused.reasons == {("purchaseOrders", "MISSING_VALUE")}

    def test_more_than_one_request_deletes_take_another(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(import_purchase_orders, "MAX_DELETIONS", 2)
        for n in range(5):
            add(f"PO-{n}")
        rounds = [imported({"purchaseOrderId": "PO-0"}, prune=True) for _ in range(2)]
        assert [r["summary"]["delete"] for r in rounds] == [2, 2]
        assert [r["isComplete"] for r in rounds] == [False, True]


class TestCutOff:
    def test_a_crash_anywhere_is_mended_by_sending_it_again(self, subtests: pytest.Subtests):
        """R-147: each purchase order is there once, with one event and one version"""
        add("PO-9")
        changed = {"purchaseOrderId": "PO-9", "description": "new"}
        for number in range(1, 5):
            for when in When:
                with subtests.test(number=number, when=when.value):
                    empty_tables()
                    add("PO-9")
                    assert crashed(lambda: imported(*three(), changed), number, when)
                    answer = imported(*three(), changed)
                    assert answer["summary"]["failed"] == 0
                    assert imported(*three(), changed)["summary"] == summary(none=4)
                    assert len(events_of(BUYER, "PurchaseOrderAdded")) == 4
                    assert len(events_of(BUYER, "PurchaseOrderUpdated")) == 1
                    assert get("PO-9")["version"] == 2

    def test_each_purchase_order_is_one_transaction(self):
        with counted() as commits:
            imported(*three())
        assert commits.count == 3

    def test_what_is_not_reached_in_time_is_told_and_done_by_the_next(
        self, monkeypatch: pytest.MonkeyPatch
    ):
        with monkeypatch.context() as late:
            late.setattr(LambdaContext, "get_remaining_time_in_millis", lambda _: 1_000)
            answer = imported(*three())
        assert answer["summary"] == summary(failed=3)
        assert {c["error"]["code"] for c in answer["changes"]} == {Unavailable.code}
        assert not answer["isComplete"]
        assert imported(*three())["summary"] == summary(create=3)


class TestExport:
    @pytest.mark.parametrize("format_", FORMATS)
    def test_an_export_imported_again_changes_nothing(self, format_: str):
        """Round trip of everything that a document can say"""
        add(
            "=PO 1/+@",
            a_line_body("@1", tax={"type": "PERCENTAGE", "value": "19.5"}, quantity="1.5"),
            a_line_body("-2", description="'=quoted'; \"twice\""),
            description="=1+1",
            shipTo="Line 1\nLine 2",
            contacts=[
                {"email": "a@example.com", "name": " Ana; <B> ", "telephone": "+1 206"},
                {"email": "b@example.com", "name": "Ben"},
            ],
            tags={"k=1;": " v\\", "no": "true"},
        )
        add("001", a_line_body(tax={"type": "AMOUNT", "value": "1.10"}))
        set_status("001", "SUSPENDED")
        stored(
            a_purchase_order(
                "PO-M" * 40, a_line("a/1", agreement_id="agmt-1"), source=Source.MARKETPLACE
            )
        )
        call("POST", "/purchase-orders", a_purchase_order_body("DRAFT") | {"lineItems": []})
        text = exported(format_)
        with nothing_written():
            answer = send(text.encode(), FORMATS[format_].content_type)
        assert answer.status == 200, answer.body
        assert answer.body["summary"] == summary(none=4), answer.body

    def test_pages_hold_whole_purchase_orders_and_a_token(self):
        imported(*three())
        first = call("GET", "/purchase-order-exports", format="json", maxResults=2)
        token = first.headers["x-next-token"]
        rest = call("GET", "/purchase-order-exports", format="json", maxResults=2, nextToken=token)
        assert [p["purchaseOrderId"] for p in first.body["purchaseOrders"]] == ["PO-1", "PO-2"]
        assert [p["purchaseOrderId"] for p in rest.body["purchaseOrders"]] == ["PO-3"]
        assert "x-next-token" not in rest.headers

    def test_a_page_grows_no_longer_than_an_answer_may(self, monkeypatch: pytest.MonkeyPatch):
        """Lambda answers at most 6 MB"""
        imported(*three())
        monkeypatch.setattr("procurement.service.plans.export_purchase_orders.MAX_CHARACTERS", 1500)
        page = call("GET", "/purchase-order-exports", format="json", maxResults=100)
        assert len(page.body["purchaseOrders"]) == 1
        assert page.headers["x-next-token"]

    def test_one_status_alone(self):
        imported(*three())
        set_status("PO-2", "SUSPENDED")
        assert "PO-2" not in exported("csv", status="ACTIVE")
        assert "PO-1" not in exported("csv", status="SUSPENDED")

    @pytest.mark.parametrize(
        ("format_", "content_type"),
        [("yaml", "application/yaml"), ("json", "application/json"), ("csv", "text/csv")],
    )
    def test_each_format_has_its_content_type(self, format_: str, content_type: str):
        answer = call("GET", "/purchase-order-exports", format=format_)
        assert answer.headers["content-type"] == content_type

    def test_another_format_is_refused(self):
        answer = call("GET", "/purchase-order-exports", format="xml")
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")

    def test_whole_purchase_orders_come_in_the_order_they_are_asked_for(self):
        imported(*three())
        with bootstrap.unit_of_work()() as unit:
            found = unit.purchase_orders.find_many(BUYER, ["PO-3", "nobody", "PO-1", "PO-3"])
        assert [each.purchase_order_id for each in found] == ["PO-3", "PO-1"]


def test_an_answer_never_outgrows_a_function(monkeypatch: pytest.MonkeyPatch):
    """Lambda answers at most 6 MB: differences fall away before anything else does"""
    monkeypatch.setattr("procurement.entrypoints.schemas.imports.MAX_CHARACTERS", 2_000)
    answer = imported(*three(), dryRun=True)
    assert answer["isShortened"]
    assert [bool(c["differences"]) for c in answer["changes"]] == [True, False, False]
    assert answer["summary"] == summary(create=3)
