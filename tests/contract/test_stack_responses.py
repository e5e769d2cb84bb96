"""Answers to CloudFormation go to its own addresses, and nowhere else."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from pytest_socket import SocketBlockedError

from procurement.adapters.stack_responses import HttpStackResponses
from procurement.domain.errors import NotAllowed, Unavailable
from procurement.service.ports.stack_responses import StackAnswer

CONTENT = {"Status": "SUCCESS", "Reason": "done"}


class Listener:
    """Keeps what is put to it, and answers with `status`."""

    def __init__(self) -> None:
        self.received: list[tuple[str, str | None, object]] = []
        self.status = 200
        self.url = ""


@pytest.fixture
def listener(socket_enabled: None) -> Iterator[Listener]:
    heard = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            heard.received.append((self.path, self.headers["content-type"], json.loads(body)))
            self.send_response(heard.status)
            self.send_header("location", "http://127.0.0.1:9/elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        heard.url = f"http://127.0.0.1:{server.server_port}/_ministack/cfn-response/1?a=b%2Fc"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield heard
        finally:
            server.shutdown()
            thread.join()


def send(url: str, *, is_local: bool = False) -> None:
    HttpStackResponses(is_local=is_local).send(StackAnswer(url=url, content=CONTENT))


@pytest.mark.parametrize(
    "url",
    [
        "https://bucket.s3.amazonaws.com/answer",
        "https://cloudformation-custom-resource-response-useast1.s3.us-east-1.amazonaws.com/a?b=c",
        "https://cloudformation-custom-resource-response-euwest1.s3-eu-west-1.amazonaws.com/a",
        "https://x.s3.us-gov-west-1.amazonaws.com:443/a",
        "https://x.s3.cn-north-1.amazonaws.com.cn/a",
    ],
)
def test_the_addresses_of_s3_are_tried(url, socket_disabled):
    """Sockets are closed here, so that trying is as far as it goes"""
    with pytest.warns(UserWarning, match="getaddrinfo"), pytest.raises(SocketBlockedError):
        send(url)


@pytest.mark.parametrize("is_local", [False, True])
@pytest.mark.parametrize(
    "url",
    [
        "http://bucket.s3.amazonaws.com/answer",
        "https://169.254.169.254/latest/meta-data",
        "http://169.254.169.254/latest/meta-data",
        "https://example.com/x.s3.amazonaws.com",
        "https://x.s3.amazonaws.com.example.com/",
        "https://x.s3.evil.amazonaws.com/",
        "https://s3.amazonaws.com@example.com/",
        "https://user@x.s3.amazonaws.com/",
        "https://x.s3.amazonaws.com:8443/",
        "https://x.s3.amazonaws.com\\@example.com/",
        "https://xs3.amazonaws.com/",
        "https://execute-api.us-east-1.amazonaws.com/",
        "https://x.s3.us-east-1.amazonaws.com.cn.example/",
        "file:///etc/passwd",
        "https://[::1]/",
        "https://[bad/",
        "https://x.s3.amazonaws.com:port/",
        "ftp://localhost/",
        "",
    ],
)
def test_every_other_address_is_refused(url, is_local, socket_disabled):
    """Who calls the function does not choose whom the function calls"""
    with pytest.raises(NotAllowed):
        send(url, is_local=is_local)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "host.docker.internal"])
def test_this_machine_is_an_address_on_the_local_stack_only(host, socket_disabled):
    with pytest.raises(NotAllowed):
        send(f"http://{host}:4566/answer")


def test_the_answer_is_put_with_an_empty_content_type(listener):
    """The address is signed for one"""
    send(listener.url, is_local=True)
    assert listener.received == [("/_ministack/cfn-response/1?a=b%2Fc", "", CONTENT)]


@pytest.mark.parametrize("status", [302, 403, 500])
def test_what_was_not_taken_is_sent_again_later(listener, status):
    """No redirect is followed"""
    listener.status = status
    with pytest.raises(Unavailable, match=str(status)):
        send(listener.url, is_local=True)
    assert len(listener.received) == 1


def test_nobody_there_is_worth_a_retry(socket_enabled):
    with pytest.raises(Unavailable):
        send("http://127.0.0.1:9/answer", is_local=True)
