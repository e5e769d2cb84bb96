"""An SES that fails on demand."""

import json
from collections import defaultdict
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses import ses_backends

Failure = tuple[int, str] | BotoCoreError
"""A status with SES's error code, or what botocore raises when there is no answer."""


class FlakySes:
    """moto's SES; mails to the addresses in `fail` fail so often in the ways given there."""

    def __init__(self) -> None:
        once = Config(retries={"total_max_attempts": 1})
        self.client = boto3.client("sesv2", config=once)
        self.client.meta.events.register("before-call.sesv2.SendEmail", self._answer)
        self.fail: dict[str, list[Failure]] = defaultdict(list)
        self.asked: list[str] = []

    def verify(self, sender: str) -> None:
        self.client.create_email_identity(EmailIdentity=sender)

    def _answer(self, params: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]] | None:
        to = json.loads(params["body"])["Destination"]["ToAddresses"][0]
        self.asked.append(to)
        if not self.fail[to]:
            return None
        failure = self.fail[to].pop(0)
        if isinstance(failure, BotoCoreError):
            raise failure
        status, code = failure
        return SimpleNamespace(status_code=status), {
            "Error": {"Code": code, "Message": HTTPStatus(status).phrase},
            "ResponseMetadata": {"HTTPStatusCode": status},
        }


def sent_mails() -> list[tuple[str, str]]:
    """Recipient and subject of every mail that left."""
    messages = ses_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].sent_messages
    return [(message.destinations["ToAddresses"][0], message.subject) for message in messages]
