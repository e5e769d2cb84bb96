"""Where documents go to is an address that somebody typed: what it reaches, and for how long."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from threading import Thread

import pytest

from procurement.adapters.portal_http import HttpPortal, is_public
from procurement.domain.errors import NotAllowed, Unavailable

PUBLIC = ip_address("1.1.1.1")


@pytest.mark.parametrize(
    "address",
    [
        "::127.0.0.1",
        "::10.0.0.1",
        "::ffff:0:127.0.0.1",
        "fec0::1",
        "100::1",
        "2001:db8::1",
        "2001:0:7f00:1::",
        "2002:a9fe:a9fe::",
        "2606:4700::5efe:127.0.0.1",
        "2606:4700::200:5efe:169.254.169.254",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "64:ff9b:1::a9fe:a9fe",
        "fd00:ec2::254",
        "ff0e::1",
    ],
)
def test_no_way_to_write_an_inner_address_is_public(address):
    """R-268: IPv4 inside of IPv6, site-local, discarded, documented and unused addresses"""
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]"])
def test_an_address_in_numbers_is_resolved_like_a_name(host, socket_enabled):
    """R-268: decimal, hexadecimal, octal and shortened; no connection is opened"""
    with pytest.raises((NotAllowed, Unavailable)):
        HttpPortal().post(f"https://{host}/cxml", b"x")


@pytest.mark.parametrize(
    "address",
    [
        "https://portal.example.com/\u00fcber",
        "https://portal\u3002example\u3002com/cxml",
        "https://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3/cxml",
        "https://portal.example.com@127.0.0.1/cxml",
        "https://portal.example.com:0443/cxml#@127.0.0.1:80",
    ],
)
def test_letters_that_only_look_like_an_address_are_refused_or_lead_outside(address, monkeypatch):
    """R-268: what comes of it is a refusal of ours, and never another fault"""
    reached = []

    def connect(to: tuple[str, int], *_: object) -> None:
        reached.append(to)
        raise TimeoutError

    monkeypatch.setattr("procurement.adapters.portal_http.socket.create_connection", connect)
    with pytest.raises((NotAllowed, Unavailable)):
        HttpPortal(resolve=lambda *_: [PUBLIC]).post(address, b"x")
    assert {host for host, _ in reached} <= {str(PUBLIC)}


CONTINUED = b"HTTP/1.1 100 Continue\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (b"", CONTINUED),
        (HEAD, b"x-a: b\r\n"),
        (HEAD + b"\r\n", b"x"),
        (HEAD + b"content-length: 100000\r\n\r\n", b"x"),
    ],
    ids=["interim answers", "head", "body without a length", "body with a length"],
)
def test_a_portal_that_never_comes_to_an_end_is_given_up(first, then, socket_enabled):
    """R-268: each byte comes in time, and the document still has its end"""
    with drawing_out(first, then) as address, pytest.raises(Unavailable, match="TimeoutError"):
        HttpPortal(is_local=True, altogether=0.2).post(address, b"x")


@contextmanager
def drawing_out(first: bytes, then: bytes) -> Iterator[str]:
    """A portal that sends `then` over and over, with pauses, until nobody listens any more."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=_talk(server, first, then))
        thread.start()
        try:
            yield f"https://127.0.0.1:{server.getsockname()[1]}/cxml"
        finally:
            thread.join()


def _talk(server: socket.socket, first: bytes, then: bytes) -> Callable[[], None]:
    def talk() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(65_536)
            try:
                connection.sendall(first)
                for _ in range(500):
                    connection.sendall(then)
                    time.sleep(0.01)
            except OSError:
                return

    return talk
