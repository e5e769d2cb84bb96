"""The files in `samples/`, with dates that are written relative to today resolved.

A string that is nothing but one of these becomes a date or a month:

    "today"          the present day in UTC        2026-11-22
    "today+P30D"     so many days later            2026-12-22
    "this-month"     the present month             2026-11
    "this-month+11"  so many months later          2027-10
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from local.api import JsonObject
from local.errors import SampleFault

DAY = re.compile(r"today(?:\+P(?P<days>\d{1,4})D)?")
MONTH = re.compile(r"this-month(?:\+(?P<months>\d{1,3}))?")


@dataclass(frozen=True)
class SamplePurchaseOrder:
    """The body that adds a purchase order, and the status it is set to afterwards, if any."""

    request: JsonObject
    status: str | None


@dataclass(frozen=True)
class SampleOffer:
    """The bodies that create an offer and accept it."""

    offer: JsonObject
    acceptance: JsonObject


def purchase_orders(folder: Path, today: date) -> list[SamplePurchaseOrder]:
    """Those of `purchase-orders.json`. Raises SampleFault."""
    return [
        SamplePurchaseOrder(entry["request"], entry.get("status"))
        for entry in _entries(folder / "purchase-orders.json", {"request"}, today)
    ]


def offers(folder: Path, today: date) -> list[SampleOffer]:
    """Those of `offers.json`. Raises SampleFault."""
    return [
        SampleOffer(entry["offer"], entry["acceptance"])
        for entry in _entries(folder / "offers.json", {"offer", "acceptance"}, today)
    ]


def present_day() -> date:
    """Today in UTC, by which the application reckons."""
    return datetime.now(UTC).date()


def resolved(value: Any, today: date) -> Any:
    """The same JSON value with every relative date in it replaced."""
    match value:
        case str():
            return _date(value, today)
        case list():
            return [resolved(each, today) for each in value]
        case dict():
            return {name: resolved(each, today) for name, each in value.items()}
        case _:
            return value


def _date(text: str, today: date) -> str:
    if found := DAY.fullmatch(text):
        return (today + timedelta(days=int(found["days"] or 0))).isoformat()
    if found := MONTH.fullmatch(text):
        years, month = divmod(today.month - 1 + int(found["months"] or 0), 12)
        return f"{today.year + years:04d}-{month + 1:02d}"
    return text


def _entries(path: Path, needed: set[str], today: date) -> list[JsonObject]:
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise SampleFault(f"{path} cannot be read: {error}") from error
    if not isinstance(content, list) or not all(
        isinstance(entry, dict) and needed <= entry.keys() for entry in content
    ):
        raise SampleFault(f"{path} must be a list of objects with {', '.join(sorted(needed))}")
    return [resolved(entry, today) for entry in content]
