"""Procurement portals over HTTPS: whoever configures an address does not choose what we reach.

The name is resolved once, every address behind it is judged, and the connection goes to the very
address that was judged, so that a name that changes its mind in between leads nowhere else.
"""

import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Timer
from typing import Final, cast
from urllib.parse import SplitResult, urlsplit

from procurement.domain.errors import NotAllowed, Unavailable

MAX_ANSWER: Final = 200_000
"""Bytes of an answer; a status needs some hundred."""
_SECONDS: Final = 15.0
"""For each wait; a portal that sends a byte now and then never comes to its end."""
_ALTOGETHER: Final = 40.0
"""For the whole of it: below the function's time, so that it still notes what happened."""
_OK: Final = 200
_PORT: Final = 443
# What is given out as public; all else of IPv6 is local, translated or not in use.
_GLOBAL: Final = IPv6Network("2000::/3")
_NOT_GLOBAL: Final = (IPv6Network("2001::/23"), IPv6Network("3fff::/20"))
# How an IPv4 address is written into the last half of an IPv6 address (ISATAP, RFC 5214).
_ISATAP: Final = (0x00005EFE, 0x02005EFE)

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Sequence[Address]]


def resolved(host: str, port: int) -> Sequence[Address]:
    """Every address of the host, as this machine is told."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(str(each[4][0]).partition("%")[0]) for each in found]


class HttpPortal:
    """`service.ports.Portal`.

    `is_local` is for the local stack: it reaches portals on the same machine and nothing else, and
    speaks to them in the clear, as nobody there has a certificate.
    """

    def __init__(
        self,
        *,
        is_local: bool = False,
        resolve: Resolve = resolved,
        altogether: float = _ALTOGETHER,
    ) -> None:
        """`altogether` is for how many seconds one document is at most waited for."""
        self._is_local = is_local
        self._resolve = resolve
        self._altogether = altogether

    def post(self, address: str, document: bytes) -> bytes:
        """One POST, without following redirects."""
        asked = self._checked(address)
        connection = self._connection(asked)
        path = asked.path or "/"
        try:
            with _cut_off_after(self._altogether, connection) as hold:
                connection.request(
                    "POST",
                    f"{path}?{asked.query}" if asked.query else path,
                    body=document,
                    headers={
                        "content-type": "text/xml; charset=UTF-8",
                        "content-length": str(len(document)),
                        "user-agent": "Ledgerline",
                    },
                )
                hold()
                answer = connection.getresponse()
                content = answer.read(MAX_ANSWER + 1)
        except (OSError, HTTPException) as error:
            raise Unavailable(f"the portal did not answer: {type(error).__name__}") from error
        finally:
            connection.close()
        if answer.status != _OK:
            raise Unavailable(f"the portal answered with HTTP status {answer.status}")
        if len(content) > MAX_ANSWER:
            raise Unavailable(f"the portal's answer has more than {MAX_ANSWER} bytes")
        return content

    def _checked(self, address: str) -> SplitResult:
        try:
            asked = urlsplit(address)
            host, port = asked.hostname, asked.port
        except ValueError:
            raise _refused() from None
        has_user = asked.username is not None or asked.password is not None
        is_legal = asked.scheme == "https" and (self._is_local or port in (None, _PORT))
        # Whatever else an address may hold is percent-encoded; a host, in the letters of the DNS.
        if not host or has_user or not is_legal or not address.isascii():
            raise _refused()
        return asked

    def _connection(self, asked: SplitResult) -> HTTPConnection:
        host, port = asked.hostname or "", asked.port or _PORT
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError, ValueError) as error:
            raise Unavailable("the portal's name leads to no address") from error
        if not found:
            raise Unavailable("the portal's name leads to no address")
        if not all(self._is_reachable(each) for each in found):
            raise _refused()
        if self._is_local:
            return HTTPConnection(str(found[0]), port, timeout=_SECONDS)
        return _PinnedHttps(host, port, found[0])

    def _is_reachable(self, address: Address) -> bool:
        return address.is_loopback if self._is_local else is_public(address)


def is_public(address: Address) -> bool:
    """Whether an address is on the open internet, also behind one that only wraps it."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return is_public(inner)
        if address not in _GLOBAL or any(address in each for each in _NOT_GLOBAL):
            return False
        if int(address) >> 32 & 0xFFFFFFFF in _ISATAP:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast


@contextmanager
def _cut_off_after(seconds: float, connection: HTTPConnection) -> Iterator[Callable[[], None]]:
    """End the connection when its time is up, however busily the other side talks.

    `TimeoutError` then, whatever was read until it: a part of an answer is none. What is yielded is
    to be called once it is connected: an answer of unknown length takes the socket for itself.
    """
    is_over, held = False, connection.sock

    def hold() -> None:
        nonlocal held
        held = connection.sock

    def cut() -> None:
        nonlocal is_over
        is_over = True
        with suppress(OSError, AttributeError):
            (held or connection.sock).shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield hold
    finally:
        timer.cancel()
        if is_over:
            raise TimeoutError


class _PinnedHttps(HTTPSConnection):
    """A connection to one address, whose certificate must be that of the host's name."""

    def __init__(self, host: str, port: int, address: Address) -> None:
        super().__init__(host, port, timeout=_SECONDS, context=ssl.create_default_context())
        self._address = str(address)

    def connect(self) -> None:
        """Connect to the pinned address; the name serves the certificate alone."""
        plain = socket.create_connection((self._address, self.port), _SECONDS)
        context = cast(ssl.SSLContext, self._context)  # type: ignore[attr-defined]
        # The handshake comes after: whoever draws it out can be cut off as well.
        self.sock = context.wrap_socket(
            plain, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock.do_handshake()


def _refused() -> NotAllowed:
    return NotAllowed("documents go to public HTTPS addresses only")
