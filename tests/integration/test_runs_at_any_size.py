"""Runs that are asked for, tried without writing, cut off, resumed and given up."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from functions.plan_invoices.app import lambda_handler as plan_handler
from procurement import bootstrap
from tests.support.api import BUYER, call
from tests.support.application import (
    a_line_body,
    add,
    check_refusal,
    events_of,
    items,
    nothing_written,
)
from tests.support.billing import (
    a_usage_charge,
    charged,
    check_books,
    generate,
    invoices,
    lambda_batch,
    plan,
    run_invoices,
)
from tests.support.tables import read_template, table_environment

OTHER = "999988887777"
THIRD = "777766665555"
ACCOUNTS = (BUYER, OTHER, THIRD)

pytestmark = pytest.mark.usefixtures("aws", "clock")


def run_of(run_id: str) -> dict[str, Any]:
    return dict(call("GET", f"/invoice-runs/{run_id}").body)


def parts_of(run_id: str, **query: Any) -> list[dict[str, Any]]:
    return list(items(f"/invoice-runs/{run_id}/parts", **query))


def planned(run_id: str) -> dict[str, list[dict[str, Any]]]:
    """What the dry run decided, by receiver, without what a run cannot know."""
    found = {}
    for part in parts_of(run_id):
        path = f"/invoice-runs/{run_id}/parts/{part['partId']}"
        found[part["receiverAccountId"]] = call("GET", path).body["plannedInvoices"]
    return found


class TestAsking:
    def test_a_run_that_is_asked_for_is_planned_by_the_event(self, queue, clock, announced):
        """The run and its event are one transaction; the bus starts the planner"""
        charged(a_usage_charge())
        clock("2027-02-03T06:30")
        answer = call("POST", "/invoice-runs", {"runId": "close-january"})
        assert (answer.status, answer.body["state"]) == (202, "PLANNING")
        assert answer.body["dueBy"] == "2027-02-03T06:30:00.000Z"
        (event,) = [e for e in events_of() if e["type"] == "InvoiceRunRequested"]
        carried = {"detail-type": event["type"], "detail": {"data": event["detail"]}}
        assert plan_handler(carried, context())["planned"] == 1
        queue.work_off()
        run = run_of("close-january")
        assert (run["state"], run["invoices"]) == ("FINISHED", 1)

    def test_asking_again_changes_nothing(self, clock):
        clock("2027-02-03T06:30")
        first = call("POST", "/invoice-runs", {"runId": "close-january"})
        clock("2027-02-03T06:40")
        with nothing_written():
            again = call("POST", "/invoice-runs", {"runId": "close-january"})
        assert again.body == first.body

    def test_a_run_without_a_name_has_one_made_of_its_time(self, clock):
        clock("2027-02-03T06:30")
        answer = call("POST", "/invoice-runs", {})
        assert answer.body["runId"] == "run-20270203T063000Z"
        dry = call("POST", "/invoice-runs", {"isDryRun": True, "dueBy": "2027-04-01T00:00:00Z"})
        assert dry.body["runId"] == "dry-run-20270401T000000Z"

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"dueBy": "2027-02-03T06:30:01Z"}, "dueBy"),
            ({"runId": "no spaces"}, "runId"),
            ({"runId": "x" * 65}, "runId"),
            ({"dueBy": "soon"}, "dueBy"),
        ],
    )
    def test_what_cannot_be_run_is_refused(self, clock, body, field):
        """Only a dry run looks into the future"""
        clock("2027-02-03T06:30")
        answer = call("POST", "/invoice-runs", body)
        assert answer.status == 400
        assert [problem["field"] for problem in answer.body["problems"]] == [field]

    def test_runs_are_for_the_account_of_the_deployment_alone(self):
        """R-377: they span accounts"""
        plan("run-1")
        with nothing_written():
            answer = call("POST", "/invoice-runs", {}, account=OTHER)
        check_refusal(answer, 403, "AccessDeniedException", "NOT_ALLOWED")
        for path in ("/invoice-runs/run-1/parts", "/invoice-runs/run-1/parts/part-1"):
            answer = call("GET", path, account=OTHER)
            check_refusal(answer, 403, "AccessDeniedException", "NOT_ALLOWED")

    def test_unknown_runs_and_parts_are_not_found(self):
        plan("run-1")
        for path in ("/invoice-runs/run-0/parts", "/invoice-runs/run-1/parts/part-1"):
            check_refusal(call("GET", path), 404, "ResourceNotFoundException", "RUN_NOT_FOUND")


class TestManyReceivers:
    """More than one transaction adds, which some workers do side by side"""

    RECEIVERS = tuple(f"{800_000_000_000 + number}" for number in range(230))

    @pytest.fixture(autouse=True)
    def _due(self, queue, clock):
        charged(*(a_usage_charge(account=each) for each in self.RECEIVERS))
        clock("2027-02-03T06:30")

    def test_each_is_one_part_and_planning_again_adds_none(self):
        assert plan("run-1")["planned"] == len(self.RECEIVERS)
        with nothing_written():
            assert plan("run-1")["planned"] == len(self.RECEIVERS)
        told = [part["receiverAccountId"] for part in parts_of("run-1", maxResults=50)]
        assert tuple(sorted(told)) == self.RECEIVERS

    def test_pages_of_parts_meet_each_part_once(self):
        plan("run-1")
        told, token = [], None
        while True:
            more = {"nextToken": token} if token else {}
            page = call("GET", "/invoice-runs/run-1/parts", maxResults=100, **more).body
            told += [part["partId"] for part in page["items"]]
            token = page["nextToken"]
            if token is None:
                break
            assert len(page["items"]) == 100
        assert len(told) == len(set(told)) == len(self.RECEIVERS)


class TestDryRuns:
    @pytest.fixture
    def three_accounts(self, clock) -> None:
        """Some with numbers, one whose line runs dry on the way, one without any."""
        clock("2027-01-04T09:00")
        add("PO-1", a_line_body(total="150.00"))
        add("PO-2")
        add("PO-3", account=OTHER)
        charged(
            *(a_usage_charge(f"ch-{n}", collection=f"agmt-{n:02d}") for n in range(12)),
            a_usage_charge("ch-credit", "-20.00", kind=a_usage_charge().kind, currency="EUR"),
            a_usage_charge("ch-x", account=OTHER, names="PO-NEW"),
            a_usage_charge("ch-y", account=OTHER),
            a_usage_charge(account=THIRD),
        )

    def test_it_equals_the_later_real_run(self, three_accounts, queue, clock):
        """Invoice by invoice: group, amounts, purchase order, line, outcome and flags"""
        clock("2027-02-03T06:00")
        tried = run_invoices(queue, "try", isDryRun=True)
        expected = planned("try")
        real = run_invoices(queue, "real")
        for account in ACCOUNTS:
            issued = sorted(map(_issued, invoices(account)), key=str)
            assert sorted(map(_planned, expected[account]), key=str) == issued
        assert tried["withoutPurchaseOrder"] == real["withoutPurchaseOrder"] == 1
        assert (tried["mode"], real["mode"]) == ("DRY_RUN", "ISSUE")

    def test_it_writes_nothing_but_its_own_record(self, three_accounts, queue, clock):
        clock("2027-02-03T06:00")
        before = stored()
        run = run_invoices(queue, "try", isDryRun=True)
        assert run["done"] == 3
        left = {key: item for key, item in stored().items() if not is_of_a_run(key)}
        assert left == before

    def test_it_looks_ahead_over_months_to_come(self, queue, clock):
        clock("2027-01-15T06:00")
        charged(a_usage_charge(), a_usage_charge("ch-2", period="2027-02"))
        run = run_invoices(queue, "try", isDryRun=True, dueBy="2027-03-31T00:00:00Z")
        assert (run["planned"], run["invoices"]) == (1, 2)
        periods = [each["billingPeriod"] for each in planned("try")[BUYER]]
        assert periods == ["2027-01", "2027-02"]

    def test_a_receiver_that_cannot_be_decided_is_parked_without_an_event(
        self, three_accounts, queue, clock, monkeypatch
    ):
        """A dry run tells nobody but who asked for it"""
        from procurement.service.foresight import books

        monkeypatch.setattr(books, "MAX_CHARGES", 5)
        clock("2027-02-03T06:00")
        run = run_invoices(queue, "try", isDryRun=True)
        assert (run["done"], run["failed"], run["state"]) == (2, 1, "FINISHED")
        (parked,) = parts_of("try", parkedOnly=True)
        assert parked["reason"].startswith("QUOTA_EXCEEDED: more than 5 charges")
        assert [event for event in events_of() if event["type"] == "ReceiverParked"] == []


class TestCutOff:
    def test_messages_that_were_lost_are_sent_again_after_an_hour(self, queue, clock):
        """Resumed by the planner of a later run"""
        charged(*(a_usage_charge(account=account) for account in ACCOUNTS))
        clock("2027-02-03T06:00")
        plan("run-1")
        generate(lambda_batch(queue.lose()[:1]))
        clock("2027-02-03T07:00:00")
        plan("too-early", dueBy="2027-01-01T00:00:00Z")
        assert queue.receive() == []
        clock("2027-02-03T07:00:01")
        plan("later", dueBy="2027-01-01T00:00:00Z")
        queue.work_off()
        run = run_of("run-1")
        assert (run["state"], run["done"], run["invoices"]) == ("FINISHED", 3, 3)
        check_books(BUYER)

    def test_what_nobody_finished_for_a_day_is_given_up(self, queue, clock):
        """The run ends and says so; what is due stays due for later runs"""
        charged(*(a_usage_charge(account=account) for account in ACCOUNTS))
        clock("2027-02-03T06:00")
        plan("run-1")
        queue.lose()
        clock("2027-02-04T06:00:01")
        plan("later", dueBy="2027-01-01T00:00:00Z")
        run = run_of("run-1")
        assert (run["state"], run["failed"]) == ("FINISHED", 3)
        assert {part["reason"].split(":")[0] for part in parts_of("run-1")} == {"ABANDONED"}
        assert run_invoices(queue, "next")["invoices"] == 3

    def test_a_planning_that_was_cut_off_is_finished_by_another(self, queue, clock, monkeypatch):
        """With everything that is due, not only what had been found"""
        charged(*(a_usage_charge(account=account) for account in ACCOUNTS))
        clock("2027-02-03T06:00")
        with monkeypatch.context() as patch:
            patch.setattr(bootstrap, "part_queue", lambda: BrokenQueue())
            with pytest.raises(ConnectionError):
                plan("run-1")
        assert run_of("run-1")["state"] == "PLANNING"
        clock("2027-02-03T06:16")
        plan("later", dueBy="2027-01-01T00:00:00Z")
        queue.work_off()
        assert (run_of("run-1")["state"], run_of("run-1")["invoices"]) == ("FINISHED", 3)

    def test_a_run_that_was_asked_for_and_never_planned_is_planned_by_another(self, queue, clock):
        """The event got lost: the run itself says what is to be done"""
        charged(*(a_usage_charge(account=account) for account in ACCOUNTS))
        clock("2027-02-03T06:00")
        call("POST", "/invoice-runs", {"runId": "try", "isDryRun": True})
        clock("2027-02-03T06:16")
        plan("later", dueBy="2027-01-01T00:00:00Z")
        queue.work_off()
        assert (run_of("try")["state"], run_of("try")["invoices"]) == ("FINISHED", 3)
        assert invoices() == []


def test_progress_is_told_while_it_runs(queue, clock):
    charged(*(a_usage_charge(account=account) for account in ACCOUNTS))
    clock("2027-02-03T06:00")
    plan("run-1")
    messages = queue.receive()
    clock("2027-02-03T06:00:10")
    generate(lambda_batch(messages[:1]))
    run = run_of("run-1")
    assert (run["planned"], run["done"], run["partsPerSecond"]) == (3, 1, 0.1)
    assert run["estimatedEnd"] == "2027-02-03T06:00:30.000Z"


class BrokenQueue:
    """A queue that nobody reaches."""

    def send(self, *_: Any, **__: Any) -> None:
        raise ConnectionError


def context() -> Any:
    from tests.support.lambda_context import LambdaContext

    return LambdaContext()


def _planned(invoice: dict[str, Any]) -> tuple[Any, ...]:
    return (
        invoice["invoiceType"],
        invoice["invoicingEntity"],
        invoice["kind"],
        invoice["billingPeriod"],
        invoice["totalBeforeTax"]["amount"],
        invoice["totalBeforeTax"]["currencyCode"],
        invoice["tax"]["amount"],
        invoice["charges"],
        invoice["purchaseOrderId"],
        invoice["lineItemNumber"],
        invoice["outcome"],
        tuple(invoice["flags"]),
    )


def _issued(invoice: dict[str, Any]) -> tuple[Any, ...]:
    match = call("GET", f"/invoices/{invoice['invoiceId']}/match", account=invoice["accountId"])
    return (
        invoice["invoiceType"],
        invoice["invoicingEntity"],
        invoice["kind"],
        invoice["billingPeriod"],
        invoice["totalBeforeTax"],
        invoice["currencyCode"],
        invoice["tax"],
        len(invoice["lines"]),
        invoice["purchaseOrderId"],
        match.body["lineItemNumber"],
        match.body["outcome"],
        tuple(match.body["flags"]),
    )


def stored() -> dict[tuple[str, ...], Any]:
    """Every item of every table by its key."""
    return dict(_items())


def _items() -> Iterator[tuple[tuple[str, ...], Any]]:
    client = boto3.client("dynamodb")
    for name in table_environment(read_template()).values():
        keys = client.describe_table(TableName=name)["Table"]["KeySchema"]
        for item in client.scan(TableName=name)["Items"]:
            yield (name, *(item[key["AttributeName"]]["S"] for key in keys)), item


def is_of_a_run(key: tuple[str, ...]) -> bool:
    return key[1] == "RUNS" or key[1].startswith("RUN#")
