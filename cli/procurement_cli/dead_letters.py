"""Dead letters: what waits in which queue, and sending it again, message by message."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from procurement_cli.deployment import Deployment
from procurement_cli.errors import Misused
from procurement_cli.terminal import BOLD, DIM, Paint, printable

SHOWN: Final = 10
"""Messages of one queue that are shown; SQS gives out no more at a time."""

_BODY_SHOWN: Final = 300
_SECONDS_TO_MOVE: Final = 60
_SECONDS_TO_WAIT: Final = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadLetterQueue:
    """Where messages end; `source` is where they came from: a queue, or calls of a function."""

    name: str
    url: str
    source: str | None
    source_url: str | None
    messages: int


def dead_letter_queues(deployment: Deployment, names: list[str]) -> list[DeadLetterQueue]:
    """Those of these names, or all of the stack, with how much is in them. Raises Misused."""
    sources = _sources(deployment)
    every = [name for name in sorted(deployment.queues) if "DeadLetter" in name]
    unknown = sorted(set(names) - set(every))
    if unknown:
        raise Misused(f"no dead-letter queue {', '.join(unknown)}; there are {', '.join(every)}")
    return [_queue(deployment, name, sources) for name in names or every]


def shown_messages(deployment: Deployment, queue: DeadLetterQueue) -> list[dict[str, Any]]:
    """Some of its messages; all of them stay where they are."""
    answer = deployment.client("sqs").receive_message(
        QueueUrl=queue.url,
        MaxNumberOfMessages=SHOWN,
        VisibilityTimeout=0,
        AttributeNames=["SentTimestamp"],
    )
    # In sight again at once, a message may come twice.
    return list({each["MessageId"]: each for each in answer.get("Messages", ())}.values())


def redrive(deployment: Deployment, queue: DeadLetterQueue, limit: int | None) -> Iterator[int]:
    """Send messages again, at most as many as were there at first; how many so far, after each.

    A message is deleted after it was sent: cut off in between it is there twice, and whoever
    works it off a second time finds it done.
    """
    queues, moved = deployment.client("sqs"), 0
    most = min(queue.messages, queue.messages if limit is None else limit)
    while moved < most:
        answer = queues.receive_message(
            QueueUrl=queue.url,
            MaxNumberOfMessages=min(SHOWN, most - moved),
            VisibilityTimeout=_SECONDS_TO_MOVE,
            WaitTimeSeconds=_SECONDS_TO_WAIT,
        )
        messages = answer.get("Messages", ())
        if not messages:
            return
        for message in messages:
            _send_again(deployment, queue, message["Body"])
            queues.delete_message(QueueUrl=queue.url, ReceiptHandle=message["ReceiptHandle"])
            moved += 1
            yield moved


def queue_lines(
    queue: DeadLetterQueue, messages: list[dict[str, Any]], paint: Paint
) -> Iterator[str]:
    """How much is in a queue, where it would go, and the messages that are shown."""
    target = queue.source or "the function that they were for"
    yield paint(BOLD, f"{queue.name}: {queue.messages:,} messages, to send to {target}")
    for message in messages:
        sent = datetime.fromtimestamp(int(message["Attributes"]["SentTimestamp"]) / 1000, UTC)
        body = printable(message["Body"])
        told = body if len(body) <= _BODY_SHOWN else f"{body[:_BODY_SHOWN]}…"
        yield f"    {paint(DIM, sent.strftime('%Y-%m-%dT%H:%M:%SZ'))} {told}"
    if queue.messages > len(messages):
        yield f"    and {queue.messages - len(messages):,} more"


def _queue(
    deployment: Deployment, name: str, sources: dict[str, tuple[str, str]]
) -> DeadLetterQueue:
    url = deployment.queues[name]
    attributes = _attributes(deployment, url, "QueueArn", "ApproximateNumberOfMessages")
    source, source_url = sources.get(attributes["QueueArn"], (None, None))
    return DeadLetterQueue(
        name=name,
        url=url,
        source=source,
        source_url=source_url,
        messages=int(attributes["ApproximateNumberOfMessages"]),
    )


def _sources(deployment: Deployment) -> dict[str, tuple[str, str]]:
    """Name and URL of the queue whose messages end in a dead-letter queue, by the latter's ARN."""
    found = {}
    for name, url in deployment.queues.items():
        policy = _attributes(deployment, url, "RedrivePolicy").get("RedrivePolicy")
        if policy:
            found[json.loads(policy)["deadLetterTargetArn"]] = (name, url)
    return found


def _attributes(deployment: Deployment, url: str, *names: str) -> dict[str, str]:
    answer = deployment.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=list(names))
    attributes: dict[str, str] = answer.get("Attributes", {})
    return attributes


def _send_again(deployment: Deployment, queue: DeadLetterQueue, body: str) -> None:
    if queue.source_url is not None:
        deployment.client("sqs").send_message(QueueUrl=queue.source_url, MessageBody=body)
        return
    # What Lambda writes about a call that failed for good: whom it was for, and with what.
    record = json.loads(body)
    function = record["requestContext"]["functionArn"].removesuffix(":$LATEST")
    if function.rpartition(":")[2] not in deployment.functions.values():
        raise Misused(f"{queue.name} holds a message for {function}, which is not of this stack")
    deployment.client("lambda").invoke(
        FunctionName=function,
        InvocationType="Event",
        Payload=json.dumps(record["requestPayload"]).encode(),
    )
