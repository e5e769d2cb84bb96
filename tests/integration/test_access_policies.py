"""Access policies through the API: put, judged by, filtered by, and what refusals look like."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from procurement import bootstrap
from tests.integration.test_requests_counted import requests_counted
from tests.support.access import (
    ADMIN,
    ANA,
    EVERYTHING,
    allow,
    as_ana,
    deny,
    document,
    orders,
    policy,
    put,
    seen_by,
    the_administrators,
)
from tests.support.api import BUYER, SELLER, Answer, call
from tests.support.application import (
    Body,
    a_line_body,
    a_purchase_order_body,
    add,
    check_refusal,
    events_of,
    get,
    nothing_written,
    path_of,
)
from tests.support.billing import a_usage_charge, charged, invoice_now
from tests.support.stack_requests import STACK, answer_to, properties, request

BLUE, RED = {"team": "blue"}, {"team": "red"}
OF_BLUE = {"StringEquals": {"aws:ResourceTag/team": "blue"}}

EVERY_CALL: tuple[tuple[str, str, Any], ...] = (
    ("GET", "", None),
    ("PATCH", "", {"description": "x"}),
    ("PATCH", "", {"expectedVersion": 99, "description": "x"}),
    ("PUT", "/status", {"status": "SUSPENDED"}),
    ("PUT", "/contacts", {"contacts": []}),
    ("POST", "/line-items", a_line_body("2")),
    ("PATCH", "/line-items/1", {"description": "x"}),
    ("PATCH", "/line-items/404", {"description": "x"}),
    ("DELETE", "/line-items/1", None),
    ("GET", "/invoices", None),
    ("GET", "/matches", None),
    ("GET", "/forecast", None),
    ("DELETE", "", None),
)

pytestmark = pytest.mark.usefixtures("aws", "clock")


@pytest.fixture
def _blue_and_red(aws: None, clock: object) -> None:
    add("BLUE", tags=BLUE)
    add("RED", tags=RED)


def may_do(*statements: Any) -> None:
    """Let Ana do what the statements say, and list."""
    put(policy(allow("ListPurchaseOrders"), *statements))


def ids(found: list[Body]) -> list[str]:
    return [each["purchaseOrderId"] for each in found]


def of_nobody(answer: Answer, purchase_order_id: str) -> tuple[int, str, dict[str, str]]:
    """What an answer is, but for the ID that was asked for."""
    text = json.dumps(answer.body, sort_keys=True).replace(purchase_order_id, "ID")
    return answer.status, text, answer.headers


@contextmanager
def refused_as_denied(action: str) -> Iterator[list[Answer]]:
    """What is done inside gets 403 naming the action, and leaves everything as it was."""
    answers: list[Answer] = []
    with nothing_written():
        yield answers
    for answer in answers:
        check_refusal(answer, 403, "AccessDeniedException", "NOT_ALLOWED")
        assert f"perform: purchase-orders:{action} on" in answer.body["message"]


class TestPutting:
    def test_an_account_has_none_at_first_and_the_gateway_alone_decides(self):
        """R-369: what was before stays as it is"""
        answer = call("GET", "/access-policies")
        assert answer.body == {
            "policies": [],
            "areInForce": False,
            "version": 0,
            "updatedAt": None,
        }
        add("PO-1")
        assert as_ana("GET", path_of("PO-1")).status == 200

    def test_a_set_is_read_as_it_was_put(self):
        """R-369"""
        put(mine := policy(allow("Get*", orders("é*"), **OF_BLUE)))
        held = call("GET", "/access-policies").body
        assert held["policies"] == [the_administrators(), mine]
        assert (held["areInForce"], held["version"]) == (True, 1)

    def test_every_set_is_in_the_ledger_with_digests(self):
        """R-369: which policies stood when, and who put them"""
        put()
        put()
        put(policy(allow("*")))
        call("PUT", "/access-policies", {"policies": []}, principal=ADMIN)
        events = events_of(type_="AccessPoliciesChanged")
        assert [event["detail"]["version"] for event in events] == [1, 2, 3]
        assert [event["actor"] for event in events] == [ADMIN] * 3
        names = [[each["name"] for each in event["detail"]["policies"]] for event in events]
        assert names == [["administrators"], ["administrators", "under-test"], []]
        (digest,) = {event["detail"]["policies"][0]["documentSha256"] for event in events[:2]}
        assert len(digest) == 64

    def test_two_who_put_at_once_are_told_apart_by_version(self):
        """R-076's way"""
        body = {"policies": [the_administrators()], "expectedVersion": 0}
        assert call("PUT", "/access-policies", body, principal=ADMIN).status == 200
        body["policies"] = []
        answer = call("PUT", "/access-policies", body, principal=ADMIN)
        check_refusal(answer, 409, "ConflictException", "STALE_VERSION")

    def test_all_problems_are_told_at_once(self):
        """R-369"""
        given = [
            {"name": "a b", "principals": ["x"], "document": {"Statement": []}},
            policy(allow("Gett*", Bool={"aws:SecureTransport": "true"})),
        ]
        with nothing_written():
            answer = call("PUT", "/access-policies", {"policies": given})
        assert answer.reasons == {
            ("policies[0].name", "INVALID_VALUE"),
            ("policies[0].principals[0]", "INVALID_VALUE"),
            ("policies[0].document.Statement", "MISSING_VALUE"),
            ("policies[1].document.Statement[0].Action", "UNKNOWN_ACTION"),
            (
                "policies[1].document.Statement[0].Condition.Bool.aws:SecureTransport",
                "UNKNOWN_KEY",
            ),
        }

    def test_nobody_locks_the_door_behind_them(self):
        """R-377: refused whole; and the root user always gets back in"""
        with nothing_written():
            answer = as_ana("PUT", "/access-policies", {"policies": [the_administrators()]})
        assert answer.reasons == {("policies", "LOCKS_OUT_CALLER")}
        put(policy(deny("*"), principals=["*"]), principal=f"arn:aws:iam::{BUYER}:root")
        root = f"arn:aws:iam::{BUYER}:root"
        add_body = a_purchase_order_body("PO-ROOT")
        assert call("POST", "/purchase-orders", add_body, principal=root).status == 201
        assert as_ana("POST", "/purchase-orders", a_purchase_order_body()).status == 403

    def test_policies_of_one_account_are_nothing_to_another(self):
        """R-003: an account judges its own"""
        put()
        add("PO-1", account=SELLER)
        assert get("PO-1", account=SELLER)["purchaseOrderId"] == "PO-1"
        assert call("GET", "/access-policies", account=SELLER).body["version"] == 0


@pytest.mark.usefixtures("_blue_and_red")
class TestAsIfItWereNotThere:
    @pytest.mark.parametrize(("method", "below", "body"), EVERY_CALL)
    def test_what_may_not_be_seen_is_answered_as_what_does_not_exist(self, method, below, body):
        """R-377: byte for byte but for the ID, whatever is asked, and nothing is written"""
        may_do(allow("*", **OF_BLUE))
        with nothing_written():
            hidden = as_ana(method, path_of("RED") + below, body)
            missing = as_ana(method, path_of("NONE") + below, body)
        check_refusal(hidden, 404, "ResourceNotFoundException", "PURCHASE_ORDER_NOT_FOUND")
        assert of_nobody(hidden, "RED") == of_nobody(missing, "NONE")

    @pytest.mark.parametrize(("method", "below", "body"), EVERY_CALL)
    def test_so_is_an_explicit_denial(self, method, below, body):
        """R-377: whether nothing allows it or something denies it is no difference"""
        may_do(allow("*"), deny("*", StringEquals={"aws:ResourceTag/team": "red"}))
        with nothing_written():
            hidden = as_ana(method, path_of("RED") + below, body)
            missing = as_ana(method, path_of("NONE") + below, body)
        assert of_nobody(hidden, "RED") == of_nobody(missing, "NONE")
        assert hidden.status == 404

    def test_an_id_that_is_taken_by_one_of_them_is_refused_as_a_creation_that_is_denied(self):
        """R-377: nobody learns IDs by trying them"""
        put(
            policy(
                allow("AddPurchaseOrder", orders("RED")),
                allow("AddPurchaseOrder", orders("FREE")),
            )
        )
        with nothing_written():
            taken = as_ana("POST", "/purchase-orders", a_purchase_order_body("RED"))
            denied = as_ana("POST", "/purchase-orders", a_purchase_order_body("OTHER"))
        check_refusal(taken, 403, "AccessDeniedException", "NOT_ALLOWED")
        assert of_nobody(taken, "RED") == of_nobody(denied, "OTHER")
        assert as_ana("POST", "/purchase-orders", a_purchase_order_body("FREE")).status == 201

    def test_an_id_that_is_taken_by_one_that_is_seen_is_told(self):
        """R-003"""
        may_do(allow("*"))
        answer = as_ana("POST", "/purchase-orders", a_purchase_order_body("RED"))
        check_refusal(answer, 409, "ConflictException", "ALREADY_EXISTS")

    def test_its_tags_are_not_there_either(self):
        """R-366, R-377: by ARN as by ID; one of another account is none too"""
        may_do(allow("*", **OF_BLUE))
        answers = [
            as_ana("GET", "/resource-tags", resourceArn=orders("RED")),
            as_ana("GET", "/resource-tags", resourceArn=orders("NONE")),
            as_ana("GET", "/resource-tags", resourceArn=orders("BLUE", SELLER)),
        ]
        for answer, name in zip(answers, ("RED", "NONE", "BLUE"), strict=True):
            assert of_nobody(answer, name) == of_nobody(answers[1], "NONE")
            check_refusal(answer, 404, "ResourceNotFoundException", "PURCHASE_ORDER_NOT_FOUND")


class TestActions:
    """R-372: which action a route asks for."""

    CALLS = (
        ("GetPurchaseOrder", "GET", "", None, 200),
        ("GetPurchaseOrder", "GET", "/forecast", None, 200),
        ("UpdatePurchaseOrder", "PATCH", "", {"description": "x"}, 200),
        ("UpdatePurchaseOrder", "PUT", "/contacts", {"contacts": []}, 200),
        ("UpdatePurchaseOrder", "POST", "/line-items", a_line_body("2"), 201),
        ("UpdatePurchaseOrder", "PATCH", "/line-items/1", {"description": "x"}, 200),
        ("UpdatePurchaseOrder", "DELETE", "/line-items/1", None, 200),
        ("UpdatePurchaseOrderStatus", "PUT", "/status", {"status": "SUSPENDED"}, 200),
        ("ListPurchaseOrderInvoices", "GET", "/invoices", None, 200),
        ("ListPurchaseOrderInvoices", "GET", "/matches", None, 200),
        ("DeletePurchaseOrder", "DELETE", "", None, 204),
    )

    @pytest.mark.parametrize(("action", "method", "below", "body", "status"), CALLS)
    def test_one_action_is_enough_for_its_routes(self, action, method, below, body, status):
        """R-372: and nothing else is needed besides"""
        add("PO-1", a_line_body("1"), a_line_body("3"))
        put(policy(allow(action)))
        assert as_ana(method, path_of("PO-1") + below, body).status == status

    @pytest.mark.parametrize(("action", "method", "below", "body", "status"), CALLS[2:])
    def test_who_sees_it_and_may_not_do_that_is_told_so(self, action, method, below, body, status):
        """R-377: what is seen anyway need not be kept secret"""
        add("PO-1")
        put(policy(allow("*"), deny(action)))
        with refused_as_denied(action) as answers:
            answers.append(as_ana(method, path_of("PO-1") + below, body))
        assert status < 300

    def test_creating_with_tags_needs_the_permission_to_tag(self):
        """R-370"""
        put(policy(allow("AddPurchaseOrder")))
        assert as_ana("POST", "/purchase-orders", a_purchase_order_body("A")).status == 201
        with refused_as_denied("AddPurchaseOrder") as answers:
            tagged = a_purchase_order_body("B", tags=BLUE)
            answers.append(as_ana("POST", "/purchase-orders", tagged))
        put(policy(allow(["AddPurchaseOrder", "TagResource"])))
        assert as_ana("POST", "/purchase-orders", tagged).status == 201

    def test_tags_of_a_new_one_may_be_prescribed(self):
        """R-368: aws:RequestTag and aws:TagKeys on creation"""
        prescribed = {
            "StringEquals": {"aws:RequestTag/team": "blue"},
            "ForAllValues:StringEquals": {"aws:TagKeys": ["team", "stage"]},
        }
        put(policy(allow(["AddPurchaseOrder", "TagResource"], **prescribed)))
        for tags, status in (
            (BLUE, 201),
            (RED, 403),
            ({}, 403),
            ({**BLUE, "stage": "prod"}, 201),
            ({**BLUE, "secret": "x"}, 403),
        ):
            body = a_purchase_order_body(f"PO-{len(str(tags))}", tags=tags)
            assert as_ana("POST", "/purchase-orders", body).status == status, tags

    def test_an_edit_is_judged_by_the_tags_that_are_there_and_those_that_are_asked_for(self):
        """R-368, R-377: what is blue may not be made red, and no other field is written"""
        add("PO-1", tags=BLUE)
        put(
            policy(
                allow("GetPurchaseOrder"),
                allow(
                    "UpdatePurchaseOrder",
                    StringEquals=OF_BLUE["StringEquals"],
                    StringEqualsIfExists={"aws:RequestTag/team": "blue"},
                ),
            )
        )
        with refused_as_denied("UpdatePurchaseOrder") as answers:
            answers.append(as_ana("PATCH", path_of("PO-1"), {"description": "mine", "tags": RED}))
        more = {"description": "mine", "tags": {**BLUE, "stage": "prod"}}
        assert as_ana("PATCH", path_of("PO-1"), more).status == 200

    def test_whoever_may_not_list_at_all_is_told_so(self):
        """R-371: filtered is what may be listed"""
        add("PO-1")
        put(policy(allow("GetPurchaseOrder")))
        for path in ("/purchase-orders", "/purchase-order-exports", "/purchase-order-forecasts"):
            with refused_as_denied("ListPurchaseOrders") as answers:
                answers.append(as_ana("GET", path))

    def test_a_session_is_judged_as_its_role(self):
        """Assumed roles: the policy names the role"""
        role = f"arn:aws:iam::{BUYER}:role/finance"
        add("PO-1")
        put(policy(allow("Get*"), principals=[role]))
        session = f"arn:aws:sts::{BUYER}:assumed-role/finance/ana"
        other = f"arn:aws:sts::{BUYER}:assumed-role/sales/ana"
        assert call("GET", path_of("PO-1"), principal=session).status == 200
        assert call("GET", path_of("PO-1"), principal=other).status == 404


@pytest.mark.usefixtures("_blue_and_red")
class TestLists:
    def test_lists_hold_what_may_be_seen(self):
        """R-371: whatever is asked for, page by page, in every order"""
        add("AZURE", tags=BLUE)
        may_do(allow("Get*", **OF_BLUE))
        assert ids(seen_by(ANA)) == ["AZURE", "BLUE"]
        assert ids(seen_by(ANA, maxResults=1)) == ["AZURE", "BLUE"]
        assert ids(seen_by(ANA, sortBy="PURCHASE_ORDER_ID", sortOrder="DESCENDING")) == [
            "BLUE",
            "AZURE",
        ]
        assert seen_by(ANA, search="red") == []
        assert ids(seen_by(ADMIN)) == ["AZURE", "BLUE", "RED"]

    def test_a_page_is_as_full_as_what_may_be_seen_allows(self):
        """R-371, R-377: nobody counts the others by the gaps that they leave"""
        for number in range(6):
            add(f"R{number}", tags=RED)
            add(f"S{number}", tags=BLUE)
        may_do(allow("Get*", **OF_BLUE))
        page = as_ana("GET", "/purchase-orders", maxResults=5).body
        assert len(page["items"]) == 5

    def test_exports_hold_what_may_be_seen(self):
        """R-371"""
        may_do(allow("Get*", **OF_BLUE))
        answer = as_ana("GET", "/purchase-order-exports", format="csv")
        assert "BLUE" in answer.body
        assert "RED" not in answer.body

    def test_forecasts_and_radar_tell_of_what_may_be_seen(self, clock):
        """R-371: the others take part in what is foreseen"""
        may_do(allow("Get*", **OF_BLUE))
        assert ids(seen_by(ANA, "/purchase-order-forecasts")) == ["BLUE"]
        assert ids(seen_by(ADMIN, "/purchase-order-forecasts")) == ["BLUE", "RED"]

    def test_spend_is_that_of_purchase_orders_that_may_be_seen(self, clock):
        """R-371: deleted ones by the tags that they had last, and what had none is everybody's"""
        clock("2027-02-03T06:00")
        for team, number in (("BLUE", "ch-1"), ("RED", "ch-2"), ("NONE", "ch-3")):
            named = {"names": team} if team != "NONE" else {}
            charged(a_usage_charge(number, "100.00", **named))
        invoice_now()
        assert call("DELETE", path_of("RED")).status == 204
        everything = ids(seen_by(ADMIN, "/purchase-order-spend", billingPeriod="2027-01"))
        may_do(allow("Get*", StringEquals={"aws:ResourceTag/team": "red"}))
        seen = ids(seen_by(ANA, "/purchase-order-spend", billingPeriod="2027-01"))
        assert "BLUE" in everything
        assert set(seen) == set(everything) - {"BLUE"}

    def test_previews_know_of_what_may_be_seen_alone(self):
        """R-377: to Ana the invoice finds nothing else"""
        may_do(allow("Get*", StringEquals={"aws:ResourceTag/team": "green"}))
        body = {
            "invoices": [
                {
                    "kind": "MONTHLY_USAGE",
                    "invoicingEntity": "Amazon Web Services, Inc.",
                    "billingPeriod": "2027-01",
                    "amount": "10.00",
                    "currencyCode": "USD",
                }
            ],
            "includeFunnel": True,
        }
        answer = as_ana("POST", "/match-previews", body)
        assert answer.status == 200, answer.body
        assert "BLUE" not in json.dumps(answer.body)
        assert "BLUE" in json.dumps(call("POST", "/match-previews", body, principal=ADMIN).body)

    def test_the_funnel_of_an_invoice_names_what_may_be_seen(self, clock):
        """R-371: the others are counted"""
        clock("2027-02-03T06:00")
        charged(a_usage_charge("ch-1", "100.00"))
        invoice_now()
        (invoice,) = call("GET", "/invoices").body["items"]
        path = f"/invoices/{invoice['invoiceId']}/match"
        whole = call("GET", path, principal=ADMIN).body
        may_do(allow("Get*", StringEquals={"aws:ResourceTag/team": "green"}))
        shown = as_ana("GET", path).body
        removed = [each for step in whole["funnel"] for each in step["removed"]]
        assert removed
        assert [each for step in shown["funnel"] for each in step["removed"]] == []
        counts = [step["removedCount"] for step in whole["funnel"]]
        assert [step["removedCount"] for step in shown["funnel"]] == counts


@pytest.mark.usefixtures("_blue_and_red")
class TestSeveralAtOnce:
    def test_each_of_a_batch_is_judged_for_itself(self):
        """R-073, R-372"""
        may_do(allow("*", **OF_BLUE))
        named = [{"purchaseOrderId": each} for each in ("BLUE", "RED", "NONE")]
        for path, more in (
            ("/purchase-order-status-changes", {"status": "SUSPENDED"}),
            ("/purchase-order-deletions", {}),
        ):
            answer = as_ana("POST", path, {"purchaseOrders": named, **more}).body
            failed = {
                each["purchaseOrderId"]: json.dumps(each).replace(each["purchaseOrderId"], "ID")
                for each in answer["failed"]
            }
            assert failed.keys() == {"RED", "NONE"}
            assert failed["RED"] == failed["NONE"]
        assert ids(seen_by(ADMIN)) == ["RED"]

    def test_a_document_is_planned_and_applied_item_by_item(self):
        """R-372: what may not be done is told in the plan; what is not seen is a creation"""
        may_do(allow("Get*", **OF_BLUE), allow("AddPurchaseOrder"))
        document_ = {
            "purchaseOrders": [
                a_purchase_order_body("BLUE", description="mine"),
                a_purchase_order_body("RED", description="mine"),
                a_purchase_order_body("NEW"),
            ]
        }
        planned = as_ana("POST", "/purchase-order-imports", document_, dryRun="true").body
        assert self._told(planned) == {
            "BLUE": ("CHANGE", "NOT_ALLOWED"),
            "RED": ("CREATE", None),
            "NEW": ("CREATE", None),
        }
        applied = as_ana("POST", "/purchase-order-imports", document_).body
        assert self._told(applied) == {
            "BLUE": ("CHANGE", "NOT_ALLOWED"),
            "RED": ("CREATE", "NOT_ALLOWED"),
            "NEW": ("CREATE", None),
        }
        stored = {each["purchaseOrderId"]: each["description"] for each in seen_by(ADMIN)}
        assert stored == {"BLUE": "", "RED": "", "NEW": ""}

    def test_a_document_changes_tags_and_status_as_requests_would(self):
        """R-372: each of its actions is asked for"""
        put(policy(allow(["Get*", "List*", "UpdatePurchaseOrder"])))
        body = a_purchase_order_body("BLUE", tags=BLUE)
        edited = {"purchaseOrders": [{**body, "description": "x"}]}
        assert self._told(as_ana("POST", "/purchase-order-imports", edited).body) == {
            "BLUE": ("CHANGE", None)
        }
        turned = {"purchaseOrders": [{**body, "description": "y", "status": "SUSPENDED"}]}
        assert self._told(as_ana("POST", "/purchase-order-imports", turned).body) == {
            "BLUE": ("CHANGE", "NOT_ALLOWED")
        }

    def test_pruning_deletes_nothing_that_is_not_seen(self):
        """R-371: what is not there for somebody can't be superfluous"""
        may_do(allow("*", **OF_BLUE), allow(["AddPurchaseOrder", "GetPurchaseOrder"], orders("N*")))
        document_ = {"purchaseOrders": [a_purchase_order_body("NEW")]}
        answer = as_ana("POST", "/purchase-order-imports", document_, prune="true").body
        assert self._told(answer) == {"NEW": ("CREATE", None), "BLUE": ("DELETE", None)}
        assert ids(seen_by(ADMIN)) == ["NEW", "RED"]

    @staticmethod
    def _told(answer: Body) -> dict[str, tuple[str, str | None]]:
        return {
            each["purchaseOrderId"]: (each["action"], each["error"] and each["error"]["code"])
            for each in answer["changes"]
        }


class TestStacks:
    def test_a_stack_is_judged_by_its_id(self):
        """R-372: once there are policies, one has to name it"""
        put()
        refused = answer_to(request("Create", properties("PO-1")))
        assert refused["Status"] == "FAILED"
        assert "not authorized to perform: purchase-orders:AddPurchaseOrder" in refused["Reason"]
        put(policy(allow("*"), principals=[STACK.rpartition("/")[0] + "/*"]))
        made = answer_to(request("Create", properties("PO-1"), request_id="again"))
        assert made["Status"] == "SUCCESS"
        put()
        gone = request("Delete", properties("PO-1"), physical_id=made["PhysicalResourceId"])
        assert answer_to(gone)["Status"] == "FAILED"
        assert ids(seen_by(ADMIN)) == ["PO-1"]


class TestLegacy:
    def test_the_switch_decides_whether_the_legacy_pair_counts(self):
        """S-103, R-362, R-363: view, create, edit, status, delete"""
        pair = policy(allow(["ViewPurchaseOrders", "ModifyPurchaseOrders"]))
        put(pair)
        body = a_purchase_order_body("PO-1", tags=BLUE)
        assert as_ana("POST", "/purchase-orders", body).status == 403
        assert self._switch("LEGACY").body == {"actionSet": "LEGACY"}
        assert as_ana("POST", "/purchase-orders", body).status == 201
        assert as_ana("PATCH", path_of("PO-1"), {"description": "x"}).status == 200
        assert as_ana("PUT", path_of("PO-1", "status"), {"status": "SUSPENDED"}).status == 200
        assert ids(seen_by(ANA, status="SUSPENDED")) == ["PO-1"]
        assert as_ana("DELETE", path_of("PO-1")).status == 204
        self._switch("FINE_GRAINED")
        assert as_ana("POST", "/purchase-orders", body).status == 403

    def test_the_switch_is_guarded_by_its_own_actions(self):
        """R-363: the fine-grained set counts at first"""
        path = "/console-action-set"
        assert call("GET", path).body == {"actionSet": "FINE_GRAINED"}
        put(policy(allow("GetConsoleActionSetEnforced")))
        assert as_ana("GET", path).body == {"actionSet": "FINE_GRAINED"}
        with refused_as_denied("UpdateConsoleActionSetEnforced") as answers:
            answers.append(as_ana("PUT", path, {"actionSet": "LEGACY"}))

    def test_the_switch_is_recorded_and_the_same_again_is_nothing(self):
        """R-363"""
        self._switch("LEGACY")
        with nothing_written():
            self._switch("LEGACY")
        (event,) = events_of(type_="ConsoleActionSetChanged")
        assert event["detail"] == {"version": 1, "actionSet": "LEGACY"}

    @staticmethod
    def _switch(action_set: str) -> Answer:
        body = {"actionSet": action_set}
        answer = call("PUT", "/console-action-set", body, principal=ADMIN)
        assert answer.status == 200, answer.body
        return answer


class TestSimulations:
    @staticmethod
    def _of(action: str, **more: Any) -> Body:
        body = {"principalArn": ANA, "action": action, **more}
        with nothing_written():
            answer = call("POST", "/access-simulations", body, principal=ADMIN)
        assert answer.status == 200, answer.body
        return dict(answer.body)

    @pytest.mark.usefixtures("_blue_and_red")
    def test_a_simulation_says_which_statement_decides(self):
        """R-377: what somebody would get, and why"""
        may_do(allow("*", **OF_BLUE), deny("DeletePurchaseOrder"))
        found = self._of("UpdatePurchaseOrder", purchaseOrderId="BLUE")
        assert (found["evalDecision"], found["isConcealed"]) == ("allowed", False)
        (matched,) = found["matchedStatements"]
        assert (matched["sourcePolicyId"], matched["statement"]) == ("under-test", 1)
        denied = self._of("DeletePurchaseOrder", purchaseOrderId="BLUE")
        assert (denied["evalDecision"], denied["isConcealed"]) == ("explicitDeny", False)
        hidden = self._of("UpdatePurchaseOrder", purchaseOrderId="RED")
        assert (hidden["evalDecision"], hidden["isConcealed"]) == ("implicitDeny", True)
        missed = [each["missedBy"] for each in hidden["statements"]]
        assert missed == ["PRINCIPAL", "ACTION", "CONDITION", "ACTION"]
        unmet = hidden["statements"][2]["unmetCondition"]
        assert unmet == "StringEquals aws:ResourceTag/team"

    def test_policies_can_be_tried_before_they_are_put(self):
        """A dry run, of purchase orders that need not exist"""
        draft = [policy(allow("*", **OF_BLUE))]
        found = self._of("GetPurchaseOrder", purchaseOrderId="X", resourceTags=BLUE, policies=draft)
        assert (found["evalDecision"], found["isBound"]) == ("allowed", True)
        assert found["evalResourceName"] == orders("X")
        found = self._of("GetPurchaseOrder", purchaseOrderId="X", policies=draft)
        assert found["evalDecision"] == "implicitDeny"
        assert call("GET", "/access-policies").body["version"] == 0

    def test_without_policies_nobody_is_bound(self):
        """The gateway alone decides"""
        found = self._of("DeletePurchaseOrder", purchaseOrderId="X")
        assert (found["evalDecision"], found["isBound"]) == ("allowed", False)
        assert found["statements"] == []

    def test_what_is_no_policy_is_no_supposition(self):
        """R-369: told as when it is put"""
        body = {"principalArn": ANA, "action": "GetPurchaseOrder", "policies": [policy()]}
        answer = call("POST", "/access-simulations", body)
        assert answer.reasons == {("policies[0].document.Statement", "MISSING_VALUE")}

    @pytest.mark.usefixtures("_blue_and_red")
    @pytest.mark.parametrize(("method", "below", "action"), [
        ("GET", "", "GetPurchaseOrder"),
        ("DELETE", "", "DeletePurchaseOrder"),
        ("GET", "/invoices", "ListPurchaseOrderInvoices"),
    ])  # fmt: skip
    def test_the_answer_is_what_is_then_done(self, method, below, action):
        """A simulation and the request itself come to the same"""
        may_do(allow("Get*"), deny("Get*", StringEquals={"aws:ResourceTag/team": "red"}))
        for name in ("BLUE", "RED"):
            found = self._of(action, purchaseOrderId=name)
            status = as_ana(method, path_of(name) + below).status
            expected = 200 if found["evalDecision"] == "allowed" else 403
            assert status == (404 if found["isConcealed"] else expected)


class TestCost:
    CALLS = (
        ("POST", "/purchase-orders", a_purchase_order_body("NEW")),
        ("GET", "/purchase-orders", None),
        ("PATCH", path_of("PO-1"), {"description": "x"}),
        ("PUT", path_of("PO-1", "status"), {"status": "SUSPENDED"}),
        ("GET", path_of("PO-1", "invoices"), None),
        ("GET", "/purchase-order-exports", None),
        ("DELETE", path_of("PO-1"), None),
    )

    @pytest.mark.parametrize(("method", "path", "body"), CALLS)
    def test_judging_is_one_read_of_each_request_and_the_same_with_policies(
        self, method, path, body
    ):
        """One strongly consistent read, whether there are policies or none"""
        read_by = []
        for are_there in (False, True):
            add("PO-1", account=SELLER if are_there else BUYER)
            account = SELLER if are_there else BUYER
            if are_there:
                put(policy(EVERYTHING, principals=["*"]), account=account)
            with requests_counted() as counted, settings_read() as settings:
                assert call(method, path, body, account=account).status < 300
            assert settings == [account]
            read_by.append(counted)
        assert read_by[0] == read_by[1]


@contextmanager
def settings_read() -> Iterator[list[str]]:
    """Whose access settings are read, as often as they are."""
    read: list[str] = []
    events = bootstrap.connection().client.meta.events

    def note(params: Any, **_: Any) -> None:
        key = json.loads(params["body"]).get("Key", {})
        if key.get("entry") == {"S": "ACCESS"}:
            read.append(key["account_id"]["S"])

    events.register("before-call.dynamodb.GetItem", note)
    yield read
    events.unregister("before-call.dynamodb.GetItem", note)


def test_a_policy_of_everything_is_as_none_at_all():
    """R-369: the story of one whom a policy lets do all"""
    put(policy(EVERYTHING))
    assert document(EVERYTHING)["Statement"] == [EVERYTHING]
    assert as_ana("POST", "/purchase-orders", a_purchase_order_body("A", tags=BLUE)).status == 201
    assert as_ana("PATCH", path_of("A"), {"tags": RED}).status == 200
    assert as_ana("DELETE", path_of("A")).status == 204
