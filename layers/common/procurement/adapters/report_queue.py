"""The queue of reports to be published, on SQS."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from procurement.adapters.reaching import reaching
from procurement.domain.errors import Unavailable
from procurement.domain.month import Month

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

_AT_ONCE: Final = 10


class SqsReportQueue:
    """`service.ports.ReportQueue`: ten messages per request."""

    def __init__(self, client: "SQSClient", queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def send(self, account_ids: Sequence[str], month: Month) -> None:
        """Send one message per seller; `Unavailable` when some could not be handed over."""
        for start in range(0, len(account_ids), _AT_ONCE):
            entries: list[SendMessageBatchRequestEntryTypeDef] = [
                {"Id": str(number), "MessageBody": _message(account_id, month)}
                for number, account_id in enumerate(account_ids[start : start + _AT_ONCE])
            ]
            with reaching("the queue of reports"):
                answer = self._client.send_message_batch(QueueUrl=self._queue_url, Entries=entries)
            if answer.get("Failed"):
                raise Unavailable("the queue refused messages; ask for the reports again")


def _message(account_id: str, month: Month) -> str:
    return json.dumps({"sellerAccountId": account_id, "month": str(month)})
