"""Portals that documents are delivered to: one in memory, one over HTTP, and what they hear."""

import importlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, Final
from unittest.mock import patch
from xml.etree.ElementTree import Element, fromstring

from procurement import bootstrap
from procurement.domain.errors import Unavailable
from tests.support.api import BUYER, call
from tests.support.billing import lambda_batch
from tests.support.lambda_context import LambdaContext
from tests.support.portals import SECRET, delivering, path_of

Body = dict[str, Any]

TAKEN: Final = "200"


def an_answer(code: str = TAKEN, text: str = "OK", explanation: str = "") -> bytes:
    """A Response of a portal."""
    return (
        '<?xml version="1.0"?><!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.060/'
        f'cXML.dtd"><cXML payloadID="1@portal" timestamp="2027-01-01T00:00:00Z"><Response>'
        f'<Status code="{code}" text="{text}">{explanation}</Status></Response></cXML>'
    ).encode()


@dataclass
class FakePortal:
    """`service.ports.Portal` in memory: keeps what is posted, and answers with `answer`."""

    answer: bytes = field(default_factory=an_answer)
    fault: Exception | None = None
    received: list[tuple[str, bytes]] = field(default_factory=list)

    def post(self, address: str, document: bytes) -> bytes:
        self.received.append((address, document))
        if self.fault is not None:
            raise self.fault
        return self.answer

    @property
    def documents(self) -> list[Element]:
        """What was posted, parsed."""
        return [fromstring(document) for _, document in self.received]

    @property
    def payload_ids(self) -> list[str]:
        """The payload IDs of what was posted."""
        return [each.attrib["payloadID"] for each in self.documents]


@dataclass
class ListeningPortal:
    """A portal over HTTP on this machine; `status` and `answer` are what it says."""

    address: str = ""
    status: int = 200
    answer: bytes = field(default_factory=an_answer)
    received: list[tuple[str, bytes]] = field(default_factory=list)


@contextmanager
def listening_portal() -> Iterator[ListeningPortal]:
    """Listen on a free port."""
    portal = ListeningPortal()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            portal.received.append((self.path, body))
            self.send_response(portal.status)
            self.send_header("location", f"{portal.address}/elsewhere")
            self.send_header("content-length", str(len(portal.answer)))
            self.end_headers()
            self.wfile.write(portal.answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        portal.address = f"https://127.0.0.1:{server.server_port}/cxml"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield portal
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def reached(portal: Any) -> Iterator[None]:
    """Let what is delivered reach this portal."""
    with patch.object(bootstrap, "portal", lambda: portal):
        yield


def with_secret(*, account: str = BUYER, **more: Any) -> Body:
    """A preference that delivers, and whose secret is kept."""
    preference = delivering(account=account, **more)
    keep_secret(preference, account=account)
    return preference


def keep_secret(
    preference: Body, secret: str = SECRET, *, account: str = BUYER, **more: Any
) -> Any:
    """Keep the secret that goes along; the answer."""
    body = {"sharedSecret": secret, **more}
    return call("PUT", f"{path_of(preference)}/delivery-secret", body, account=account)


def deliver(invoice_id: str, *, tries: int = 1, account: str = BUYER, **more: Any) -> list[str]:
    """Hand one message to the function, in its so-manieth delivery; the IDs of what failed."""
    app = importlib.import_module("functions.deliver_invoices.app")
    message = {"accountId": account, "invoiceId": invoice_id, **more}
    batch = [
        {
            "MessageId": "1",
            "ReceiptHandle": "1",
            "Body": json.dumps(message),
            "Attributes": {"ApproximateReceiveCount": str(tries)},
        }
    ]
    answer = app.lambda_handler(lambda_batch(batch), LambdaContext())
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


UNREACHED: Final = Unavailable("the portal did not answer: TimeoutError")
