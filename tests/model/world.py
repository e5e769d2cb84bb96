"""The deployed handlers on moto, called as their triggers do: often, in any order."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any, Final
from urllib.parse import quote_plus

import boto3
import pytest
import time_machine as travel
from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from tests.integration.conftest import SENDER, an_empty_account, heard_on_the_bus
from tests.model.books import Charge
from tests.support.api import SELLER, Answer, call, handled
from tests.support.application import an_offer_body
from tests.support.billing import Message, Queue, failed_messages, lambda_batch, plan
from tests.support.cost_rows import cells, csv_text
from tests.support.events import sqs_batch
from tests.support.story import BUCKET
from tests.support.tables import name_of

BEGIN: Final = datetime(2027, 1, 15, 12, tzinfo=UTC)
_TOLD: Final = ("LineItemBalanceLow", "LineItemBalanceExhausted", "InvoiceIssued")


class World:
    """One deployment, empty at first, and its clock."""

    def __init__(self, clock: travel.Traveller) -> None:
        self._clock = clock
        self._hear = heard_on_the_bus()
        self._queue = Queue(lambda: None)
        self._told = self._heard = 0
        self.parts: list[Message] = []
        boto3.client("s3").create_bucket(Bucket=BUCKET)
        boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER)

    @property
    def now(self) -> datetime:
        """What every clock says."""
        return datetime.now(UTC)

    def move_to(self, moment: datetime) -> None:
        """Set the clock, never back."""
        self._clock.move_to(moment, tick=False)

    def drop(self, key: str, rows: Iterable[dict[str, str]], times: int) -> None:
        """Put a cost export into the bucket, which says so `times`."""
        content = csv_text([cells(**row) for row in rows]).encode()
        boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=content)
        s3 = {"bucket": {"name": BUCKET}, "object": {"key": quote_plus(key)}}
        record = {"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": s3}
        handled("import_charges", {"Records": [record] * times})

    def accept(
        self, account: str, payments: dict[str, str], named: dict[str, Any], name: str
    ) -> list[dict[str, Any]]:
        """Draft, release and accept an offer; its agreement's charges."""
        body = {
            **an_offer_body(*payments.items(), name=name, targetAccountIds=[account]),
            "availabilityEndDate": self.now.date().isoformat(),
            "clientToken": name.replace(" ", "-"),
        }
        offer = _expect(201, call("POST", "/offers", body, account=SELLER)).body["offerId"]
        _expect(200, call("POST", f"/offers/{offer}/release", {}, account=SELLER))
        for _ in range(2):
            answer = call("POST", f"/offers/{offer}/accept", named, account=account)
        return list(_expect(201, answer).body["charges"])

    def plan(self, run_id: str) -> list["Part"]:
        """Plan a run twice; its messages join those that are still to be delivered."""
        for _ in range(2):
            plan(run_id)
        planned: list[Message] = []
        while found := self._queue.lose():
            planned += found
        self.parts += planned
        return [part_of(each) for each in planned]

    def deliver(self, parts: list[Message]) -> None:
        """Hand these messages to the generator in one batch, which must take them all."""
        answer = handled("generate_invoice", lambda_batch(parts))
        assert failed_messages(answer) == []

    def relay(self, random: Random) -> None:
        """What the ledger's stream says since last time, some of it again, all of it shuffled."""
        table = dynamodb_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].tables[name_of("LedgerTable")]
        assert table.stream_shard
        records = [each.to_json() for each in table.stream_shard.items]
        batch = records[self._told :] + records[: self._told][-random.randint(0, 3) :]
        self._told = len(records)
        random.shuffle(batch)
        told = [{**record, "eventSource": "aws:dynamodb"} for record in batch]
        for _ in range(random.choice((1, 2))):
            handled("relay_events", {"Records": told})
        handled("relay_events", {"scheduledTime": self.now.isoformat()})
        everything = self._hear()
        heard = [each for each in everything[self._heard :] if each["detail-type"] in _TOLD]
        self._heard = len(everything)
        messages = heard + random.choices(heard, k=3) if heard else []
        random.shuffle(messages)
        for start in range(0, len(messages), 10):
            answer = handled("notify", sqs_batch(*messages[start : start + 10]))
            assert failed_messages(answer) == []


@contextmanager
def a_world() -> Iterator[World]:
    """A world of its own."""
    with (
        pytest.MonkeyPatch.context() as patch,
        travel.travel(BEGIN, tick=False) as clock,
        an_empty_account(patch),
    ):
        yield World(clock)


def a_charge_of(listed: dict[str, Any]) -> Charge:
    """What an acceptance says of a payment: IDs are the application's to choose."""
    day = listed["time"][:10]
    return Charge(
        listed["id"],
        listed["agreementId"],
        listed["description"],
        "MARKETPLACE_PURCHASE",
        "Amazon Web Services, Inc.",
        listed["currencyCode"],
        Decimal(listed["amount"]),
        day[:7],
        datetime.fromisoformat(day).replace(tzinfo=UTC),
        date=day,
        agreement=listed["agreementId"],
        payment=int(listed["installment"].partition(" ")[0]),
        reference=listed["purchaseOrderReference"],
    )


@dataclass(frozen=True)
class Part:
    """What a message asks for: what is due until then, of one receiver, in some collections.

    Parts of several runs have the same ID where they ask for the same.
    """

    run: str
    id: str
    receiver: str
    due_by: datetime
    collections: list[str]


def part_of(message: Message) -> Part:
    """What it asks for."""
    body = json.loads(message["Body"])
    due_by = datetime.fromisoformat(body["dueBy"])
    receiver, found_in = body["receiverAccountId"], body["foundIn"]
    return Part(body["runId"], body["partId"], receiver, due_by, found_in)


def _expect(status: int, answer: Answer) -> Answer:
    assert answer.status == status, answer.body
    return answer
