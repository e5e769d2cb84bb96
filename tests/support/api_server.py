"""An API of a test's own making: a real HTTP server on this machine that answers as it is told."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

KEY = Credentials("AKIAEXAMPLE", "example-secret")
REGION = "eu-west-1"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What to answer. With `is_broken_off` half of the content is sent, then the line is cut."""

    status: int = 200
    content: str = "{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    is_broken_off: bool = False


def json_reply(content: Any, status: int = 200, **headers: str) -> Reply:
    """An answer of the application: a problem document if it is a refusal."""
    kind = "application/problem+json" if status >= 400 else "application/json"
    return Reply(
        status=status, content=json.dumps(content), headers={"content-type": kind, **headers}
    )


@dataclass(frozen=True, kw_only=True)
class Received:
    """One request as it came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    is_signed: bool


class ApiServer:
    """Answers each request with the next reply, the last one for ever; keeps what came in."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.replies: list[Reply] = []
        self.url = ""

    def will_answer(self, *replies: Reply) -> None:
        """Set what comes back from now on."""
        self.replies = list(replies)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Keep a request and send the next reply."""
        self.received.append(_received(handler))
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        content = reply.content.encode()
        handler.send_response(reply.status)
        for name, value in {**reply.headers, "content-length": str(len(content))}.items():
            handler.send_header(name, value)
        handler.end_headers()
        if reply.is_broken_off:
            handler.close_connection = True
            content = content[: len(content) // 2]
        handler.wfile.write(content)


@contextmanager
def api_server() -> Iterator[ApiServer]:
    """Serve on a free port until the end of the block."""
    api = ApiServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            api.answer(self)

        def do_POST(self) -> None:
            api.answer(self)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        api.url = f"http://127.0.0.1:{server.server_port}/restapis/a1/v1"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield api
        finally:
            server.shutdown()
            thread.join()


def _received(handler: BaseHTTPRequestHandler) -> Received:
    body = handler.rfile.read(int(handler.headers.get("content-length", 0)))
    headers = {name.lower(): value for name, value in handler.headers.items()}
    address = urlsplit(handler.path)
    return Received(
        method=handler.command,
        path=address.path.removeprefix("/restapis/a1/v1"),
        query=dict(parse_qsl(address.query, strict_parsing=bool(address.query))),
        headers=headers,
        body=body,
        is_signed=_is_signed(handler, headers, body),
    )


def _is_signed(handler: BaseHTTPRequestHandler, headers: dict[str, str], body: bytes) -> bool:
    """Whether the signature is the one that AWS would compute for what came in."""
    given = headers.get("authorization", "")
    request = AWSRequest(
        handler.command, f"http://{headers['host']}{handler.path}", data=body or None
    )
    names = given.partition("SignedHeaders=")[2].partition(",")[0].split(";")
    for name in names:
        if name != "host":
            request.headers[name] = headers[name]
    request.context["timestamp"] = headers["x-amz-date"]
    auth = SigV4Auth(KEY, "execute-api", REGION)
    signature = auth.signature(
        auth.string_to_sign(request, auth.canonical_request(request)), request
    )
    scope = f"Credential={auth.scope(request)},"
    return scope in given and given.endswith(f"Signature={signature}")
