"""What it means when a service of AWS is busy, or gives no answer: that it may be asked again."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from procurement.domain.errors import Unavailable

_BUSY: Final = frozenset(
    {
        "ConditionalRequestConflict",
        "RequestThrottled",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TooManyUpdates",
    }
)


@contextmanager
def reaching(service: str) -> Iterator[None]:
    """Turn throttling, faults and silence of a service into `Unavailable`; everything else passes.

    `service` names it for people: "the queue of invoices". Whether it did what it was asked is not
    known then: what is sent again must be harmless twice.
    """
    try:
        yield
    except ClientError as error:
        if _is_busy(error):
            raise Unavailable(f"{service} is busy; try again") from error
        raise
    except BotoCoreError as error:
        raise Unavailable(f"{service} gave no answer; try again") from error


def _is_busy(error: ClientError) -> bool:
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    code = error.response["Error"]["Code"]
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in _BUSY
