"""What a running stack offers: the content of `stack.json`."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class StackInfo:
    """Addresses, credentials and names; the maps go from logical to physical names.

    The keys belong to an IAM user with the application's permissions, not to root. `queues` maps
    to queue URLs; `event_bus` is "default" if the application has no bus of its own; `console_url`
    is None where the console was not built.
    """

    api_url: str
    docs_url: str
    endpoint_url: str
    region: str
    account_id: str
    access_key_id: str
    secret_access_key: str
    tables: Mapping[str, str]
    queues: Mapping[str, str]
    buckets: Mapping[str, str]
    functions: Mapping[str, str]
    event_bus: str
    console_url: str | None

    def to_json(self) -> dict[str, Any]:
        """The object written to `stack.json`."""
        return {
            "apiUrl": self.api_url,
            "docsUrl": self.docs_url,
            "consoleUrl": self.console_url,
            "endpointUrl": self.endpoint_url,
            "region": self.region,
            "accountId": self.account_id,
            "accessKeyId": self.access_key_id,
            "secretAccessKey": self.secret_access_key,
            "tables": dict(self.tables),
            "queues": dict(self.queues),
            "buckets": dict(self.buckets),
            "functions": dict(self.functions),
            "eventBus": self.event_bus,
        }

    def shell_lines(self) -> Iterator[str]:
        """Commands for a shell in which `procurement` then calls this stack, as its user."""
        variables = {
            "LEDGERLINE_API_URL": self.api_url,
            "LEDGERLINE_VERIFY_FUNCTION": self.functions.get("VerifyBooksFunction", ""),
            "AWS_ENDPOINT_URL_LAMBDA": self.endpoint_url,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
        }
        for name, value in variables.items():
            yield f"export {name}={shlex.quote(value)}"
        # Of another account, and they would go before the keys above or beside them.
        yield "unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN"

    @classmethod
    def of_json(cls, content: Mapping[str, Any]) -> "StackInfo":
        """The inverse of `to_json`. Raises KeyError for a file of another version."""
        return cls(
            api_url=content["apiUrl"],
            docs_url=content["docsUrl"],
            endpoint_url=content["endpointUrl"],
            region=content["region"],
            account_id=content["accountId"],
            access_key_id=content["accessKeyId"],
            secret_access_key=content["secretAccessKey"],
            tables=content["tables"],
            queues=content["queues"],
            buckets=content["buckets"],
            functions=content["functions"],
            event_bus=content["eventBus"],
            console_url=content["consoleUrl"],
        )
