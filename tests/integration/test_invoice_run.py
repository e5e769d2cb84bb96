"""Invoice runs: what is due is planned, handed out by a queue, matched and issued exactly once."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from functions.plan_invoices.app import lambda_handler as plan_handler
from procurement import bootstrap
from procurement.adapters.dynamodb.transaction import Transaction
from procurement.domain.charges.charge import ChargeKind, ChargeState
from procurement.domain.errors import InvalidInput, LostRace, NotAllowed, Unavailable
from procurement.service import attempts
from procurement.service.invoices import invoice_receiver
from tests.support.api import BUYER, call
from tests.support.application import (
    a_line_body,
    accept,
    accepted,
    add,
    check_refusal,
    events_of,
    get,
    items,
    nothing_written,
    path_of,
    released,
    set_status,
)
from tests.support.billing import (
    Queue,
    a_usage_charge,
    charged,
    charges_of,
    check_books,
    failed_messages,
    generate,
    invoice_now,
    invoices,
    lambda_batch,
    nothing_is_due,
    plan,
    run_invoices,
)
from tests.support.purchase_orders import EMEA, INC

OTHER = "999988887777"
THIRD = "777766665555"

pytestmark = pytest.mark.usefixtures("aws", "clock")

MATCH_MEMBERS = ("purchaseOrderId", "lineItemNumber", "outcome")


def totals(account: str = BUYER) -> list[tuple[str, str, str]]:
    """(entity, purchase order, total) of the account's invoices."""
    return sorted(
        (i["invoicingEntity"], i["purchaseOrderId"] or "none", i["total"])
        for i in invoices(account)
    )


class TestPlanning:
    def test_a_run_goes_from_due_charges_to_numbered_invoices(self, queue, clock):
        """R-310, R-391: the record counts parts and invoices"""
        charged(a_usage_charge(), a_usage_charge(account=OTHER))
        clock("2027-02-03T06:00")
        planned = plan("run-1")
        assert planned == {"runId": "run-1", "state": "RUNNING", "planned": 2}
        assert call("GET", "/invoice-runs/run-1").body["done"] == 0
        assert queue.work_off() == 0
        run = call("GET", "/invoice-runs/run-1").body
        assert run == {
            "runId": "run-1",
            "mode": "ISSUE",
            "state": "FINISHED",
            "dueBy": "2027-02-03T06:00:00.000Z",
            "startedAt": "2027-02-03T06:00:00.000Z",
            "finishedAt": "2027-02-03T06:00:00.000Z",
            "planned": 2,
            "done": 2,
            "failed": 0,
            "invoices": 2,
            "withoutPurchaseOrder": 2,
            "partsPerSecond": 2.0,
            "estimatedEnd": None,
        }
        assert [invoice["invoiceId"] for invoice in invoices()] == [f"US-{BUYER}-000001"]
        assert [invoice["invoiceId"] for invoice in invoices(OTHER)] == [f"US-{OTHER}-000001"]
        assert nothing_is_due()

    def test_the_same_run_twice_gives_one_result(self, queue, clock):
        """R-310: planned again, delivered again, or all of it again"""
        charged(a_usage_charge())
        clock("2027-02-03T06:00")
        plan("run-1")
        messages = queue.receive()
        batch = lambda_batch(messages)
        assert failed_messages(generate(batch)) == []
        with nothing_written():
            assert failed_messages(generate(batch)) == []
            assert plan("run-1")["state"] == "FINISHED"
            assert queue.receive() == []
        assert len(invoices()) == 1
        later = run_invoices(queue, "run-2")
        assert (later["planned"], later["invoices"], later["state"]) == (0, 0, "FINISHED")
        assert [run["runId"] for run in items("/invoice-runs", maxResults=1)] == ["run-2", "run-1"]

    def test_the_schedules_time_names_the_run(self, queue, clock, context):
        """A delivery that the scheduler repeats is the same run"""
        charged(a_usage_charge())
        clock("2027-02-03T00:00:07")
        for _ in range(2):
            answer = plan_handler({"scheduledTime": "2027-02-03T00:00:00Z"}, context)
            assert answer["runId"] == "run-20270203T000000Z"
        assert queue.work_off() == 0
        assert len(invoices()) == 1

    def test_the_future_is_never_invoiced(self, queue, clock):
        """A schedule that claims to be for later is for now"""
        charged(a_usage_charge())
        clock("2027-02-02T23:59:59")
        assert run_invoices(queue, "run-1", scheduledTime="2027-03-01T00:00:00Z")["planned"] == 0
        assert invoice_now(due_by=datetime(2028, 1, 1, tzinfo=UTC)) == []

    def test_it_is_due_at_midnight_exactly(self, queue, clock):
        """R-308, R-309, S-79"""
        body = accepted()
        clock("2027-04-14T23:59:59.999999")
        assert run_invoices(queue, "before")["planned"] == 0
        clock("2027-04-15T00:00:00")
        assert run_invoices(queue, "at")["invoices"] == 1
        (invoice,) = invoices()
        assert invoice["issuedAt"] == "2027-04-15T00:00:00.000Z"
        check_books(BUYER, body["agreement"]["agreementId"])

    def test_agreements_of_one_account_meet_on_one_invoice(self, queue, clock):
        """R-245: one invoice per group, over however many agreements its charges come from"""
        for number in range(60):
            charged(a_usage_charge(f"ch-{number}", collection=f"agmt-{number}"))
        clock("2027-02-03T06:00")
        run = run_invoices(queue)
        assert (run["planned"], run["done"], run["invoices"]) == (1, 1, 1)
        check_books(BUYER, *(f"agmt-{number}" for number in range(60)))

    def test_runs_are_for_the_account_of_the_deployment_alone(self):
        """R-377: they span accounts, and whether a run exists is not told either"""
        plan("run-1")
        for path in ("/invoice-runs", "/invoice-runs/run-1", "/invoice-runs/run-0"):
            answer = call("GET", path, account=OTHER)
            check_refusal(answer, 403, "AccessDeniedException", "NOT_ALLOWED")

    def test_an_unknown_run_is_not_found(self):
        answer = call("GET", "/invoice-runs/run-0")
        check_refusal(answer, 404, "ResourceNotFoundException", "RUN_NOT_FOUND")


class TestDelivery:
    def test_a_poisoned_message_among_good_ones_fails_alone(self, queue, clock):
        """Partial batch failures: the good ones are done, the bad one ends as a dead letter"""
        for account in (BUYER, OTHER, THIRD):
            charged(a_usage_charge(account=account))
        clock("2027-02-03T06:00")
        queue.send("no json")
        plan("run-1")
        queue.send({"receiverAccountId": BUYER, "collectionIds": [], "dueBy": "soon"})
        first = queue.receive()
        failed = failed_messages(generate(lambda_batch(first)))
        bodies = {message["MessageId"]: message["Body"] for message in first}
        assert [bodies[message_id] for message_id in failed] == [
            body for body in bodies.values() if "run-1" not in body
        ]
        assert len(failed) == 2
        run = call("GET", "/invoice-runs/run-1").body
        assert (run["done"], run["failed"], run["state"]) == (3, 0, "FINISHED")

    def test_dead_letters_wait_after_five_deliveries(self, queue):
        queue.send("no json")
        assert queue.work_off() == 5
        assert queue.dead() == ["no json"]

    def test_a_receiver_that_no_retry_can_mend_is_parked_at_once(self, queue, clock, monkeypatch):
        """The reason stands in the receiver's ledger and the run goes on without it"""
        for account in (BUYER, OTHER):
            charged(a_usage_charge(account=account))
        issue = invoice_receiver.issue_invoice

        def refuse(draft: Any, receiver: Any, *rest: Any) -> Any:
            if receiver.account_id == OTHER:
                raise NotAllowed("this account is under investigation")
            return issue(draft, receiver, *rest)

        monkeypatch.setattr(invoice_receiver, "issue_invoice", refuse)
        clock("2027-02-03T06:00")
        run = run_invoices(queue)
        assert (run["planned"], run["done"], run["failed"]) == (2, 1, 1)
        assert (run["state"], run["invoices"]) == ("FINISHED", 1)
        (event,) = events_of(OTHER)
        assert event["type"] == "ReceiverParked"
        assert event["detail"]["reason"] == "NOT_ALLOWED: this account is under investigation"
        assert len(queue.dead()) == 1
        monkeypatch.setattr(invoice_receiver, "issue_invoice", issue)
        assert run_invoices(queue, "run-2")["invoices"] == 1
        assert len(invoices(OTHER)) == 1

    def test_a_fault_is_retried_and_parked_with_the_last_try(self, queue, clock, monkeypatch):
        charged(a_usage_charge())
        tries = []

        def broken(*_: Any) -> Any:
            tries.append(call("GET", "/invoice-runs/run-1").body["failed"])
            raise RuntimeError("secret detail")

        monkeypatch.setattr(invoice_receiver, "issue_invoice", broken)
        clock("2027-02-03T06:00")
        run = run_invoices(queue)
        assert tries == [0] * 5
        assert (run["failed"], run["state"]) == (1, "FINISHED")
        assert events_of()[0]["detail"]["reason"] == "INTERNAL: RuntimeError"
        assert len(queue.dead()) == 1

    def test_what_passes_by_itself_parks_nobody(self, queue, clock, monkeypatch):
        """A busy store is for the next delivery"""
        charged(a_usage_charge())
        issue, failures = invoice_receiver.issue_invoice, [1, 1]

        def busy(*arguments: Any) -> Any:
            if failures:
                failures.pop()
                raise Unavailable("the store is busy; try again")
            return issue(*arguments)

        monkeypatch.setattr(invoice_receiver, "issue_invoice", busy)
        clock("2027-02-03T06:00")
        run = run_invoices(queue)
        assert (run["done"], run["failed"], run["invoices"]) == (1, 0, 1)


class TestGrouping:
    def test_one_invoice_per_entity_kind_period_currency_and_number(self, queue, clock):
        """R-133, R-243 to R-246, R-414"""
        usage = ChargeKind.MARKETPLACE_USAGE
        charged(
            a_usage_charge("ch-01", "1.00"),
            a_usage_charge("ch-02", "2.00"),
            a_usage_charge("ch-03", "4.00", entity=EMEA),
            a_usage_charge("ch-04", "8.00", kind=ChargeKind.SUBSCRIPTION),
            a_usage_charge("ch-05", "16.00", period="2026-12"),
            a_usage_charge("ch-06", "32.00", currency="EUR"),
            a_usage_charge("ch-07", "64.00", kind=usage),
            a_usage_charge("ch-08", "128.00", kind=usage, names="P1"),
            a_usage_charge("ch-09", "256.00", kind=usage, names="P1"),
            a_usage_charge("ch-10", "512.00", kind=usage, names="P2"),
        )
        clock("2027-02-03T06:00")
        assert run_invoices(queue)["invoices"] == 8
        sums = sorted(Decimal(invoice["total"]) for invoice in invoices())
        assert sums == [3, 4, 8, 16, 32, 64, 384, 512]
        named = {i["total"]: i["purchaseOrderId"] for i in invoices() if i["purchaseOrderId"]}
        assert named == {"384.00": "P1", "512.00": "P2"}
        check_books()

    def test_only_the_total_is_rounded(self, queue, clock):
        """R-089: every decimal of the export counts"""
        charged(*(a_usage_charge(f"ch-{n}", "0.0049999999") for n in range(3)))
        clock("2027-02-03T06:00")
        run_invoices(queue)
        (invoice,) = invoices()
        assert (invoice["totalBeforeTax"], invoice["lines"][0]["amount"]) == (
            "0.01",
            "0.0049999999",
        )

    def test_tax_is_part_of_what_is_booked(self, queue, clock):
        """R-143, R-392"""
        add("PO-1")
        charged(a_usage_charge("ch-1", "100.00", tax="19.00"))
        clock("2027-02-03T06:00")
        run_invoices(queue)
        (invoice,) = invoices()
        assert (invoice["totalBeforeTax"], invoice["tax"], invoice["total"]) == (
            "100.00",
            "19.00",
            "119.00",
        )
        assert get("PO-1")["balance"] == "881.00"

    def test_a_late_charge_makes_a_supplementary_invoice(self, queue, clock):
        """R-148, R-310"""
        charged(a_usage_charge("ch-1"))
        clock("2027-02-03T06:00")
        run_invoices(queue, "run-1")
        charged(a_usage_charge("ch-2", "7.00"))
        clock("2027-02-04T06:00")
        run_invoices(queue, "run-2")
        first, second = invoices()
        assert [line["chargeId"] for line in second["lines"]] == ["ch-2"]
        assert (first["total"], second["total"]) == ("100.00", "7.00")
        assert second["invoiceId"] == f"US-{BUYER}-000002"
        check_books()

    def test_a_sum_below_zero_is_a_credit_memo_without_order(self, queue, clock):
        """R-138, R-152: a credit memo is not matched"""
        add("PO-1")
        charged(a_usage_charge("ch-1", "10.00"), a_usage_charge("ch-2", "-25.00"))
        clock("2027-02-03T06:00")
        run_invoices(queue)
        (memo,) = invoices()
        assert (memo["invoiceType"], memo["total"]) == ("CREDIT_MEMO", "-15.00")
        assert (memo["purchaseOrderId"], memo["outcome"]) == (None, "CREDIT_MEMO")
        assert get("PO-1")["balance"] == "1000.00"

    def test_a_credit_memo_creates_no_order_either(self, queue, clock):
        """R-152: also when its charge names one"""
        charged(a_usage_charge("ch-1", "-25.00", kind=ChargeKind.MARKETPLACE_USAGE, names="P1"))
        clock("2027-02-03T06:00")
        run_invoices(queue)
        assert invoices()[0]["outcome"] == "CREDIT_MEMO"
        assert items("/purchase-orders") == []

    def test_an_invoice_over_nothing_is_matched_and_takes_nothing(self, queue, clock):
        """R-137"""
        add("PO-1")
        charged(a_usage_charge("ch-1", "0.004"))
        clock("2027-02-03T06:00")
        run_invoices(queue)
        (invoice,) = invoices()
        assert (invoice["total"], invoice["purchaseOrderId"]) == ("0.00", "PO-1")
        assert get("PO-1")["balance"] == "1000.00"

    def test_the_due_date_follows_the_payment_term(self, queue, clock):
        """R-321, R-388, S-93"""
        accepted(("2027-04-30", "1.00"), netPaymentTerm="P45D")
        clock("2027-04-30T00:00")
        run_invoices(queue)
        assert invoices()[0]["dueOn"] == "2027-06-14"

    def test_purchases_of_one_day_are_one_invoice_per_agreement(self, queue, clock):
        """R-240, R-241"""
        for product in ("prod-p", "prod-q"):
            accepted(("2027-04-15", "5.00"), productId=product)
        clock("2027-04-15T00:00")
        run_invoices(queue)
        assert [invoice["total"] for invoice in invoices()] == ["5.00", "5.00"]


class TestMatching:
    def test_a_monthly_order_takes_the_invoice_made_next_month(self, queue, clock):
        """S-01: R-114, R-157"""
        months = ("2027-01", "2027-01")
        add("JAN", a_line_body(months=months, total="5000.00"), months=months)
        charged(a_usage_charge("ch-1", "4200.00"))
        clock("2027-02-01T00:00")
        assert get("JAN")["status"] == "EXPIRED"
        clock("2027-02-03T06:00")
        run_invoices(queue)
        (invoice,) = invoices()
        assert [invoice[name] for name in MATCH_MEMBERS] == ["JAN", "1", "MATCHED"]
        assert get("JAN")["balance"] == "800.00"
        assert items(path_of("JAN", "invoices"))[0]["invoiceId"] == invoice["invoiceId"]

    def test_an_exhausted_order_goes_on_below_zero(self, queue, clock):
        """S-15: R-130, R-145"""
        add("A", a_line_body(total="100.00"))
        for number, amount in enumerate(("100.00", "80.00", "20.00")):
            charged(a_usage_charge(f"ch-{number}", amount))
            clock(f"2027-02-0{number + 3}T06:00")
            run_invoices(queue, f"run-{number}")
        assert [invoice["purchaseOrderId"] for invoice in invoices()] == ["A", "A", "A"]
        assert get("A")["balance"] == "-100.00"
        assert invoices()[1]["flags"] == ["OUT_OF_BALANCE"]

    def test_the_entity_decides_before_the_money(self, queue, clock):
        """S-21: R-115, R-162"""
        add("PO_1", a_line_body(total="10000.00"))
        add("PO_2", a_line_body(total="0.00"), bill_from=(EMEA,))
        charged(a_usage_charge("ch-1", "300.00", entity=EMEA, kind=ChargeKind.SUBSCRIPTION))
        clock("2027-02-03T06:00")
        run_invoices(queue)
        assert invoices()[0]["purchaseOrderId"] == "PO_2"
        assert (get("PO_1")["balance"], get("PO_2")["balance"]) == ("10000.00", "-300.00")

    def test_tax_registration_numbers_keep_invoices_apart(self, queue, clock):
        """R-116, R-117: what is issued for another number, or none, takes another order"""
        add("LU", bill_from=(EMEA,), taxRegistrationNumbers=["LU1"])
        add("ANY", bill_from=(EMEA,))
        for number in ("LU1", "LU2", None):
            charge = a_usage_charge(f"ch-{number}", entity=EMEA)
            charged(replace(charge, tax_registration_number=number))
        clock("2027-02-03T06:00")
        run_invoices(queue)
        taken = {i["lines"][0]["chargeId"]: i["purchaseOrderId"] for i in invoices()}
        assert taken == {"ch-LU1": "LU", "ch-LU2": "ANY", "ch-None": "ANY"}

    def test_a_suspended_order_is_passed_over(self, queue, clock):
        """S-25: R-113"""
        for name in "AB":
            add(name)
        set_status("A", "SUSPENDED")
        charged(a_usage_charge())
        clock("2027-02-03T06:00")
        run_invoices(queue)
        (invoice,) = invoices()
        assert invoice["purchaseOrderId"] == "B"
        match = call("GET", f"/invoices/{invoice['invoiceId']}/match").body
        assert any(
            step["rule"] == "R-113" and step["removed"][0]["purchaseOrderId"] == "A"
            for step in match["funnel"]
            if step["removed"]
        )

    def test_without_a_fitting_order_the_invoice_is_issued_all_the_same(self, queue, clock):
        """R-135"""
        charged(a_usage_charge())
        clock("2027-02-03T06:00")
        assert run_invoices(queue)["invoices"] == 1
        (invoice,) = invoices()
        assert [invoice[name] for name in MATCH_MEMBERS] == [None, None, "NO_MATCH"]

    def test_many_invoices_in_a_row_leave_an_exact_balance(self, queue, clock):
        """S-37 with a dozen, one after another: R-147, R-130"""
        add("A")
        charged(*(a_usage_charge(f"ch-{n:02}", "30.00", collection=f"c-{n:02}") for n in range(12)))
        clock("2027-02-03T06:00")
        for number in range(12):
            assert len(invoice_now(BUYER, f"c-{number:02}")) == 1
        assert get("A")["balance"] == "640.00"
        assert get("A")["lineItems"][0]["invoiceCount"] == 12
        assert get("A")["version"] == 1
        check_books(BUYER, *(f"c-{number:02}" for number in range(12)))

    def test_another_currency_is_associated_and_books_nothing(self, queue, clock):
        """S-39: R-155, R-156"""
        add("E", currencyCode="EUR")
        charged(a_usage_charge("ch-1", "842.00"))
        clock("2027-02-03T06:00")
        run_invoices(queue, "run-1")
        (invoice,) = invoices()
        assert (invoice["purchaseOrderId"], invoice["flags"]) == ("E", ["CURRENCY_MISMATCH"])
        assert get("E")["balance"] == "1000.00"
        add("U")
        charged(a_usage_charge("ch-2", "842.00"))
        run_invoices(queue, "run-2")
        assert invoices()[1]["purchaseOrderId"] == "U"
        assert (get("E")["balance"], get("U")["balance"]) == ("1000.00", "158.00")
        check_books()

    def test_bookings_do_not_refresh_an_order(self, queue, clock):
        """S-17: R-126"""
        add("B")
        clock("2027-01-16T12:00")
        add("A")
        for number in range(3):
            charged(a_usage_charge(f"ch-{number}"))
            clock(f"2027-02-0{number + 3}T06:00")
            run_invoices(queue, f"run-{number}")
        assert {invoice["purchaseOrderId"] for invoice in invoices()} == {"A"}
        assert get("A")["updatedAt"] == "2027-01-16T12:00:00.000Z"

    def test_an_invoice_keeps_its_number_whatever_becomes_of_the_order(self, queue, clock):
        """R-069, R-071"""
        add("A")
        charged(a_usage_charge())
        clock("2027-02-03T06:00")
        run_invoices(queue)
        (before,) = invoices()
        call("PATCH", path_of("A"), {"description": "x"})
        call("DELETE", path_of("A"))
        assert invoices() == [before]
        add("A")
        assert items(path_of("A", "invoices")) == []

    def test_a_lines_invoices_stay_when_the_line_goes(self, queue, clock):
        """R-075, S-41"""
        add("A", a_line_body("1"), a_line_body("2", "AWS_SUBSCRIPTION_PURCHASE", total="500.00"))
        charged(a_usage_charge("ch-1", "300.00"))
        clock("2027-02-03T06:00")
        run_invoices(queue)
        answer = call("DELETE", path_of("A", "line-items", "1"))
        assert (answer.body["totalValue"], answer.body["balance"]) == ("500.00", "500.00")
        assert items(path_of("A", "invoices"))[0]["lineItemNumber"] == "1"
        again = call("POST", path_of("A", "line-items"), a_line_body("1"))
        check_refusal(again, 400, "ValidationException", "INVALID_INPUT")


class TestThresholds:
    def crossings(self) -> list[tuple[str, str]]:
        return [
            (event["type"], event["detail"]["balance"]["amount"])
            for event in events_of()
            if event["type"].startswith("LineItemBalance")
        ]

    def test_each_threshold_is_told_once(self, queue, clock):
        """R-347 to R-350: exactly 75 percent is not below"""
        add("A")
        for number, amount in enumerate(("250.00", "0.01", "100.00", "649.99", "50.00")):
            charged(a_usage_charge(f"ch-{number}", amount))
            clock(f"2027-02-0{number + 3}T06:00")
            run_invoices(queue, f"run-{number}")
        assert self.crossings() == [
            ("LineItemBalanceLow", "749.99"),
            ("LineItemBalanceExhausted", "0.00"),
        ]

    def test_one_large_fall_tells_both(self, queue, clock):
        """R-348, R-349"""
        add("A")
        charged(a_usage_charge("ch-1", "1000.01"))
        clock("2027-02-03T06:00")
        run_invoices(queue)
        assert sorted(self.crossings()) == [
            ("LineItemBalanceExhausted", "-0.01"),
            ("LineItemBalanceLow", "-0.01"),
        ]

    def test_a_raised_line_is_armed_again(self, queue, clock):
        """R-146, R-348"""
        add("A")
        charged(a_usage_charge("ch-1", "300.00"))
        clock("2027-02-03T06:00")
        run_invoices(queue, "run-1")
        raised = call("PATCH", path_of("A", "line-items", "1"), {"unitPrice": "2000.00"})
        assert raised.body["balance"] == "1700.00"
        charged(a_usage_charge("ch-2", "300.00"))
        clock("2027-02-04T06:00")
        run_invoices(queue, "run-2")
        assert self.crossings() == [
            ("LineItemBalanceLow", "700.00"),
            ("LineItemBalanceLow", "1400.00"),
        ]

    def test_every_change_of_an_order_is_told_with_its_own_event(self, queue, clock):
        add("A")
        charged(a_usage_charge("ch-1", "300.00"))
        clock("2027-02-03T06:00")
        run_invoices(queue)
        (issued,) = events_of(type_="InvoiceIssued")
        assert issued["detail"]["total"] == {"amount": "300.00", "currencyCode": "USD"}
        assert (issued["detail"]["purchaseOrderId"], issued["detail"]["outcome"]) == (
            "A",
            "MATCHED",
        )
        assert issued["actor"] == "invoice-run"


class TestInstallments:
    def test_late_over_a_months_end_keeps_its_period(self, queue, clock):
        """S-87: R-390, R-114, R-310"""
        june = ("2027-06", "2027-06")
        line = a_line_body("1", "AWS_MARKETPLACE_BLANKET_USAGE", months=june, total="900.00")
        add("JUNE", line, months=june)
        body = accepted(("2027-06-30", "500.00"))
        clock("2027-07-02T05:00")
        assert get("JUNE")["status"] == "EXPIRED"
        run_invoices(queue)
        (invoice,) = invoices()
        assert (invoice["billingPeriod"], invoice["purchaseOrderId"]) == ("2027-06", "JUNE")
        assert invoice["lines"][0]["chargeDate"] == "2027-06-30"
        assert invoice["issuedAt"] == "2027-07-02T05:00:00.000Z"
        check_books(BUYER, body["agreement"]["agreementId"])

    def test_after_an_outage_everything_is_issued_once(self, queue, clock):
        """R-310"""
        days = [f"2027-{month:02}-15" for month in range(5, 9)]
        body = accepted(
            *((day, "10.00") for day in days), references={"purchaseOrderReference": "B-7"}
        )
        clock("2027-08-20T00:00")
        assert run_invoices(queue, "run-1")["invoices"] == 4
        assert run_invoices(queue, "run-2")["invoices"] == 0
        assert sorted(invoice["billingPeriod"] for invoice in invoices()) == [
            day[:7] for day in days
        ]
        assert len(get("B-7")["lineItems"]) == 5
        check_books(BUYER, body["agreement"]["agreementId"])

    def test_the_backdated_payment_belongs_to_the_month_of_acceptance(self, queue, clock):
        """R-307, R-390"""
        offer = released(("2027-04-29", "1.00"), ("2027-06-15", "2.00"))
        clock("2027-04-30T10:00")
        accept(offer)
        run_invoices(queue)
        (invoice,) = invoices()
        assert invoice["billingPeriod"] == "2027-04"
        assert invoice["lines"][0]["chargeDate"] == "2027-04-29"

    def test_the_line_of_an_installment_has_its_price_and_month(self, queue, clock):
        """R-202, R-203"""
        accepted(references={"purchaseOrderReference": "B-7"})
        clock("2027-04-15T00:00")
        run_invoices(queue)
        zero, first = get("B-7")["lineItems"]
        assert (zero["totalValue"], zero["invoiceCount"]) == ("0.00", 0)
        assert (first["totalValue"], first["invoiceCount"]) == ("500.00", 1)
        assert (first["startMonth"], first["endMonth"]) == ("2027-04", "2027-04")
        assert first["isBalanceTracked"] is False
        (invoice,) = invoices()
        assert invoice["lineItemNumber"] == first["lineItemNumber"]
        assert invoice["lines"][0]["installment"] == "1 of 2"

    def test_usage_and_purchases_meet_in_one_run(self, queue, clock):
        add("BLANKET", a_line_body("1", "AWS_MARKETPLACE_BLANKET_USAGE"))
        add("CLOUD", a_line_body("1", "AWS_MONTHLY_USAGE"))
        body = accepted(("2027-05-03", "5.00"))
        charged(
            a_usage_charge("ch-1", "7.00", period="2027-04"),
            a_usage_charge("ch-2", "9.00", kind=ChargeKind.MARKETPLACE_USAGE, period="2027-04"),
            a_usage_charge(
                "ch-3",
                "11.00",
                kind=ChargeKind.SUBSCRIPTION,
                charge_date=date(2027, 4, 20),
                due_at=datetime(2027, 4, 20, tzinfo=UTC),
                period="2027-04",
            ),
        )
        clock("2027-05-03T00:00")
        run_invoices(queue)
        assert totals() == [
            (INC, "BLANKET", "5.00"),
            (INC, "BLANKET", "9.00"),
            (INC, "CLOUD", "7.00"),
            (INC, "none", "11.00"),
        ]
        check_books(BUYER, BUYER, body["agreement"]["agreementId"])


class TestRaces:
    def test_a_lost_race_is_matched_again_on_the_fresh_state(self, clock, monkeypatch):
        """R-147: an invoice elsewhere took the money between the match and the save"""
        add("A", a_line_body(total="100.00"))
        clock("2027-01-14T00:00")
        add("B", a_line_body(total="100.00"))
        charged(a_usage_charge("ch-1", "60.00"), a_usage_charge("ch-2", "60.00", collection="c-2"))
        clock("2027-02-03T06:00")
        commit, others = Transaction.commit, [1]

        def raced(transaction: Transaction) -> None:
            if others and transaction.writes:
                others.pop()
                assert len(invoice_now(BUYER, "c-2")) == 1
            commit(transaction)

        monkeypatch.setattr(Transaction, "commit", raced)
        invoice_now()
        by_charge = {i["lines"][0]["chargeId"]: i for i in invoices()}
        assert by_charge["ch-2"]["purchaseOrderId"] == "A"
        assert by_charge["ch-1"]["purchaseOrderId"] == "B"
        assert (get("A")["balance"], get("B")["balance"]) == ("40.00", "40.00")
        check_books(BUYER, BUYER, "c-2")

    def test_an_edit_that_comes_between_counts(self, clock, monkeypatch):
        """R-069, R-147"""
        add("A")
        charged(a_usage_charge())
        clock("2027-02-03T06:00")
        commit, others = Transaction.commit, [1]

        def raced(transaction: Transaction) -> None:
            if others and transaction.writes:
                others.pop()
                assert set_status("A", "SUSPENDED").status == 200
            commit(transaction)

        monkeypatch.setattr(Transaction, "commit", raced)
        invoice_now()
        assert invoices()[0]["purchaseOrderId"] is None
        assert get("A")["balance"] == "1000.00"

    def test_the_same_part_beside_itself_issues_once(self, clock, monkeypatch):
        """R-148: another worker was faster with the very same draft"""
        add("A")
        charged(a_usage_charge("ch-1"), a_usage_charge("ch-2", entity=EMEA))
        clock("2027-02-03T06:00")
        commit, others = Transaction.commit, [1]

        def raced(transaction: Transaction) -> None:
            if others and transaction.writes:
                others.pop()
                assert len(invoice_now()) == 2
            commit(transaction)

        monkeypatch.setattr(Transaction, "commit", raced)
        invoice_now()
        assert len(invoices()) == 2
        check_books()

    def test_two_that_create_the_same_named_order_share_it(self, clock, monkeypatch):
        """R-188: the slower one finds it made"""
        usage = ChargeKind.MARKETPLACE_USAGE
        charged(
            a_usage_charge("ch-1", kind=usage, names="P1"),
            a_usage_charge("ch-2", kind=usage, names="P1", collection="c-2"),
        )
        clock("2027-02-03T06:00")
        commit, others = Transaction.commit, [1]

        def raced(transaction: Transaction) -> None:
            if others and transaction.writes:
                others.pop()
                assert len(invoice_now(BUYER, "c-2")) == 1
            commit(transaction)

        monkeypatch.setattr(Transaction, "commit", raced)
        assert len(invoice_now()) == 1
        assert {invoice["purchaseOrderId"] for invoice in invoices()} == {"P1"}
        assert len(get("P1")["lineItems"]) == 2
        check_books(BUYER, BUYER, "c-2")

    def test_a_race_that_never_ends_is_for_the_next_delivery(self, queue, clock, monkeypatch):
        """Bounded: what cannot be saved after a dozen attempts goes back to the queue"""
        monkeypatch.setattr(attempts, "_FIRST_PAUSE", 0)
        charged(a_usage_charge())
        issue, lost = invoice_receiver.issue_invoice, []

        def losing(*arguments: Any) -> Any:
            if len(lost) < attempts.ATTEMPTS**2:
                lost.append(1)
                raise LostRace("raced", resource_type="Invoice", resource_id="x")
            return issue(*arguments)

        monkeypatch.setattr(invoice_receiver, "issue_invoice", losing)
        clock("2027-02-03T06:00")
        plan()
        assert queue.work_off() == 1
        assert (len(invoices()), queue.dead()) == (1, [])


def test_a_direct_request_tells_every_problem():
    """A message's shape is checked before anything is read"""
    with pytest.raises(InvalidInput) as refused:
        generate({"receiverAccountId": 7, "collectionIds": [1], "dueBy": "soon"})
    assert [problem.field for problem in refused.value.problems] == [
        "receiverAccountId",
        "collectionIds",
        "dueBy",
    ]


def test_charges_of_another_receiver_are_left_alone(clock):
    """A collection may hold charges of several receivers; each part takes its own"""
    charged(
        a_usage_charge("ch-1", collection="agmt-1"),
        a_usage_charge("ch-2", collection="agmt-1", account=OTHER),
    )
    clock("2027-02-03T06:00")
    assert len(invoice_now(BUYER, "agmt-1")) == 1
    states = {charge.charge_id: charge.state for charge in charges_of("agmt-1")}
    assert states == {"ch-1": ChargeState.INVOICED, "ch-2": ChargeState.PENDING}


def test_a_moved_due_date_of_nobody_matters(queue: Queue, clock: Any) -> None:
    """A charge that is not due yet stays where it is, beside one that is"""
    charged(
        a_usage_charge("ch-1"),
        a_usage_charge("ch-2", due_at=datetime(2027, 2, 3, 6, 0, 0, 1, tzinfo=UTC)),
    )
    clock("2027-02-03T06:00")
    assert run_invoices(queue)["invoices"] == 1
    assert [line["chargeId"] for line in invoices()[0]["lines"]] == ["ch-1"]
    with bootstrap.unit_of_work()() as unit:
        assert list(unit.charges.receivers_due(datetime(2027, 2, 4, tzinfo=UTC))) == [BUYER]
