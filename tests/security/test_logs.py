"""What is logged cannot be forged, and nothing that is told or kept gives a secret away."""

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import boto3
import pytest

from procurement import bootstrap
from procurement.entrypoints.observability import note, observed
from tests.contract.test_documentation import story  # noqa: F401 - a fixture
from tests.support.api import call
from tests.support.application import everything_stored
from tests.support.deployed import a_purchase_order
from tests.support.documentation import Request, blocks, told_together
from tests.support.story import Story

SIGNATURE: Final = "AWS4-HMAC-SHA256 Credential=AKIDMARKED/x, Signature=5163f1e8marked"
SECRET_MEMBERS: Final = ("sharedSecret", "procurementPortalSharedSecret", "SharedSecret")
OPENS: Final = re.compile(r"/calendars/([^/]+)/calendar\.ics")

FORGED: Final = (
    'PO-1\r\n{"level":"INFO","message":"forged"}',
    "\x1b[2J\x1b[31mred",
    "\x9b2J",
    "one\u2028two\u2029three\x85four",
    "\u202egnirts",
    "\0",
)


@pytest.mark.parametrize("text", FORGED, ids=ascii)
def test_a_line_is_one_line_of_printable_characters(text, logged, context):
    """Whatever somebody typed into a number, or named an object in a bucket"""

    def handler(event, _):
        note(purchaseOrderId=text, invoiceIds=[text])
        raise ValueError(text)

    with pytest.raises(ValueError, match=re.escape(text)):
        observed(handler)({"id": text}, context)
    (line,) = logged().removesuffix("\n").split("\n")
    assert line.isascii()
    assert line.isprintable()
    told = json.loads(line)
    assert told["purchaseOrderId"] == told["correlationId"] == text


@dataclass
class Secrets:
    """What nobody may read of a story, and where each was found."""

    found: dict[str, str] = field(default_factory=dict)

    def heard(self, request: Request, _account: str, _user: str) -> None:
        """Sign the request, and take the secrets that it brings."""
        request.headers["authorization"] = SIGNATURE
        if request.body and request.content_type == "application/json":
            self._add(json.loads(request.body))
        for secret in re.findall(r"<SharedSecret>([^<]+)</SharedSecret>", request.body or ""):
            self.found[secret] = "portal"

    def told(self, answer: Any) -> None:
        """Take the secrets that an answer hands out: links."""
        if isinstance(answer, dict):
            for token in OPENS.findall(str(answer.get("path") or "")):
                self.found[token] = "calendar"

    def _add(self, value: Any) -> None:
        if isinstance(value, dict):
            for name, member in value.items():
                if name in SECRET_MEMBERS and isinstance(member, str):
                    self.found[member] = "portal"
                self._add(member)
        elif isinstance(value, list):
            for member in value:
                self._add(member)


def _pages(name: str) -> Any:
    """The pages whose stories are told together with this one."""
    return next(each for each in told_together() if any(page.name == name for page in each))


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("cxml.md", {"portal"}),
        ("procurement-portals.md", {"portal"}),
        ("calendar.md", {"calendar"}),
    ],
)
def test_no_secret_is_logged_counted_recorded_or_answered(
    name,
    kinds,
    story: Story,  # noqa: F811
    logged: Callable[[], str],
    capsys: pytest.CaptureFixture[str],
):
    """R-265: of portals' secrets, calendars' links, and signatures"""
    secrets = Secrets()
    story.before = secrets.heard
    story.tell([block for page in _pages(name) for block in blocks(page)])
    for exchange in story.exchanges:
        secrets.told(exchange.answer.body)
    printed, failed = capsys.readouterr()
    ledger = "".join(everything_stored()["test-LedgerTable"])
    places = {
        "logs": logged(),
        "metrics": printed + failed,
        "ledger": ledger,
        "bus": json.dumps(story.heard()),
        "other tables": _stored_elsewhere(),
    }
    assert places["logs"]
    assert kinds <= set(secrets.found.values())
    for where, text in places.items():
        assert "marked" not in text, where
        for secret, kind in secrets.found.items():
            assert secret not in text, f"{kind} in {where}"
    for exchange in story.exchanges:
        answer = json.dumps(exchange.answer.body)
        assert "marked" not in answer
        for secret, kind in secrets.found.items():
            # A link is handed out once, to whom it is for.
            assert kind == "calendar" or secret not in answer, f"{kind} in an answer"


def _stored_elsewhere() -> str:
    return "".join(
        item
        for table, items in everything_stored().items()
        if "Ledger" not in table
        for item in items
    )


def test_neither_tokens_of_pages_nor_their_keys_are_logged(aws, logged, capsys):
    """Issue 6: the tokens that are good as the ones that are not"""
    for number in ("PO-1", "PO-2"):
        assert call("POST", "/purchase-orders", a_purchase_order(number)).status == 201
    token = call("GET", "/purchase-orders", maxResults=1).body["nextToken"]
    assert call("GET", "/purchase-orders", maxResults=1, nextToken=token).status == 200
    assert call("GET", "/offers", maxResults=1, nextToken=token).status == 400
    told = logged() + "".join(capsys.readouterr())
    ((key,),) = [
        [bytes(item["key"]["B"]) for item in page["Items"]]
        for page in boto3.client("dynamodb")
        .get_paginator("scan")
        .paginate(TableName="test-PageKeysTable")
    ]
    for secret in (token, key.hex(), base64.b64encode(key).decode(), str(key)):
        assert secret not in told


def test_a_fault_tells_its_caller_nothing_but_an_id(logged, monkeypatch, aws):
    """The trace is in the log, and there alone"""

    def broken() -> None:
        raise RuntimeError("password=hunter2 at /var/task/app.py")

    monkeypatch.setattr(bootstrap, "unit_of_work", broken)
    answer = call("GET", "/notice-settings")
    assert answer.status == 500
    assert "hunter2" not in json.dumps(answer.body)
    assert "hunter2" in logged()
    assert answer.body["requestId"] == "request-1"
