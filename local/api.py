"""The deployed API as a signed caller sees it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from local.errors import ApiRefused
from local.info import StackInfo

SECONDS_TO_ANSWER = 60
ITEMS_PER_PAGE = 100

Query = Mapping[str, str | int | None]
JsonObject = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What the API answered; `body` is its JSON object, empty if it sent none."""

    status: int
    body: JsonObject
    headers: Mapping[str, str]


class Api:
    """Calls the API with one pair of keys; a path is given as its segments, not encoded.

    With `billing_account_id` every request is made in the place of that account.
    """

    def __init__(
        self, url: str, region: str, key: Credentials, billing_account_id: str | None = None
    ) -> None:
        self._url = url
        self._region = region
        self._key = key
        self._billing_account_id = billing_account_id
        self._session = requests.Session()
        # Neither a proxy nor an entry in ~/.netrc has any business here.
        self._session.trust_env = False

    @classmethod
    def of_operator(cls, stack: StackInfo) -> "Api":
        """The caller whose keys `stack.json` holds."""
        key = Credentials(stack.access_key_id, stack.secret_access_key)
        return cls(stack.api_url, stack.region, key)

    def acting_for(self, billing_account_id: str) -> "Api":
        """The same caller in the place of another billing account."""
        return Api(self._url, self._region, self._key, billing_account_id)

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def send(
        self, method: str, *path: str, body: JsonObject | None = None, query: Query | None = None
    ) -> Answer:
        """Sign and send one request; every status is an answer."""
        content = {} if body is None else {"json": body}
        prepared = self._session.prepare_request(
            requests.Request(method, self._address(path, query or {}), **content)
        )
        signed = AWSRequest(method, prepared.url, data=prepared.body)
        SigV4Auth(self._key, "execute-api", self._region).add_auth(signed)
        prepared.headers.update(signed.headers.items())
        response = self._session.send(prepared, timeout=SECONDS_TO_ANSWER)
        return Answer(response.status_code, _json_object(response), response.headers)

    def get(self, *path: str, **query: str | int | None) -> JsonObject:
        """GET, or raise ApiRefused."""
        return self._ask("GET", *path, query=query)

    def post(self, *path: str, **body: Any) -> JsonObject:
        """POST members as a JSON object, or raise ApiRefused."""
        return self._ask("POST", *path, body=body)

    def put(self, *path: str, **body: Any) -> JsonObject:
        """PUT members as a JSON object, or raise ApiRefused."""
        return self._ask("PUT", *path, body=body)

    def patch(self, *path: str, **body: Any) -> JsonObject:
        """PATCH members as a JSON object, or raise ApiRefused."""
        return self._ask("PATCH", *path, body=body)

    def delete(self, *path: str) -> JsonObject:
        """DELETE, or raise ApiRefused."""
        return self._ask("DELETE", *path)

    def items(self, *path: str, **query: str | int | None) -> Iterator[JsonObject]:
        """Every item of a listing, page by page."""
        token: str | None = None
        while True:
            page = self.get(*path, **{"maxResults": ITEMS_PER_PAGE, **query}, nextToken=token)
            yield from page["items"]
            token = page.get("nextToken")
            if token is None:
                return

    def _ask(
        self, method: str, *path: str, body: JsonObject | None = None, query: Query | None = None
    ) -> JsonObject:
        answer = self.send(method, *path, body=body, query=query)
        if answer.status >= requests.codes.bad_request:
            raise ApiRefused(f"{method} /{'/'.join(path)}", answer.status, answer.body)
        return answer.body

    def _address(self, path: tuple[str, ...], query: Query) -> str:
        whole = {**query, "billingAccountId": self._billing_account_id}
        given = {name: value for name, value in whole.items() if value is not None}
        # A space must become %20: a plus sign would be signed as such and read as a space.
        encoded = urlencode(given, quote_via=quote)
        segments = "/".join(quote(segment, safe="") for segment in path)
        return f"{self._url}/{segments}{'?' if encoded else ''}{encoded}"


def _json_object(response: requests.Response) -> JsonObject:
    try:
        content = response.json()
    except ValueError:
        return {"message": response.text}
    return content if isinstance(content, dict) else {}
