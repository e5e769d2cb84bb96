"""The queue that feeds the invoice generator, on SQS."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from procurement.adapters.reaching import reaching
from procurement.domain.errors import Unavailable
from procurement.domain.runs.run import RunMode, RunPart

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_AT_ONCE: Final = 10
_SENDERS: Final = 10
"""Requests under way at a time; botocore keeps as many connections."""


class SqsPartQueue:
    """`service.ports.PartQueue`: ten messages per request, the refused ones once more."""

    def __init__(self, client: "SQSClient", queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def send(self, parts: Sequence[RunPart], *, due_by: datetime, mode: RunMode) -> None:
        """Send one message per part; `Unavailable` when some could not be handed over."""
        bodies = [json.dumps(_message(part, due_by, mode)) for part in parts]
        if len(bodies) <= _AT_ONCE:
            self._send_surely(bodies)
            return
        with ThreadPoolExecutor(_SENDERS) as senders:
            # Asking for the results raises what a sender raised.
            list(senders.map(self._send_surely, _chunks(bodies)))

    def _send_surely(self, bodies: Sequence[str]) -> None:
        refused = self._send(bodies) if bodies else ()
        if refused and self._send(refused):
            raise Unavailable("the queue refused messages; plan the run again")

    def _send(self, bodies: Sequence[str]) -> Sequence[str]:
        with reaching("the queue of invoices"):
            answer = self._client.send_message_batch(
                QueueUrl=self._queue_url,
                Entries=[{"Id": str(n), "MessageBody": body} for n, body in enumerate(bodies)],
            )
        return [bodies[int(failure["Id"])] for failure in answer.get("Failed", [])]


def _message(part: RunPart, due_by: datetime, mode: RunMode) -> dict[str, Any]:
    return {
        "runId": part.run_id,
        "partId": part.part_id,
        "receiverAccountId": part.receiver_account_id,
        "dueBy": due_by.isoformat(),
        "isDryRun": mode is RunMode.DRY_RUN,
        "foundIn": part.found_in,
    }


def _chunks(bodies: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(bodies), _AT_ONCE):
        yield bodies[start : start + _AT_ONCE]
