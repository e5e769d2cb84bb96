"""Several purchase orders deleted, or suspended and activated, in one request: each for itself."""

from itertools import count
from typing import Any

import pytest

from procurement import bootstrap
from procurement.domain.errors import Unavailable
from tests.support.api import BUYER, Answer, call
from tests.support.application import (
    Body,
    a_line_body,
    add,
    check_refusal,
    events_of,
    get,
    items,
    nothing_written,
    path_of,
    set_status,
)
from tests.support.crashes import counted, meeting
from tests.support.lambda_context import LambdaContext
from tests.support.purchase_orders import a_line, a_purchase_order

DELETIONS, CHANGES = "/purchase-order-deletions", "/purchase-order-status-changes"
OTHER = "999988887777"

pytestmark = pytest.mark.usefixtures("aws", "clock")


def chosen(*ids: str, **versions: int) -> list[Body]:
    """The entries of a request, with the versions that are given by ID without its ``PO-``."""
    return [
        {
            "purchaseOrderId": each,
            **({"expectedVersion": v} if (v := versions.get(each[3:])) else {}),
        }
        for each in ids
    ]


def delete(*ids: str, **versions: int) -> Answer:
    return call("POST", DELETIONS, {"purchaseOrders": chosen(*ids, **versions)})


def change(status: str, *ids: str, **versions: int) -> Answer:
    body = {"status": status, "purchaseOrders": chosen(*ids, **versions)}
    return call("POST", CHANGES, body)


def failures(answer: Answer) -> dict[str, str]:
    """The code of each entry that failed."""
    assert answer.status == 200, answer.body
    return {each["purchaseOrderId"]: each["problem"]["code"] for each in answer.body["failed"]}


def succeeded(answer: Answer) -> list[str]:
    return [each["purchaseOrderId"] for each in answer.body["succeeded"]]


class TestDeleting:
    def test_each_is_deleted_or_says_why_not(self):
        """R-070, R-073, R-076: an unknown ID is an error of that entry only"""
        for name in ("PO-a", "PO-b", "PO-c"):
            add(name)
        add("PO-x", account=OTHER)
        answer = delete("PO-a", "PO-unknown", "PO-b", "PO-x", "PO-c", a=1, b=2)
        assert succeeded(answer) == ["PO-a", "PO-c"]
        assert failures(answer) == {
            "PO-unknown": "PURCHASE_ORDER_NOT_FOUND",
            "PO-b": "STALE_VERSION",
            "PO-x": "PURCHASE_ORDER_NOT_FOUND",
        }
        assert [order["purchaseOrderId"] for order in items("/purchase-orders")] == ["PO-b"]
        assert get("PO-x", account=OTHER)
        assert len(events_of(type_="PurchaseOrderDeleted")) == 2

    def test_a_failed_entry_carries_the_problem_that_it_would_get_alone(self):
        """R-073: the same members as a refusal of the single request"""
        add("PO-a")
        alone = call("DELETE", path_of("PO-a"), expectedVersion=7)
        check_refusal(alone, 409, "ConflictException", "STALE_VERSION")
        (failed,) = delete("PO-a", a=7).body["failed"]
        told = {name: value for name, value in failed["problem"].items() if value is not None}
        assert told == {k: v for k, v in alone.body.items() if k != "requestId"}

    def test_in_any_status_with_contacts_and_tombstone(self, clock):
        """R-070, R-071"""
        for name, end in (("PO-a", "2027-12"), ("PO-b", "2027-01")):
            for flag in ("", "-suspended"):
                contacts = [{"email": "ana@example.com", "name": "Ana"}]
                add(name + flag, months=("2027-01", end), contacts=contacts)
        change("SUSPENDED", "PO-a-suspended", "PO-b-suspended")
        clock("2027-02-01T00:00")
        ids = [order["purchaseOrderId"] for order in items("/purchase-orders")]
        statuses = {order["status"] for order in items("/purchase-orders")}
        assert statuses == {"ACTIVE", "SUSPENDED", "EXPIRED", "SUSPENDED_EXPIRED"}
        assert succeeded(delete(*ids)) == ids
        assert items("/purchase-orders") == []
        with bootstrap.unit_of_work()() as unit:
            expiring = unit.purchase_orders.expiring_in(a_purchase_order().expiration_month)
            assert list(expiring) == []

    def test_the_count_of_active_ones_falls_with_each(self):
        """R-042"""
        for number in range(3):
            add(f"PO-{number}")
        delete("PO-0", "PO-2", "PO-9")
        with bootstrap.unit_of_work()() as unit:
            assert unit.purchase_orders.quota(BUYER).active(bootstrap.clock().now()) == 1

    def test_a_repeat_says_that_they_are_gone(self):
        """R-070: it cannot be undone, and not be done twice"""
        add("PO-a")
        delete("PO-a")
        with nothing_written():
            assert failures(delete("PO-a")) == {"PO-a": "PURCHASE_ORDER_NOT_FOUND"}

    def test_each_is_one_transaction(self):
        """R-073: what a crash leaves behind is whole purchase orders, deleted or not"""
        for number in range(3):
            add(f"PO-{number}")
        with counted() as commits:
            delete("PO-0", "PO-1", "PO-2")
        assert commits.count == 3

    def test_one_that_the_store_is_too_busy_for_keeps_no_other(self):
        """R-073"""
        for number in range(3):
            add(f"PO-{number}")

        def busy(commit: Any) -> None:
            raise Unavailable("the store is busy; try again")

        with meeting(2, busy):
            answer = delete("PO-0", "PO-1", "PO-2")
        assert failures(answer) == {"PO-1": "UNAVAILABLE"}
        assert succeeded(delete("PO-1")) == ["PO-1"]

    def test_what_there_is_no_time_for_is_told(self, monkeypatch):
        """R-073: the answer is complete before Lambda ends the function"""
        for number in range(4):
            add(f"PO-{number}")
        left = (milliseconds for milliseconds in (25_000, 5_001, 5_000, 4_000))
        monkeypatch.setattr(LambdaContext, "get_remaining_time_in_millis", lambda _: next(left))
        answer = delete("PO-0", "PO-1", "PO-2", "PO-3")
        assert succeeded(answer) == ["PO-0", "PO-1"]
        assert failures(answer) == {"PO-2": "UNAVAILABLE", "PO-3": "UNAVAILABLE"}

    def test_a_hundred_are_deleted_in_one_request(self):
        """R-041, R-070: as many as may be active"""
        names = [f"PO-{number:03}" for number in range(100)]
        for some in (names[:50], names[50:]):
            with bootstrap.unit_of_work()() as unit:
                for name in some:
                    unit.purchase_orders.add(a_purchase_order(name, a_line(), suspended=True))
                unit.commit()
        assert succeeded(delete(*names)) == names
        assert items("/purchase-orders") == []


class TestSuspendingAndActivating:
    def test_each_moves_or_says_what_is_missing(self, clock):
        """R-054, R-055, R-062, R-063, R-073"""
        add("PO-active")
        add("PO-expired", months=("2027-01", "2027-01"))
        add("PO-suspended")
        set_status("PO-suspended", "SUSPENDED")
        clock("2027-02-01T00:00")
        answer = change("SUSPENDED", "PO-active", "PO-expired", "PO-suspended", "PO-none")
        assert answer.body["succeeded"] == [
            {"purchaseOrderId": "PO-active", "status": "SUSPENDED", "version": 2},
            {"purchaseOrderId": "PO-expired", "status": "SUSPENDED_EXPIRED", "version": 2},
            {"purchaseOrderId": "PO-suspended", "status": "SUSPENDED", "version": 2},
        ]
        assert failures(answer) == {"PO-none": "PURCHASE_ORDER_NOT_FOUND"}
        back = change("ACTIVE", "PO-active", "PO-expired", "PO-suspended", suspended=1)
        assert succeeded(back) == ["PO-active"]
        assert failures(back) == {"PO-expired": "WRONG_STATUS", "PO-suspended": "STALE_VERSION"}
        message = back.body["failed"][0]["problem"]["message"]
        assert "set the status to EXPIRED first" in message

    def test_the_quota_stops_those_that_are_too_many_and_no_other(self, monkeypatch):
        """R-041, R-042: each is judged after the ones before it"""
        monkeypatch.setattr("procurement.domain.purchase_orders.quota.MAX_ACTIVE", 2)
        for number in range(4):
            add(f"PO-{number}")
            set_status(f"PO-{number}", "SUSPENDED")
        answer = change("ACTIVE", *(f"PO-{number}" for number in range(4)))
        assert succeeded(answer) == ["PO-0", "PO-1"]
        assert failures(answer) == {"PO-2": "QUOTA_EXCEEDED", "PO-3": "QUOTA_EXCEEDED"}
        problem = answer.body["failed"][0]["problem"]
        assert (problem["quota"], problem["limit"]) == ("ActivePurchaseOrders", 2)


class TestRefusals:
    @pytest.mark.parametrize("path", [DELETIONS, CHANGES])
    def test_one_that_is_given_twice_refuses_the_whole(self, path):
        """R-073: with every repetition named"""
        add("PO-a")
        body = {"purchaseOrders": chosen("PO-a", "PO-b", "PO-a", "PO-a")}
        with nothing_written():
            answer = call("POST", path, body | ({"status": "SUSPENDED"} if path == CHANGES else {}))
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert answer.reasons == {
            ("purchaseOrders[2].purchaseOrderId", "DUPLICATE_VALUE"),
            ("purchaseOrders[3].purchaseOrderId", "DUPLICATE_VALUE"),
        }

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "purchaseOrders"),
            ({"purchaseOrders": []}, "purchaseOrders"),
            ({"purchaseOrders": chosen(*(f"PO-{n}" for n in range(101)))}, "purchaseOrders"),
            ({"purchaseOrders": ["PO-a"]}, "purchaseOrders[0]"),
            ({"purchaseOrders": [{}]}, "purchaseOrders[0].purchaseOrderId"),
            ({"purchaseOrders": chosen("")}, "purchaseOrders[0].purchaseOrderId"),
            ({"purchaseOrders": chosen("x" * 256)}, "purchaseOrders[0].purchaseOrderId"),
            (
                {"purchaseOrders": [{"purchaseOrderId": "PO-a", "expectedVersion": 0}]},
                "purchaseOrders[0].expectedVersion",
            ),
            ({"purchaseOrders": chosen("PO-a"), "force": True}, "force"),
        ],
        ids=count(),
    )
    def test_a_faulty_request_deletes_nothing(self, body, field):
        add("PO-a")
        with nothing_written():
            answer = call("POST", DELETIONS, body)
        check_refusal(answer, 400, "ValidationException")
        assert {found for found, _ in answer.reasons} == {field}

    def test_an_unknown_status_changes_nothing(self):
        add("PO-a")
        with nothing_written():
            answer = change("GONE", "PO-a")
        check_refusal(answer, 400, "ValidationException")
        assert {found for found, _ in answer.reasons} == {"status"}


def test_several_line_items_are_deleted_in_one_edit():
    """R-074, R-075, R-076: all of them or, when one is unknown, none"""
    add("PO-1", *(a_line_body(str(number)) for number in range(1, 5)))
    with nothing_written():
        refused = call("PATCH", path_of("PO-1"), {"deletedLineItems": ["1", "9"]})
    assert refused.reasons == {("deletedLineItems", "INVALID_VALUE")}
    answer = call(
        "PATCH", path_of("PO-1"), {"deletedLineItems": ["1", "3", "4"], "expectedVersion": 1}
    )
    assert [line["lineItemNumber"] for line in answer.body["lineItems"]] == ["2"]
    assert (answer.body["version"], answer.body["totalValue"]) == (2, "1000.00")
