"""Messages that ask for the delivery of a document to a portal: an event, or somebody by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from procurement.domain.errors import Problems
from procurement.entrypoints.document_requests import read_document_request


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryRequest:
    """`again` tries once more what failed; `replay_to` names a preference whose test environment
    gets the document instead."""

    account_id: str
    invoice_ids: tuple[str, ...]
    again: bool = False
    replay_to: str | None = None


def read_delivery_request(message: Mapping[str, Any]) -> DeliveryRequest:
    """``{"accountId": …, "invoiceId": …}`` with ``again`` or ``replayTo``, or an event.

    `InvalidInput` when it names no invoice.
    """
    account_id, invoice_ids = read_document_request(message)
    problems = Problems()
    again, replay_to = message.get("again", False), message.get("replayTo")
    if not isinstance(again, bool):
        problems.add("again", "INVALID_VALUE", "must be true or false")
    if replay_to is not None and not isinstance(replay_to, str):
        problems.add("replayTo", "INVALID_VALUE", "must be the ID of a preference")
    problems.raise_if_any()
    return DeliveryRequest(
        account_id=account_id,
        invoice_ids=tuple(invoice_ids),
        again=again,
        replay_to=replay_to,
    )
