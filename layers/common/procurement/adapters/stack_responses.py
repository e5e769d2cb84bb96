"""Answers to CloudFormation: one HTTPS PUT to the presigned address that it hands over."""

import json
import re
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import SplitResult, urlsplit

from procurement.domain.errors import NotAllowed, Unavailable
from procurement.service.ports.stack_responses import StackAnswer

_SECONDS: Final = 10.0
# A bucket of S3 in any region, never another host: who calls the function does not choose whom
# the function calls.
_S3: Final = re.compile(
    r"[a-z0-9][a-z0-9.-]*\.s3([.-][a-z]{2}(-[a-z]+)+-[0-9]{1,2})?\.amazonaws\.com(\.cn)?"
)
_LOCAL: Final = ("localhost", "127.0.0.1", "host.docker.internal")


class HttpStackResponses:
    """`service.ports.StackResponses` over HTTP. `is_local` lets the local stack be answered."""

    def __init__(self, *, is_local: bool = False) -> None:
        self._is_local = is_local

    def send(self, answer: StackAnswer) -> None:
        """Put the answer, without following redirects."""
        address = self._checked(answer.url)
        body = json.dumps(answer.content, ensure_ascii=False).encode()
        connection = _connection(address)
        try:
            # CloudFormation signs the address for an empty content type.
            connection.request(
                "PUT",
                f"{address.path}?{address.query}" if address.query else address.path,
                body=body,
                headers={"content-type": "", "content-length": str(len(body))},
            )
            status = connection.getresponse().status
        except (OSError, HTTPException) as error:
            raise Unavailable("CloudFormation could not be answered") from error
        finally:
            connection.close()
        if status >= 300:
            raise Unavailable(f"CloudFormation's address answered with status {status}")

    def _checked(self, url: str) -> SplitResult:
        try:
            address = urlsplit(url)
            host, port = address.hostname or "", address.port
        except ValueError as error:
            raise _refused() from error
        has_user = address.username is not None or address.password is not None
        is_s3 = address.scheme == "https" and port in (None, 443) and _S3.fullmatch(host)
        is_local = self._is_local and address.scheme in ("http", "https") and host in _LOCAL
        if has_user or not (is_s3 or is_local):
            raise _refused()
        return address


def _connection(address: SplitResult) -> HTTPConnection:
    make = HTTPSConnection if address.scheme == "https" else HTTPConnection
    return make(address.hostname or "", address.port, timeout=_SECONDS)


def _refused() -> NotAllowed:
    return NotAllowed("answers go to CloudFormation's own addresses only")
