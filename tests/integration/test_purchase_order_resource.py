"""Custom::PurchaseOrder: whatever CloudFormation sends, in whatever order, and twice."""

import importlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from procurement.adapters.dynamodb.transaction import Transaction
from procurement.domain.errors import Unavailable
from tests.support.api import BUYER, call
from tests.support.application import (
    add,
    events_of,
    get,
    items,
    nothing_written,
    path_of,
)
from tests.support.crashes import When, crashed, meeting
from tests.support.lambda_context import LambdaContext
from tests.support.stack_requests import (
    STACK,
    Properties,
    a_line_property,
    answer_to,
    properties,
    request,
)

pytestmark = pytest.mark.usefixtures("aws", "clock")

OTHER_STACK = STACK.replace(BUYER, "999988887777")


def created(given: Properties | None = None, **more: Any) -> str:
    """The physical ID of a resource that was created."""
    answer = answer_to(request("Create", given or properties(), **more))
    assert answer["Status"] == "SUCCESS", answer
    return str(answer["PhysicalResourceId"])


def updated(physical_id: str, new: Properties, old: Properties, **more: Any) -> dict[str, Any]:
    event = request("Update", new, old=old, physical_id=physical_id, **more)
    return answer_to({**event, "RequestId": more.get("request_id", "request-2")})


def deleted(physical_id: str, given: Properties | None = None) -> dict[str, Any]:
    given = given or properties()
    return answer_to(request("Delete", given, physical_id=physical_id, request_id="request-9"))


class TestCreate:
    def test_the_purchase_order_is_there_with_its_attributes(self):
        """R-010, R-013: text is all that CloudFormation sends"""
        answer = answer_to(request("Create", properties(Tags={"CostCenter": "4711"})))
        assert answer["Status"] == "SUCCESS"
        assert answer["Data"] == {
            "PurchaseOrderId": "PO-1",
            "Version": "1",
            "TotalValue": "1000.00",
            "CurrencyCode": "USD",
        }
        after = get("PO-1")
        assert after["tags"] == {"CostCenter": "4711"}
        assert after["lineItems"][0]["isBalanceTracked"]
        assert events_of()[0]["actor"] == STACK

    def test_the_same_request_again_finds_its_own(self):
        first = created()
        with nothing_written():
            assert created() == first

    def test_the_same_request_at_the_same_moment_finds_its_own(self):
        """Both read that there is none, one of them is first"""

        def also(commit: Callable[[], None]) -> None:
            created()
            commit()

        with meeting(1, also):
            physical_id = created()
        assert len(items("/purchase-orders")) == 1
        assert deleted(physical_id)["Status"] == "SUCCESS"
        assert items("/purchase-orders") == []

    @pytest.mark.parametrize("when", When)
    def test_a_crash_is_mended_by_the_next_delivery(self, when: When):
        assert crashed(created, 1, when)
        created()
        assert len(events_of(BUYER, "PurchaseOrderAdded")) == 1

    def test_somebody_elses_is_never_adopted_and_survives_the_rollback(self):
        """R-003: the rollback of a failed creation deletes nothing"""
        add("PO-1", description="somebody's")
        failed = answer_to(request("Create", properties()))
        assert failed["Status"] == "FAILED"
        assert "exists already" in failed["Reason"]
        with nothing_written():
            assert deleted(failed["PhysicalResourceId"])["Status"] == "SUCCESS"
        assert get("PO-1")["description"] == "somebody's"

    def test_another_stacks_is_not_adopted_either(self):
        created()
        other = answer_to(request("Create", properties(), stack=STACK + "-other"))
        assert other["Status"] == "FAILED"
        assert deleted(other["PhysicalResourceId"])["Status"] == "SUCCESS"
        assert get("PO-1")

    def test_every_problem_is_told_in_the_words_of_the_template(self):
        line = a_line_property(EndMonth="2028-01", Quantity="0")
        answer = answer_to(
            request("Create", properties("PO#1", LineItems=[line], Colour="red", Status="GONE"))
        )
        assert answer["Status"] == "FAILED"
        assert answer["Reason"].startswith("Colour: is unknown here")
        assert "Status: must be ACTIVE or SUSPENDED" in answer["Reason"]
        answer = answer_to(request("Create", properties("PO#1", LineItems=[line])))
        assert "PurchaseOrderId: may hold letters" in answer["Reason"]
        assert "LineItems[0].Quantity: must be a decimal above 0" in answer["Reason"]
        assert items("/purchase-orders") == []

    @pytest.mark.parametrize("sign", ["X", "é", '"', "\U0001f600"])
    def test_an_answer_is_never_too_long_for_cloudformation(self, sign: str):
        """4,096 bytes"""
        lines = [a_line_property(sign * 300 + str(n)) for n in range(50)]
        given = properties(sign * 3000, BillFrom=[sign * 500], LineItems=lines)
        answer = answer_to(request("Create", given))
        assert answer["Status"] == "FAILED"
        assert answer["Reason"].endswith("more")
        assert len(json.dumps(answer, ensure_ascii=False).encode()) < 4096

    def test_a_stack_of_another_account_is_refused(self):
        """The tenant is the deployment's own account"""
        with nothing_written():
            answer = answer_to(request("Create", properties(), stack=OTHER_STACK))
        assert answer["Status"] == "FAILED"
        assert answer["Reason"].startswith("NOT_ALLOWED")

    @pytest.mark.parametrize("stack", ["", "arn:aws:s3:::111122223333:stack/x", BUYER])
    def test_what_is_no_stack_id_is_refused(self, stack: str):
        assert answer_to(request("Create", properties(), stack=stack))["Status"] == "FAILED"

    @pytest.mark.parametrize(
        "given",
        [{}, {"PurchaseOrderId": ["PO-1"]}, {"LineItems": "none"}, {"lineItems": []}],
    )
    def test_properties_of_the_wrong_kind_are_an_answer_too(self, given: Properties):
        assert answer_to(request("Create", given))["Status"] == "FAILED"

    def test_a_fault_of_ours_is_answered_so_that_nobody_waits_an_hour(
        self, monkeypatch: pytest.MonkeyPatch
    ):
        def broken(_: Transaction) -> None:
            raise RuntimeError("a bug")

        monkeypatch.setattr(Transaction, "commit", broken)
        answer = answer_to(request("Create", properties()))
        assert answer["Status"] == "FAILED"
        assert "a bug" not in answer["Reason"]

    def test_a_busy_store_is_left_to_lambdas_retry(self, monkeypatch: pytest.MonkeyPatch):
        def busy(_: Transaction) -> None:
            raise Unavailable("busy")

        monkeypatch.setattr(Transaction, "commit", busy)
        app = importlib.import_module("functions.purchase_order_resource.app")
        with pytest.raises(Unavailable):
            app.lambda_handler(request("Create", properties()), LambdaContext())


class TestUpdate:
    def test_a_change_is_one_new_version_and_the_same_resource(self):
        """R-067, R-074, R-076"""
        physical_id = created()
        new = properties(Description="new", LineItems=[a_line_property("2", UnitPrice="5.00")])
        answer = updated(physical_id, new, properties())
        assert answer["PhysicalResourceId"] == physical_id
        assert (answer["Data"]["Version"], answer["Data"]["TotalValue"]) == ("2", "5.00")
        with nothing_written():
            assert updated(physical_id, new, properties())["Status"] == "SUCCESS"

    def test_a_property_that_is_taken_out_is_emptied(self):
        """So that a stack which rolls back gets its former purchase order"""
        old = properties(
            Description="old",
            ShipTo="Here",
            Contacts=[{"Email": "a@example.com", "Name": "Ana"}],
            Tags={"a": "b"},
            Status="SUSPENDED",
            LineItems=[a_line_property(Description="x", Tax={"Type": "PERCENTAGE", "Value": "10"})],
        )
        physical_id = created(old)
        plain = a_line_property()
        del plain["IsBalanceTracked"]
        answer = updated(physical_id, properties(LineItems=[plain]), old)
        assert answer["Status"] == "SUCCESS", answer
        after = get("PO-1")
        assert (after["description"], after["shipTo"], after["contacts"], after["tags"]) == (
            "",
            "",
            [],
            {},
        )
        (line,) = after["lineItems"]
        assert (line["description"], line["taxAmount"], line["isBalanceTracked"]) == (
            "",
            "0.00",
            False,
        )
        assert after["status"] == "ACTIVE"

    def test_notification_settings_that_are_taken_out_are_the_usual_ones_again(self):
        """R-347, R-351: taken out, nobody may be silenced for good"""
        own = {"BalanceThresholds": ["50"], "ExpiryLeadTimes": []}
        old = properties(NotificationSettings=own)
        physical_id = created(old)
        assert get("PO-1")["notificationSettings"] == {
            "balanceThresholds": [50],
            "expiryLeadTimes": [],
        }
        partly = properties(NotificationSettings={"BalanceThresholds": ["50"]})
        assert updated(physical_id, partly, old)["Status"] == "SUCCESS"
        usual = ["P2M", "P1M", "P7D", "P0D"]
        assert get("PO-1")["notificationSettings"]["expiryLeadTimes"] == usual
        assert updated(physical_id, properties(), partly)["Status"] == "SUCCESS"
        assert get("PO-1")["notificationSettings"]["balanceThresholds"] == [75, 0]

    def test_what_the_template_never_named_stays(self):
        physical_id = created()
        call("PATCH", path_of("PO-1"), {"shipTo": "by hand"})
        updated(physical_id, properties(Description="new"), properties())
        assert get("PO-1")["shipTo"] == "by hand"

    def test_another_id_is_a_replacement(self):
        """R-004: CloudFormation deletes the old one afterwards"""
        first = created()
        answer = updated(first, properties("PO-2"), properties())
        second = answer["PhysicalResourceId"]
        assert second != first
        assert updated(first, properties("PO-2"), properties())["PhysicalResourceId"] == second
        assert deleted(first)["Status"] == "SUCCESS"
        assert [po["purchaseOrderId"] for po in items("/purchase-orders")] == ["PO-2"]

    def test_a_replacement_that_rolls_back_goes_on_with_the_old_one(self):
        first = created()
        second = updated(first, properties("PO-2"), properties())["PhysicalResourceId"]
        back = updated(second, properties(), properties("PO-2"), request_id="request-3")
        assert (back["Status"], back["PhysicalResourceId"]) == ("SUCCESS", first)
        assert deleted(second, properties("PO-2"))["Status"] == "SUCCESS"
        assert [po["purchaseOrderId"] for po in items("/purchase-orders")] == ["PO-1"]
        assert get("PO-1")["version"] == 1

    def test_a_replacement_never_takes_somebody_elses(self):
        """R-003: it fails, and the resource keeps what it has"""
        first = created()
        add("PO-2", description="somebody's")
        answer = updated(first, properties("PO-2"), properties())
        assert (answer["Status"], answer["PhysicalResourceId"]) == ("FAILED", first)
        assert get("PO-2")["description"] == "somebody's"

    def test_one_that_was_deleted_by_hand_is_not_made_anew(self):
        physical_id = created()
        call("DELETE", path_of("PO-1"))
        answer = updated(physical_id, properties(Description="new"), properties())
        assert answer["Reason"].startswith("PURCHASE_ORDER_NOT_FOUND")

    def test_one_that_somebody_put_in_its_place_is_not_touched(self):
        """R-009: the same ID, another purchase order"""
        physical_id = created()
        call("DELETE", path_of("PO-1"))
        add("PO-1", description="somebody's")
        assert updated(physical_id, properties(), properties())["Status"] == "FAILED"
        with nothing_written():
            assert deleted(physical_id)["Status"] == "SUCCESS"

    def test_the_currency_never_changes(self):
        """R-026"""
        physical_id = created()
        answer = updated(physical_id, properties(CurrencyCode="EUR"), properties())
        assert answer["Reason"] == "CurrencyCode: is fixed at creation (R-026)"


class TestDelete:
    def test_the_resources_own_is_deleted_once(self):
        """R-070"""
        physical_id = created()
        assert deleted(physical_id)["Status"] == "SUCCESS"
        assert items("/purchase-orders") == []
        with nothing_written():
            assert deleted(physical_id)["Status"] == "SUCCESS"

    @pytest.mark.parametrize(
        "physical_id", ["", "orders-CloudOrder-1ABC", "po-x/PO-1", "/PO-1", "po-x/" + "X" * 3000]
    )
    def test_a_physical_id_that_is_not_ours_deletes_nothing(self, physical_id: str):
        """CloudFormation makes one up where there was no answer"""
        add("PO-1")
        with nothing_written():
            assert deleted(physical_id)["Status"] == "SUCCESS"

    def test_a_stack_of_another_account_deletes_nothing_and_is_not_held_up(self):
        physical_id = created()
        event = request("Delete", properties(), physical_id=physical_id, stack=OTHER_STACK)
        with nothing_written():
            assert answer_to(event)["Status"] == "SUCCESS"

    def test_properties_do_not_matter_any_more(self):
        physical_id = created()
        assert deleted(physical_id, {"PurchaseOrderId": []})["Status"] == "SUCCESS"
        assert items("/purchase-orders") == []


def test_a_request_of_another_kind_is_no_request():
    app = importlib.import_module("functions.purchase_order_resource.app")
    with pytest.raises(ValueError, match="Replace"):
        app.lambda_handler(request("Replace", properties()), LambdaContext())
