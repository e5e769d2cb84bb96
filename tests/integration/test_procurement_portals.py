"""Procurement portals over the API: preferences, delivery of what is issued, a look ahead."""

import json
from typing import Any

import pytest

from procurement import bootstrap
from procurement.adapters.dynamodb.transaction import Transaction
from tests.support.api import BUYER, SELLER, call
from tests.support.application import (
    accepted,
    add,
    check_refusal,
    events_of,
    everything_stored,
    items,
    nothing_written,
)
from tests.support.billing import a_usage_charge, charged, invoice_now, invoices
from tests.support.billing_settings import a_unit_body
from tests.support.corrections import an_invoice, credit, regenerate, shown
from tests.support.crashes import When, crashed
from tests.support.organizations import joined, managing
from tests.support.portals import (
    PREFERENCES,
    SECRET,
    a_delivery_body,
    a_preference_body,
    a_put_body,
    created,
    delivering,
    path_of,
    set_status,
)
from tests.support.purchase_orders import INC

pytestmark = pytest.mark.usefixtures("aws", "clock")

MEMBER = "222233334444"
CLOUD, MEMO = "AWS_CLOUD_INVOICE", "AWS_CLOUD_CREDIT_MEMO"
NEEDED = {"einvoiceDeliveryPreference": a_delivery_body(CLOUD, MEMO, needing=(CLOUD,))}


def stored_text() -> str:
    return json.dumps(everything_stored())


class TestPreferences:
    def test_one_is_created_and_read_back(self):
        """R-265"""
        preference = created(resourceTags={"team": "finance"})
        assert preference["awsAccountId"] == BUYER
        assert preference["procurementPortalPreferenceArn"].endswith(
            f"procurement-portal-preference/{preference['procurementPortalPreferenceId']}"
        )
        assert preference["einvoiceDeliveryPreferenceStatus"] == "PENDING_VERIFICATION"
        assert preference["purchaseOrderRetrievalPreferenceStatus"] is None
        assert preference["version"] == 1
        assert call("GET", path_of(preference)).body == preference
        assert items(PREFERENCES) == [preference]

    def test_everything_that_can_be_said_comes_back(self):
        """R-265: all members but the secrets"""
        assert call("POST", "/invoice-units", a_unit_body("North")).status == 201
        test = {
            "buyerDomain": "NetworkID",
            "buyerIdentifier": "AN01-T",
            "supplierDomain": "NetworkID",
            "supplierIdentifier": "AN02-T",
            "procurementPortalInstanceEndpoint": "https://test.portal.example.com",
        }
        said = {
            "selector": {"invoiceUnits": ["North"], "sellerOfRecords": [INC]},
            "purchaseOrderRetrievalEnabled": True,
            "marketplacePunchOutEnabled": True,
            "marketplacePunchOutPreference": {
                "approvalRequestRedirectUrl": "https://portal.example.com/approve"
            },
        }
        with_secret = test | {"procurementPortalSharedSecret": SECRET}
        preference = created(**said, testEnvPreference=with_secret)
        assert preference["testEnvPreference"] == test | {"isSharedSecretSet": True}
        assert {name: preference[name] for name in said} == said
        delivery = preference["einvoiceDeliveryPreference"]
        assert delivery["protocol"] == "CXML"
        assert delivery["einvoiceDeliveryActivationDate"] == "2027-01-01T00:00:00.000Z"

    def test_the_secret_is_nowhere(self):
        """R-265: neither stored readable nor told"""
        preference = created()
        assert preference["isSharedSecretSet"] is True
        assert SECRET not in json.dumps(preference)
        call("PUT", path_of(preference), a_put_body(procurementPortalSharedSecret=SECRET + "2"))
        assert SECRET not in stored_text()
        with bootstrap.unit_of_work()() as unit:
            (kept,) = unit.portals.of_account(BUYER).preferences
        assert kept.production.secret is not None
        assert kept.production.secret.is_of(SECRET + "2")

    def test_the_same_token_creates_it_once(self):
        """R-265"""
        first = created(clientToken="t-1")
        with nothing_written():
            assert created(clientToken="t-1") == first
            body = a_preference_body(clientToken="t-1", buyerIdentifier="AN99")
            check_refusal(call("POST", PREFERENCES, body), 409, "ConflictException")
            body = a_preference_body(clientToken="t-1", procurementPortalSharedSecret="other")
            check_refusal(call("POST", PREFERENCES, body), 409, "ConflictException")

    def test_all_problems_are_told_at_once(self):
        """R-265"""
        body = a_preference_body(
            selector={"invoiceUnits": ["Nowhere"]}, contacts=[], buyerDomain="DUNS"
        )
        answer = call("POST", PREFERENCES, body)
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert {field for field, _ in answer.reasons} == {
            "selector.invoiceUnits[0]",
            "contacts",
            "buyerDomain",
        }

    def test_a_replacement_says_it_all_anew(self):
        """R-265"""
        before = created(purchaseOrderRetrievalEnabled=True)
        after = call("PUT", path_of(before), a_put_body(expectedVersion=1)).body
        assert after["purchaseOrderRetrievalEnabled"] is False
        assert after["isSharedSecretSet"] is True
        assert (after["version"], after["createDate"]) == (2, before["createDate"])
        stale = call("PUT", path_of(before), a_put_body(expectedVersion=1))
        check_refusal(stale, 409, "ConflictException", "STALE_VERSION")
        with nothing_written():
            assert call("PUT", path_of(before), a_put_body()).body == after

    def test_statuses_move_step_by_step(self):
        """R-266"""
        preference = created()
        refused = set_status(preference, "ACTIVE")
        check_refusal(refused, 409, "ConflictException", "WRONG_STATUS")
        assert "VALIDATED" in refused.body["message"]
        body = {
            "einvoiceDeliveryPreferenceStatus": "VALIDATED",
            "einvoiceDeliveryPreferenceStatusReason": "Checked by phone",
            "expectedVersion": 1,
        }
        moved = call("PUT", f"{path_of(preference)}/status", body).body
        assert moved["einvoiceDeliveryPreferenceStatus"] == "VALIDATED"
        assert moved["einvoiceDeliveryPreferenceStatusReason"] == "Checked by phone"
        assert moved["version"] == 2
        stale = call("PUT", f"{path_of(preference)}/status", body)
        check_refusal(stale, 409, "ConflictException", "STALE_VERSION")

    def test_a_deleted_one_is_gone(self):
        """R-265"""
        preference = created()
        stale = call("DELETE", path_of(preference), expectedVersion=2)
        check_refusal(stale, 409, "ConflictException", "STALE_VERSION")
        assert call("DELETE", path_of(preference), expectedVersion=1).status == 204
        gone = call("GET", path_of(preference))
        name, code = "ResourceNotFoundException", "PROCUREMENT_PORTAL_PREFERENCE_NOT_FOUND"
        check_refusal(gone, 404, name, code)
        assert items(PREFERENCES) == []

    def test_lists_go_on_page_by_page(self):
        """R-265"""
        made = {created(clientToken=f"t-{n}")["procurementPortalPreferenceId"] for n in range(3)}
        listed = items(PREFERENCES, maxResults=2)
        assert {each["procurementPortalPreferenceId"] for each in listed} == made
        refused = call("GET", PREFERENCES, nextToken="bm9uZQ==")
        assert refused.reasons == {("nextToken", "INVALID_NEXT_TOKEN")}

    def test_every_change_is_in_the_ledger_without_secrets(self):
        """R-265"""
        preference = created()
        call("PUT", path_of(preference), a_put_body(purchaseOrderRetrievalEnabled=True))
        set_status(preference, "VALIDATED")
        call("DELETE", path_of(preference))
        told = events_of()
        assert [event["type"].removeprefix("ProcurementPortalPreference") for event in told] == [
            "Created",
            "Updated",
            "StatusChanged",
            "Deleted",
        ]
        assert [event["detail"]["version"] for event in told] == [1, 2, 3, 3]
        assert told[2]["detail"]["einvoiceDeliveryPreferenceStatus"] == "VALIDATED"
        assert SECRET not in json.dumps(told)

    @pytest.mark.parametrize("when", When)
    def test_a_crash_leaves_all_or_nothing_and_a_repeat_heals(self, when):
        """R-265"""
        body = a_preference_body(clientToken="t-1")
        assert crashed(lambda: call("POST", PREFERENCES, body), 1, when)
        assert len(items(PREFERENCES)) == (when is When.AFTER)
        assert call("POST", PREFERENCES, body).status == 201
        assert len(items(PREFERENCES)) == 1
        assert len(events_of(type_="ProcurementPortalPreferenceCreated")) == 1

    def test_two_changes_at_once_are_both_made(self, monkeypatch):
        """R-265: the later one decides again on what the earlier one left"""
        preference = created()
        commit, met = Transaction.commit, []

        def with_another(transaction: Transaction) -> None:
            if transaction.writes and not met:
                met.append(1)
                created(clientToken="beside")
            commit(transaction)

        monkeypatch.setattr(Transaction, "commit", with_another)
        assert set_status(preference, "VALIDATED").body["version"] == 2
        assert len(items(PREFERENCES)) == 2


class TestTenancy:
    def test_a_member_of_an_organization_sets_up_no_portal(self):
        """R-001, R-265"""
        managing(BUYER)
        joined(MEMBER, to=BUYER)
        with nothing_written():
            refused = call("POST", PREFERENCES, a_preference_body(), account=MEMBER)
            check_refusal(refused, 403, "AccessDeniedException", "NOT_ALLOWED")
        created()

    def test_another_account_sees_nothing_of_it(self):
        """R-377"""
        preference = created()
        path = path_of(preference)
        with nothing_written():
            for method, body in (("GET", None), ("PUT", a_put_body()), ("DELETE", None)):
                refused = call(method, path, body, account=SELLER)
                check_refusal(refused, 404, "ResourceNotFoundException")
            status = {"einvoiceDeliveryPreferenceStatus": "VALIDATED"}
            refused = call("PUT", f"{path}/status", status, account=SELLER)
            check_refusal(refused, 404, "ResourceNotFoundException")
            of_it = {"procurementPortalPreferenceId": preference["procurementPortalPreferenceId"]}
            refused = call("GET", "/stopped-invoices", account=SELLER, **of_it)
            check_refusal(refused, 404, "ResourceNotFoundException")
        assert items(PREFERENCES, account=SELLER) == []


class TestDelivery:
    def test_without_a_portal_an_invoice_has_no_delivery(self):
        """R-378"""
        invoice = shown(an_invoice(period="2026-12"))
        assert invoice["einvoiceDeliveryStatus"] is None
        assert invoice["einvoiceDelivery"] is None

    def test_an_invoice_with_its_number_is_scheduled(self):
        """R-267"""
        preference = delivering(**NEEDED)
        add("PO-1", months=("2026-12", "2027-12"))
        invoice = shown(an_invoice("10.00", period="2026-12"))
        assert invoice["purchaseOrderId"] is not None
        assert invoice["einvoiceDeliveryStatus"] == "SCHEDULED"
        assert invoice["einvoiceDelivery"] == {
            "status": "SCHEDULED",
            "reason": None,
            "documentType": CLOUD,
            "procurementPortalName": "COUPA",
            "procurementPortalPreferenceId": preference["procurementPortalPreferenceId"],
            "explanation": None,
            "settledDate": None,
        }

    def test_without_a_number_it_is_issued_all_the_same_and_stopped(self):
        """R-268"""
        delivering(**NEEDED)
        invoice = shown(an_invoice(period="2026-12"))
        assert invoice["total"] == "3000.00"
        assert invoice["einvoiceDeliveryStatus"] == "NOT_DELIVERED"
        assert invoice["einvoiceDelivery"]["reason"] == "PURCHASE_ORDER_MISSING"

    def test_the_event_tells_a_deliverer_what_to_do(self):
        """R-268"""
        delivering(**NEEDED)
        an_invoice(period="2026-12")
        (event,) = events_of(type_="InvoiceIssued")
        told = event["detail"]["einvoiceDelivery"]
        assert (told["einvoiceDeliveryStatus"], told["documentType"]) == ("NOT_DELIVERED", CLOUD)

    def test_lists_tell_it_too(self):
        """R-378"""
        delivering(**NEEDED)
        an_invoice(period="2026-12")
        (listed,) = call("GET", "/invoices").body["items"]
        assert listed["einvoiceDeliveryStatus"] == "NOT_DELIVERED"

    def test_a_preference_that_is_not_active_yet_stops_nothing(self):
        """R-266"""
        created(**NEEDED)
        assert shown(an_invoice(period="2026-12"))["einvoiceDeliveryStatus"] is None

    def test_a_suspended_one_stops_everything(self):
        """R-266, R-268"""
        set_status(delivering(), "SUSPENDED")
        invoice = shown(an_invoice(period="2026-12"))
        assert invoice["einvoiceDelivery"]["reason"] == "PREFERENCE_SUSPENDED"

    def test_the_preference_of_the_invoice_unit_goes_before_that_of_the_account(self, clock):
        """R-265; a unit counts for the months at whose end it was there (R-386)"""
        clock("2026-12-15T12:00")
        assert call("POST", "/invoice-units", a_unit_body("North", BUYER)).status == 201
        clock("2027-01-15T12:00")
        delivering(clientToken="all", **NEEDED)
        own = delivering(clientToken="unit", selector={"invoiceUnits": ["North"]})
        invoice = shown(an_invoice(period="2026-12"))
        assert invoice["invoiceUnit"] == "North"
        chosen = invoice["einvoiceDelivery"]["procurementPortalPreferenceId"]
        assert chosen == own["procurementPortalPreferenceId"]
        assert invoice["einvoiceDeliveryStatus"] == "SCHEDULED"

    def test_a_credit_memo_is_delivered_by_its_own_rule(self):
        """R-267"""
        delivering(**NEEDED)
        memo = credit(an_invoice(period="2026-12"), "100.00")
        assert memo.body["einvoiceDelivery"]["documentType"] == MEMO
        assert memo.body["einvoiceDeliveryStatus"] == "SCHEDULED"
        (event,) = events_of(type_="CreditMemoIssued")
        assert event["detail"]["einvoiceDelivery"]["einvoiceDeliveryStatus"] == "SCHEDULED"

    def test_a_credit_memo_without_the_number_it_needs_is_stopped(self):
        """R-268: it follows its invoice, which has none"""
        delivering(einvoiceDeliveryPreference=a_delivery_body(MEMO, needing=(MEMO,)))
        number = an_invoice(period="2026-12")
        assert shown(number)["einvoiceDeliveryStatus"] is None
        assert credit(number, "100.00").body["einvoiceDeliveryStatus"] == "NOT_DELIVERED"

    def test_support_puts_the_number_on_and_the_invoice_goes_out(self):
        """R-205, R-268: the next edition is delivered as if it were the first"""
        delivering(**NEEDED)
        number = an_invoice("10.00", period="2026-12")
        add("PO-1", months=("2026-12", "2027-12"))
        assert shown(number)["einvoiceDeliveryStatus"] == "NOT_DELIVERED"
        regenerated = regenerate(number, "PO-1").body
        assert regenerated["einvoiceDeliveryStatus"] == "SCHEDULED"
        (event,) = events_of(type_="InvoiceRegenerated")
        assert event["detail"]["einvoiceDelivery"]["einvoiceDeliveryStatus"] == "SCHEDULED"
        former = call("GET", f"/invoices/{number}/editions/1").body
        assert former["einvoiceDeliveryStatus"] == "NOT_DELIVERED"

    def test_a_sellers_adjustment_makes_a_memo_that_is_delivered(self, clock):
        """R-267, R-398"""
        memo_type = "AWS_MARKETPLACE_CREDIT_MEMO"
        delivering(einvoiceDeliveryPreference=a_delivery_body(memo_type))
        agreement = accepted(("2027-01-15", "100.00"))["agreement"]["agreementId"]
        (number,) = invoice_now(BUYER, agreement)
        entry = {
            "agreementId": agreement,
            "originalInvoiceId": number,
            "adjustmentAmount": "10.00",
            "currencyCode": "USD",
            "adjustmentReasonCode": "OTHER",
            "description": "Outage",
            "clientToken": "t-1",
        }
        body = {"billingAdjustmentRequestEntries": [entry]}
        answer = call("POST", "/billing-adjustments", body, account=SELLER)
        assert answer.status == 200, answer.body
        memo = invoices()[-1]
        assert memo["invoiceType"] == "CREDIT_MEMO"
        assert memo["einvoiceDelivery"]["documentType"] == memo_type


class TestLookAhead:
    def ahead(self, **query: Any) -> dict[str, Any]:
        answer = call("GET", "/stopped-invoices", **query)
        assert answer.status == 200, answer.body
        return dict(answer.body)

    def test_it_names_what_the_coming_run_makes_and_the_portal_stops(self):
        """R-268: before the run"""
        preference = delivering(**NEEDED)
        charged(a_usage_charge("ch-1", "70.00"), a_usage_charge("ch-2", "30.00"))
        ahead = self.ahead()
        assert (ahead["invoices"], ahead["until"]) == (1, "2027-02-14")
        (stopped,) = ahead["items"]
        assert stopped["total"] == {"amount": "100.00", "currencyCode": "USD"}
        assert stopped["invoicedAt"] == "2027-02-03T00:00:00.000Z"
        assert stopped["chargeIds"] == ["ch-1", "ch-2"]
        assert stopped["einvoiceDelivery"]["reason"] == "PURCHASE_ORDER_MISSING"
        chosen = stopped["einvoiceDelivery"]["procurementPortalPreferenceId"]
        assert chosen == preference["procurementPortalPreferenceId"]

    def test_what_it_foresees_is_what_the_run_does(self, clock):
        """R-268: the invoice that is made has the same draft, and is stopped"""
        delivering(**NEEDED)
        charged(a_usage_charge("ch-1", "70.00"), a_usage_charge("ch-2", "30.00", period="2026-12"))
        foreseen = {each["draftId"] for each in self.ahead()["items"]}
        clock("2027-02-03T00:00")
        invoice_now()
        with bootstrap.unit_of_work()() as unit:
            made = unit.invoices.page(BUYER, period=None, limit=10, token=None).items
        assert {invoice.draft_id for invoice in made} == foreseen
        assert {each["einvoiceDeliveryStatus"] for each in invoices()} == {"NOT_DELIVERED"}
        assert self.ahead()["items"] == []

    def test_a_purchase_order_in_time_lets_it_through(self):
        """R-268"""
        delivering(**NEEDED)
        charged(a_usage_charge("ch-1", "70.00"))
        add("PO-1")
        assert self.ahead()["invoices"] == 0

    def test_it_looks_only_so_many_days_ahead(self):
        """R-268"""
        delivering(**NEEDED)
        charged(a_usage_charge("ch-1", "70.00"), a_usage_charge("ch-2", "1.00", period="2026-12"))
        (due,) = self.ahead(days=0)["items"]
        assert due["chargeIds"] == ["ch-2"]
        assert self.ahead(days=19)["invoices"] == 2

    def test_it_can_be_asked_for_one_preference_and_page_by_page(self):
        """R-268"""
        one = delivering(clientToken="one", selector={"sellerOfRecords": [INC]}, **NEEDED)
        other = delivering(clientToken="other", **NEEDED)
        periods = ("2026-10", "2026-11", "2026-12")
        charged(*(a_usage_charge(f"ch-{p}", "1.00", period=p) for p in periods))
        name = "procurementPortalPreferenceId"
        assert self.ahead(procurementPortalPreferenceId=one[name])["invoices"] == 3
        assert self.ahead(procurementPortalPreferenceId=other[name])["invoices"] == 0
        found = items("/stopped-invoices", maxResults=1)
        assert len({each["draftId"] for each in found}) == 3

    def test_without_a_portal_nothing_is_stopped(self):
        """R-268"""
        charged(a_usage_charge("ch-1", "70.00"))
        assert self.ahead()["items"] == []
