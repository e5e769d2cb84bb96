"""Desired states: what is told of a change, what stays, and what a plan does first."""

from dataclasses import replace

import pytest

from procurement.domain.errors import InvalidInput, QuotaExceeded
from procurement.domain.month import Month
from procurement.domain.plans.desired_state import (
    Action,
    Change,
    DesiredPurchaseOrder,
    Ground,
    change_towards,
    state_of,
)
from procurement.domain.plans.differences import Difference, differences
from procurement.domain.plans.document import (
    Place,
    PurchaseOrderDocument,
    nearest,
)
from procurement.domain.plans.plan import Plan, plan_changes
from procurement.domain.purchase_orders.input import ContactInput, PurchaseOrderInput
from procurement.domain.purchase_orders.line_item import LineItemInput
from procurement.domain.purchase_orders.purchase_order import Contact, PurchaseOrder
from procurement.domain.purchase_orders.quota import ActiveQuota
from tests.support.marketplace import NOON
from tests.support.purchase_order_input import LINE, PLAIN
from tests.support.purchase_orders import ACCOUNT, ENTITIES, a_line, a_purchase_order

GROUND = Ground(account_id=ACCOUNT, default_currency="USD", entities=ENTITIES, now=NOON)
ORDER = a_purchase_order("PO 7", a_line("1"), a_line("2"))


def change(before: PurchaseOrder | None, *, suspended: bool | None = None, **given) -> Change:
    base = PLAIN if before is None else PurchaseOrderInput(purchase_order_id="PO 7")
    desired = DesiredPurchaseOrder(given=replace(base, **given), is_suspended=suspended)
    return change_towards(desired, before, GROUND)


def plan(*desired: DesiredPurchaseOrder, stored: tuple[PurchaseOrder, ...] = ()) -> Plan:
    quota = ActiveQuota(account_id=ACCOUNT, expiring={Month(2027, 12): len(stored)})
    document = PurchaseOrderDocument(purchase_orders=desired)
    return plan_changes(document, {o.purchase_order_id: o for o in stored}, (), quota, GROUND)


class TestChange:
    def test_what_is_so_already_is_the_very_same_object(self):
        """R-062"""
        found = change(ORDER, suspended=False)
        assert (found.action, found.differences) == (Action.NONE, ())
        assert found.after is ORDER

    def test_a_new_one_is_told_whole(self):
        found = change(None)
        assert found.action is Action.CREATE
        assert Difference("lineItems['1'].unitPrice", None, "1000.00") in found.differences
        assert all(difference.before is None for difference in found.differences)

    def test_a_new_one_has_the_key_that_it_is_given(self):
        """R-009"""
        desired = DesiredPurchaseOrder(given=PLAIN)
        one, other = (change_towards(desired, None, GROUND, key=key) for key in ("mine", None))
        assert state_of(one.after) == "mine@1"
        assert other.after
        assert other.after.key.startswith("po-")

    def test_editing_and_suspending_is_one_version(self):
        """R-076"""
        after = change(ORDER, description="new", suspended=True).after
        assert after
        assert (after.version, after.is_suspended) == (2, True)

    def test_a_number_written_otherwise_is_no_change(self):
        """R-086: 1000 is 1000.00"""
        line = LineItemInput(line_item_number="1", unit_price="1000", quantity="1.0000")
        kept = LineItemInput(line_item_number="2")
        assert change(ORDER, line_items=(line, kept)).action is Action.NONE

    def test_given_lines_are_all_there_shall_be(self):
        """R-074"""
        after = change(ORDER, line_items=(LINE,)).after
        assert after
        assert [line.line_item_number for line in after.line_items] == ["1"]

    def test_no_lines_given_is_no_line_taken(self):
        """R-067"""
        assert change(ORDER, line_items=None).action is Action.NONE

    def test_an_empty_list_takes_all_but_those_of_marketplace(self):
        """R-198, R-203"""
        order = a_purchase_order("PO 7", a_line("1"), a_line("a/1", agreement_id="agmt-1"))
        after = change(order, line_items=()).after
        assert after
        assert [line.line_item_number for line in after.line_items] == ["a/1"]

    def test_moving_the_end_of_a_suspended_expired_one_can_activate_it_at_once(self):
        """R-056, R-060: both steps in one document"""
        order = a_purchase_order("PO 7", months=("2026-01", "2026-06"), suspended=True)
        found = change(order, expiration_month="2027-12", suspended=False)
        assert Difference("status", "SUSPENDED_EXPIRED", "ACTIVE") in found.differences
        assert found.warnings == ("without line items it is a draft and matches no invoice",)

    def test_what_is_wrong_is_what_is_wrong_with_an_edit(self):
        """R-080"""
        with pytest.raises(InvalidInput) as refused:
            change(ORDER, expiration_month="2027-06")
        assert [p.field for p in refused.value.problems] == [
            "lineItems['1'].endMonth",
            "lineItems['2'].endMonth",
        ]


class TestDifferences:
    def test_contacts_are_told_by_address(self):
        """R-031"""
        one = replace(ORDER, contacts=(Contact(email="a@x.example", name="Ana"),))
        other = replace(ORDER, contacts=(Contact(email="a@x.example", name="Ann", telephone="1"),))
        assert differences(one, other, NOON) == (
            Difference("contacts['a@x.example'].name", "Ana", "Ann"),
            Difference("contacts['a@x.example'].telephone", None, "1"),
        )

    def test_another_order_of_contacts_is_told_too(self):
        ana, ben = (Contact(email=f"{n}@x.example", name=n) for n in ("ana", "ben"))
        one, other = replace(ORDER, contacts=(ana, ben)), replace(ORDER, contacts=(ben, ana))
        assert differences(one, other, NOON) == (
            Difference("contacts", "ana@x.example; ben@x.example", "ben@x.example; ana@x.example"),
        )

    def test_an_empty_tag_is_there(self):
        """R-037: a value may be empty"""
        assert differences(ORDER, replace(ORDER, tags=(("k", ""),)), NOON) == (
            Difference("tags['k']", None, "''"),
        )


class TestPlaces:
    @pytest.mark.parametrize(
        ("path", "place"),
        [
            ("purchaseOrders[3].lineItems[0].endMonth", Place(9, 5)),
            ("purchaseOrders[3].lineItems[0].startMonth", Place(8, 3)),
            ("purchaseOrders[3].lineItems['a.b]c'].endMonth", Place(2, 1)),
            ("purchaseOrders[3].tags[a.b[c]", Place(4, 1)),
            ("purchaseOrders[9].x", Place(1, 1)),
            ("elsewhere", None),
        ],
    )
    def test_a_problem_stands_at_the_nearest_thing_that_is_written(self, path, place):
        """A member that is missing has no place of its own"""
        written = {
            "purchaseOrders": Place(1, 1),
            "purchaseOrders[3]": Place(2, 1),
            "purchaseOrders[3].tags": Place(4, 1),
            "purchaseOrders[3].lineItems[0]": Place(8, 3),
            "purchaseOrders[3].lineItems[0].endMonth": Place(9, 5),
        }
        assert nearest(path, written) == place


class TestPlan:
    def test_what_makes_room_comes_first(self):
        """R-042"""
        fresh = DesiredPurchaseOrder(given=PLAIN)
        other = a_purchase_order("PO 8")
        leaving = DesiredPurchaseOrder(
            given=PurchaseOrderInput(purchase_order_id="PO 8"), is_suspended=True
        )
        found = plan(fresh, leaving, stored=(other,))
        assert [c.purchase_order_id for c in found.changes] == ["PO 7", "PO 8"]
        assert [c.purchase_order_id for c in found.in_order(NOON)] == ["PO 8", "PO 7"]

    def test_the_quota_holds_for_all_of_it_together(self):
        """R-041"""
        stored = tuple(a_purchase_order(f"P{n}") for n in range(100))
        with pytest.raises(QuotaExceeded, match="101"):
            plan(DesiredPurchaseOrder(given=PLAIN), stored=stored)

    @pytest.mark.parametrize(
        ("given", "field", "rule"),
        [
            ("line_items", "purchaseOrders[0].lineItems", "R-043"),
            ("contacts", "purchaseOrders[0].contacts", "R-044"),
            ("tags", "purchaseOrders[0].tags", "R-045"),
        ],
    )
    def test_a_quota_of_one_purchase_order_has_a_place(self, given, field, rule):
        """R-043 to R-045"""
        too_many = {
            "line_items": [replace(LINE, line_item_number=str(n)) for n in range(101)],
            "contacts": [ContactInput(email=f"a{n}@x.example", name="A") for n in range(21)],
            "tags": {str(n): "" for n in range(51)},
        }
        with pytest.raises(InvalidInput) as refused:
            plan(DesiredPurchaseOrder(given=replace(PLAIN, **{given: too_many[given]})))
        assert [(p.field, p.rule) for p in refused.value.problems] == [(field, rule)]

    def test_the_same_meaning_in_another_order_is_the_same_plan(self):
        one = DesiredPurchaseOrder(given=PLAIN)
        other = DesiredPurchaseOrder(given=replace(PLAIN, purchase_order_id="PO 8"))
        assert plan(one, other).plan_id == plan(other, one).plan_id
        assert plan(one, other).plan_id != plan(one).plan_id
