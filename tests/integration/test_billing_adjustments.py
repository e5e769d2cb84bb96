"""Billing adjustments: a seller gives back some of what its agreements' buyers were invoiced.

R-387, R-393 to R-398; answers are held against botocore's own model.
"""

import json
from functools import partial
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from procurement.adapters.dynamodb.invoices import DynamoInvoices
from tests.support.api import BUYER, SELLER, Answer, call
from tests.support.application import (
    Body,
    accepted,
    add,
    check_refusal,
    events_of,
    items,
    nothing_written,
)
from tests.support.billing import check_books, invoice_now, invoices
from tests.support.corrections import credit, shown
from tests.support.crashes import Crash, When, counted, crashed, crashing_at
from tests.support.purchase_orders import INC
from tests.support.requests import finish

STRANGER = "999988887777"
FIELD = "billingAdjustmentRequestEntries"

pytestmark = pytest.mark.usefixtures("aws", "clock")


@pytest.fixture
def agreement(clock) -> str:
    """500.00 on 15 January and 500.00 on 15 May, both invoiced, on a blanket order."""
    add("P")
    found = accepted(
        ("2027-01-15", "500.00"),
        ("2027-05-15", "500.00"),
        references={"purchaseOrderReference": "P"},
    )
    agreement_id = str(found["agreement"]["agreementId"])
    clock("2027-05-16T00:00")
    invoice_now(BUYER, agreement_id)
    return agreement_id


@pytest.fixture
def first(agreement) -> str:
    """The number of the first invoice."""
    return str(min(invoice["invoiceId"] for invoice in invoices()))


def an_entry(agreement: str, invoice: str, amount: str = "100.00", **more: Any) -> Body:
    return {
        "agreementId": agreement,
        "originalInvoiceId": invoice,
        "adjustmentAmount": amount,
        "currencyCode": "USD",
        "adjustmentReasonCode": "INCORRECT_METERING",
        "clientToken": "token-1",
        **more,
    }


def adjust(*entries: Body, account: str = SELLER) -> Answer:
    return call("POST", "/billing-adjustments", {FIELD: list(entries)}, account=account)


def requests(agreement: str, **query: str) -> list[Body]:
    return items(f"/agreements/{agreement}/billing-adjustments", account=SELLER, **query)


def request(agreement: str, request_id: str) -> Body:
    path = f"/agreements/{agreement}/billing-adjustments/{request_id}"
    return dict(call("GET", path, account=SELLER).body)


def invoiced(agreement: str, **query: str) -> list[Body]:
    path = f"/agreements/{agreement}/invoice-line-items"
    answer = call("GET", path, account=SELLER, **query)
    assert answer.status == 200, answer.body
    return list(answer.body["agreementInvoiceLineItemGroupSummaries"])


class TestCompleted:
    def test_an_adjustment_issues_a_credit_memo(self, agreement, first):
        """R-398: linked to its invoice, on the same purchase order"""
        answer = adjust(an_entry(agreement, first))
        assert (answer.status, answer.body["errors"]) == (200, [])
        (item,) = answer.body["items"]
        assert item["clientToken"] == "token-1"
        found = request(agreement, item["billingAdjustmentRequestId"])
        assert (found["status"], found["adjustmentAmount"]) == ("COMPLETED", "100.00")
        memo = shown(found["creditMemoId"])
        assert (memo["originalInvoiceId"], memo["total"]) == (first, "-100.00")
        assert memo["purchaseOrderId"] == shown(first)["purchaseOrderId"] == "P"
        assert memo["description"] == "INCORRECT_METERING"
        check_books(BUYER, agreement)

    def test_the_maximum_shrinks_with_every_adjustment(self, agreement, first):
        """R-394, R-153"""
        adjust(an_entry(agreement, first, "400.00"))
        (entry,) = [e for e in invoiced(agreement) if e["invoiceId"] == first]
        assert entry["pricingCurrencyAmount"] == {
            "amount": "500.00",
            "maxAdjustmentAmount": "100.00",
            "currencyCode": "USD",
        }
        answer = adjust(an_entry(agreement, first, "100.01", clientToken="token-2"))
        (error,) = answer.body["errors"]
        assert (error["code"], error["clientToken"]) == ("VALIDATION_EXCEPTION", "token-2")
        assert error["message"].startswith("EXCEEDED_MAXIMUM_ADJUSTMENT_AMOUNT")
        last = adjust(an_entry(agreement, first, "100.00", clientToken="token-3"))
        assert last.body["errors"] == []
        check_books(BUYER, agreement)

    def test_each_entry_fares_on_its_own(self, agreement, first):
        """R-393: items and errors, as AWS has them"""
        second = max(invoice["invoiceId"] for invoice in invoices())
        answer = adjust(
            an_entry(agreement, first, clientToken="a"),
            an_entry(agreement, "nothing", clientToken="b"),
            an_entry(agreement, second, clientToken="c"),
            an_entry(agreement, second, "600.00", clientToken="d"),
            an_entry(agreement, second, currencyCode="EUR", clientToken="e"),
        )
        assert [item["clientToken"] for item in answer.body["items"]] == ["a", "c"]
        assert {e["clientToken"]: e["code"] for e in answer.body["errors"]} == {
            "b": "RESOURCE_NOT_FOUND_EXCEPTION",
            "d": "CONFLICT_EXCEPTION",
            "e": "CONFLICT_EXCEPTION",
        }
        check_books(BUYER, agreement)

    def test_both_parties_are_told_what_concerns_them(self, agreement, first):
        adjust(an_entry(agreement, first))
        statuses = {
            (event["type"], event["detail"]["status"])
            for event in events_of(SELLER)
            if event["type"].startswith("BillingAdjustment")
        }
        assert statuses == {
            ("BillingAdjustmentRequested", "PENDING"),
            ("BillingAdjustmentSettled", "COMPLETED"),
        }
        assert len(events_of(BUYER, "CreditMemoIssued")) == 1
        (completed,) = events_of(BUYER, "BillingAdjustmentCompleted")
        assert completed["detail"]["originalInvoiceId"] == first
        told = [e["detail"] for e in events_of(SELLER) if e["type"].startswith("BillingAdj")]
        assert not any("purchaseOrderId" in detail for detail in told)


class TestRefused:
    @pytest.mark.parametrize(
        ("change", "field", "reason"),
        [
            ({"agreementId": None}, "agreementId", "MISSING_AGREEMENT_ID"),
            ({"agreementId": "a b"}, "agreementId", "INVALID_AGREEMENT_ID"),
            ({"originalInvoiceId": None}, "originalInvoiceId", "MISSING_INVOICE_ID"),
            ({"adjustmentAmount": None}, "adjustmentAmount", "MISSING_ADJUSTMENT_AMOUNT"),
            ({"adjustmentAmount": "0"}, "adjustmentAmount", "INVALID_ADJUSTMENT_AMOUNT"),
            ({"adjustmentAmount": "-1"}, "adjustmentAmount", "INVALID_ADJUSTMENT_AMOUNT"),
            ({"adjustmentAmount": "1.001"}, "adjustmentAmount", "INVALID_ADJUSTMENT_AMOUNT"),
            ({"currencyCode": None}, "currencyCode", "MISSING_CURRENCY_CODE"),
            ({"currencyCode": "usd"}, "currencyCode", "INVALID_CURRENCY_CODE"),
            ({"adjustmentReasonCode": None}, "adjustmentReasonCode", "MISSING_REASON_CODE"),
            ({"adjustmentReasonCode": "X"}, "adjustmentReasonCode", "INVALID_REASON_CODE"),
            ({"adjustmentReasonCode": "OTHER"}, "description", "MISSING_DESCRIPTION"),
            ({"description": ""}, "description", "INVALID_DESCRIPTION"),
            ({"clientToken": None}, "clientToken", "INVALID_CLIENT_TOKEN"),
            ({"clientToken": "a/b"}, "clientToken", "INVALID_CLIENT_TOKEN"),
        ],
    )
    def test_an_entry_that_is_wrong_by_itself(self, change, field, reason):
        """R-396: AWS's own reasons"""
        with nothing_written():
            answer = adjust({**an_entry("agmt-1", "US-1"), **change})
        check_refusal(answer, 400, "ValidationException")
        assert answer.reasons == {(f"{FIELD}[0].{field}", reason)}

    def test_none_and_more_than_five(self):
        """R-393"""
        assert adjust().reasons == {(FIELD, "MISSING_BILLING_ADJUSTMENTS")}
        six = [an_entry("agmt-1", f"US-{n}", clientToken=f"t-{n}") for n in range(6)]
        assert adjust(*six).reasons == {(FIELD, "BILLING_ADJUSTMENTS_LIMIT_EXCEEDED")}

    def test_entries_of_two_agreements_and_with_one_token(self):
        """R-393"""
        answer = adjust(an_entry("agmt-1", "US-1"), an_entry("agmt-2", "US-2"))
        assert answer.reasons == {
            (FIELD, "MULTIPLE_AGREEMENT_IDS"),
            (FIELD, "INVALID_CLIENT_TOKEN"),
        }

    @pytest.mark.parametrize("account", [BUYER, STRANGER])
    def test_everybody_but_the_seller(self, agreement, first, account):
        """R-393: to the buyer too it is not there"""
        with nothing_written():
            answer = adjust(an_entry(agreement, first), account=account)
        check_refusal(answer, 404, "ResourceNotFoundException", "AGREEMENT_NOT_FOUND")
        for path in ("billing-adjustments", "billing-adjustments/ba-1", "invoice-line-items"):
            answer = call("GET", f"/agreements/{agreement}/{path}", account=account)
            check_refusal(answer, 404, "ResourceNotFoundException", "AGREEMENT_NOT_FOUND")

    def test_a_credit_memo(self, agreement, first):
        """R-397"""
        memo = credit(first, "1.00").body["invoiceId"]
        with nothing_written():
            answer = adjust(an_entry(agreement, memo))
        (error,) = answer.body["errors"]
        assert error["code"] == "VALIDATION_EXCEPTION"

    def test_an_invoice_of_another_agreement(self, agreement, first):
        """R-393: a seller learns nothing of it"""
        other = accepted(("2027-05-16", "70.00"), availabilityEndDate="2027-06-30")
        invoice_now(BUYER, other["agreement"]["agreementId"])
        (number,) = [i["invoiceId"] for i in invoices() if i["total"] == "70.00"]
        with nothing_written():
            answer = adjust(an_entry(agreement, number))
        (error,) = answer.body["errors"]
        assert error["code"] == "RESOURCE_NOT_FOUND_EXCEPTION"


class TestRepeats:
    def test_the_same_token_again_adjusts_once(self, agreement, first):
        """R-393"""
        before = adjust(an_entry(agreement, first)).body
        with nothing_written():
            assert adjust(an_entry(agreement, first)).body == before

    def test_the_same_token_for_another_amount_is_a_conflict(self, agreement, first):
        adjust(an_entry(agreement, first))
        with nothing_written():
            answer = adjust(an_entry(agreement, first, "7.00"))
        assert [error["code"] for error in answer.body["errors"]] == ["CONFLICT_EXCEPTION"]

    def test_a_crash_at_any_commit_adjusts_once(self, agreement, first, subtests):
        """Crash safety: R-398"""
        with counted() as commits:
            adjust(an_entry(agreement, first, "1.00", clientToken="counted"))
        assert commits.count == 2
        for number in range(1, commits.count + 1):
            for when in When:
                with subtests.test(number=number, when=when.value):
                    entry = an_entry(agreement, first, clientToken=f"{number}-{when.value}")
                    assert crashed(partial(adjust, entry), number, when)
                    assert adjust(entry).body["errors"] == []
                    check_books(BUYER, agreement)
        assert shown(first)["maxAdjustmentAmount"] == "99.00"
        assert [found["status"] for found in requests(agreement)] == ["COMPLETED"] * 5

    def test_a_second_one_meanwhile_is_a_conflict_and_completes_the_first(self, agreement, first):
        """R-397: and a third one finds the way free"""
        with pytest.raises(Crash), crashing_at(2, When.BEFORE):
            adjust(an_entry(agreement, first, clientToken="one"))
        assert [found["status"] for found in requests(agreement)] == ["PENDING"]
        answer = adjust(an_entry(agreement, first, clientToken="two"))
        assert [error["code"] for error in answer.body["errors"]] == ["CONFLICT_EXCEPTION"]
        assert [found["status"] for found in requests(agreement)] == ["COMPLETED"]
        assert adjust(an_entry(agreement, first, clientToken="three")).body["errors"] == []
        check_books(BUYER, agreement)

    def test_the_sweep_completes_what_was_cut_off(self, agreement, first, clock):
        """R-396, R-398: nothing stays pending for ever"""
        with pytest.raises(Crash), crashing_at(2, When.BEFORE):
            adjust(an_entry(agreement, first))
        (pending,) = requests(agreement)
        assert (pending["status"], finish()) == ("PENDING", {"finished": 0, "failed": 0})
        clock("2027-05-16T00:15")
        assert finish() == {"finished": 1, "failed": 0}
        (completed,) = requests(agreement)
        assert completed["status"] == "COMPLETED"
        (settled,) = events_of(SELLER, "BillingAdjustmentSettled")
        assert settled["actor"] == "silence"
        assert finish() == {"finished": 0, "failed": 0}
        check_books(BUYER, agreement)

    def test_one_that_the_invoice_no_longer_allows_fails(self, agreement, first):
        """R-396: support gave everything back between request and completion"""
        entry = an_entry(agreement, first)
        with pytest.raises(Crash), crashing_at(2, When.BEFORE):
            adjust(entry)
        assert credit(first, "450.00").status == 201
        (item,) = adjust(entry).body["items"]
        found = request(agreement, item["billingAdjustmentRequestId"])
        assert (found["status"], found["creditMemoId"]) == ("VALIDATION_FAILED", None)
        assert "more than the 50.00 USD left" in found["statusMessage"]
        assert requests(agreement, status="VALIDATION_FAILED")[0]["status"] == "VALIDATION_FAILED"
        assert requests(agreement, status="COMPLETED") == []
        other = adjust(an_entry(agreement, first, "50.00", clientToken="next"))
        assert other.body["errors"] == []
        check_books(BUYER, agreement)

    def test_two_at_once_hold_the_invoice_one_after_the_other(self, agreement, first, monkeypatch):
        """R-397"""
        read, met = DynamoInvoices.get, []

        def overtaken(invoices_, account_id, invoice_id):
            found = read(invoices_, account_id, invoice_id)
            if not met:
                met.append("once")
                assert adjust(an_entry(agreement, first, clientToken="one")).body["errors"] == []
            return found

        monkeypatch.setattr(DynamoInvoices, "get", overtaken)
        adjust(an_entry(agreement, first, "450.00", clientToken="two"))
        assert shown(first)["maxAdjustmentAmount"] == "400.00"
        check_books(BUYER, agreement)


class TestSeller:
    def test_sees_amounts_of_its_agreement_and_nothing_of_purchase_orders(self, agreement, first):
        """R-387"""
        adjust(an_entry(agreement, first))
        credit(first, "50.00")
        found = invoiced(agreement)
        assert [(e["invoiceType"], e["pricingCurrencyAmount"]["amount"]) for e in found] == [
            ("INVOICE", "500.00"),
            ("CREDIT_MEMO", "-100.00"),
            ("INVOICE", "500.00"),
        ]
        assert found[0] == {
            "agreementId": agreement,
            "invoiceId": first,
            "invoiceType": "INVOICE",
            "pricingCurrencyAmount": {
                "amount": "500.00",
                "maxAdjustmentAmount": "350.00",
                "currencyCode": "USD",
            },
            "invoiceBillingPeriod": {"month": 1, "year": 2027},
            "issuedTime": found[0]["issuedTime"],
            "invoicingEntity": {"legalName": INC},
        }
        assert len(invoiced(agreement, invoiceType="CREDIT_MEMO")) == 1
        assert "urchaseOrder" not in json.dumps(found)

    def test_pages_through_invoices(self, agreement):
        path = f"/agreements/{agreement}/invoice-line-items"
        page = call("GET", path, account=SELLER, maxResults=1).body
        rest = call("GET", path, account=SELLER, maxResults=1, nextToken=page["nextToken"]).body
        numbers = [
            entry["invoiceId"]
            for part in (page, rest)
            for entry in part["agreementInvoiceLineItemGroupSummaries"]
        ]
        assert len(set(numbers)) == 2


def test_answers_and_requests_have_the_shapes_of_aws(agreement, first):
    """R-387, R-393, R-396: botocore's own model takes them"""
    model = botocore.session.get_session().get_service_model("marketplace-agreement")

    def check(operation: str, body: Body, *, is_input: bool = False) -> None:
        found = model.operation_model(operation)
        shape = found.input_shape if is_input else found.output_shape
        own = {name: value for name, value in body.items() if name in shape.members}
        present = {name: value for name, value in own.items() if value is not None}
        report = ParamValidator().validate(present, shape)
        assert not report.has_errors(), report.generate_report()

    entries = [an_entry(agreement, first), an_entry(agreement, "nothing", clientToken="b")]
    check("BatchCreateBillingAdjustmentRequest", {FIELD: entries}, is_input=True)
    answer = adjust(*entries).body
    check("BatchCreateBillingAdjustmentRequest", answer)
    (item,) = answer["items"]
    found = request(agreement, item["billingAdjustmentRequestId"])
    check("GetBillingAdjustmentRequest", found)
    listing = call("GET", f"/agreements/{agreement}/billing-adjustments", account=SELLER).body
    check("ListBillingAdjustmentRequests", listing)
    page = call("GET", f"/agreements/{agreement}/invoice-line-items", account=SELLER).body
    check("ListAgreementInvoiceLineItems", page)
