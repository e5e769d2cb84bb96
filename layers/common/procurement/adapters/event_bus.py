"""The bus in Amazon EventBridge."""

import json
import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from procurement.domain.events import Event, EventType

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef

SOURCE: Final = "ledgerline"
"""The `source` of everything else on the bus; rules in the template name it too."""

AGREEMENT_SOURCE: Final = "agreement-marketplace"
"""The `source` of what AWS tells buyers about their agreements; its own begins with ``aws.``, which
EventBridge keeps for itself (R-357)."""

AS_AWS_TELLS_BUYERS: Final = {
    EventType.CANCELLATION_REQUEST_SENT: (
        "Agreement Cancellation Request Pending Approval - Acceptor"
    ),
    EventType.CANCELLATION_REQUEST_APPROVED: "Agreement Cancellation Request Approved - Acceptor",
    EventType.CANCELLATION_REQUEST_REJECTED: "Agreement Cancellation Request Rejected - Acceptor",
    EventType.CANCELLATION_REQUEST_CANCELLED: "Agreement Cancellation Request Cancelled - Acceptor",
    EventType.BILLING_ADJUSTMENT_COMPLETED: (
        "Purchase Agreement Billing Adjustment Completed - Acceptor"
    ),
}
"""The `detail-type` of these (R-357)."""

MAX_ENTRIES: Final = 10
"""Entries of one request (PutEvents)."""

MAX_BYTES: Final = 200_000
"""Bytes of one request, well below EventBridge's 256 KB."""

_LOG: Final = logging.getLogger(__name__)


class EventBridgeBus:
    """`service.ports.EventBus` on one event bus.

    An entry's `source` is ``ledgerline`` and its `detail-type` the event's type, except where AWS
    has names of its own; its detail is::

        {"eventId": …, "accountId": …, "subject": …, "at": …, "actor": …, "data": {…}}

    where `data` is what the event type says about the change.
    """

    def __init__(self, client: "EventBridgeClient", bus_name: str) -> None:
        self._client = client
        self._bus_name = bus_name

    def publish(self, events: Sequence[Event]) -> Sequence[Event]:
        """Put them in tens; those that EventBridge refused, or could not be asked, come back."""
        refused: list[Event] = []
        for some in _batches([(event, self._entry(event)) for event in events]):
            refused.extend(self._put(some))
        return refused

    def _put(self, some: Sequence[tuple[Event, "PutEventsRequestEntryTypeDef"]]) -> list[Event]:
        try:
            answer = self._client.put_events(Entries=[entry for _, entry in some])
        except (BotoCoreError, ClientError) as error:
            _LOG.error("bus not reached", extra={"events": len(some), "reason": str(error)})
            return [event for event, _ in some]
        refused = []
        for (event, _), result in zip(some, answer["Entries"], strict=True):
            if code := result.get("ErrorCode"):
                _LOG.error("event refused", extra={"eventId": event.event_id, "errorCode": code})
                refused.append(event)
        return refused

    def _entry(self, event: Event) -> "PutEventsRequestEntryTypeDef":
        detail = {
            "eventId": event.event_id,
            "accountId": event.account_id,
            "subject": event.subject,
            "at": event.at.isoformat().replace("+00:00", "Z"),
            "actor": event.actor,
            "data": event.detail,
        }
        aws_name = AS_AWS_TELLS_BUYERS.get(event.type)
        return {
            "EventBusName": self._bus_name,
            "Source": AGREEMENT_SOURCE if aws_name else SOURCE,
            "DetailType": aws_name or event.type.value,
            "Time": event.at,
            "Detail": json.dumps(detail, separators=(",", ":")),
        }


def _batches(
    entries: Sequence[tuple[Event, "PutEventsRequestEntryTypeDef"]],
) -> Iterator[list[tuple[Event, "PutEventsRequestEntryTypeDef"]]]:
    batch: list[tuple[Event, PutEventsRequestEntryTypeDef]] = []
    size = 0
    for event, entry in entries:
        # What is not ASCII is escaped in the detail: a character is a byte.
        length = len(entry.get("Detail", ""))
        if batch and (len(batch) == MAX_ENTRIES or size + length > MAX_BYTES):
            yield batch
            batch, size = [], 0
        batch.append((event, entry))
        size += length
    if batch:
        yield batch
