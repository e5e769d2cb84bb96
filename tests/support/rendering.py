"""Documents rendered as AWS does it: a queue, a function, a bucket; and read back."""

import importlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import boto3
from pypdf import PdfReader

from tests.support.api import BUYER, Answer, call
from tests.support.billing import failed_messages, lambda_batch
from tests.support.lambda_context import LambdaContext

BUCKET: Final = "test-documents"
QUEUE: Final = "test-documents"
SHIPPED: Final = Path(__file__).parents[2] / "functions/render_documents"
"""Fonts and templates."""


def make_room() -> None:
    """The queue and the bucket of the template."""
    boto3.client("s3").create_bucket(Bucket=BUCKET)
    boto3.client("sqs").create_queue(QueueName=QUEUE)


def render(*messages: dict[str, Any]) -> list[str]:
    """Hand messages to the function; the IDs of those that failed."""
    app = importlib.import_module("functions.render_documents.app")
    batch = [
        {
            "MessageId": str(number),
            "ReceiptHandle": str(number),
            "Body": json.dumps(message),
            "Attributes": {"ApproximateReceiveCount": "1"},
        }
        for number, message in enumerate(messages)
    ]
    return failed_messages(app.lambda_handler(lambda_batch(batch), LambdaContext()))


def asked_for() -> list[dict[str, Any]]:
    """The messages in the queue, which are taken out of it."""
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"]
    found = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            found.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


def work_off() -> int:
    """Render whatever the queue asks for; how many messages that were."""
    messages = asked_for()
    assert render(*messages) == []
    return len(messages)


def documents(invoice_id: str, *, account: str = BUYER, edition: int = 1) -> dict[str, Any]:
    """The documents of one edition by kind, as the API lists them."""
    answer = call("GET", f"/invoices/{invoice_id}/documents", account=account)
    assert answer.status == 200, answer.body
    (found,) = [each for each in answer.body["items"] if each["edition"] == edition]
    return {each["kind"]: each for each in found["documents"]}


def pdf_of(invoice_id: str, *, account: str = BUYER, **query: str) -> Answer:
    """The answer with the addresses."""
    return call("GET", f"/invoices/{invoice_id}/pdf", account=account, **query)


def download(address: str) -> bytes:
    """What a presigned address of the bucket hands out."""
    parts = urlsplit(address)
    path = unquote(parts.path).lstrip("/")
    key = path.removeprefix(f"{BUCKET}/")
    body: bytes = boto3.client("s3").get_object(Bucket=BUCKET, Key=key)["Body"].read()
    return body


def keys() -> list[str]:
    """Everything in the bucket."""
    found = boto3.client("s3").list_objects_v2(Bucket=BUCKET).get("Contents", [])
    return [each["Key"] for each in found]


def pages(pdf: bytes) -> Sequence[str]:
    """The text of every page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def reader(pdf: bytes) -> PdfReader:
    """The PDF, to ask for its metadata and attachments."""
    return PdfReader(io.BytesIO(pdf))
