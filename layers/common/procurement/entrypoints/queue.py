"""A batch of SQS messages: each on its own, the failed ones reported and delivered again.

What a failure means follows from its class, as `domain.errors` says: a lost race or something
unavailable is likely to pass, everything else will end in the dead-letter queue, logged with its
code. The queue's redrive policy counts the deliveries of both alike.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from procurement.domain.errors import InvalidInput, Problem
from procurement.entrypoints.observability import count, note, outcome

MAX_DELIVERIES: Final = 5
"""How often a message is delivered before it becomes a dead letter; `maxReceiveCount` in the
template says the same."""

Answer = dict[str, list[dict[str, str]]]
HandleMessage = Callable[[dict[str, Any], bool], object]
"""Called with the message's JSON object, and whether this is its last delivery; what it returns
counts for nothing."""


def is_batch(event: Mapping[str, Any]) -> bool:
    """Whether the function was called with a batch of SQS messages."""
    records = event.get("Records") or [{}]
    return bool(records[0].get("eventSource") == "aws:sqs")


def handle_batch(event: dict[str, Any], context: Any, handle_message: HandleMessage) -> Answer:
    """Call `handle_message` for each message of the batch.

    Answers with ``batchItemFailures``, so the event source mapping needs ReportBatchItemFailures.
    An error of `handle_message` fails its message only; a body that is no JSON object fails it too.
    """
    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)

    def handle(record: SQSRecord) -> None:
        deliveries = int(record.attributes.approximate_receive_count or 1)
        with outcome("message", messageId=record.message_id, deliveries=deliveries):
            handle_message(_body(record), deliveries >= MAX_DELIVERIES)

    with processor(records=event["Records"], handler=handle, lambda_context=context):
        processor.process()
    failed = processor.response()["batchItemFailures"]
    note(messages=len(event["Records"]), failed=len(failed))
    if failed:
        count("MessagesFailed", len(failed))
    return {"batchItemFailures": [{"itemIdentifier": str(f["itemIdentifier"])} for f in failed]}


def _body(record: SQSRecord) -> dict[str, Any]:
    try:
        body = json.loads(record.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        problem = Problem(field="body", reason="INVALID_MESSAGE", message="must be a JSON object")
        raise InvalidInput([problem])
    return body
