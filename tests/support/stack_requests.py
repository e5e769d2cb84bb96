"""CloudFormation as a custom resource sees it: what it sends, and what it gets to hear."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from unittest.mock import patch

from procurement import bootstrap
from procurement.service.ports.stack_responses import StackAnswer
from tests.support.api import BUYER
from tests.support.lambda_context import LambdaContext

STACK: Final = f"arn:aws:cloudformation:us-east-1:{BUYER}:stack/orders/11111111-2222"
RESPONSE_URL: Final = (
    "https://cloudformation-custom-resource-response-useast1.s3.us-east-1.amazonaws.com/answer"
)

Properties = dict[str, Any]


@dataclass
class HeardResponses:
    """`service.ports.StackResponses` that keeps what CloudFormation would hear."""

    heard: list[StackAnswer] = field(default_factory=list)

    def send(self, answer: StackAnswer) -> None:
        self.heard.append(answer)


@contextmanager
def listening() -> Iterator[HeardResponses]:
    """Hear what the function answers."""
    responses = HeardResponses()
    with patch.object(bootstrap, "stack_responses", lambda: responses):
        yield responses


def properties(purchase_order_id: str = "PO-1", **more: Any) -> Properties:
    """A legal purchase order with one line, in CloudFormation's words: every value is text."""
    return {
        "ServiceToken": "arn:aws:lambda:us-east-1:111122223333:function:resource",
        "PurchaseOrderId": purchase_order_id,
        "BillFrom": ["Amazon Web Services, Inc."],
        "EffectiveMonth": "2027-01",
        "ExpirationMonth": "2027-12",
        "LineItems": [a_line_property()],
        **more,
    }


def a_line_property(number: str = "1", **more: Any) -> Properties:
    """A tracked line over the whole year."""
    return {
        "LineItemNumber": number,
        "Type": "ALL",
        "StartMonth": "2027-01",
        "EndMonth": "2027-12",
        "UnitPrice": "1000.00",
        "Quantity": "1",
        "IsBalanceTracked": "true",
        **more,
    }


def request(
    type_: str,
    given: Properties,
    *,
    request_id: str = "request-1",
    physical_id: str | None = None,
    old: Properties | None = None,
    stack: str = STACK,
) -> dict[str, Any]:
    """The event of one request."""
    event = {
        "RequestType": type_,
        "ResponseURL": RESPONSE_URL,
        "StackId": stack,
        "RequestId": request_id,
        "ResourceType": "Custom::PurchaseOrder",
        "LogicalResourceId": "CloudOrder",
        "ResourceProperties": given,
    }
    if physical_id is not None:
        event["PhysicalResourceId"] = physical_id
    return event if old is None else {**event, "OldResourceProperties": old}


def answer_to(event: dict[str, Any]) -> dict[str, Any]:
    """Send one request and hear the answer."""
    app = importlib.import_module("functions.purchase_order_resource.app")
    with listening() as responses:
        app.lambda_handler(event, LambdaContext())
    (answer,) = responses.heard
    assert answer.url == event["ResponseURL"]
    assert [answer.content[name] for name in ("StackId", "RequestId", "LogicalResourceId")] == [
        event["StackId"],
        event["RequestId"],
        event["LogicalResourceId"],
    ]
    return dict(answer.content)
