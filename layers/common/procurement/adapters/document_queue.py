"""The queue of invoices whose documents are to be rendered, on SQS."""

import json
from typing import TYPE_CHECKING

from procurement.adapters.reaching import reaching

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class SqsDocumentQueue:
    """`service.ports.DocumentQueue`: one message per invoice."""

    def __init__(self, client: "SQSClient", queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def send(self, account_id: str, invoice_id: str) -> None:
        """Send one message, or `Unavailable`; `entrypoints.document_requests` reads it."""
        body = json.dumps({"accountId": account_id, "invoiceId": invoice_id})
        with reaching("the queue of documents"):
            self._client.send_message(QueueUrl=self._queue_url, MessageBody=body)
