"""The integration of AWS Billing with AWS Marketplace: what is refused while it is off."""

import pytest

from procurement import bootstrap
from tests.support.api import BUYER, call
from tests.support.application import (
    Body,
    a_line_body,
    accept,
    accepted,
    add,
    check_refusal,
    events_of,
    get,
    items,
    nothing_written,
    released,
)
from tests.support.billing import Queue, charges_of, invoices, run_invoices
from tests.support.organizations import integration, joined, left, managing
from tests.support.terms import fixed, offered, quoted, validity

K, O1 = BUYER, "555566667777"
REFUSED = (403, "AccessDeniedException", "INVALID_ACCOUNT_STATE")

pytestmark = pytest.mark.usefixtures("aws", "clock")


def switch_of(account: str) -> Body:
    answer = call("GET", "/marketplace-integration", account=account)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def update(agreement_id: str, number: int, reference: str) -> Body:
    """The body that gives payment `number` another purchase order number."""
    charge = charges_of(agreement_id)[number - 1]
    entry = {
        "agreementId": agreement_id,
        "chargeId": charge.charge_id,
        "chargeRevision": charge.revision,
        "purchaseOrderReference": reference,
    }
    return {"purchaseOrders": [entry]}


def monthly(reference: str = "P1") -> str:
    """An agreement with a payment in May and one in July, both naming the purchase order."""
    body = accepted(
        ("2027-05-15", "500.00"),
        ("2027-07-15", "500.00"),
        references={"purchaseOrderReference": reference},
    )
    return str(body["agreement"]["agreementId"])


class TestSwitch:
    def test_it_is_on_until_somebody_switches_it_off(self):
        """R-163: the deployment's default"""
        assert switch_of(K) == {"accountId": K, "isEnabled": True, "changes": [], "version": 0}

    def test_a_deployment_may_leave_it_off_until_it_is_set_up(self, monkeypatch):
        """R-163, R-164"""
        monkeypatch.setenv("MARKETPLACE_INTEGRATION", "disabled")
        bootstrap.settings.cache_clear(), bootstrap.unit_of_work.cache_clear()
        assert switch_of(K)["isEnabled"] is False
        offer = released()
        with nothing_written():
            check_refusal(accept(offer, purchaseOrderReference="P1"), *REFUSED)
        integration(True, account=K)
        assert accept(offer, purchaseOrderReference="P1").status == 201

    def test_the_management_account_s_covers_every_account(self):
        """R-166"""
        managing(O1)
        joined(K, to=O1)
        integration(False, account=O1)
        assert (switch_of(K)["accountId"], switch_of(K)["isEnabled"]) == (O1, False)

    def test_a_member_cannot_switch_it(self):
        """R-163, R-166"""
        managing(O1)
        joined(K, to=O1)
        with nothing_written():
            answer = call("PUT", "/marketplace-integration", {"isEnabled": False}, account=K)
            check_refusal(answer, 403, "AccessDeniedException", "NOT_ALLOWED")

    def test_an_account_on_its_own_has_its_own(self):
        """R-166: and comes back to it when it leaves"""
        integration(False, account=K)
        managing(O1)
        joined(K, to=O1)
        assert switch_of(K)["isEnabled"] is True
        left(K)
        assert switch_of(K)["isEnabled"] is False

    def test_its_history_is_kept_and_told(self, clock):
        integration(False, account=K)
        clock("2027-02-01T00:00")
        integration(True, account=K)
        switch = switch_of(K)
        assert [(each["at"][:10], each["isEnabled"]) for each in switch["changes"]] == [
            ("2027-01-15", False),
            ("2027-02-01", True),
        ]
        told = events_of(K, "MarketplaceIntegrationChanged")
        assert [event["detail"]["isEnabled"] for event in told] == [False, True]

    def test_the_same_position_again_is_not_written(self):
        with nothing_written():
            integration(True, account=K)

    def test_a_stale_version_is_refused(self):
        integration(False, account=K)
        body = {"isEnabled": True, "expectedVersion": 0}
        answer = call("PUT", "/marketplace-integration", body, account=K)
        check_refusal(answer, 409, "ConflictException", "STALE_VERSION")


class TestOff:
    def test_an_acceptance_that_carries_a_purchase_order_is_refused(self):
        """R-164, R-167: with AWS's reason, and no agreement is made"""
        offer = released()
        integration(False, account=K)
        with nothing_written():
            answer = accept(offer, purchaseOrderReference="P1")
            check_refusal(answer, *REFUSED)
        assert answer.body["reason"] == "INVALID_ACCOUNT_STATE"

    def test_an_acceptance_without_one_goes_on(self):
        """R-167"""
        integration(False, account=K)
        assert accept(released()).status == 201

    def test_giving_a_charge_a_number_is_refused(self):
        """R-167"""
        agreement_id = monthly()
        integration(False, account=K)
        with nothing_written():
            body = update(agreement_id, 1, "P2")
            check_refusal(call("PUT", "/charges/purchase-orders", body), *REFUSED)

    def test_a_member_is_refused_by_its_payer_s_switch(self):
        """R-164, R-166"""
        managing(O1)
        joined(K, to=O1)
        integration(False, account=O1)
        check_refusal(accept(released(), purchaseOrderReference="P1"), *REFUSED)

    def test_invoices_go_out_without_a_number_until_it_is_back(self, queue: Queue, clock):
        """R-167: the charge keeps its reference, and its purchase order is not touched"""
        agreement_id = monthly()
        before = get("P1")
        integration(False, account=K)
        clock("2027-05-15T01:00")
        run_invoices(queue, "may")
        integration(True, account=K)
        clock("2027-07-15T01:00")
        run_invoices(queue, "july")
        may, july = invoices()
        assert (may["purchaseOrderId"], may["flags"]) == (None, ["NOT_INTEGRATED"])
        assert (july["purchaseOrderId"], july["flags"]) == ("P1", [])
        assert {c.purchase_order_reference for c in charges_of(agreement_id)} == {"P1"}
        lines = {line["lineItemNumber"] for line in get("P1")["lineItems"]}
        assert len(lines) == len(before["lineItems"]) + 1

    def test_no_purchase_order_is_created(self, queue: Queue, clock):
        """R-238"""
        monthly("P1")
        assert call("DELETE", "/purchase-orders/P1").status == 204
        integration(False, account=K)
        clock("2027-05-15T01:00")
        run_invoices(queue)
        assert items("/purchase-orders") == []

    def test_a_repeated_acceptance_heals_nothing_before_it_is_back(self, clock):
        """R-167: the agreement stands, its purchase order does not"""
        offer = released()
        assert accept(offer, purchaseOrderReference="P1").status == 201
        assert call("DELETE", "/purchase-orders/P1").status == 204
        integration(False, account=K)
        assert accept(offer, purchaseOrderReference="P1").status == 201
        assert items("/purchase-orders") == []
        clock("2027-01-16T12:00")
        integration(True, account=K)
        assert accept(offer, purchaseOrderReference="P1").status == 201
        assert get("P1")["source"] == "MARKETPLACE"

    def test_the_match_and_the_preview_tell_why(self, queue: Queue, clock):
        """R-136, R-167"""
        monthly()
        integration(False, account=K)
        preview = call("POST", "/match-previews", {"dueBy": "2027-05-31T00:00:00Z"}).body
        clock("2027-05-15T01:00")
        run_invoices(queue)
        (invoice,) = invoices()
        match = call("GET", f"/invoices/{invoice['invoiceId']}/match").body
        assert match["outcome"] == "NAMED_NOT_INTEGRATED"
        (step,) = match["funnel"]
        assert (step["criterion"], step["rule"]) == ("NAMED_BY_CHARGE", "R-167")
        assert "integration with AWS Marketplace is off" in match["reason"]
        assert match["reason"] in repr(preview)

    def test_the_radar_warns_of_it(self):
        """R-167: while there is time to switch it on"""
        monthly()
        integration(False, account=K)
        found = call("GET", "/radar", days=180).body["items"]
        assert [each["risks"] for each in found] == [["NOT_INTEGRATED"]]
        integration(True, account=K)
        assert call("GET", "/radar", days=180).body["items"] == []

    def test_what_names_nothing_is_matched_as_ever(self, queue: Queue, clock):
        """R-167: blanket matching does not depend on the integration"""
        add("BLANKET", a_line_body("1", "AWS_MARKETPLACE_BLANKET_USAGE"))
        accepted(("2027-05-15", "500.00"))
        integration(False, account=K)
        clock("2027-05-15T01:00")
        run_invoices(queue)
        assert [invoice["purchaseOrderId"] for invoice in invoices()] == ["BLANKET"]


class TestPermission:
    """S-61: IAM allows routes, so that accepting and naming purchase orders are two of them."""

    def test_an_acceptance_that_carries_a_purchase_order_is_refused(self):
        """R-169, S-61: and no agreement is created"""
        offer = released()
        path = f"/offers/{offer['offerId']}/accept-without-purchase-orders"
        with nothing_written():
            answer = call("POST", path, {"purchaseOrderReference": "P1"})
            check_refusal(answer, 403, "AccessDeniedException", "NOT_ALLOWED")

    def test_an_acceptance_without_one_needs_no_more(self):
        """R-171"""
        offer = released()
        path = f"/offers/{offer['offerId']}/accept-without-purchase-orders"
        answer = call("POST", path, {})
        assert answer.status == 201
        with nothing_written():
            assert accept(offer).body == answer.body

    def test_the_same_holds_for_agreement_requests(self):
        """R-169, R-170, R-171"""
        request = quoted(offered(fixed("10.00"), validity("P12M")))
        path = f"/agreement-requests/{request['agreementRequestId']}/accept-without-purchase-orders"
        (charge,) = request["chargeSummary"]["expectedCharges"]
        order = {"chargeId": charge["id"], "purchaseOrderReference": "P1"}
        with nothing_written():
            answer = call("POST", path, {"purchaseOrders": [order]})
            check_refusal(answer, 403, "AccessDeniedException", "NOT_ALLOWED")
        answer = call("POST", path, {})
        assert answer.status == 200
        assert [c["purchaseOrderReference"] for c in answer.body["charges"]] == [None]
