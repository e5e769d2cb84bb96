"""Messages that ask for invoices: a part of a run, or an acceptance that is due at once."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from procurement.domain.errors import Problems
from procurement.domain.runs.run import RunMode
from procurement.service.runs.generate_invoices import PartRequest


def read_part(message: Mapping[str, Any]) -> PartRequest:
    """The request in a message; `InvalidInput` with everything that is wrong with it.

    ``{"receiverAccountId": …, "collectionIds"?: […], "dueBy": ISO 8601, "runId"?: …,
    "partId"?: …, "isDryRun"?: …, "foundIn"?: […]}``; without collections all of the receiver are
    meant, which something was found in.
    """
    problems = Problems()
    receiver = message.get("receiverAccountId")
    collections = message.get("collectionIds")
    if not isinstance(receiver, str) or not receiver:
        problems.add("receiverAccountId", "MISSING_VALUE", "is required")
    is_list = isinstance(collections, list) and bool(collections)
    are_texts = is_list and all(isinstance(c, str) and c for c in collections or ())
    if collections is not None and not are_texts:
        problems.add("collectionIds", "MISSING_VALUE", "must name at least one collection")
    due_by = _instant(message.get("dueBy"), problems)
    found_in = message.get("foundIn") or []
    if not isinstance(found_in, list) or not all(isinstance(c, str) and c for c in found_in):
        problems.add("foundIn", "INVALID_VALUE", "must be a list of collections")
    problems.raise_if_any()
    return PartRequest(
        receiver_account_id=str(receiver),
        collection_ids=tuple(collections) if collections else None,
        due_by=due_by,
        run_id=message.get("runId"),
        part_id=message.get("partId"),
        found_in=tuple(found_in),
        mode=RunMode.DRY_RUN if message.get("isDryRun") is True else RunMode.ISSUE,
    )


def _instant(text: Any, problems: Problems) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        problems.add("dueBy", "INVALID_VALUE", "must be an ISO 8601 instant")
        return datetime.min.replace(tzinfo=UTC)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
