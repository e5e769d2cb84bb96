"""Messages that ask for documents: an event about an invoice, or somebody who wants to read one."""

from collections.abc import Mapping, Sequence
from typing import Any

from procurement.domain.errors import Problems
from procurement.entrypoints.bus import read_bus_event


def read_document_request(message: Mapping[str, Any]) -> tuple[str, Sequence[str]]:
    """The account and the numbers of its invoices; `InvalidInput` when the message names none.

    ``{"accountId": …, "invoiceId": …}``, or an event with an ``invoiceId`` as the bus delivers it;
    the credit memos that were regenerated with an invoice come along (R-391).
    """
    told: Mapping[str, Any] = message
    if "detail-type" in message:
        event = read_bus_event(message)
        told = {**event.detail, "accountId": event.account_id}
    problems = Problems()
    for name in ("accountId", "invoiceId"):
        if not isinstance(told.get(name), str) or not told[name]:
            problems.add(name, "MISSING_VALUE", "is required")
    memos = told.get("creditMemos") or []
    if not isinstance(memos, list) or not all(isinstance(each, str) for each in memos):
        problems.add("creditMemos", "INVALID_VALUE", "must be a list of numbers of credit memos")
    problems.raise_if_any()
    return told["accountId"], [told["invoiceId"], *memos]
