"""The deployed application as end-to-end tests use it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.config import Config
from botocore.credentials import Credentials

from local.api import Api, JsonObject
from local.clients import ROOT_ACCESS_KEY_ID, ROOT_SECRET_ACCESS_KEY
from local.functions import invoke, logical_name, operator_clients
from local.info import StackInfo
from local.mail import SentMail, sent_mails
from tests.support.cost_rows import cells, csv_text
from tests.support.eventually import eventually

IMPORT_SECONDS = 60
RUN_SECONDS = 60


class Deployed:
    """One running stack: its API as the operator, its functions, its bucket, its mail."""

    def __init__(self, info: StackInfo) -> None:
        self.info = info
        self.api = Api.of_operator(info)

    def call(self, function: str, event: object) -> JsonObject:
        """Invoke a function directly; its answer."""
        answer = invoke(self.info, logical_name(self.info, function), json.dumps(event).encode())
        assert answer.error is None, answer.payload + answer.log_tail
        content: JsonObject = json.loads(answer.payload)
        return content

    def drop(self, key: str, content: str) -> JsonObject:
        """Put a cost export into the bucket; the event that tells how its import ended."""
        bucket = self.info.buckets["ExportsBucket"]
        operator_clients(self.info).objects.put_object(
            Bucket=bucket, Key=key, Body=content.encode()
        )

        def ended() -> JsonObject:
            events = [e for e in self.api.items("events") if e["subject"] == f"cost-export/{key}"]
            assert events
            return events[0]

        return eventually(ended, within=IMPORT_SECONDS)

    def invoice_run(self, run_id: str, **event: str) -> JsonObject:
        """Plan a run, with further members of the event, and wait for its end."""
        self.call("plan_invoices", {"runId": run_id, **event})

        def finished() -> JsonObject:
            run = self.api.get("invoice-runs", run_id)
            assert run["state"] == "FINISHED"
            return run

        return eventually(finished, within=RUN_SECONDS)

    def mails_to(self, address: str) -> list[SentMail]:
        """What SES was given for one address."""
        return [mail for mail in sent_mails(self.info) if address in mail.to]

    def root(self, service: str) -> Any:
        """A client that may do everything, for what no user of the application may."""
        return boto3.client(
            service,
            endpoint_url=self.info.endpoint_url,
            region_name=self.info.region,
            aws_access_key_id=ROOT_ACCESS_KEY_ID,
            aws_secret_access_key=ROOT_SECRET_ACCESS_KEY,
            config=Config(proxies={}),
        )

    @property
    def operator(self) -> Credentials:
        """The keys of the user who may call the whole API."""
        return Credentials(self.info.access_key_id, self.info.secret_access_key)

    def user_who_may(self, name: str, *routes: str) -> Api:
        """The API as a new user who may call these routes only, each as ``GET/agreements/*``."""
        return Api(self.info.api_url, self.info.region, self.key_of_user(name, *routes))

    def key_of_user(self, name: str, *routes: str) -> Credentials:
        """The keys of a new user who may call these routes only."""
        iam, at = self.root("iam"), self.info.api_url.split("/")
        api_id, stage = at[at.index("restapis") + 1 :][:2]
        arn = f"arn:aws:execute-api:{self.info.region}:{self.info.account_id}:{api_id}/{stage}"
        allowed = [f"{arn}/{route}" for route in routes]
        statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": allowed}
        document = {"Version": "2012-10-17", "Statement": [statement]}
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="routes", PolicyDocument=json.dumps(document))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return Credentials(key["AccessKeyId"], key["SecretAccessKey"])

    @contextmanager
    def subscription(self, name: str) -> Iterator["Subscription"]:
        """A rule on the application's bus for all of its events, into a queue of its own."""
        queues, bus = self.root("sqs"), self.root("events")
        url = queues.create_queue(QueueName=name)["QueueUrl"]
        arn = f"arn:aws:sqs:{self.info.region}:{self.info.account_id}:{name}"
        named = {"EventBusName": self.info.event_bus}
        bus.put_rule(Name=name, EventPattern=json.dumps({"source": ["ledgerline"]}), **named)
        bus.put_targets(Rule=name, Targets=[{"Id": "queue", "Arn": arn}], **named)
        try:
            yield Subscription(queues, url)
        finally:
            bus.remove_targets(Rule=name, Ids=["queue"], **named)
            bus.delete_rule(Name=name, **named)
            queues.delete_queue(QueueUrl=url)


class Subscription:
    """What a subscriber of the bus has received so far."""

    def __init__(self, queues: Any, url: str) -> None:
        self._queues = queues
        self._url = url
        self._received: list[JsonObject] = []

    def about(self, subject: str) -> list[JsonObject]:
        """The events of one subject, each as often as it was delivered."""
        answer = self._queues.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10)
        for message in answer.get("Messages", ()):
            self._received.append(json.loads(message["Body"]))
            self._queues.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return [event for event in self._received if event["detail"]["subject"] == subject]


def billed_month() -> str:
    """A month whose usage is due for certain: the one before last."""
    today = datetime.now(UTC)
    years, month = divmod(today.year * 12 + today.month - 3, 12)
    return f"{years:04d}-{month + 1:02d}"


def an_export(account_id: str, *rows: dict[str, str]) -> str:
    """A cost export of `billed_month`; a row gives what differs from one of EC2 usage."""
    year, month = map(int, billed_month().split("-"))
    following = f"{year + month // 12:04d}-{month % 12 + 1:02d}"
    common = {
        "BillingAccountId": account_id,
        "BillingPeriodStart": f"{year:04d}-{month:02d}-01 00:00:00",
        "BillingPeriodEnd": f"{following}-01 00:00:00",
        "ChargePeriodStart": f"{year:04d}-{month:02d}-12 00:00:00",
    }
    return csv_text(cells(**common | row) for row in rows)


def a_purchase_order(purchase_order_id: str, **changes: Any) -> JsonObject:
    """The body that adds a purchase order with one tracked usage line of 700.00 USD."""
    line = {
        "lineItemNumber": "1",
        "type": "AWS_MONTHLY_USAGE",
        "startMonth": "2024-01",
        "endMonth": "2035-12",
        "unitPrice": "700.00",
        "quantity": "1",
        "isBalanceTracked": True,
    }
    body = {
        "purchaseOrderId": purchase_order_id,
        "billFrom": ["Amazon Web Services, Inc."],
        "effectiveMonth": "2024-01",
        "expirationMonth": "2035-12",
        "lineItems": [line],
    }
    return body | changes
