"""What an invocation of `reconcile` asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from procurement.domain.errors import Problems
from procurement.domain.events import EventType
from procurement.domain.reconciliation.reconciliation import Reconciliation, new_reconciliation
from procurement.entrypoints.schedule import scheduled_at
from procurement.service.caller import RECONCILIATION


@dataclass(frozen=True, kw_only=True, slots=True)
class Requested:
    """A reconciliation that the API put, to be worked off, or its plan to be carried out."""

    account_id: str
    reconciliation_id: str
    is_plan: bool


def read_request(
    event: Mapping[str, Any], deployment_account: str, now: datetime
) -> Requested | Reconciliation:
    """What the bus asks for, or a new reconciliation of the deployment's account.

    The schedule sends ``{"scheduledTime": …}``; whoever invokes by hand may send
    ``{"issuedFrom"?: "2027-01-01", "issuedTo"?: "2027-02-28"}``. `InvalidInput` for what is no day.
    """
    if "detail-type" in event:
        data = event["detail"]["data"]
        return Requested(
            account_id=data["accountId"],
            reconciliation_id=data["reconciliationId"],
            is_plan=event["detail-type"] == EventType.CHARGE_REFERENCES_REQUESTED.value,
        )
    problems = Problems()
    first, last = _day(event, "issuedFrom", problems), _day(event, "issuedTo", problems)
    problems.raise_if_any()
    return new_reconciliation(
        first,
        last,
        account_id=deployment_account,
        requested_by=RECONCILIATION,
        now=scheduled_at(event, now),
    )


def _day(event: Mapping[str, Any], name: str, problems: Problems) -> date | None:
    text = event.get(name)
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        problems.add(name, "INVALID_VALUE", "must be a day of the form YYYY-MM-DD")
        return None
