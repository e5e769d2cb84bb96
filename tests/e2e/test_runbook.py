"""What the runbook says, done: redrive, replay, stop, restore, start; see docs/operations.md."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from local.clients import ROOT_ACCESS_KEY_ID, ROOT_SECRET_ACCESS_KEY
from local.stack import LocalStack
from procurement_cli.command_line import main
from tests.support.deployed import Deployed, a_purchase_order, an_export
from tests.support.eventually import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.last]

Command = Callable[..., str]


@pytest.fixture(autouse=True, scope="module")
def _queues_are_empty(stack: LocalStack) -> None:
    """What nobody can deliver is for the tests that sent it."""
    deployed = Deployed(stack.read())
    for queue in deployed.info.queues.values():
        deployed.root("sqs").purge_queue(QueueUrl=queue)
    deployed.api.close()


@pytest.fixture
def procurement(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """The command, as whoever operates the deployment; what it prints."""
    for name, value in {
        "AWS_ENDPOINT_URL": deployed.info.endpoint_url,
        "AWS_ACCESS_KEY_ID": ROOT_ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": ROOT_SECRET_ACCESS_KEY,
        "AWS_DEFAULT_REGION": deployed.info.region,
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> str:
        code = main(words)
        said = capsys.readouterr()
        assert code == 0, said
        return said.out

    return run


def test_alarms_and_dashboard_know_what_was_deployed(deployed: Deployed) -> None:
    watch = deployed.root("cloudwatch")
    text = watch.get_dashboard(DashboardName="ledgerline")["DashboardBody"]
    assert "${" not in text
    functions = {line[3] for line in _series(json.loads(text)) if line[0] == "AWS/Lambda"}
    assert set(deployed.info.functions.values()) <= functions
    pages = watch.get_paginator("describe_alarms").paginate()
    alarms = [alarm for page in pages for alarm in page["MetricAlarms"]]
    queues = {url.rpartition("/")[2] for url in deployed.info.queues.values()}
    assert queues <= {d["Value"] for alarm in alarms for d in alarm["Dimensions"]}


def test_a_parked_account_gets_its_invoice_when_its_message_is_sent_again(
    deployed: Deployed, procurement: Command
) -> None:
    """What is due stays due; the second time round nothing is invoiced twice"""
    account = deployed.info.account_id
    deployed.drop("runbook-parked.csv", an_export(account, {"BilledCost": "12.50"}))
    message = {
        "receiverAccountId": account,
        "collectionIds": [account],
        "dueBy": datetime.now(UTC).isoformat(),
    }
    before = _numbers(deployed)
    _put(deployed, "InvoiceDeadLetterQueue", message, message)
    shown = procurement("redrive", "InvoiceDeadLetterQueue", "--dry-run")
    assert "InvoiceDeadLetterQueue: 2 messages, to send to InvoiceQueue" in shown
    assert _numbers(deployed) == before
    assert "1 messages sent" in procurement("redrive", "--limit", "1", "--yes")
    issued = eventually(lambda: _more(_numbers(deployed), before), within=60)
    assert "1 messages sent" in procurement("redrive", "--yes")
    assert procurement("redrive", "--dry-run") == "There are no dead letters.\n"
    eventually(lambda: _is_empty(deployed, "InvoiceQueue"), within=60)
    assert _numbers(deployed) == issued


def test_a_failed_import_is_tried_again(deployed: Deployed, procurement: Command) -> None:
    """Its dead letter is not a message but a call that failed"""
    account, key = deployed.info.account_id, "runbook-import.csv"
    event = deployed.drop(key, an_export(account, {"BilledCost": "3.00"}))
    assert event["type"] == "CostExportImported"
    arn = f"arn:aws:lambda:{deployed.info.region}:{account}:function:"
    bucket = {"bucket": {"name": deployed.info.buckets["ExportsBucket"]}, "object": {"key": key}}
    record = {
        "requestContext": {
            "functionArn": f"{arn}{deployed.info.functions['ImportChargesFunction']}:$LATEST",
            "condition": "RetriesExhausted",
        },
        "requestPayload": {"Records": [{"eventSource": "aws:s3", "s3": bucket}]},
    }
    _put(deployed, "ImportDeadLetterQueue", record)
    before = _imports(deployed, key)
    assert "1 messages sent" in procurement("redrive", "ImportDeadLetterQueue", "--yes")
    eventually(lambda: _is_empty(deployed, "ImportDeadLetterQueue"))
    # The same content again changes nothing, and is not told twice.
    assert _imports(deployed, key) == before


def test_events_are_announced_again_and_nobody_does_anything_twice(
    deployed: Deployed, procurement: Command
) -> None:
    """An invoice without a purchase order, of which somebody was told by mail, is among them"""
    account, began = deployed.info.account_id, _now()
    with deployed.subscription("e2e-replay") as bus:
        deployed.api.post("purchase-orders", **a_purchase_order("PO-REPLAYED"))
        deployed.drop("runbook-replay.csv", an_export(account, {"BilledCost": "7.00"}))
        _invoice(deployed)
        eventually(lambda: _count(bus.about("purchase-order/PO-REPLAYED"), 1))
        eventually(lambda: _nothing_unsent(deployed), within=90)
        eventually(lambda: _all_queues_empty(deployed), within=120)
        before = _stored(deployed)
        span = ("--from", began, "--to", _now(1))
        shown = procurement("replay", *span, "--type", "PurchaseOrderAdded", "--dry-run")
        assert "1 PurchaseOrderAdded" in shown
        assert " InvoiceIssued" in procurement("replay", *span, "--yes")
        later = datetime.fromtimestamp(time.time() + 60, UTC)
        deployed.call("relay_events", {"scheduledTime": later.isoformat()})
        events = eventually(lambda: _count(bus.about("purchase-order/PO-REPLAYED"), 2))
    assert len({event["detail"]["eventId"] for event in events}) == 1
    eventually(lambda: _nothing_unsent(deployed), within=90)
    eventually(lambda: _all_queues_empty(deployed), within=120)
    assert _stored(deployed) == before


def test_all_tables_go_back_to_what_they_were_and_work_goes_on(
    deployed: Deployed, procurement: Command
) -> None:
    """The local stack makes its copies of what is there when it is asked, whatever the second"""
    account = deployed.info.account_id
    deployed.api.post("purchase-orders", **a_purchase_order("PO-RESTORED"))
    deployed.drop("runbook-restore.csv", an_export(account, {"BilledCost": "40.00"}))
    _invoice(deployed)
    eventually(lambda: _nothing_unsent(deployed), within=90)
    eventually(lambda: _all_queues_empty(deployed), within=120)
    second, before = _now(), _stored(deployed)
    assert "Every table is as it was then." in procurement("restore", "--to", second, "--dry-run")

    deployed.api.post("purchase-orders", **a_purchase_order("PO-TOO-MUCH"))
    deployed.drop("runbook-after.csv", an_export(account, {"BilledCost": "60.00"}))
    _invoice(deployed)
    lost = _more(_numbers(deployed), before["invoices"]) - before["invoices"]
    _harm(deployed, "PO-RESTORED")

    shown = procurement("restore", "--to", second, "--dry-run")
    assert all(number in shown for number in lost)
    assert main(["restore", "--to", second, "--yes"]) == 1, "while functions may be called"
    procurement("stop", "--yes")
    try:
        done = procurement("restore", "--to", second, "--yes")
    finally:
        # Whatever happened: other tests need a stack that works.
        procurement("start")
    assert "Every table is as it was then. To undo this, restore to" in done
    procurement("restore", "--to", second, "--drop")

    assert _stored(deployed) == before
    deployed.drop("runbook-after.csv", an_export(account, {"BilledCost": "60.00"}))
    _invoice(deployed)
    assert _numbers(deployed) == before["invoices"] | lost
    with deployed.subscription("e2e-restored") as bus:
        deployed.api.post("purchase-orders", **a_purchase_order("PO-AFTER-RESTORE"))
        eventually(lambda: _count(bus.about("purchase-order/PO-AFTER-RESTORE"), 1))


def _series(dashboard: dict[str, Any]) -> list[list[Any]]:
    graphs = (widget["properties"].get("metrics", ()) for widget in dashboard["widgets"])
    return [line for graph in graphs for line in graph if len(line) > 3]


def _stored(deployed: Deployed) -> dict[str, Any]:
    listings = ("purchase-orders", "offers", "agreements", "events", "notices")
    stored = {name: list(deployed.api.items(name)) for name in listings}
    return stored | {"invoices": _numbers(deployed)}


def _numbers(deployed: Deployed) -> set[str]:
    return {invoice["invoiceId"] for invoice in deployed.api.items("invoices")}


def _invoice(deployed: Deployed) -> None:
    """Everything that is due for the account."""
    now = datetime.now(UTC).isoformat()
    account = deployed.info.account_id
    deployed.call("generate_invoice", {"receiverAccountId": account, "dueBy": now})


def _imports(deployed: Deployed, key: str) -> list[Any]:
    return [e for e in deployed.api.items("events") if e["subject"] == f"cost-export/{key}"]


def _harm(deployed: Deployed, purchase_order_id: str) -> None:
    """As a script gone wrong would: an item deleted, another one changed."""
    tables, name = deployed.root("dynamodb"), deployed.info.tables["PurchaseOrdersTable"]
    entry = {"S": f"PO#{purchase_order_id}"}
    tables.delete_item(
        TableName=name, Key={"account_id": {"S": deployed.info.account_id}, "entry": entry}
    )
    charges = deployed.info.tables["ChargesTable"]
    item = next(item for item in tables.scan(TableName=charges)["Items"] if "revision" in item)
    tables.put_item(TableName=charges, Item=item | {"revision": {"N": "99"}})


def _put(deployed: Deployed, queue: str, *bodies: Any) -> None:
    for body in bodies:
        deployed.root("sqs").send_message(
            QueueUrl=deployed.info.queues[queue], MessageBody=json.dumps(body)
        )


def _is_empty(deployed: Deployed, queue: str) -> bool:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    attributes = deployed.root("sqs").get_queue_attributes(
        QueueUrl=deployed.info.queues[queue], AttributeNames=names
    )["Attributes"]
    assert [attributes[name] for name in names] == ["0", "0"], queue
    return True


def _all_queues_empty(deployed: Deployed) -> bool:
    return all(_is_empty(deployed, queue) for queue in deployed.info.queues)


def _nothing_unsent(deployed: Deployed) -> bool:
    found = deployed.root("dynamodb").scan(
        TableName=deployed.info.tables["LedgerTable"], IndexName="unsent"
    )["Items"]
    assert found == []
    return True


def _more(numbers: set[str], before: set[str]) -> set[str]:
    assert numbers > before
    return numbers


def _count(events: list[Any], expected: int) -> list[Any]:
    assert len(events) == expected
    return events


def _now(seconds_later: int = 0) -> str:
    instant = datetime.fromtimestamp(int(time.time()) + seconds_later, UTC)
    return instant.isoformat()
