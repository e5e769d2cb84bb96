"""A management account gets the bill of another: invoices, purchase orders, and back again."""

from typing import Any

import pytest

from procurement.domain.charges.charge import ChargeKind
from tests.support.api import BUYER, call
from tests.support.application import a_line_body, accepted, add, events_of, get, items
from tests.support.billing import (
    Queue,
    a_usage_charge,
    charged,
    generate,
    invoices,
    run_invoices,
)
from tests.support.organizations import (
    integration,
    joined,
    managing,
    transfer_ended,
    transferred,
)

SOURCE, TARGET, DISTRIBUTOR, OTHER = BUYER, "555566667777", "666677778888", "777788889999"

pytestmark = pytest.mark.usefixtures("aws", "clock")


def bought(*payments: tuple[str, str], number: str | None = "P1") -> str:
    """An agreement of the source with these payments; its ID."""
    references = {"purchaseOrderReference": number} if number else {}
    body = accepted(*payments, references=references)
    return str(body["agreement"]["agreementId"])


def numbers(account: str) -> list[str | None]:
    return [invoice["purchaseOrderId"] for invoice in invoices(account)]


def sources(account: str) -> list[list[str]]:
    return [invoice["billSourceAccounts"] for invoice in invoices(account)]


def usage_of(account: str, period: str, amount: str = "100.00", **more: Any) -> None:
    charged(
        a_usage_charge(f"ch-{account}-{period}", amount, account=account, period=period, **more)
    )


class TestBegin:
    def test_what_belongs_to_later_months_is_invoiced_to_the_bill_transfer_account(
        self, queue: Queue, clock
    ):
        """R-407, R-411: what arises before the transfer stays with the source"""
        bought(("2027-05-15", "300.00"), ("2027-06-15", "400.00"))
        transferred(SOURCE, to=TARGET, start="2027-06")
        for month in ("05", "06"):
            clock(f"2027-{month}-15T01:00")
            run_invoices(queue, f"month-{month}")
        assert [invoice["total"] for invoice in invoices(SOURCE)] == ["300.00"]
        assert [invoice["total"] for invoice in invoices(TARGET)] == ["400.00"]
        assert (sources(SOURCE), sources(TARGET)) == ([[]], [[SOURCE]])
        assert invoices(TARGET)[0]["billSourceAccountsTotalCount"] == 1

    def test_usage_of_the_last_month_before_stays_with_the_source_however_late_it_is_billed(
        self, queue: Queue, clock
    ):
        """R-411, R-412: the billing period decides, not the day of the invoice"""
        transferred(SOURCE, to=TARGET, start="2027-04")
        usage_of(SOURCE, "2027-03")
        usage_of(SOURCE, "2027-04")
        clock("2027-05-20T01:00")
        run_invoices(queue)
        assert [invoice["billingPeriod"] for invoice in invoices(SOURCE)] == ["2027-03"]
        assert [invoice["billingPeriod"] for invoice in invoices(TARGET)] == ["2027-04"]

    def test_a_number_named_by_the_source_is_a_purchase_order_of_the_bill_transfer_account(
        self, queue: Queue, clock
    ):
        """R-406, R-413: already at the checkout, if the payment belongs to a later month"""
        transferred(SOURCE, to=TARGET, start="2027-02")
        bought(("2027-02-15", "300.00"))
        assert items("/purchase-orders", account=SOURCE) == []
        assert get("P1", account=TARGET)["source"] == "MARKETPLACE"
        clock("2027-02-15T01:00")
        run_invoices(queue)
        assert (numbers(TARGET), numbers(SOURCE)) == (["P1"], [])

    def test_payments_of_both_times_make_a_purchase_order_in_each_account(self):
        """R-411, R-413"""
        transferred(SOURCE, to=TARGET, start="2027-06")
        bought(("2027-05-15", "300.00"), ("2027-06-15", "400.00"))
        lines = {account: get("P1", account=account)["lineItems"] for account in (SOURCE, TARGET)}
        months = {account: [line["startMonth"] for line in lines[account]] for account in lines}
        assert months == {SOURCE: ["2027-05"], TARGET: ["2027-06"]}

    def test_members_of_the_source_are_billed_through_it(self, queue: Queue, clock):
        """R-002, R-412: their management account pays, and its bill goes on from there"""
        managing(OTHER)
        joined(SOURCE, to=OTHER)
        transferred(OTHER, to=TARGET, start="2027-02")
        bought(("2027-02-15", "300.00"))
        clock("2027-02-15T01:00")
        run_invoices(queue)
        assert (numbers(TARGET), sources(TARGET)) == (["P1"], [[OTHER]])
        assert invoices(OTHER) == invoices(SOURCE) == []

    def test_a_purchase_that_is_due_at_once_is_invoiced_to_the_right_account_at_once(self, clock):
        """R-240, R-412: the event names who receives what is due"""
        transferred(SOURCE, to=TARGET, start="2027-02")
        clock("2027-02-10T09:00")
        bought(("2027-02-10", "300.00"))
        (event,) = events_of(SOURCE, "AgreementAccepted")
        assert event["detail"]["receiverAccountId"] == TARGET
        part = {
            "receiverAccountId": TARGET,
            "collectionIds": [event["detail"]["agreementId"]],
            "dueBy": "2027-02-10T09:00:00+00:00",
        }
        assert len(generate(part)["invoiceIds"]) == 1

    def test_the_bill_goes_through_a_reseller_to_its_distributor(self, queue: Queue, clock):
        """R-412: the end of the chain receives it, and the source is still the source"""
        transferred(SOURCE, to=TARGET, start="2027-02")
        transferred(TARGET, to=DISTRIBUTOR, start="2027-03")
        usage_of(SOURCE, "2027-02")
        usage_of(SOURCE, "2027-03")
        clock("2027-04-03T01:00")
        run_invoices(queue)
        assert [i["billingPeriod"] for i in invoices(TARGET)] == ["2027-02"]
        assert [i["billingPeriod"] for i in invoices(DISTRIBUTOR)] == ["2027-03"]
        assert sources(DISTRIBUTOR) == [[SOURCE]]


class TestPurchaseOrders:
    def test_those_of_the_source_are_no_candidates_and_come_back_when_the_transfer_ends(
        self, queue: Queue, clock
    ):
        """R-412: they keep their data"""
        add("OURS", account=SOURCE)
        add("THEIRS", account=TARGET)
        transfer_id = transferred(SOURCE, to=TARGET, start="2027-02")
        for period in ("2027-01", "2027-02", "2027-03"):
            usage_of(SOURCE, period)
        clock("2027-02-03T01:00")
        run_invoices(queue, "january")
        before = get("OURS", account=SOURCE)
        clock("2027-02-20T01:00")
        transfer_ended(transfer_id, by=SOURCE)
        clock("2027-03-03T01:00")
        run_invoices(queue, "february")
        assert get("OURS", account=SOURCE) == before
        clock("2027-04-03T01:00")
        run_invoices(queue, "march")
        assert (numbers(SOURCE), numbers(TARGET)) == (["OURS", "OURS"], ["THEIRS"])

    def test_two_sources_that_name_the_same_number_share_one_purchase_order(
        self, queue: Queue, clock
    ):
        """R-413, R-188: with lines of both"""
        for source in (SOURCE, OTHER):
            transferred(source, to=TARGET, start="2027-02")
            usage_of(source, "2027-02", names="PO-9", kind=ChargeKind.MARKETPLACE_USAGE)
        clock("2027-03-03T01:00")
        run_invoices(queue)
        assert numbers(TARGET) == ["PO-9", "PO-9"]
        assert sorted(sources(TARGET)) == sorted([[SOURCE], [OTHER]])
        assert len(get("PO-9", account=TARGET)["lineItems"]) == 2

    def test_one_purchase_order_takes_the_bills_of_all_organizations(self, queue: Queue, clock):
        """R-405: and its own; each bill is an invoice of its own (R-411)"""
        add("PO-ALL", account=TARGET)
        for source in (SOURCE, OTHER):
            transferred(source, to=TARGET, start="2027-02")
        for account in (SOURCE, OTHER, TARGET):
            usage_of(account, "2027-02")
        clock("2027-03-03T01:00")
        run_invoices(queue)
        assert numbers(TARGET) == ["PO-ALL"] * 3
        assert sorted(sources(TARGET)) == sorted([[], [SOURCE], [OTHER]])

    def test_a_unit_of_bill_source_accounts_has_its_own_purchase_order(self, queue: Queue, clock):
        """R-410, R-119"""
        rule = {"linkedAccounts": [], "billSourceAccounts": [SOURCE]}
        body = {"name": "Resold", "invoiceReceiver": TARGET, "rule": rule}
        assert call("POST", "/invoice-units", body, account=TARGET).status == 201
        add("PO-RESOLD", a_line_body(), account=TARGET, invoiceUnits=["Resold"])
        for source in (SOURCE, OTHER):
            transferred(source, to=TARGET, start="2027-02")
            usage_of(source, "2027-02")
        clock("2027-03-03T01:00")
        run_invoices(queue)
        found = {tuple(i["billSourceAccounts"]): i for i in invoices(TARGET)}
        assert found[SOURCE,]["invoiceUnit"] == "Resold"
        assert found[SOURCE,]["purchaseOrderId"] == "PO-RESOLD"
        assert (found[OTHER,]["invoiceUnit"], found[OTHER,]["purchaseOrderId"]) == (None, None)


class TestSettings:
    def test_terms_and_tax_registration_are_those_of_the_bill_transfer_account(
        self, queue: Queue, clock
    ):
        """R-408"""
        entity = "Amazon Web Services, Inc."
        body = {"netPaymentDays": 45, "taxRegistrationNumbers": {entity: "TAX-1"}}
        assert call("PUT", "/payment-settings", body, account=TARGET).status == 200
        transferred(SOURCE, to=TARGET, start="2027-02")
        usage_of(SOURCE, "2027-02")
        clock("2027-03-03T01:00")
        run_invoices(queue)
        (invoice,) = invoices(TARGET)
        assert (invoice["dueOn"], invoice["taxRegistrationNumber"]) == ("2027-04-17", "TAX-1")

    def test_its_integration_decides_whether_numbers_show(self, queue: Queue, clock):
        """R-408, R-167"""
        transferred(SOURCE, to=TARGET, start="2027-02")
        integration(False, account=TARGET)
        bought(("2027-02-15", "300.00"))
        assert items("/purchase-orders", account=TARGET) == []
        clock("2027-02-15T01:00")
        run_invoices(queue)
        (invoice,) = invoices(TARGET)
        assert (invoice["purchaseOrderId"], invoice["flags"]) == (None, ["NOT_INTEGRATED"])

    def test_from_the_first_day_on_a_checkout_with_a_number_needs_that_integration(self, clock):
        """R-164, R-408"""
        transferred(SOURCE, to=TARGET, start="2027-02")
        integration(False, account=TARGET)
        clock("2027-02-01T00:00")
        with pytest.raises(AssertionError, match="INVALID_ACCOUNT_STATE"):
            bought(("2027-02-15", "300.00"))


class TestForesight:
    def test_a_preview_of_either_account_is_what_the_runs_do(self, queue: Queue, clock):
        """R-412"""
        add("OURS", account=SOURCE)
        add("THEIRS", account=TARGET)
        transferred(SOURCE, to=TARGET, start="2027-02")
        usage_of(SOURCE, "2027-01")
        usage_of(SOURCE, "2027-02")
        body = {"dueBy": "2027-03-31T00:00:00Z"}
        seen = {
            account: [
                invoice["purchaseOrderId"]
                for invoice in call("POST", "/match-previews", body, account=account).body[
                    "invoices"
                ]
            ]
            for account in (SOURCE, TARGET)
        }
        assert seen == {SOURCE: ["OURS"], TARGET: ["THEIRS"]}
        clock("2027-03-03T01:00")
        run_invoices(queue)
        assert {account: numbers(account) for account in (SOURCE, TARGET)} == seen

    def test_a_dry_run_equals_the_run(self, queue: Queue, clock):
        """R-412: also in which accounts it looks at"""
        transferred(SOURCE, to=TARGET, start="2027-02")
        usage_of(SOURCE, "2027-02")
        clock("2027-03-03T01:00")
        dry = run_invoices(queue, "dry", isDryRun=True)
        real = run_invoices(queue, "real")
        members = ("planned", "done", "failed", "invoices", "withoutPurchaseOrder")
        assert [dry[member] for member in members] == [2, 2, 0, 1, 1]
        assert [real[member] for member in members] == [2, 2, 0, 1, 1]

    def test_the_radar_warns_the_account_that_will_receive_the_invoice(self, clock):
        """R-412"""
        transferred(SOURCE, to=TARGET, start="2027-02")
        usage_of(SOURCE, "2027-02")
        clock("2027-03-01T01:00")
        for account, expected in ((SOURCE, 0), (TARGET, 1)):
            answer = call("GET", "/radar", account=account, days=30)
            assert answer.status == 200, answer.body
            assert len(answer.body["items"]) == expected
