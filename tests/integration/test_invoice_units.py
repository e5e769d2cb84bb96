"""Invoice units over the API: created, edited, deleted, named by purchase orders, raced."""

from collections.abc import Callable

import pytest

from procurement import bootstrap
from procurement.service.billing_settings.delete_invoice_unit import MAX_UNLINKED
from tests.support.api import BUYER, SELLER, Answer, call
from tests.support.application import (
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
from tests.support.billing_settings import (
    NORTHERN,
    SOUTHERN,
    a_unit_body,
    an_invoice_unit,
    created_unit,
    delete_unit,
    unit_path,
)
from tests.support.crashes import meeting

pytestmark = pytest.mark.usefixtures("aws", "clock")

MANY = 50
EARLIER = "2027-01-19"


def put_units(count: int) -> None:
    """That many empty units, without a request for each."""
    for start in range(0, count, MANY):
        with bootstrap.unit_of_work()() as unit:
            names = unit.billing_settings.unit_names(BUYER)
            for number in range(start, min(start + MANY, count)):
                unit.billing_settings.add_unit(an_invoice_unit(f"U{number}"))
                names = names.with_name(f"U{number}")
            unit.billing_settings.save_unit_names(names)
            unit.commit()


def just_before(commit: int, rival: Callable[[], Answer], act: Callable[[], Answer]) -> Answer:
    """The answer to `act`, in whose `commit`-th transaction `rival` comes first and succeeds."""

    def meet(write: Callable[[], None]) -> None:
        answer = rival()
        assert answer.status < 300, answer.body
        write()

    with meeting(commit, meet):
        return act()


def active_purchase_orders() -> int:
    with bootstrap.unit_of_work()() as unit:
        return unit.purchase_orders.quota(BUYER).active(bootstrap.clock().now())


class TestUnits:
    def test_a_unit_is_created_read_and_listed(self):
        """R-046, R-047: with AWS's members"""
        created = created_unit(
            "North 2", NORTHERN, description="North of the river", taxInheritanceDisabled=True
        )
        assert created == {
            "name": "North 2",
            "invoiceUnitArn": f"arn:aws:invoicing::{BUYER}:invoice-unit/North:2",
            "invoiceReceiver": NORTHERN,
            "description": "North of the river",
            "taxInheritanceDisabled": True,
            "rule": {"linkedAccounts": [NORTHERN], "billSourceAccounts": []},
            "resourceTags": {},
            "version": 1,
            "lastModified": "2027-01-15T12:00:00.000Z",
        }
        assert call("GET", unit_path("North 2")).body == created
        created_unit("East")
        created_unit("South")
        names = [unit["name"] for unit in items("/invoice-units", maxResults=2)]
        assert names == ["East", "North 2", "South"]
        told = {event["subject"]: event["detail"] for event in events_of()}
        assert told["invoice-unit/North 2"] == {
            "name": "North 2",
            "version": 1,
            "invoiceReceiver": NORTHERN,
            "linkedAccounts": 1,
            "billSourceAccounts": 0,
        }

    def test_only_its_account_sees_a_unit(self):
        """R-377"""
        created_unit("North")
        assert items("/invoice-units", account=SELLER) == []
        for method, body in (("GET", None), ("PATCH", {}), ("DELETE", None)):
            answer = call(method, unit_path("North"), body, account=SELLER)
            check_refusal(answer, 404, "ResourceNotFoundException", "INVOICE_UNIT_NOT_FOUND")

    def test_an_edit_replaces_what_is_given(self):
        """R-047, R-076"""
        created_unit("North", NORTHERN, description="Old")
        answer = call(
            "PATCH",
            unit_path("North"),
            {"rule": {"linkedAccounts": [SOUTHERN]}, "expectedVersion": 1},
        )
        assert answer.status == 200
        assert answer.body["rule"] == {"linkedAccounts": [SOUTHERN], "billSourceAccounts": []}
        assert (answer.body["description"], answer.body["version"]) == ("Old", 2)
        late = call("PATCH", unit_path("North"), {"description": "New", "expectedVersion": 1})
        check_refusal(late, 409, "ConflictException", "STALE_VERSION")
        with nothing_written():
            same = {"name": "North", "description": "Old"}
            assert call("PATCH", unit_path("North"), same).body["version"] == 2
        assert len(events_of(type_="InvoiceUnitUpdated")) == 1

    def test_all_problems_are_told_at_once(self):
        """R-046, R-047"""
        created_unit("South", SOUTHERN)
        with nothing_written():
            body = a_unit_body(" N", SOUTHERN, invoiceReceiver="")
            answer = call("POST", "/invoice-units", body)
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert answer.reasons == {
            ("name", "INVALID_VALUE"),
            ("invoiceReceiver", "INVALID_VALUE"),
            ("rule.linkedAccounts[0]", "ACCOUNT_IN_ANOTHER_UNIT"),
        }

    def test_a_name_is_taken_until_its_unit_is_deleted(self):
        """R-047: renaming is deleting and creating"""
        created_unit("North", NORTHERN)
        again = call("POST", "/invoice-units", a_unit_body("North"))
        check_refusal(again, 409, "ConflictException", "ALREADY_EXISTS")
        assert delete_unit("North").status == 204
        assert delete_unit("North").status == 404
        assert created_unit("North", NORTHERN)["version"] == 1
        assert len(events_of(type_="InvoiceUnitDeleted")) == 1

    def test_a_deletion_may_expect_a_version(self):
        """R-076"""
        created_unit("North")
        check_refusal(delete_unit("North", expectedVersion=2), 409, "ConflictException")
        assert delete_unit("North", expectedVersion=1).status == 204


class TestHistory:
    def test_a_unit_is_shown_as_it_stood(self, clock: Callable[[str], None]):
        """R-386: what AsOf asks for"""
        clock("2027-01-10T00:00")
        created_unit("North", NORTHERN)
        clock("2027-01-20T00:00")
        call("PATCH", unit_path("North"), {"rule": {"linkedAccounts": [SOUTHERN]}})
        clock("2027-01-30T00:00")
        assert delete_unit("North").status == 204
        assert [accounts_at("2027-01-10"), accounts_at("2027-01-19T23:59:59.999999")] == [
            [NORTHERN],
            [NORTHERN],
        ]
        assert accounts_at("2027-01-20") == [SOUTHERN]
        for instant in ("2027-01-09T23:59:59", "2027-01-30", "2030-01-01"):
            assert unit_at(instant).body["code"] == "INVOICE_UNIT_NOT_FOUND"

    def test_a_name_that_is_used_again_is_another_unit(self, clock: Callable[[str], None]):
        """R-047"""
        created_unit("North", NORTHERN)
        clock("2027-01-20T00:00")
        delete_unit("North")
        clock("2027-01-25T00:00")
        created_unit("North", SOUTHERN)
        assert accounts_at("2027-01-19") == [NORTHERN]
        assert unit_at("2027-01-21").status == 404
        assert accounts_at("2027-01-26") == [SOUTHERN]

    def test_lists_go_page_by_page(self, clock: Callable[[str], None]):
        """R-386: deleted ones among those that are still there"""
        for name in ("B", "A", "C"):
            created_unit(name)
        clock("2027-01-20T00:00")
        delete_unit("B")
        created_unit("D")
        names: list[str] = []
        token = None
        while token is not None or not names:
            more = {"nextToken": token} if token else {}
            page = call("GET", "/invoice-units", asOf=f"{EARLIER}T00:00:00Z", maxResults=2, **more)
            names += [unit["name"] for unit in page.body["items"]]
            token = page.body.get("nextToken")
        assert names == ["A", "B", "C"]

    def test_other_accounts_have_a_history_of_their_own(self, clock: Callable[[str], None]):
        """R-376"""
        created_unit("North", NORTHERN)
        clock("2027-01-20T00:00")
        delete_unit("North")
        path = unit_path("North")
        answer = call("GET", path, asOf=f"{EARLIER}T00:00:00Z", account=SELLER)
        assert answer.status == 404

    def test_what_is_no_instant_is_refused(self):
        assert call("GET", "/invoice-units", asOf="yesterday").status == 400


def unit_at(instant: str) -> Answer:
    """North at that instant, or at the beginning of that day."""
    at = instant if "T" in instant else f"{instant}T00:00:00"
    return call("GET", unit_path("North"), asOf=f"{at}Z")


def accounts_at(instant: str) -> list[str]:
    """North's accounts then."""
    return list(unit_at(instant).body["rule"]["linkedAccounts"])


class TestTheQuota:
    def test_two_creations_at_499_leave_500(self):
        """R-046, R-048"""
        put_units(499)
        answer = just_before(
            1,
            rival=lambda: call("POST", "/invoice-units", a_unit_body("Rival")),
            act=lambda: call("POST", "/invoice-units", a_unit_body("Late")),
        )
        check_refusal(answer, 400, "ServiceQuotaExceededException", "QUOTA_EXCEEDED")
        assert (answer.body["quota"], answer.body["limit"]) == ("InvoiceUnits", 500)
        assert len(items("/invoice-units", maxResults=100)) == 500
        assert delete_unit("U0").status == 204
        assert created_unit("Late")

    def test_an_account_ends_in_one_unit_when_two_take_it_at_once(self):
        """R-047"""
        created_unit("South")
        accounts = {"rule": {"linkedAccounts": [NORTHERN]}}
        answer = just_before(
            1,
            rival=lambda: call("PATCH", unit_path("South"), accounts),
            act=lambda: call("POST", "/invoice-units", a_unit_body("North", NORTHERN)),
        )
        assert answer.reasons == {("rule.linkedAccounts[0]", "ACCOUNT_IN_ANOTHER_UNIT")}


class TestNaming:
    def test_purchase_orders_name_existing_units_only(self):
        """R-033"""
        created_unit("North")
        add("A", invoiceUnits=["North"])
        body = a_purchase_order_body("B", invoiceUnits=["North", "West"])
        answer = call("POST", "/purchase-orders", body)
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        (problem,) = answer.body["problems"]
        assert (problem["field"], problem["rule"]) == ("invoiceUnits", "R-033")
        edit = call("PATCH", path_of("A"), {"invoiceUnits": ["North", "West"]})
        check_refusal(edit, 400, "ValidationException", "INVALID_INPUT")
        created_unit("West")
        edit = call("PATCH", path_of("A"), {"invoiceUnits": ["West"]})
        assert edit.body["invoiceUnits"] == ["West"]

    def test_naming_costs_other_edits_nothing(self):
        """An edit that names no further unit leaves the units alone"""
        created_unit("North")
        add("A", invoiceUnits=["North"])
        with bootstrap.unit_of_work()() as unit:
            before = unit.billing_settings.unit_names(BUYER)
        call("PATCH", path_of("A"), {"description": "New", "invoiceUnits": ["North"]})
        with bootstrap.unit_of_work()() as unit:
            assert unit.billing_settings.unit_names(BUYER) == before


class TestDeleting:
    def test_a_unit_that_is_named_stays_and_the_purchase_orders_are_listed(self):
        """R-035: whatever their status"""
        created_unit("North")
        created_unit("South")
        add("A", invoiceUnits=["North"])
        add("B", invoiceUnits=["South", "North"])
        add("C", invoiceUnits=["South"])
        set_status("B", "SUSPENDED")
        with nothing_written():
            answer = delete_unit("North")
        check_refusal(answer, 409, "ConflictException", "INVOICE_UNIT_IN_USE")
        assert (answer.body["resourceType"], answer.body["resourceId"]) == ("InvoiceUnit", "North")
        assert answer.body["purchaseOrderIds"] == ["A", "B"]
        assert answer.body["purchaseOrderCount"] == 2

    def test_without_its_links_it_can_be_deleted(self):
        """R-034: an edit, or a deletion, of the purchase order takes the link away"""
        created_unit("North")
        add("A", invoiceUnits=["North"])
        add("B", invoiceUnits=["North"])
        call("PATCH", path_of("A"), {"invoiceUnits": []})
        call("DELETE", path_of("B"))
        assert delete_unit("North").status == 204

    def test_by_force_the_links_go_in_the_same_transaction(self):
        """R-034, R-035: what would become account-wide is suspended"""
        created_unit("North")
        created_unit("South")
        add("A", invoiceUnits=["North"])
        add("B", invoiceUnits=["South", "North"])
        add("C", invoiceUnits=["South"])
        assert active_purchase_orders() == 3
        with meeting(1, lambda write: write()) as commits:
            assert delete_unit("North", force="true").status == 204
        assert commits.count == 1
        assert {n: (get(n)["invoiceUnits"], get(n)["status"]) for n in "ABC"} == {
            "A": ([], "SUSPENDED"),
            "B": (["South"], "ACTIVE"),
            "C": (["South"], "ACTIVE"),
        }
        assert active_purchase_orders() == 2
        assert [get(n)["version"] for n in "ABC"] == [2, 2, 1]
        (suspended,) = events_of(type_="PurchaseOrderStatusChanged")
        (unlinked,) = events_of(type_="PurchaseOrderUpdated")
        assert suspended["subject"] == "purchase-order/A"
        assert unlinked["subject"] == "purchase-order/B"

    def test_an_expired_one_is_not_left_to_come_back_account_wide(
        self, clock: Callable[[str], None]
    ):
        """R-035, R-054"""
        created_unit("North")
        add("A", months=("2027-01", "2027-01"), invoiceUnits=["North"])
        clock("2027-02-01T00:00")
        assert delete_unit("North").body["purchaseOrderIds"] == ["A"]
        assert delete_unit("North", force="true").status == 204
        assert get("A")["status"] == "SUSPENDED_EXPIRED"

    def test_more_than_a_transaction_holds_are_unlinked_by_nobody(self):
        """R-035: the refusal says how many there are"""
        created_unit("North")
        for number in range(MAX_UNLINKED + 1):
            add(f"PO-{number:02d}", invoiceUnits=["North"])
        with nothing_written():
            answer = delete_unit("North", force="true")
        check_refusal(answer, 409, "ConflictException", "INVOICE_UNIT_IN_USE")
        assert answer.body["purchaseOrderCount"] == MAX_UNLINKED + 1
        assert f"at most {MAX_UNLINKED}" in answer.body["message"]
        call("DELETE", path_of("PO-00"))
        assert delete_unit("North", force="true").status == 204
        assert active_purchase_orders() == 0


class TestDeletingAgainstNaming:
    """R-035: a purchase order that begins to name the unit at the same moment."""

    def test_a_deletion_sees_what_named_the_unit_just_before(self):
        created_unit("North")
        body = a_purchase_order_body("A", invoiceUnits=["North"])
        answer = just_before(
            1,
            rival=lambda: call("POST", "/purchase-orders", body),
            act=lambda: delete_unit("North"),
        )
        check_refusal(answer, 409, "ConflictException", "INVOICE_UNIT_IN_USE")
        assert answer.body["purchaseOrderIds"] == ["A"]

    def test_a_forced_deletion_unlinks_what_named_the_unit_just_before(self):
        created_unit("North")
        add("A")
        answer = just_before(
            1,
            rival=lambda: call("PATCH", path_of("A"), {"invoiceUnits": ["North"]}),
            act=lambda: delete_unit("North", force="true"),
        )
        assert answer.status == 204
        assert (get("A")["invoiceUnits"], get("A")["status"]) == ([], "SUSPENDED")

    def test_an_addition_is_refused_when_the_unit_was_deleted_just_before(self):
        created_unit("North")
        body = a_purchase_order_body("A", invoiceUnits=["North"])
        answer = just_before(
            1,
            rival=lambda: delete_unit("North"),
            act=lambda: call("POST", "/purchase-orders", body),
        )
        assert answer.reasons == {("invoiceUnits", "INVALID_VALUE")}
        assert call("GET", path_of("A")).status == 404

    def test_an_edit_is_refused_when_the_unit_was_deleted_just_before(self):
        created_unit("North")
        add("A")
        answer = just_before(
            1,
            rival=lambda: delete_unit("North"),
            act=lambda: call("PATCH", path_of("A"), {"invoiceUnits": ["North"]}),
        )
        assert answer.reasons == {("invoiceUnits", "INVALID_VALUE")}
        assert get("A")["invoiceUnits"] == []
