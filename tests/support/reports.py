"""Reports in few words: rates that are told, reports that are published, files that are read."""

import csv
import hashlib
import importlib
import json
from io import StringIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import boto3
import duckdb

from tests.support.api import SELLER, call
from tests.support.application import released
from tests.support.billing import Message
from tests.support.lambda_context import LambdaContext

REPORTS: Final = "test-reports"
"""Bucket and queue alike."""

Body = dict[str, Any]


def made_places() -> None:
    """Bucket and queue of the reports, empty."""
    objects = boto3.client("s3")
    objects.create_bucket(Bucket=REPORTS)
    objects.put_bucket_versioning(Bucket=REPORTS, VersioningConfiguration={"Status": "Enabled"})
    boto3.client("sqs").create_queue(QueueName=REPORTS)


def rates_told(month: str, **days: dict[str, str]) -> Body:
    """Tell rates of a month, by day of it: ``d12={"EUR": "1.08"}``."""
    body = {"days": {f"{month}-{day[1:]}": rates for day, rates in days.items()}}
    answer = call("PUT", f"/exchange-rates/{month}", body)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def handed_out(**event: Any) -> Body:
    """What the schedule, or a person, starts: the reports of a month go into the queue."""
    return dict(_publisher().lambda_handler(event, LambdaContext()))


def asked_for() -> list[Message]:
    """What waits in the queue; it is gone afterwards."""
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=REPORTS)["QueueUrl"]
    found = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            found.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


def delivered(*messages: Message) -> Body:
    """Deliver messages to the publisher, as SQS does."""
    records = [
        {
            "messageId": str(number),
            "receiptHandle": str(number),
            "body": json.dumps(message),
            "attributes": {"ApproximateReceiveCount": "1"},
            "messageAttributes": {},
            "md5OfBody": "",
            "eventSource": "aws:sqs",
            "eventSourceARN": f"arn:aws:sqs:us-east-1:111122223333:{REPORTS}",
            "awsRegion": "us-east-1",
        }
        for number, message in enumerate(messages)
    ]
    return dict(_publisher().lambda_handler({"Records": records}, LambdaContext()))


def published(**event: Any) -> None:
    """Hand the reports of a month out and publish them all."""
    handed_out(**event)
    for message in asked_for():
        assert delivered(message) == {"batchItemFailures": []}


def report_of(month: str, account: str = SELLER) -> Body:
    """A seller's report as the API tells of it."""
    answer = call("GET", f"/billed-revenue-reports/{month}", account=account)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def content_of(file: Body) -> bytes:
    """What its address leads to, which must be what the report promised."""
    key = unquote(urlsplit(file["url"]).path).partition("billed-revenue/")
    body = boto3.client("s3").get_object(Bucket=REPORTS, Key="".join(key[1:]))["Body"].read()
    assert len(body) == file["size"]
    assert hashlib.sha256(body).hexdigest() == file["sha256"]
    return bytes(body)


def rows_of(month: str, account: str = SELLER) -> list[dict[str, str]]:
    """The rows of a published report, by the names of their columns."""
    (file,) = (each for each in report_of(month, account)["files"] if each["format"] == "csv")
    return list(csv.DictReader(StringIO(content_of(file).decode(), newline="")))


def parquet_of(month: str, folder: Path, account: str = SELLER) -> tuple[list[str], list[Any]]:
    """Column names and rows of the Parquet file."""
    (file,) = (each for each in report_of(month, account)["files"] if each["format"] == "parquet")
    path = folder / "report.parquet"
    path.write_bytes(content_of(file))
    with duckdb.connect() as connection:
        found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        return [column[0] for column in found.description], found.fetchall()


def replaced(agreement: Body, *payments: tuple[str, str], **more: Any) -> Body:
    """The agreement that takes the other's place; what the old one had to come is void."""
    offer = released(*payments, **more)
    request = call(
        "POST",
        "/agreement-requests",
        {
            "intent": "REPLACE",
            "requestedTerms": [{"id": next(iter(t.values()))["id"]} for t in offer["terms"]],
            "sourceAgreementIdentifier": agreement["agreementId"],
            "agreementProposalIdentifier": offer["agreementProposalId"],
        },
    )
    assert request.status == 201, request.body
    path = f"/agreement-requests/{request.body['agreementRequestId']}/accept"
    answer = call("POST", path, {})
    assert answer.status in (200, 201), answer.body
    return dict(answer.body)


def versions_of(key: str) -> int:
    """How often the object was written: the bucket keeps every version."""
    found = boto3.client("s3").list_object_versions(Bucket=REPORTS, Prefix=key)
    return len(found.get("Versions", ()))


def _publisher() -> Any:
    return importlib.import_module("functions.publish_reports.app")
