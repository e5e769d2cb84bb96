"""Approvals of agreement requests, procurement systems and their test mode, over the API."""

from typing import Any

import pytest

from tests.support.api import BUYER, SELLER, call
from tests.support.application import (
    accept,
    check_refusal,
    events_of,
    get,
    items,
    nothing_written,
    released,
)
from tests.support.approvals import (
    ADMIN,
    a_level,
    an_email,
    approve,
    outcome_of,
    planned,
    plans_of,
    put_system,
    reject,
    request_status,
    start,
    started,
    system,
)
from tests.support.billing import invoice_now
from tests.support.crashes import When, crashed
from tests.support.organizations import integration, joined, left, managing
from tests.support.terms import accept_request, fixed, offered, quoted, usage, validity

pytestmark = pytest.mark.usefixtures("aws", "clock")

PAYER, STRANGER = "222233334444", "999988887777"
NOT_FOUND, DENIED = "ResourceNotFoundException", "AccessDeniedException"
PLANS, SYSTEM = "/agreement-approval-plans", "/procurement-system-configuration"
HEAD = "head-of-research@example.com"


def requested(*terms: Any, **more: Any) -> dict[str, Any]:
    """A quote for 1,200.00 at once, unless other terms are given."""
    return quoted(offered(*(terms or (fixed("1200.00"), validity("P12M"))), **more))


def charge_of(request: dict[str, Any]) -> str:
    return str(request["chargeSummary"]["expectedCharges"][0]["id"])


def number_of(request: dict[str, Any]) -> str | None:
    """The number on the first charge of the agreement that was made of the request."""
    agreement = call("GET", f"/agreement-requests/{request['agreementRequestId']}").body
    charges = items(f"/agreements/{agreement['agreementId']}/charges")
    found = next(c for c in charges if c["id"] == charge_of(request))
    number: str | None = found["purchaseOrderReference"]
    return number


class TestFlow:
    def test_without_plans_a_request_is_approved_at_once(self):
        """R-250"""
        request = requested()
        assert (request["status"], request["approvalRequirement"]) == ("APPROVED", "NOT_REQUIRED")
        assert plans_of(request) == []

    def test_with_a_plan_it_is_a_draft_until_everybody_approved(self):
        """R-223"""
        planned(a_level(an_email(HEAD)), a_level(ADMIN))
        request = requested()
        assert (request["status"], request["approvalRequirement"]) == ("DRAFT", "REQUIRED")
        refused = accept_request(request)
        assert refused.reasons == {("agreementRequestId", "PENDING_APPROVAL_AGREEMENT_REQUEST")}
        (approval,) = started(request)
        assert request_status(request) == "PENDING_APPROVAL"
        check_refusal(accept_request(request), 400, "ValidationException")
        for_head = outcome_of(approval)["approverOutcomeId"]
        first = approve(approval, approverOutcomeIdToOverride=for_head, note="By phone").body
        assert first["status"] == "PENDING_APPROVAL"
        head, admin = (level["approvers"][0] for level in first["levels"])
        assert (head["status"], head["note"]) == ("APPROVED", "By phone")
        assert head["overriddenBy"] == f"arn:aws:iam::{BUYER}:user/tester"
        assert admin["status"] == "PENDING_APPROVAL"
        assert approve(approval).body["status"] == "APPROVED"
        assert outcome_of(approval, level=1)["overriddenBy"] is None
        assert request_status(request) == "APPROVED"
        assert accept_request(request).status == 200

    def test_one_rejection_rejects_the_request(self):
        """R-223"""
        planned(a_level(ADMIN))
        system(isTestMode=False)
        request = requested()
        own, tool = started(request)
        missing = call("POST", f"/agreement-approvals/{own}/reject", {})
        check_refusal(missing, 400, "ValidationException")
        rejected = reject(own, note="No budget").body
        assert rejected["status"] == "REJECTED"
        assert outcome_of(own)["note"] == "No budget"
        assert call("GET", f"/agreement-approvals/{tool}").body["status"] == "CANCELLED"
        assert request_status(request) == "REJECTED"
        refused = accept_request(request)
        assert refused.reasons == {("agreementRequestId", "CLOSED_AGREEMENT_REQUEST")}

    def test_a_cancelled_request_cancels_its_approvals(self):
        """R-250"""
        planned(a_level(ADMIN))
        request = requested()
        (approval,) = started(request)
        path = f"/agreement-requests/{request['agreementRequestId']}/cancel"
        assert call("POST", path).body["status"] == "CANCELLED"
        assert call("GET", f"/agreement-approvals/{approval}").body["status"] == "CANCELLED"
        refused = approve(approval)
        assert refused.reasons == {("agreementApprovalId", "CLOSED_AGREEMENT_APPROVAL")}

    def test_whoever_leaves_the_organization_asks_for_nothing_any_more(self):
        """R-239"""
        managing(PAYER)
        joined(BUYER, to=PAYER)
        planned(a_level(ADMIN), account=PAYER)
        draft, pending = requested(), requested()
        started(pending)
        left(BUYER, by=PAYER)
        assert request_status(draft) == request_status(pending) == "CANCELLED"

    def test_an_approval_expires(self, clock):
        """R-223"""
        planned(a_level(ADMIN))
        (approval,) = started(requested())
        clock("2027-02-14T12:00")
        assert call("GET", f"/agreement-approvals/{approval}").body["status"] == "EXPIRED"
        with nothing_written():
            refused = approve(approval)
            assert refused.reasons == {("agreementApprovalId", "CLOSED_AGREEMENT_APPROVAL")}

    def test_what_is_started_wrongly_has_awss_reasons(self):
        """R-223"""
        planned(a_level(ADMIN))
        request = requested()
        (plan,) = plans_of(request)
        twice = [{"planReference": plan["planReference"]}] * 2
        unknown = [{"planReference": "aplan-none", "requesterNote": ""}]
        with nothing_written():
            assert start(request, planInputs=[]).reasons == {("planInputs", "MISSING_PLAN_INPUTS")}
            assert start(request, planInputs=twice).reasons == {
                (f"planInputs[{n}].planReference", "DUPLICATE_PLAN_REFERENCE") for n in (0, 1)
            }
            assert start(request, planInputs=unknown).reasons == {
                ("planInputs[0].planReference", "INVALID_PLAN_INPUTS"),
                ("planInputs[0].requesterNote", "INVALID_VALUE"),
            }

    def test_repeats_change_nothing(self):
        """R-223: after a lost answer"""
        planned(a_level(ADMIN))
        request = requested()
        (approval,) = started(request)
        with nothing_written():
            assert started(request) == [approval]
        approve(approval)
        with nothing_written():
            assert approve(approval).body["status"] == "APPROVED"

    @pytest.mark.parametrize("when", When)
    def test_a_crash_at_the_last_decision_is_healed_by_a_repeat(self, when):
        """R-223: approval and request are one transaction"""
        planned(a_level(ADMIN))
        request = requested()
        (approval,) = started(request)
        assert crashed(lambda: approve(approval), 1, when)
        made = "APPROVED" if when is When.AFTER else "PENDING_APPROVAL"
        assert request_status(request) == made
        assert call("GET", f"/agreement-approvals/{approval}").body["status"] == made
        assert approve(approval).body["status"] == "APPROVED"
        assert request_status(request) == "APPROVED"
        assert len(events_of(type_="AgreementApprovalDecided")) == 1

    def test_an_offer_is_not_accepted_past_the_approvers(self):
        """R-223"""
        offer = released()
        planned(a_level(ADMIN))
        with nothing_written():
            refused = accept(offer)
            check_refusal(refused, 409, "ConflictException", "APPROVAL_REQUIRED")

    def test_the_ledger_tells_both_sides(self):
        """R-223"""
        managing(PAYER)
        joined(BUYER, to=PAYER)
        planned(a_level(ADMIN), account=PAYER)
        (approval,) = started(requested())
        approve(approval, account=PAYER)
        for account in (BUYER, PAYER):
            (event,) = events_of(account, "AgreementApprovalDecided")
            assert event["detail"]["status"] == "APPROVED"
            assert event["detail"]["approvals"][0]["agreementApprovalId"] == approval
            assert len(events_of(account, "AgreementApprovalsStarted")) == 1


class TestNumbers:
    """Purchase order numbers that are given on the way (R-223, R-224)."""

    def approved(self, *numbers: str | None, at_start: str | None = None) -> dict[str, Any]:
        """A request that so many administrators approved, one after the other, with numbers."""
        planned(*(a_level(ADMIN) for _ in numbers))
        request = requested()
        charge = charge_of(request)
        (approval,) = started(request, purchase_orders={charge: at_start} if at_start else None)
        for number in numbers:
            answer = approve(approval, purchase_orders={charge: number} if number else None)
            assert answer.status == 200, answer.body
        return request

    def test_the_number_of_an_approver_holds(self):
        """R-223"""
        request = self.approved("P-HEAD")
        assert accept_request(request).status == 200
        assert number_of(request) == "P-HEAD"
        assert get("P-HEAD")["source"] == "MARKETPLACE"

    def test_the_number_that_was_started_with_holds_where_nobody_names_another(self):
        """R-223"""
        request = self.approved(None, at_start="P-START")
        accept_request(request)
        assert number_of(request) == "P-START"

    def test_the_last_one_in_approval_order_wins(self):
        """R-224"""
        request = self.approved("P-FIRST", "P-LAST", None, at_start="P-START")
        accept_request(request)
        assert number_of(request) == "P-LAST"

    @pytest.mark.parametrize("wide", [True, False], ids=["for all", "for the charge"])
    def test_the_acceptance_overrides_them_all(self, wide):
        """R-224"""
        request = self.approved("P-APPROVED")
        own = {"purchaseOrderReference": "P-OWN"}
        if not wide:
            own = {"purchaseOrders": [{"chargeId": charge_of(request), **own}]}
        assert accept_request(request, **own).status == 200
        assert number_of(request) == "P-OWN"
        with nothing_written():
            assert accept_request(request, **own).status == 200

    def test_each_decision_shows_the_numbers_that_came_with_it(self):
        """R-223"""
        request = self.approved("P-1", "P-2")
        approval = items("/agreement-approvals", partyType="REQUESTER")[0]["agreementApprovalId"]
        for level, number in enumerate(("P-1", "P-2")):
            (shown,) = outcome_of(approval, level=level)["purchaseOrders"]
            assert shown == {
                "chargeId": charge_of(request),
                "purchaseOrderReference": number,
            }

    def test_only_expected_charges_get_numbers_that_are_legal(self):
        """R-216"""
        planned(a_level(ADMIN))
        request = requested()
        with nothing_written():
            refused = start(request, purchase_orders={"ch-none": "P-1"})
            assert refused.reasons == {("purchaseOrders[0].chargeId", "INVALID_CHARGE_ID")}
            refused = start(request, purchase_orders={charge_of(request): "P#1"})
            assert refused.reasons == {
                ("purchaseOrders[0].purchaseOrderReference", "INVALID_PURCHASE_ORDER_REFERENCE")
            }

    def test_numbers_need_the_integration_with_marketplace(self):
        """R-164, R-167"""
        planned(a_level(ADMIN), a_level(ADMIN))
        request = requested()
        (approval,) = started(request)
        integration(False, account=BUYER)
        numbers = {charge_of(request): "P-1"}
        with nothing_written():
            for answer in (
                start(request, purchase_orders=numbers, planInputs=[]),
                approve(approval, purchase_orders=numbers),
            ):
                check_refusal(answer, 403, DENIED, "INVALID_ACCOUNT_STATE")
        assert approve(approval).status == 200

    def test_a_product_that_takes_no_number_at_checkout_takes_none_here(self):
        """R-228"""
        planned(a_level(ADMIN))
        request = requested(usage(), validity("P12M"), productType="MACHINE_LEARNING_HOURLY")
        refused = start(request, purchase_orders={charge_of(request): "P-1"})
        assert refused.reasons == {("purchaseOrders", "INVALID_PURCHASE_ORDERS")}


class TestProcurementSystem:
    def test_one_time_and_pay_as_you_go_need_two_approvals(self):
        """R-264"""
        system(isTestMode=False)
        request = requested(fixed("1200.00"), usage(), validity("P12M"))
        once, used = plans_of(request)
        assert once["order"] == {
            "part": "ONE_TIME",
            "amount": {"amount": "1200.00", "currencyCode": "USD"},
        }
        assert used["order"] == {"part": "PAY_AS_YOU_GO", "amount": None}
        first, second = started(request)
        assert approve(first, procurementToolName="COUPA").body["status"] == "APPROVED"
        assert request_status(request) == "PENDING_APPROVAL"
        approve(second, procurementToolName="COUPA")
        assert request_status(request) == "APPROVED"

    def test_the_order_number_of_the_system_is_the_purchase_order(self):
        """R-223: ProcurementToolApproverOutcome"""
        system(isTestMode=False)
        request = requested()
        (approval,) = started(request)
        numbers = {charge_of(request): "COUPA-4711"}
        made = approve(approval, procurementToolName="COUPA", purchase_orders=numbers).body
        assert made["levels"][0]["approvers"][0]["overriddenBy"] is None
        accept_request(request)
        assert number_of(request) == "COUPA-4711"
        assert get("COUPA-4711")["status"] == "ACTIVE"

    def test_what_is_free_is_an_order_of_nothing_unless_it_is_pre_approved(self):
        """R-264"""
        system(isTestMode=False)
        (plan,) = plans_of(requested(fixed("0"), validity("P12M")))
        assert plan["order"] == {
            "part": "FREE",
            "amount": {"amount": "0.00", "currencyCode": "USD"},
        }
        system(isTestMode=False, isFreePreApproved=True)
        request = requested(fixed("0"), validity("P12M"))
        assert (plans_of(request), request["status"]) == ([], "APPROVED")

    def test_in_test_mode_requests_flow_and_nothing_is_bought(self):
        """R-263"""
        system()
        request = requested()
        (approval,) = started(request)
        made = approve(approval, procurementToolName="COUPA").body
        assert (made["status"], made["isTestMode"]) == ("APPROVED", True)
        assert request_status(request) == "APPROVED"
        with nothing_written():
            refused = accept_request(request)
            check_refusal(refused, 409, "ConflictException", "PROCUREMENT_IN_TEST_MODE")
        assert items("/agreements") == items("/purchase-orders") == []
        assert invoice_now() == []

    def test_what_was_tried_stays_a_trial_when_the_system_goes_live(self):
        """R-263"""
        system()
        request = requested()
        (approval,) = started(request)
        system(isTestMode=False)
        approve(approval, procurementToolName="COUPA")
        refused = accept_request(request)
        check_refusal(refused, 409, "ConflictException", "PROCUREMENT_IN_TEST_MODE")

    def test_a_system_in_test_mode_keeps_nobody_else_from_buying(self):
        """R-263: an offer is accepted without it"""
        offer = released()
        system()
        assert accept(offer).status == 201

    def test_a_live_one_does(self):
        """R-262"""
        offer = released()
        system(isTestMode=False)
        check_refusal(accept(offer), 409, "ConflictException", "APPROVAL_REQUIRED")

    def test_a_new_setup_starts_in_test_mode(self):
        """R-263"""
        refused = put_system({"procurementSystem": "SAP_ARIBA", "isTestMode": False})
        assert refused.reasons == {("isTestMode", "INVALID_VALUE")}
        assert call("GET", SYSTEM).body["version"] == 0
        assert system("SAP_ARIBA")["isTestMode"] is True

    def test_settings_are_read_back_with_their_versions(self):
        """R-262"""
        saved = system(isFreePreApproved=True)
        assert call("GET", SYSTEM).body == saved
        with nothing_written():
            assert system(isFreePreApproved=True) == saved
            stale = put_system({"procurementSystem": None, "expectedVersion": 2})
            check_refusal(stale, 409, "ConflictException", "STALE_VERSION")
        planned(a_level(ADMIN, an_email(HEAD), required=2))
        plans = call("GET", PLANS).body
        assert plans["plans"][0]["levels"][0]["requiredApprovalCount"] == 2
        stale = call("PUT", PLANS, {"plans": [], "expectedVersion": 0})
        check_refusal(stale, 409, "ConflictException", "STALE_VERSION")
        assert call("PUT", PLANS, {"plans": [], "expectedVersion": 1}).body["version"] == 2


class TestTenancy:
    def test_settings_are_the_management_accounts(self):
        """R-262"""
        managing(PAYER)
        joined(BUYER, to=PAYER)
        with nothing_written():
            for answer in (
                call("GET", SYSTEM),
                put_system({"procurementSystem": "COUPA"}),
                call("GET", PLANS),
                call("PUT", PLANS, {"plans": []}),
            ):
                check_refusal(answer, 403, DENIED, "NOT_ALLOWED")

    def test_the_management_account_decides_for_its_members(self):
        """R-223"""
        managing(PAYER)
        joined(BUYER, to=PAYER)
        planned(a_level(ADMIN), account=PAYER)
        request = requested()
        (approval,) = started(request)
        with nothing_written():
            check_refusal(approve(approval), 403, DENIED, "NOT_ALLOWED")
            check_refusal(reject(approval), 403, DENIED, "NOT_ALLOWED")
        assert approve(approval, account=PAYER).status == 200
        assert request_status(request) == "APPROVED"

    def test_others_see_nothing_of_it(self):
        """R-377"""
        planned(a_level(ADMIN))
        request = requested()
        (approval,) = started(request)
        path = f"/agreement-requests/{request['agreementRequestId']}"
        with nothing_written():
            for account in (SELLER, STRANGER):
                for answer in (
                    call("GET", f"{path}/approval-plans", account=account),
                    call("POST", f"{path}/approvals", {"planInputs": []}, account=account),
                ):
                    check_refusal(answer, 404, NOT_FOUND, "AGREEMENT_REQUEST_NOT_FOUND")
                for answer in (
                    call("GET", f"/agreement-approvals/{approval}", account=account),
                    approve(approval, account=account),
                    reject(approval, account=account),
                ):
                    check_refusal(answer, 404, NOT_FOUND, "AGREEMENT_APPROVAL_NOT_FOUND")
        check_refusal(call("GET", "/agreement-approvals/apr-1"), 404, NOT_FOUND)

    def test_lists_show_each_party_its_own(self):
        """R-223"""
        managing(PAYER)
        joined(BUYER, to=PAYER)
        planned(a_level(ADMIN), account=PAYER)
        first, second = requested(), requested()
        (approval,) = started(first)
        started(second)
        approve(approval, account=PAYER)

        def listed(party: str, account: str, **query: str) -> int:
            path = "/agreement-approvals"
            return len(items(path, account=account, partyType=party, maxResults=1, **query))

        assert listed("REQUESTER", BUYER) == 2
        assert listed("AWS_ORGANIZATION_ADMIN", PAYER) == 2
        assert listed("AWS_ORGANIZATION_ADMIN", BUYER) == listed("REQUESTER", PAYER) == 0
        assert listed("REQUESTER", BUYER, status="APPROVED") == 1
        of_second = {"agreementRequestId": second["agreementRequestId"]}
        assert listed("AWS_ORGANIZATION_ADMIN", PAYER, **of_second) == 1

    def test_nobody_decides_in_place_of_who_is_not_asked(self):
        """R-223: AWS's reason"""
        planned(a_level(an_email(HEAD)))
        (approval,) = started(requested())
        reason = "INVALID_APPROVER_OUTCOME_ID_TO_OVERRIDE"
        at = "approverOutcomeIdToOverride"
        assert approve(approval).reasons == {(at, reason)}
        unknown = approve(approval, approverOutcomeIdToOverride="aprout-none")
        assert unknown.reasons == {(at, reason)}
        tool = approve(approval, procurementToolName="COUPA")
        assert tool.reasons == {("procurementToolName", reason)}
