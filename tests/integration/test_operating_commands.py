"""The verbs for whoever operates a deployment, on a stack with its tables and queues."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import boto3
import pytest

from procurement import bootstrap
from procurement.adapters.dynamodb import ledger
from procurement.domain.events import EventType
from procurement_cli import replays, restored_tables, restores
from procurement_cli.command_line import main
from procurement_cli.deployment import Deployment, find_deployment
from tests.support.events import ACCOUNT, an_event
from tests.support.operated_stack import create_stack
from tests.support.storage import recorded
from tests.support.tables import name_of

NINE: Final = datetime(2027, 2, 6, 9, tzinfo=UTC)

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def procurement(aws: None, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command, on a stack that has the tables and the queues of the template."""
    create_stack()

    def run(*words: str) -> tuple[int, str, str]:
        code = main(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def deployment(procurement: Command) -> Deployment:
    return find_deployment(stack_name="ledgerline", profile=None, region=None)


class TestWhichDeployment:
    def test_a_stack_that_is_not_there_is_told_in_awss_own_words(self, procurement: Command):
        code, _, error = procurement("redrive", "--stack-name", "nothing-here")
        assert code == 1
        assert "nothing-here" in error
        assert "Traceback" not in error

    def test_somebody_elses_stack_is_left_alone(self, procurement: Command):
        queue = {"Type": "AWS::SQS::Queue", "Properties": {}}
        body = json.dumps({"Resources": {"InvoiceDeadLetterQueue": queue}})
        boto3.client("cloudformation").create_stack(StackName="another", TemplateBody=body)
        code, _, error = procurement("redrive", "--stack-name", "another", "--yes")
        assert (code, error) == (1, "error: the stack another is none of Ledgerline's\n")


class TestRedrive:
    def test_every_message_goes_back_to_the_queue_that_it_came_from(
        self, procurement: Command, deployment: Deployment
    ):
        for number in range(25):
            put(deployment, "NotifyDeadLetterQueue", {"number": number})
        put(deployment, "ReportDeadLetterQueue", {"month": "2027-01"})
        code, out, _ = procurement("redrive", "--yes")
        assert code == 0
        assert "NotifyDeadLetterQueue: 25 messages sent again." in out
        assert sorted(m["number"] for m in taken(deployment, "NotifyQueue")) == [*range(25)]
        assert taken(deployment, "ReportQueue") == [{"month": "2027-01"}]
        assert procurement("redrive", "--yes") == (0, "There are no dead letters.\n", "")

    def test_one_can_be_tried_before_the_others(self, procurement: Command, deployment: Deployment):
        for number in range(3):
            put(deployment, "NotifyDeadLetterQueue", {"number": number})
        code, out, _ = procurement("redrive", "NotifyDeadLetterQueue", "--limit", "1", "--yes")
        assert (code, out.splitlines()[-1]) == (0, "NotifyDeadLetterQueue: 1 messages sent again.")
        assert len(taken(deployment, "NotifyQueue")) == 1

    def test_what_is_shown_stays_and_takes_no_terminal_over(
        self, procurement: Command, deployment: Deployment
    ):
        put(deployment, "NotifyDeadLetterQueue", "\x1b[2J" + "x" * 1000)
        for _ in range(2):
            code, out, _ = procurement("redrive", "--dry-run")
            assert code == 0
            assert "NotifyDeadLetterQueue: 1 messages, to send to NotifyQueue" in out
            assert "\x1b" not in out
            assert max(map(len, out.splitlines())) < 400

    def test_nothing_is_sent_without_consent(
        self, procurement: Command, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
    ):
        put(deployment, "NotifyDeadLetterQueue", {"number": 1})
        code, _, error = procurement("redrive")
        assert code == 1
        assert "give --yes" in error
        monkeypatch.setattr("procurement_cli.operations.is_somebody_there", lambda: True)
        for answer, expected in (("n\n", 1), ("", 1), ("y\n", 0)):
            assert taken(deployment, "NotifyQueue") == []
            monkeypatch.setattr("sys.stdin", io.StringIO(answer))
            assert procurement("redrive")[0] == expected

    def test_a_queue_of_another_name_is_refused_with_those_there_are(self, procurement: Command):
        code, _, error = procurement("redrive", "InvoiceQueue")
        assert code == 1
        assert "ChangeSetDeadLetterQueue, DeliveryDeadLetterQueue" in error


class TestReplay:
    def test_events_are_those_from_one_instant_on_and_before_another(
        self, procurement: Command, deployment: Deployment
    ):
        for number in range(4):
            put_event(deployment, f"ev-{number}", NINE + timedelta(minutes=number))
        span = ("--from", "2027-02-06T09:01:00Z", "--to", "2027-02-06T10:03:00+01:00")
        code, out, _ = procurement("replay", *span, "--yes")
        assert code == 0
        assert "        2 PurchaseOrderAdded\n" in out
        assert unsent(deployment) == {"ev-1", "ev-2"}
        assert procurement("replay", *span, "--yes") == (0, out, "")

    def test_they_may_be_of_some_types_or_of_one_account(
        self, procurement: Command, deployment: Deployment
    ):
        put_event(deployment, "ev-1", NINE)
        put_event(deployment, "ev-2", NINE, type_="InvoiceIssued")
        put_event(deployment, "ev-3", NINE, account_id="222233334444")
        day = ("--from", "2027-02-06T00:00:00Z", "--to", "2027-02-07T00:00:00Z", "--yes")
        procurement("replay", *day, "--account", "222233334444")
        assert unsent(deployment) == {"ev-3"}
        procurement("replay", *day, "--type", "InvoiceIssued", "--type", "CreditMemoIssued")
        assert unsent(deployment) == {"ev-2", "ev-3"}

    def test_a_dry_run_only_counts(self, procurement: Command, deployment: Deployment):
        put_event(deployment, "ev-1", NINE)
        span = ("--from", "2027-02-06T00:00:00Z", "--to", "2027-02-07T00:00:00Z")
        code, out, _ = procurement("replay", *span, "--dry-run")
        assert (code, "1 events" in out) == (0, True)
        assert unsent(deployment) == set()

    @pytest.mark.parametrize(
        "span",
        [
            ("2027-02-06T09:00:00", "2027-02-06T10:00:00Z"),
            ("yesterday", "2027-02-06T10:00:00Z"),
            ("2027-02-06T10:00:00Z", "2027-02-06T10:00:00Z"),
        ],
    )
    def test_a_time_that_is_none_is_refused(self, procurement: Command, span: tuple[str, str]):
        try:
            code: object = procurement("replay", "--from", span[0], "--to", span[1])[0]
        except SystemExit as ended:
            code = ended.code
        assert code == 1


def test_an_event_that_is_unsent_again_is_where_the_sweep_looks_for_it(aws: None) -> None:
    """The command knows the application's index without its code"""
    assert (replays.EVENT_PREFIX, replays.UNSENT_SHARDS) == (
        ledger.EVENT_PREFIX,
        ledger.UNSENT_SHARDS,
    )
    recorded(an_event("ev-1"), an_event("ev-2", EventType.INVOICE_ISSUED))
    tables = boto3.client("dynamodb")
    items = [
        item
        for item in tables.scan(TableName=name_of("LedgerTable"))["Items"]
        if item["entry"]["S"].startswith(ledger.EVENT_PREFIX)
    ]
    assert {item["entry"]["S"].rpartition("#")[2] for item in items} == {"ev-1", "ev-2"}
    for item in items:
        event_id = item["entry"]["S"].rpartition("#")[2]
        assert item["unsent_shard"]["S"] == replays.shard_of(event_id)
    assert bootstrap.outbox().unsent(NINE + timedelta(hours=1), 10)


class TestRestore:
    """moto makes copies of what is there when it is asked, whatever the second."""

    SECOND: Final = "2027-02-06T09:00:05Z"

    def test_what_changed_came_or_went_is_put_back_and_mail_is_not(
        self, procurement: Command, deployment: Deployment
    ):
        for number in range(130):
            put_order(deployment, f"PO-{number}")
        put_mail(deployment, "m-1", "CLAIMED")
        before = contents(deployment)
        assert procurement("restore", "--to", self.SECOND, "--dry-run")[0] == 0
        for number in range(0, 130, 2):
            put_order(deployment, f"PO-{number}", description="spoilt")
        delete_order(deployment, "PO-1")
        put_order(deployment, "PO-TOO-MUCH")
        put_mail(deployment, "m-1", "SENT")
        put_mail(deployment, "m-2", "SENT")
        put_invoice(deployment, "US-111122223333-000001")

        code, out, _ = procurement("restore", "--to", self.SECOND, "--dry-run")
        assert code == 0
        assert "PurchaseOrdersTable: 130 items then, 66 to put back, 1 to delete" in out
        assert "1 invoices will not have been: US-111122223333-000001" in out
        code, out, _ = procurement("restore", "--to", self.SECOND, "--yes")
        assert (code, "Every table is as it was then. To undo this" in out) == (0, True)
        mails = {("MAIL#m-1", "SENT"), ("MAIL#m-2", "SENT")}
        assert {mail for mail in contents(deployment) if mail[0].startswith("MAIL#")} == mails
        assert contents(deployment) - mails == before - {("MAIL#m-1", "CLAIMED")}

    def test_one_that_was_cut_off_is_finished_by_another(
        self, procurement: Command, deployment: Deployment
    ):
        for number in range(60):
            put_order(deployment, f"PO-{number}")
        before = contents(deployment)
        procurement("restore", "--to", self.SECOND, "--dry-run")
        for number in range(60):
            delete_order(deployment, f"PO-{number}")
        tables = restored_tables.restored_tables(deployment, NINE + timedelta(seconds=5))
        (orders,) = (table for table in tables if table.name == "PurchaseOrdersTable")
        for item in deployment.client("dynamodb").scan(TableName=orders.copy)["Items"][:7]:
            deployment.client("dynamodb").put_item(TableName=orders.live, Item=item)
        (first, *_) = restores.compare(deployment, orders)
        assert first.put_back == 53
        assert procurement("restore", "--to", self.SECOND, "--yes")[0] == 0
        assert contents(deployment) == before

    def test_a_decision_just_before_the_second_is_told(
        self, procurement: Command, deployment: Deployment
    ):
        put_event(deployment, "ev-1", NINE + timedelta(seconds=4))
        _, out, _ = procurement("restore", "--to", self.SECOND, "--dry-run")
        assert "Something was decided at 2027-02-06T09:00:04.000000Z" in out
        _, out, _ = procurement("restore", "--to", "2027-02-06T09:01:00Z", "--dry-run")
        assert "Something was decided" not in out

    def test_copies_are_made_once_and_dropped_on_demand(
        self, procurement: Command, deployment: Deployment
    ):
        tables = deployment.client("dynamodb")
        before = set(tables.list_tables()["TableNames"])
        for expected in ("5 copies of 5 tables", "0 copies of 5 tables"):
            assert expected in procurement("restore", "--to", self.SECOND, "--dry-run")[1]
        copies = set(tables.list_tables()["TableNames"]) - before
        assert len(copies) == 5
        assert all(name.endswith("-at-20270206T090005Z") for name in copies)
        assert procurement("restore", "--to", self.SECOND, "--drop")[1] == "5 copies deleted.\n"
        assert set(tables.list_tables()["TableNames"]) == before


def put(deployment: Deployment, queue: str, body: Any) -> None:
    deployment.client("sqs").send_message(
        QueueUrl=deployment.queues[queue], MessageBody=json.dumps(body, ensure_ascii=False)
    )


def taken(deployment: Deployment, queue: str) -> list[Any]:
    """The messages of a queue, which is empty afterwards."""
    found, queues, url = [], deployment.client("sqs"), deployment.queues[queue]
    while messages := queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            found.append(json.loads(message["Body"]))
            queues.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


def put_event(
    deployment: Deployment,
    event_id: str,
    at: datetime,
    *,
    type_: str = "PurchaseOrderAdded",
    account_id: str = ACCOUNT,
) -> None:
    entry = f"EVENT#{at:%Y-%m-%dT%H:%M:%S.%f}Z#{event_id}"
    put_item(deployment, "LedgerTable", entry, account_id=account_id, type=type_)


def put_mail(deployment: Deployment, mail_id: str, state: str) -> None:
    put_item(deployment, "LedgerTable", f"MAIL#{mail_id}", description=state)


def put_order(deployment: Deployment, order_id: str, description: str = "as it was") -> None:
    put_item(deployment, "PurchaseOrdersTable", f"PO#{order_id}", description=description)


def put_invoice(deployment: Deployment, number: str) -> None:
    put_item(deployment, "InvoicesTable", "INVOICE#2027-01#draft", invoice_id=number)


def put_item(
    deployment: Deployment,
    table: str,
    entry: str,
    *,
    account_id: str = ACCOUNT,
    **attributes: str,
) -> None:
    texts = {"account_id": account_id, "entry": entry, **attributes}
    deployment.client("dynamodb").put_item(
        TableName=deployment.tables[table], Item={name: {"S": text} for name, text in texts.items()}
    )


def delete_order(deployment: Deployment, order_id: str) -> None:
    deployment.client("dynamodb").delete_item(
        TableName=deployment.tables["PurchaseOrdersTable"],
        Key={"account_id": {"S": ACCOUNT}, "entry": {"S": f"PO#{order_id}"}},
    )


def unsent(deployment: Deployment) -> set[str]:
    items = deployment.client("dynamodb").scan(
        TableName=deployment.tables["LedgerTable"], IndexName="unsent"
    )["Items"]
    return {item["entry"]["S"].rpartition("#")[2] for item in items}


def contents(deployment: Deployment) -> set[tuple[str, str]]:
    return {
        (item["entry"]["S"], item.get("description", {}).get("S", ""))
        for name in ("PurchaseOrdersTable", "InvoicesTable", "LedgerTable")
        for item in deployment.client("dynamodb").scan(TableName=deployment.tables[name])["Items"]
    }
