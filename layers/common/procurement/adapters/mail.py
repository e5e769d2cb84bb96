"""Mail through Amazon SES (API version 2)."""

import random
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from procurement.domain.errors import LedgerlineError, MailOutcomeUnknown, MailRefused, Unavailable
from procurement.service.ports.mail import Mail

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

ATTEMPTS: Final = 5
"""How often a mail is offered to SES when it limits the rate."""

_FIRST_PAUSE: Final = 0.2
_LIMITED: Final = frozenset({"TooManyRequestsException", "ThrottlingException", "Throttling"})
# SES judges sender and recipient alike by these; neither gets better by trying again.
_REFUSED: Final = frozenset({"MessageRejected", "BadRequestException", "ValidationException"})


class SesMailer:
    """`service.ports.Mailer` on SES.

    The client must not retry by itself: botocore also repeats requests that may have been carried
    out. Only what SES surely did not send is tried again here.
    """

    def __init__(
        self,
        client: "SESV2Client",
        sender: str,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._sender = sender
        self._pause = pause

    def send(self, mail: Mail) -> str:
        """The message ID that SES gave.

        Raises `Unavailable` when the mail was surely not sent (rate limit, no connection, sending
        paused, no permission), `MailRefused` when SES rejects sender, recipient or content, and
        `MailOutcomeUnknown` when the answer was lost or SES failed half-way.
        """
        attempt = 1
        while True:
            try:
                return self._send(mail)
            except (BotoCoreError, ClientError) as error:
                if attempt == ATTEMPTS or not _is_limited(error):
                    raise _meaning(error) from error
            # Full jitter, so that many senders do not meet again.
            self._pause(random.uniform(0, _FIRST_PAUSE * 2**attempt))  # noqa: S311
            attempt += 1

    def _send(self, mail: Mail) -> str:
        answer = self._client.send_email(
            FromEmailAddress=self._sender,
            Destination={"ToAddresses": [mail.to]},
            Content={
                "Simple": {
                    "Subject": {"Data": mail.subject, "Charset": "UTF-8"},
                    "Body": {
                        "Text": {"Data": mail.text, "Charset": "UTF-8"},
                        "Html": {"Data": mail.html, "Charset": "UTF-8"},
                    },
                }
            },
        )
        return answer["MessageId"]


def _is_limited(error: BotoCoreError | ClientError) -> bool:
    return isinstance(error, ClientError) and error.response["Error"]["Code"] in _LIMITED


def _meaning(error: BotoCoreError | ClientError) -> LedgerlineError:
    if isinstance(error, ClientError):
        code = error.response["Error"]["Code"]
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if code in _REFUSED:
            return MailRefused(f"SES refuses the mail: {code}")
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.SERVICE_UNAVAILABLE:
            return MailOutcomeUnknown(f"SES failed while it took the mail: {code}")
        return Unavailable(f"SES did not take the mail: {code}")
    if isinstance(error, HTTPClientError):  # connected, asked, and then the answer was lost
        return MailOutcomeUnknown(f"SES gave no answer: {type(error).__name__}")
    return Unavailable(f"SES was not asked: {type(error).__name__}")
