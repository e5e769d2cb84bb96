"""An invocation: what it is called, what its trigger delivers again, and how it ended."""

import copy
import importlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import cbor2

from procurement.adapters.dynamodb.tables.charges import ChargeItem
from procurement.entrypoints.queue import is_batch
from tests.crash.use_cases import document
from tests.support.lambda_context import LambdaContext

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an invocation ended: with an answer, with an error, or not at all."""

    answer: Any = None
    error: BaseException | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether whoever delivered it is content."""
        if self.error is not None:
            return False
        if not isinstance(self.answer, dict):
            return True
        if "statusCode" in self.answer:
            return bool(self.answer["statusCode"] < 500) and not self.is_throttled
        return not self.answer.get("batchItemFailures") and not self.answer.get("failed")

    @property
    def is_throttled(self) -> bool:
        """Whether the caller may ask again: 503, or what AWS's protocols say instead of it."""
        return self.status == 503 or "ThrottlingException" in str(self.answer)

    @property
    def body(self) -> Any:
        """Of an HTTP answer; else the answer."""
        return self.answer.get("body") if self.status else self.answer

    @property
    def status(self) -> int | None:
        """Of an HTTP answer."""
        return self.answer.get("statusCode") if isinstance(self.answer, dict) else None

    def __str__(self) -> str:
        if self.error is not None:
            return f"{type(self.error).__name__}: {self.error}"
        return str(self.status or self.answer)


def use_case(function: str, event: Event) -> str | None:
    """``POST /offers``, or the function and what calls it; None for what changes nothing."""
    if "httpMethod" in event:
        method = event["httpMethod"]
        return None if method in ("GET", "OPTIONS") else f"{method} {event['resource']}"
    return f"{function}: {trigger_of(event)}"


def trigger_of(event: Event) -> str:
    """What sort of event source calls with this."""
    if is_batch(event):
        return "SQS"
    source = (event.get("Records") or [{}])[0].get("eventSource", "")
    if source == "aws:dynamodb":
        return "DynamoDB"
    if "Records" in event:
        return "S3"
    if "detail-type" in event:
        return f"EventBridgeRule {event['detail-type']}"
    if "ResponseURL" in event:
        return "CloudFormation"
    if "scheduledTime" in event:
        return " ".join(["ScheduleV2", *([event["notice"]] if "notice" in event else [])])
    return "by hand"


def with_token(event: Event) -> Event:
    """The request with a client token if its operation takes one: SDKs send one always."""
    if "httpMethod" not in event or not event.get("body") or event.get("isBase64Encoded"):
        return event
    try:
        body = json.loads(event["body"])
    except ValueError:
        return event
    if not isinstance(body, dict) or "clientToken" in body:
        return event
    if not takes_token(event["httpMethod"], event["resource"]):
        return event
    return {**event, "body": json.dumps({**body, "clientToken": "rehearsed-once"})}


def takes_token(method: str, resource: str) -> bool:
    """Whether the operation's body has a client token."""
    operation = document()["paths"].get(resource, {}).get(method.lower(), {})
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    schema = content.get("schema", {})
    while "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return "clientToken" in schema.get("properties", {})


def _with_current_revisions(event: Event) -> Event:
    """The request again with the revisions that the charges have now (R-214)."""
    is_cbor = event.get("isBase64Encoded")
    body = cbor2.loads(b64decode(event["body"])) if is_cbor else json.loads(event["body"])
    for entry in body.get("purchaseOrders", ()):
        found = list(ChargeItem.scan(ChargeItem.charge_id == entry["chargeId"]))
        entry["chargeRevision"] = int(found[0].revision)
    raw = b64encode(cbor2.dumps(body)).decode() if is_cbor else json.dumps(body)
    return {**event, "body": raw}


LISTED_AGAIN: Final[dict[str, Callable[[Event], Event]]] = {
    "PUT /charges/purchase-orders": _with_current_revisions,
    "POST /service/{service}/operation/{operation}": _with_current_revisions,
}
"""What callers send after they listed the charges again."""


def delivered(event: Event, times: int) -> Event:
    """The same once more; a queue counts its deliveries."""
    if not is_batch(event):
        return event
    event = copy.deepcopy(event)
    for record in event["Records"]:
        record["attributes"]["ApproximateReceiveCount"] = str(times)
    return event


def invoked(function: str, event: Event) -> Any:
    """Call a function's handler, as its trigger does."""
    return importlib.import_module(f"functions.{function}.app").lambda_handler(
        event, LambdaContext()
    )
