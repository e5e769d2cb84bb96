"""Charges put into the tables, and invoice runs made as AWS makes them: plan, queue, generate."""

import importlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import boto3

from procurement import bootstrap
from procurement.adapters.dynamodb.tables.charges import ChargeItem
from procurement.adapters.dynamodb.transaction import MAX_WRITES
from procurement.domain.charges.charge import Charge, ChargeKind, Timing
from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.month import Month
from procurement.service.invoices.booked_purchase_order import BookedPurchaseOrder
from procurement.service.ports.unit_of_work import UnitOfWork
from tests.support.api import BUYER, call
from tests.support.application import get
from tests.support.lambda_context import LambdaContext
from tests.support.purchase_orders import INC

QUEUE: Final = "test-invoices"
DEAD_LETTERS: Final = "test-invoices-dead"
BATCH_SIZE: Final = 5
MAX_RECEIVES: Final = 5

Message = dict[str, Any]


def a_usage_charge(
    charge_id: str = "ch-1",
    amount: str = "100.00",
    *,
    account: str = BUYER,
    collection: str | None = None,
    kind: ChargeKind = ChargeKind.MONTHLY_USAGE,
    entity: str = INC,
    period: str = "2027-01",
    due_at: datetime | None = None,
    charge_date: date | None = None,
    currency: str = "USD",
    tax: str = "0",
    names: str | None = None,
) -> Charge:
    """One service's cost of a month, due on the 3rd of the next one at 00:00 UTC."""
    month = Month.parse(period)
    following = month.plus(1)
    return Charge(
        collection_id=collection or account,
        charge_id=charge_id,
        receiver_account_id=account,
        subscriber_account_id=account,
        invoicing_entity=entity,
        kind=kind,
        timing=Timing.BILLING_PERIOD,
        currency=currency,
        amount=Decimal(amount),
        tax=Decimal(tax),
        billing_period=month,
        due_at=due_at or datetime(following.year, following.number, 3, tzinfo=UTC),
        charge_date=charge_date,
        description=f"Service {charge_id}",
        purchase_order_reference=names,
    )


def charged(*charges: Charge) -> None:
    """Put the charges into their table."""
    for start in range(0, len(charges), MAX_WRITES - 1):
        with bootstrap.unit_of_work()() as unit:
            for charge in charges[start : start + MAX_WRITES - 1]:
                unit.charges.add(charge)
            unit.commit()


def charges_of(collection_id: str = BUYER) -> list[Charge]:
    """Every charge of an agreement or a billing account."""
    with bootstrap.unit_of_work()() as unit:
        return list(unit.charges.of_collection(collection_id))


def nothing_is_due() -> bool:
    """Whether no charge at all is on the index of what is due."""
    return not list(ChargeItem.scan(ChargeItem.due_shard.exists(), limit=1))


def plan(run_id: str = "run-1", **more: Any) -> dict[str, Any]:
    """Plan a run, as the schedule or a person asks for it."""
    app = importlib.import_module("functions.plan_invoices.app")
    answer: dict[str, Any] = app.lambda_handler({"runId": run_id, **more}, LambdaContext())
    return answer


def generate(event: dict[str, Any]) -> dict[str, Any]:
    """Call the generator with a batch or with one part."""
    app = importlib.import_module("functions.generate_invoice.app")
    answer: dict[str, Any] = app.lambda_handler(event, LambdaContext())
    return answer


def invoice_now(account: str = BUYER, *collections: str, due_by: datetime | None = None) -> Any:
    """Ask the generator directly, without a run; the numbers of the invoices."""
    moment = due_by or datetime.now(UTC)
    part = {
        "receiverAccountId": account,
        "collectionIds": list(collections or (account,)),
        "dueBy": moment.isoformat(),
    }
    return generate(part)["invoiceIds"]


class Queue:
    """The queue between planning and generating, with the redrive policy of the template."""

    def __init__(self, wait: Callable[[], None]) -> None:
        """`wait` lets the time pass after which a message that was given back is seen again."""
        self._wait = wait
        self._client = boto3.client("sqs")
        self._dead_url = self._client.create_queue(QueueName=DEAD_LETTERS)["QueueUrl"]
        attributes = self._client.get_queue_attributes(
            QueueUrl=self._dead_url, AttributeNames=["QueueArn"]
        )["Attributes"]
        redrive = {
            "deadLetterTargetArn": attributes["QueueArn"],
            "maxReceiveCount": MAX_RECEIVES,
        }
        self.url = self._client.create_queue(
            QueueName=QUEUE, Attributes={"RedrivePolicy": json.dumps(redrive)}
        )["QueueUrl"]

    def send(self, body: object) -> None:
        """Put a message of one's own into it."""
        text = body if isinstance(body, str) else json.dumps(body)
        self._client.send_message(QueueUrl=self.url, MessageBody=text)

    def receive(self, most: int = BATCH_SIZE) -> list[Message]:
        """One batch, as Lambda's poller takes it."""
        return self._receive(self.url, most)

    def lose(self) -> list[Message]:
        """Take one batch that never comes back."""
        lost = self.receive()
        for message in lost:
            self._end(message, is_failed=False)
        return lost

    def dead(self) -> list[Any]:
        """The bodies of all dead letters."""
        found = self._receive(self._dead_url, 10)
        return [message["Body"] for message in found]

    def work_off(self, rounds: int = 40) -> int:
        """Feed the generator until nothing is left, giving failed messages back; how many failed
        deliveries there were."""
        failures = 0
        for _ in range(rounds):
            failed = self.work_off_one_batch()
            if failed is None:
                return failures
            failures += failed
        raise AssertionError("the queue is never empty")

    def work_off_one_batch(self) -> int | None:
        """Feed the generator one batch; how many of its messages failed, None without any."""
        messages = self.receive()
        if not messages:
            return None
        failed = set(failed_messages(generate(lambda_batch(messages))))
        for message in messages:
            self._end(message, is_failed=message["MessageId"] in failed)
        return len(failed)

    def _end(self, message: Message, *, is_failed: bool) -> None:
        handle = {"QueueUrl": self.url, "ReceiptHandle": message["ReceiptHandle"]}
        if is_failed:
            self._client.change_message_visibility(**handle, VisibilityTimeout=0)
            self._wait()
        else:
            self._client.delete_message(**handle)

    def _receive(self, url: str, most: int) -> list[Message]:
        answer = self._client.receive_message(
            QueueUrl=url, MaxNumberOfMessages=most, AttributeNames=["All"]
        )
        return list(answer.get("Messages", []))


def lambda_batch(messages: Sequence[Message]) -> dict[str, Any]:
    """The messages in the shape in which Lambda hands them over."""
    return {
        "Records": [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message["Attributes"],
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:us-east-1:123456789012:{QUEUE}",
                "awsRegion": "us-east-1",
            }
            for message in messages
        ]
    }


def failed_messages(answer: dict[str, Any]) -> list[str]:
    """The IDs that a batch's answer gives back to the queue."""
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def run_invoices(queue: Queue, run_id: str = "run-1", **more: Any) -> dict[str, Any]:
    """A whole run; its record at the end, as the API shows it."""
    plan(run_id, **more)
    queue.work_off()
    own_account = bootstrap.settings().deployment_account
    answer = call("GET", f"/invoice-runs/{run_id}", account=own_account)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def invoices(account: str = BUYER, **query: str) -> list[dict[str, Any]]:
    """The account's invoices with their lines, by number."""
    numbers: list[str] = []
    token = None
    while True:
        more = {"nextToken": token} if token else {}
        page = call("GET", "/invoices", account=account, maxResults=100, **query, **more).body
        numbers += [invoice["invoiceId"] for invoice in page["items"]]
        token = page["nextToken"]
        if token is None:
            break
    return [
        call("GET", f"/invoices/{number}", account=account, **query).body
        for number in sorted(numbers)
    ]


def check_books(account: str = BUYER, *collections: str) -> None:
    """What must always hold: numbers without gaps per entity, every charge on exactly one invoice,
    every balance its total less its invoices plus their credit memos (R-144, R-391)."""
    issued = invoices(account)
    for entity in {invoice["invoicingEntity"] for invoice in issued}:
        numbers = [
            int(invoice["invoiceId"].rpartition("-")[2])
            for invoice in issued
            if invoice["invoicingEntity"] == entity
        ]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
    on_invoice = [line["chargeId"] for invoice in issued for line in invoice["lines"]]
    assert len(on_invoice) == len(set(on_invoice))
    where = {line["chargeId"]: i["invoiceId"] for i in issued for line in i["lines"]}
    for collection in collections or (account,):
        for charge in charges_of(collection):
            assert charge.invoice_id == where.get(charge.charge_id)
    _check_credits(issued)
    _check_balances(account)


def _check_credits(issued: Sequence[dict[str, Any]]) -> None:
    """Credit memos show what their invoice shows, and never exceed it (R-152, R-153)."""
    memos: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for document in issued:
        if document["originalInvoiceId"]:
            memos[document["originalInvoiceId"]].append(document)
    for invoice in issued:
        own = memos.pop(invoice["invoiceId"], [])
        assert invoice["creditMemos"] == [memo["invoiceId"] for memo in own]
        for memo in own:
            for member in ("accountId", "purchaseOrderId", "lineItemNumber", "billingPeriod"):
                assert memo[member] == invoice[member]
        if invoice["invoiceType"] == "INVOICE":
            back = sum(Decimal(memo["totalBeforeTax"]) for memo in own)
            left = Decimal(invoice["totalBeforeTax"]) + back
            assert Decimal(invoice["maxAdjustmentAmount"]) == left >= 0
            tax = Decimal(invoice["tax"]) + sum(Decimal(memo["tax"]) for memo in own)
            assert tax >= 0 if left else tax == 0
    assert not memos


def _check_balances(account: str) -> None:
    """What is booked, on tombstones too, is what the documents say; so are the balances."""
    page = call("GET", "/purchase-orders", account=account, maxResults=100).body
    for summary in page["items"]:
        order = get(summary["purchaseOrderId"], account=account)
        assert order["balance"] == summary["balance"]
    booked: dict[str, list[Invoice]] = defaultdict(list)
    with bootstrap.unit_of_work()() as unit:
        for document in _documents(unit, account):
            if document.match.purchase_order_key:
                booked[document.match.purchase_order_key].append(document)
        for key, documents in booked.items():
            held = BookedPurchaseOrder.of(unit, documents[0])
            assert held is not None
            order = held.purchase_order
            assert order.key == key
            kept = [d for d in documents if d.type is InvoiceType.INVOICE]
            assert order.invoice_count == len(kept)
            for line in order.line_items:
                on_line = [
                    d for d in documents if d.match.line_item_number == line.line_item_number
                ]
                assert line.booked == sum(d.match.booked.amount for d in on_line if d.match.booked)


def _documents(unit: UnitOfWork, account: str) -> Iterator[Invoice]:
    token = None
    while True:
        page = unit.invoices.page(account, period=None, limit=100, token=token)
        yield from page.items
        token = page.next_token
        if token is None:
            return
