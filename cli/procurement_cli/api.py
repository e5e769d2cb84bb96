"""Signed requests to the API, repeated for as long as that may help."""

import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSPreparedRequest, AWSRequest
from botocore.exceptions import BotoCoreError, ConnectionError, HTTPClientError, SSLError
from botocore.httpsession import URLLib3Session
from botocore.utils import get_environ_proxies

from procurement_cli.connection import Connection
from procurement_cli.errors import NoCredentials, NotLedgerline, Unreachable
from procurement_cli.refusals import refusal

SECONDS_TO_CONNECT: Final = 10
ATTEMPTS: Final = 5
FIRST_PAUSE: Final = 0.3
LONGEST_PAUSE: Final = 20.0

# Whatever is sent may be sent again. Reading changes nothing. An import is judged against what is
# stored when it comes in, each purchase order in one transaction with its version: what an attempt
# did whose answer got lost, the next one finds done, or finds its plan outdated and does nothing.
_BUSY: Final = frozenset({429, 500, 502, 503, 504})
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})

JsonObject = dict[str, Any]
Query = Mapping[str, str | int | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came back, whole; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """The content, which the API writes in UTF-8. Raises NotLedgerline if it is not."""
        try:
            return self.content.decode()
        except UnicodeDecodeError as error:
            raise NotLedgerline("an answer is not in UTF-8, as the API's are") from error

    def json_object(self) -> JsonObject:
        """The content as a JSON object. Raises NotLedgerline if it is none."""
        try:
            content = json.loads(self.content)
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise NotLedgerline(f"an answer with status {self.status} is not what the API sends")
        return content


class Api:
    """The deployed API as one caller sees it. `pause` waits for a number of seconds."""

    def __init__(
        self,
        connection: Connection,
        *,
        seconds_to_answer: float,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.connection = connection
        self._pause = pause
        # botocore also takes a path and a pair of numbers, which its type stubs do not know.
        options: dict[str, Any] = {
            "verify": connection.ca_bundle or True,
            "timeout": (SECONDS_TO_CONNECT, seconds_to_answer),
        }
        self._session = URLLib3Session(proxies=_proxies(connection.api_url), **options)

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def get(self, path: str, query: Query) -> Answer:
        """GET; `path` without a slash in front. Raises CommandError for all but a success."""
        return self._ask("GET", path, query, None, {})

    def post(self, path: str, query: Query, body: bytes, content_type: str) -> Answer:
        """POST a body as it is. Raises CommandError for all but a success."""
        return self._ask("POST", path, query, body, {"content-type": content_type})

    def _ask(
        self, method: str, path: str, query: Query, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        url = self._address(path, query)
        attempt = 1
        while True:
            # Signed anew each time: a signature is good for some minutes only.
            outcome = self._send(self._signed(method, url, body, headers))
            if attempt == ATTEMPTS or not _is_worth_repeating(outcome):
                break
            self._pause(_seconds_behind(attempt, outcome))
            attempt += 1
        if isinstance(outcome, Unreachable):
            raise outcome
        if outcome.status // 100 != 2:
            text = outcome.content.decode(errors="replace")
            raise refusal(self.connection, outcome.status, outcome.headers, text, attempt=attempt)
        return outcome

    def _send(self, request: AWSPreparedRequest) -> Answer | Unreachable:
        """One attempt: the answer, or why there was none and another attempt may get one."""
        try:
            response = self._session.send(request)
            answer = Answer(
                status=response.status_code,
                headers={name.lower(): value for name, value in response.headers.items()},
                content=response.content,
            )
        except SSLError as error:
            raise Unreachable(f"{self.connection.api_url} cannot be trusted: {error}") from error
        except (ConnectionError, HTTPClientError) as error:
            return Unreachable(f"no answer from {self.connection.api_url}: {error}")
        if not _is_whole(answer):
            return Unreachable(f"{self.connection.api_url} broke off its answer")
        return answer

    def _signed(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]
    ) -> AWSPreparedRequest:
        request = AWSRequest(method, url, headers=dict(headers), data=body)
        try:
            key = self.connection.credentials.get_frozen_credentials()
        except BotoCoreError as error:
            raise NoCredentials(f"the AWS credentials could not be renewed: {error}") from error
        SigV4Auth(key, "execute-api", self.connection.region).add_auth(request)
        return request.prepare()

    def _address(self, path: str, query: Query) -> str:
        whole = {**query, "billingAccountId": self.connection.billing_account_id}
        given = {name: value for name, value in whole.items() if value is not None}
        # A space must become %20: a plus sign would be signed as such and read as a space.
        encoded = urlencode(given, quote_via=quote)
        return f"{self.connection.api_url}/{path}{'?' if encoded else ''}{encoded}"


def _proxies(url: str) -> dict[str, str]:
    """What the environment names, but nothing between this machine and itself."""
    return {} if urlsplit(url).hostname in _LOOPBACK else get_environ_proxies(url)


def _is_whole(answer: Answer) -> bool:
    """botocore takes a body that broke off for a short one."""
    promised = answer.headers.get("content-length", "")
    return not promised.isdigit() or int(promised) == len(answer.content)


def _is_worth_repeating(outcome: Answer | Unreachable) -> bool:
    return isinstance(outcome, Unreachable) or outcome.status in _BUSY


def _seconds_behind(attempt: int, outcome: Answer | Unreachable) -> float:
    """How long to wait behind an attempt: what the API asks for, else longer each time.

    Up to half of it is chance, so that many callers do not come back at once.
    """
    asked = outcome.headers.get("retry-after", "") if isinstance(outcome, Answer) else ""
    if asked.isdigit():
        return min(float(asked), LONGEST_PAUSE)
    grown = min(FIRST_PAUSE * 2.0 ** (attempt - 1), LONGEST_PAUSE)
    return grown * random.uniform(0.5, 1.0)  # noqa: S311 - no secret is made of it
