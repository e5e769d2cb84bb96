"""Which report a message, a schedule or a person asks for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.ids import is_account_id
from procurement.domain.month import Month
from procurement.domain.reports.billed_revenue import latest_published
from procurement.entrypoints.schedule import scheduled_at


def asked_month(event: Mapping[str, Any], now: datetime) -> Month:
    """The month in ``{"month"?: "YYYY-MM", "scheduledTime"?: …}``.

    Without one it is the last whose report is due at the scheduled time, and never later than
    `now`. `InvalidInput` for anything else, and for a month whose report is not due yet.
    """
    latest = latest_published(min(scheduled_at(event, now), now))
    if event.get("month") is None:
        return latest
    month = _month(event["month"])
    if month > latest_published(now):
        problem = Problem(
            field="month", reason="NOT_DUE", message="is published on the 15th of the next month"
        )
        raise InvalidInput([problem])
    return month


def asked_report(message: Mapping[str, Any]) -> tuple[str, Month]:
    """Seller and month of a message of the queue; `InvalidInput` for one that is no such thing."""
    account_id = message.get("sellerAccountId")
    if not isinstance(account_id, str) or not is_account_id(account_id):
        problem = Problem(
            field="sellerAccountId", reason="INVALID_ACCOUNT_ID", message="must be 12 digits"
        )
        raise InvalidInput([problem])
    return account_id, _month(message.get("month"))


def _month(text: object) -> Month:
    try:
        return Month.parse(str(text))
    except ValueError as error:
        problem = Problem(field="month", reason="INVALID_VALUE", message=str(error))
        raise InvalidInput([problem]) from None
