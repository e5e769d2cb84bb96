"""Tax rules over the API, and the invoices of runs, previews and support that go by them."""

from typing import Any

import pytest

from procurement import bootstrap
from tests.support.api import BUYER, SELLER, call
from tests.support.application import (
    a_line_body,
    add,
    check_refusal,
    events_of,
    get,
    nothing_written,
)
from tests.support.billing import (
    Queue,
    a_usage_charge,
    charged,
    check_books,
    invoice_now,
    invoices,
    run_invoices,
)
from tests.support.billing_settings import put_payment_settings
from tests.support.corrections import credit
from tests.support.crashes import When, crashed
from tests.support.purchase_orders import ENTITIES, INC
from tests.support.taxes import a_rule_body, ask_tax_rules, put_rates, put_tax_rules

pytestmark = pytest.mark.usefixtures("aws", "clock")

IN_GERMANY = {"companyName": "Beispiel GmbH", "countryCode": "DE"}
IN_QUEBEC = {"companyName": "Exemple inc.", "countryCode": "CA", "stateOrRegion": "QC"}
CANADIAN = (
    a_rule_body("5", "CA", name="GST"),
    a_rule_body("9.975", "CA", name="QST", region="QC"),
)


class TestTheTable:
    def test_it_begins_empty_and_everybody_may_read_it(self):
        """R-392"""
        answer = call("GET", "/tax-rules", account=SELLER)
        assert answer.status == 200
        assert answer.body == {"rules": [], "version": 0, "updatedAt": None}

    def test_it_is_replaced_with_an_event(self):
        """R-392"""
        body = put_tax_rules(*CANADIAN, expectedVersion=0)
        assert (body["version"], body["updatedAt"]) == (1, "2027-01-15T12:00:00.000Z")
        assert [(rule["name"], rule["rate"]) for rule in body["rules"]] == [
            ("GST", "5"),
            ("QST", "9.975"),
        ]
        assert call("GET", "/tax-rules").body == body
        with nothing_written():
            assert put_tax_rules(*reversed(CANADIAN)) == body
        late = ask_tax_rules(expectedVersion=0)
        check_refusal(late, 409, "ConflictException", "STALE_VERSION")
        (event,) = events_of(BUYER, "TaxRulesChanged")
        assert event["detail"] == {"version": 1, "rules": 2}

    def test_only_the_deployments_own_account_replaces_it(self):
        """R-392"""
        with nothing_written():
            answer = call("PUT", "/tax-rules", {"rules": []}, account=SELLER)
        check_refusal(answer, 403, "AccessDeniedException", "NOT_ALLOWED")

    def test_every_problem_is_told(self):
        """R-392"""
        wrong = a_rule_body("19", "XX", category="AE", validFrom="today")
        with nothing_written():
            answer = ask_tax_rules(wrong)
        check_refusal(answer, 400, "ValidationException")
        assert {problem["field"] for problem in answer.body["problems"]} == {
            "rules[0].countryCode",
            "rules[0].validFrom",
            "rules[0].rate",
            "rules[0].reason",
        }

    def test_it_is_in_force_everywhere_within_a_minute(self, clock):
        """R-392"""
        assert bootstrap.entities() == ENTITIES
        put_tax_rules(*CANADIAN)
        clock("2027-01-15T12:01")
        assert bootstrap.entities().taxes.version == 1

    @pytest.mark.parametrize(("when", "version"), [(When.BEFORE, 0), (When.AFTER, 1)])
    def test_rules_and_event_are_one_write(self, when: When, version: int):
        """All or nothing"""
        assert crashed(lambda: put_tax_rules(*CANADIAN), 1, when)
        assert call("GET", "/tax-rules").body["version"] == version
        assert len(events_of(BUYER, "TaxRulesChanged")) == version


class TestInvoices:
    def test_an_invoice_is_taxed_matched_and_shown_with_its_taxes(self, clock):
        """R-392, R-143"""
        put_tax_rules(*CANADIAN)
        put_payment_settings(buyer=IN_QUEBEC)
        add("PO-1", a_line_body(total="1000.00"))
        charged(a_usage_charge(amount="9.90"))
        clock("2027-02-03T06:00")
        invoice_now()
        (invoice,) = invoices()
        assert (invoice["totalBeforeTax"], invoice["tax"], invoice["total"]) == (
            "9.90",
            "1.49",
            "11.39",
        )
        assert [
            (tax["name"], tax["jurisdiction"], tax["rate"], tax["taxableAmount"], tax["tax"])
            for tax in invoice["taxes"]
        ] == [("GST", "CA", "5", "9.90", "0.50"), ("QST", "CA-QC", "9.975", "9.90", "0.99")]
        assert get("PO-1")["balance"] == "988.61"

    def test_support_gives_tax_back_to_every_jurisdiction(self, clock):
        """R-392, R-398"""
        put_tax_rules(*CANADIAN)
        put_payment_settings(buyer=IN_QUEBEC)
        add("PO-1", a_line_body(total="1000.00"))
        charged(a_usage_charge(amount="9.90"))
        clock("2027-02-03T06:00")
        (number,) = invoice_now()
        for token, amount in (("t-1", "3.33"), ("t-2", "6.57")):
            assert credit(number, amount, token).status == 201
        memos = [each for each in invoices() if each["invoiceType"] == "CREDIT_MEMO"]
        assert [[tax["tax"] for tax in memo["taxes"]] for memo in memos] == [
            ["-0.17", "-0.33"],
            ["-0.33", "-0.66"],
        ]
        assert get("PO-1")["balance"] == "1000.00"
        check_books()

    def test_a_dry_run_decides_with_the_same_taxes(self, queue: Queue, clock):
        """R-143, R-392: the purchase order is too small only with tax"""
        put_tax_rules(*CANADIAN)
        put_payment_settings(buyer=IN_QUEBEC)
        add("PO-1", a_line_body(total="110.00"))
        clock("2027-01-16T12:00")
        add("PO-2", a_line_body(total="1.00"))
        charged(a_usage_charge(amount="100.00"))
        clock("2027-02-03T06:00")
        run_invoices(queue, "try", isDryRun=True)
        (planned,) = planned_in("try")
        run_invoices(queue, "real")
        (invoice,) = invoices()
        for member in ("purchaseOrderId", "lineItemNumber", "flags"):
            assert planned[member] == invoice[member]
        assert planned["tax"]["amount"] == invoice["tax"] == "14.98"
        assert planned["flags"] == ["OUT_OF_BALANCE"]

    def test_previews_and_forecasts_count_it_too(self, clock):
        """R-143, R-392"""
        put_tax_rules(a_rule_body("19"))
        put_payment_settings(buyer=IN_GERMANY)
        add("PO-1", a_line_body(total="110.00"))
        charged(a_usage_charge())
        clock("2027-01-15T12:01")
        body = {"dueBy": "2027-02-28T00:00:00Z"}
        answer = call("POST", "/match-previews", body)
        assert answer.status == 200, answer.body
        (previewed,) = answer.body["invoices"]
        assert previewed["total"] == "119.00"
        forecast = call("GET", "/purchase-orders/PO-1/forecast").body
        assert [each["runsOutIn"] for each in forecast["scenarios"]] == ["2027-02"] * 3

    def test_projected_usage_is_taxed_once(self, queue: Queue, clock):
        """R-392: history counts before the tax of rules, which what is projected bears again"""
        put_tax_rules(a_rule_body("19"))
        put_payment_settings(buyer=IN_GERMANY)
        add("PO-1", a_line_body(total="1000.00"))
        charged(a_usage_charge(period="2027-01"), a_usage_charge("ch-2", period="2027-02"))
        clock("2027-03-03T06:00")
        run_invoices(queue)
        forecast = call("GET", "/purchase-orders/PO-1/forecast", months=2).body
        months = forecast["scenarios"][1]["months"]
        assert [month["projected"] for month in months] == ["0.00", "119.00"]


class TestCurrencies:
    def test_an_invoice_states_base_payment_and_tax_currency(self, clock):
        """R-155, R-156, R-381, R-382"""
        put_tax_rules(a_rule_body("19", currencyCode="EUR"))
        put_payment_settings(buyer=IN_GERMANY, preferredCurrencyCode="JPY")
        put_rates("2027-02", d03={"EUR": "1.25", "JPY": "0.0067"})
        add("PO-E", a_line_body(total="1000.00"), currencyCode="EUR")
        charged(a_usage_charge())
        clock("2027-02-03T06:00")
        invoice_now()
        (invoice,) = invoices()
        base, payment, tax = (
            invoice[f"{name}CurrencyAmount"] for name in ("base", "payment", "tax")
        )
        assert (base["totalAmount"], base["currencyCode"]) == ("119.00", "USD")
        assert base["currencyExchangeDetails"] is None
        assert base["amountBreakdown"] == {
            "subTotalAmount": "100.00",
            "discounts": {"breakdown": [], "totalAmount": "0.00"},
            "taxes": {
                "breakdown": [{"description": "VAT DE", "amount": "19.00", "rate": "19"}],
                "totalAmount": "19.00",
            },
            "fees": {"breakdown": [], "totalAmount": "0.00"},
        }
        assert (payment["totalAmountBeforeTax"], payment["totalAmount"]) == ("14925", "17761")
        assert payment["currencyExchangeDetails"] == {
            "sourceCurrencyCode": "USD",
            "targetCurrencyCode": "JPY",
            "rate": "149.2537313",
        }
        assert (tax["totalAmount"], tax["currencyCode"]) == ("95.20", "EUR")
        assert invoice["missingExchangeRates"] == []
        assert (invoice["purchaseOrderId"], invoice["flags"]) == ("PO-E", [])
        assert get("PO-E")["balance"] == "904.80"
        check_books()

    def test_a_missing_rate_is_told_and_moves_no_balance(self, clock):
        """R-155, R-156, S-39: the rate of the day before is not that of the day"""
        put_payment_settings(preferredCurrencyCode="EUR")
        put_rates("2027-02", d02={"EUR": "1.25"})
        add("PO-E", a_line_body(total="1000.00"), currencyCode="EUR")
        charged(a_usage_charge())
        clock("2027-02-03T06:00")
        invoice_now()
        (invoice,) = invoices()
        assert invoice["paymentCurrencyAmount"] is None
        assert invoice["missingExchangeRates"] == ["EUR"]
        assert (invoice["purchaseOrderId"], invoice["flags"]) == ("PO-E", ["CURRENCY_MISMATCH"])
        assert get("PO-E")["balance"] == "1000.00"

    def test_a_memo_gives_back_by_the_rate_of_its_invoice(self, clock):
        """R-152, R-156: whatever a currency is worth by then"""
        put_payment_settings(preferredCurrencyCode="EUR")
        put_rates("2027-02", d03={"EUR": "1.25"}, d04={"EUR": "2"})
        add("PO-E", a_line_body(total="1000.00"), currencyCode="EUR")
        charged(a_usage_charge())
        clock("2027-02-03T06:00")
        (number,) = invoice_now()
        clock("2027-02-04T06:00")
        assert credit(number, "100.00").status == 201
        memo = invoices()[1]
        assert memo["paymentCurrencyAmount"]["totalAmount"] == "-80.00"
        assert get("PO-E")["balance"] == "1000.00"
        check_books()


class TestSummaryMembers:
    def test_an_invoice_says_what_aws_says_of_it(self, clock):
        """R-378, R-379"""
        charged(a_usage_charge())
        clock("2027-02-03T06:00")
        (number,) = invoice_now()
        assert credit(number, "1.00").status == 201
        invoice, memo = invoices()
        told = ("receiverRole", "invoiceType", "billType", "invoiceFrequency", "billingEntity")
        assert [invoice[name] for name in told] == [
            "BUYER",
            "INVOICE",
            "ANNIVERSARY",
            "RECURRING",
            "AWS",
        ]
        assert (memo["invoiceType"], memo["billType"]) == ("CREDIT_MEMO", "REFUND")
        assert invoice["invoicingEntity"] == INC


def planned_in(run_id: str) -> list[Any]:
    """What a dry run of one receiver decided."""
    own = bootstrap.settings().deployment_account
    path = f"/invoice-runs/{run_id}/parts"
    (part,) = call("GET", path, account=own).body["items"]
    return list(call("GET", f"{path}/{part['partId']}", account=own).body["plannedInvoices"])
