"""Tells the examples of a page to the application in process, step by step, on a frozen clock."""

import importlib
import io
import json
import os
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import parse_qsl, quote_plus, urlsplit

import boto3
import pytest
import requests
import time_machine
from botocore.awsrequest import AWSPreparedRequest
from botocore.httpsession import URLLib3Session

from procurement_cli.command_line import main as procurement
from tests.support import rendering, reports
from tests.support.api import BUYER, Answer, call
from tests.support.documentation import (
    Block,
    Expected,
    Request,
    commands,
    differences,
    is_answer,
)
from tests.support.lambda_context import LambdaContext

BEGIN: Final = datetime(2027, 1, 4, 9, tzinfo=UTC)
API_URL: Final = "https://api.example.com/v1"
QUEUE: Final = "test-invoices"
BUCKET: Final = "test-exports"
DUE_AT_ONCE: Final = ("AgreementAccepted", "AgreementAmended", "PaymentRequestApproved")

Heard = Callable[[], list[dict[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """An example request of a page, and all of the answer that the page may have shortened."""

    page: Path
    request: Request
    answer: Answer


@dataclass
class Story:
    """One page's examples, told in order. `heard` reads what the bus has carried.

    The page's files are in `folder`; `printed` is what the last command printed; `exchanges` are
    the example requests that were sent. `before` is told of each of them before it is sent, and of
    the account and the user who ask.
    """

    heard: Heard
    folder: Path
    now: datetime = BEGIN
    printed: str = ""
    exchanges: list[Exchange] = field(default_factory=list)
    definitions: dict[str, Any] = field(default_factory=dict)
    before: Callable[[Request, str, str], None] = lambda *_: None
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        boto3.client("sqs").create_queue(QueueName=QUEUE)
        boto3.client("s3").create_bucket(Bucket=BUCKET)
        boto3.client("sesv2").create_email_identity(EmailIdentity=os.environ["NOTIFICATION_SENDER"])
        rendering.make_room()
        reports.made_places()

    def tell(self, page: Sequence[Block]) -> None:
        """Run every example; an AssertionError names the place of the first that is wrong."""
        steps = iter(page)
        for block in steps:
            self.now = _moment(block) or self.now + timedelta(minutes=1)
            with time_machine.travel(self.now, tick=False):
                self._tell(block, steps)

    def _tell(self, block: Block, following: Iterator[Block]) -> None:
        match block.language:
            case "http":
                self._request(block, next(following))
            case "json" if "invoke" in block.options:
                answer = self.invoke(block.options["invoke"], json.loads(block.text))
                _compare(next(following), answer)
            case "json" if "bus" in block.options:
                _compare(block, self._announced(json.loads(block.text)["detail-type"]))
            case "yaml" | "json" | "csv" if "file" in block.options:
                (self.folder / block.options["file"]).write_text(block.text, "utf-8")
            case "sh" if "run" in block.options:
                self._run_commands(block)
            case "text" if "shows" in block.options:
                shown = block.text.strip()
                assert self.printed.strip() == shown, f"{block.place}:\n{self.printed}"
            case "csv":
                self.drop(block.options["drop"], block.text.encode())
            case "aside" if "run" in block.options:
                self.run()
            case "aside" if "relay" in block.options:
                self.relay()
            case "aside" if "documents" in block.options:
                rendering.work_off()
            case "python":
                exec(compile(block.text, block.place, "exec"), self.definitions)

    def _run_commands(self, block: Block) -> None:
        for command in commands(block):
            told = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
            with chdir(self.folder), redirect_stdout(told), redirect_stderr(told):
                procurement(shlex.split(command, comments=True)[1:])
            self.printed = told.buffer.getvalue().decode()  # type: ignore[attr-defined]

    def _request(self, block: Block, after: Block) -> None:
        assert is_answer(after), f"{block.place}: what comes back must follow"
        expected = Expected.of(after)
        request = Request.of(block)
        account = block.options.get("account", BUYER)
        user = block.options.get("user", "tester")
        self.before(request, account, user)
        answer = _send(request, account, user)
        self.exchanges.append(Exchange(page=block.page, request=request, answer=answer))
        found = list(differences(expected.headers, answer.headers, "headers"))
        if answer.status != expected.status:
            found.append(f"status is {answer.status}, not {expected.status}")
        is_file = isinstance(answer.body, str)
        shown = answer.body.replace("\r\n", "\n") if is_file else answer.body
        found.extend(differences(expected.body, shown))
        assert not found, _told(after, found, answer.body)

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        """Call one function; whatever it put into a queue is worked off as well."""
        app = importlib.import_module(f"functions.{function}.app")
        answer = app.lambda_handler(event, LambdaContext())
        self._work_off()
        for message in reports.asked_for():
            assert reports.delivered(message) == {"batchItemFailures": []}
        return answer

    def run(self) -> None:
        """Plan the invoice run of this instant and issue its invoices."""
        self.invoke("plan_invoices", {"scheduledTime": self.now.isoformat()})

    def drop(self, key: str, content: bytes) -> Any:
        """Put a cost export into the bucket and tell the importer, as S3 does."""
        boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=content)
        s3 = {"bucket": {"name": BUCKET}, "object": {"key": quote_plus(key)}}
        record = {"eventName": "ObjectCreated:Put", "s3": s3}
        return self.invoke("import_charges", {"Records": [record]})

    def relay(self) -> list[dict[str, Any]]:
        """Sweep everything unsent onto the bus; what was accepted and is due gets its invoice.

        Returns all that the bus has carried so far.
        """
        before = len(self.heard())
        later = (self.now + timedelta(minutes=1)).isoformat()
        self.invoke("relay_events", {"scheduledTime": later})
        carried = self.heard()
        for event in carried[before:]:
            if event["detail-type"] in DUE_AT_ONCE and event["detail"]["data"]["isDueNow"]:
                boto3.client("sqs").send_message(
                    QueueUrl=_queue_url(), MessageBody=json.dumps(_due_on_acceptance(event))
                )
        self._work_off()
        return carried

    def _announced(self, detail_type: str) -> dict[str, Any]:
        found = [event for event in self.relay() if event["detail-type"] == detail_type]
        assert found, f"the bus has carried no {detail_type}"
        return found[-1]

    def _work_off(self) -> None:
        sqs, url = boto3.client("sqs"), _queue_url()
        app = importlib.import_module("functions.generate_invoice.app")
        while messages := sqs.receive_message(QueueUrl=url).get("Messages"):
            event = {"Records": [_record(m["Body"], next(self._numbers)) for m in messages]}
            assert app.lambda_handler(event, LambdaContext()) == {"batchItemFailures": []}
            for message in messages:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


@contextmanager
def signed_requests_answered(patch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Answer what snippets and `procurement` send to `API_URL` in process.

    The list gets the line of each request that a snippet sent.
    """
    lines: list[str] = []

    def send_as_command(_: Any, prepared: AWSPreparedRequest) -> Any:
        headers = {name.lower(): _as_text(value) for name, value in prepared.headers.items()}
        assert "Credential=" in headers["authorization"], "the request is not signed"
        address = urlsplit(prepared.url)
        # What the function itself prints is none of the command's output.
        with redirect_stdout(io.StringIO()):
            answer = call(
                prepared.method,
                address.path.removeprefix("/v1") or "/",
                raw_body=prepared.body,
                content_type=headers.get("content-type", "application/json"),
                headers=headers,
                **dict(parse_qsl(address.query)),
            )
        is_text = isinstance(answer.body, str)
        content = answer.body if is_text else json.dumps(answer.body)
        return SimpleNamespace(
            status_code=answer.status, headers=answer.headers, content=content.encode()
        )

    def send(_: Any, prepared: requests.PreparedRequest, **__: Any) -> requests.Response:
        assert "Credential=" in prepared.headers["Authorization"], "the request is not signed"
        assert prepared.url is not None
        assert prepared.url.startswith(API_URL)
        address = urlsplit(prepared.url)
        target = address.path.removeprefix("/v1") + (f"?{address.query}" if address.query else "")
        lines.append(f"{prepared.method} {target}")
        body = prepared.body.decode() if isinstance(prepared.body, bytes) else prepared.body
        head = f"{prepared.method} {target}\n\n{body or ''}"
        return _response(_send(_request_of(head), BUYER))

    with patch.context() as patched:
        patched.setattr(requests.Session, "send", send)
        patched.setattr(URLLib3Session, "send", send_as_command)
        yield lines


def _as_text(header: str | bytes) -> str:
    """A client of an AWS service encodes its headers before it sends them."""
    return header.decode() if isinstance(header, bytes) else header


def _request_of(text: str) -> Request:
    block = Block(page=_HERE, line=0, language="http", options={}, text=text)
    return Request.of(block)


_HERE: Final = Path(__file__)


def _send(request: Request, account: str, user: str = "tester") -> Answer:
    return call(
        request.method,
        request.path,
        account=account,
        principal=f"arn:aws:iam::{account}:user/{user}",
        raw_body=request.body,
        content_type=request.content_type,
        headers=request.headers,
        **request.query,
    )


def _response(answer: Answer) -> requests.Response:
    made = requests.Response()
    made.status_code = answer.status
    made._content = json.dumps(answer.body).encode()
    made.headers.update(answer.headers)
    return made


def _queue_url() -> str:
    return boto3.client("sqs").get_queue_url(QueueName=QUEUE)["QueueUrl"]


def _due_on_acceptance(event: dict[str, Any]) -> dict[str, Any]:
    """What the rule InvoiceOnAcceptanceRule of the template makes of the event."""
    detail = event["detail"]
    return {
        "receiverAccountId": detail["data"]["receiverAccountId"],
        "collectionIds": [detail["data"]["agreementId"]],
        "dueBy": detail["at"],
    }


def _record(body: str, number: int) -> Mapping[str, Any]:
    return {
        "messageId": str(number),
        "receiptHandle": str(number),
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:us-east-1:{BUYER}:{QUEUE}",
        "awsRegion": "us-east-1",
    }


def _moment(block: Block) -> datetime | None:
    at = block.options.get("at")
    return datetime.fromisoformat(at) if at else None


def _compare(block: Block, actual: Any) -> None:
    found = list(differences(json.loads(block.text), actual))
    assert not found, _told(block, found, actual)


def _told(block: Block, found: list[str], actual: Any) -> str:
    return "\n".join([f"{block.place}:", *found, json.dumps(actual, indent=2, default=str)])
