"""Builders: ledger events, and the shapes in which AWS hands them to functions."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from procurement.domain.events import Event, EventType, JsonValue

ACCOUNT = "111122223333"


def an_event(
    event_id: str = "ev-1",
    type_: EventType = EventType.PURCHASE_ORDER_ADDED,
    *,
    account_id: str = ACCOUNT,
    at: datetime = datetime(2027, 2, 6, 9, tzinfo=UTC),
    seconds_later: float = 0,
    detail: dict[str, JsonValue] | None = None,
) -> Event:
    return Event(
        account_id=account_id,
        event_id=event_id,
        type=type_,
        subject="purchase-order/PO-1",
        at=at + timedelta(seconds=seconds_later),
        actor="arn:aws:iam::111122223333:user/ann",
        detail=detail if detail is not None else {"purchaseOrderId": "PO-1"},
    )


def a_balance_event(
    event_id: str = "ev-low",
    *,
    is_exhausted: bool = False,
    purchase_order_id: str = "PO-1",
    key: str = "key-of-PO-1",
    balance: str = "700.00",
    threshold: int | None = None,
) -> Event:
    exhausted, low = EventType.LINE_ITEM_BALANCE_EXHAUSTED, EventType.LINE_ITEM_BALANCE_LOW
    return an_event(
        event_id,
        exhausted if is_exhausted else low,
        detail={
            "purchaseOrderId": purchase_order_id,
            "purchaseOrderKey": key,
            "lineItemNumber": "1",
            "threshold": threshold if threshold is not None else 0 if is_exhausted else 75,
            "balance": {"amount": balance, "currencyCode": "USD"},
            "totalValue": {"amount": "1000.00", "currencyCode": "USD"},
        },
    )


def bus_envelope(event: Event) -> dict[str, Any]:
    """The event as EventBridge delivers it."""
    return {
        "version": "0",
        "id": f"bus-{event.event_id}",
        "detail-type": event.type.value,
        "source": "ledgerline",
        "account": event.account_id,
        "time": event.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": "us-east-1",
        "resources": [],
        "detail": {
            "eventId": event.event_id,
            "accountId": event.account_id,
            "subject": event.subject,
            "at": event.at.isoformat(),
            "actor": event.actor,
            "data": dict(event.detail),
        },
    }


def sqs_batch(*bodies: object, deliveries: int = 1) -> dict[str, Any]:
    """A batch of SQS messages ``message-0``, ``message-1``, …; text bodies go in as they are."""
    return {
        "Records": [
            {
                "messageId": f"message-{number}",
                "receiptHandle": "handle",
                "body": body if isinstance(body, str) else json.dumps(body),
                "attributes": {"ApproximateReceiveCount": str(deliveries)},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:us-east-1:111122223333:queue",
                "awsRegion": "us-east-1",
            }
            for number, body in enumerate(bodies)
        ]
    }


def failed_messages(answer: dict[str, Any]) -> Sequence[str]:
    """The IDs that a batch's answer gives back to the queue."""
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
