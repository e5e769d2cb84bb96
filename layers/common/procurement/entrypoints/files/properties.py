"""A purchase order as the properties of a CloudFormation resource: the same members, PascalCase.

CloudFormation hands every value over as text. A property that the template no longer has is put
back to empty, so that a stack which rolls back gets its former purchase order.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from procurement.domain.errors import InvalidInput
from procurement.domain.plans.desired_state import DesiredPurchaseOrder
from procurement.domain.purchase_orders.notification_settings import USUAL
from procurement.entrypoints.files.bind import Binder
from procurement.entrypoints.files.tree import (
    MAX_DEPTH,
    Many,
    Members,
    Node,
    Scalar,
    refused,
)

_NOT_OURS: Final = ("ServiceToken", "ServiceTimeout")
_EMPTY: Final[Mapping[str, Any]] = {
    "Description": "",
    "ShipTo": "",
    "TaxRegistrationNumbers": [],
    "Contacts": [],
    "NotificationSettings": {},
    "InvoiceUnits": [],
    "Tags": {},
    "LineItems": [],
    "Status": "ACTIVE",
}
_USUAL_NOTIFICATIONS: Final[Mapping[str, Any]] = {
    "BalanceThresholds": [str(percent) for percent in USUAL.balance_thresholds],
    "ExpiryLeadTimes": [str(each) for each in USUAL.expiry_lead_times],
}
_EMPTY_OF_LINE: Final[Mapping[str, Any]] = {
    "Description": "",
    "Tax": {"Type": "AMOUNT", "Value": "0"},
    "IsBalanceTracked": "false",
}
_FIRST_LETTER: Final = re.compile(r"(?:^|\.)[a-z]")

Properties = Mapping[str, Any]


def read_properties(properties: Properties, old: Properties) -> DesiredPurchaseOrder:
    """What the purchase order shall be; `old` are the properties before an update.

    `InvalidInput` when a property is unknown or of the wrong kind.
    """
    binder = Binder()
    desired = binder.purchase_order(_node(_complete(properties, old), 0), "")
    if binder.problems:
        raise InvalidInput(binder.problems)
    return desired


def as_property(path: str) -> str:
    """``lineItems[0].endMonth`` as a template writes it: LineItems[0].EndMonth."""
    return _FIRST_LETTER.sub(lambda found: found[0].upper(), path)


def _complete(properties: Properties, old: Properties) -> dict[str, Any]:
    """The properties with those emptied that only the old ones have."""
    merged = _with_empty({k: v for k, v in properties.items() if k not in _NOT_OURS}, old, _EMPTY)
    told_before = old.get("NotificationSettings")
    if isinstance(merged.get("NotificationSettings"), dict) and isinstance(told_before, dict):
        merged["NotificationSettings"] = _with_empty(
            merged["NotificationSettings"], told_before, _USUAL_NOTIFICATIONS
        )
    before = {line.get("LineItemNumber"): line for line in _lines(old)}
    if isinstance(merged.get("LineItems"), list):
        merged["LineItems"] = [
            _with_empty(line, before.get(line.get("LineItemNumber"), {}), _EMPTY_OF_LINE)
            if isinstance(line, dict)
            else line
            for line in merged["LineItems"]
        ]
    return merged


def _with_empty(given: Properties, old: Properties, empty: Properties) -> dict[str, Any]:
    gone = {name: value for name, value in empty.items() if name in old and name not in given}
    return {**given, **gone}


def _lines(properties: Properties) -> list[Properties]:
    found = properties.get("LineItems")
    return [line for line in found if isinstance(line, dict)] if isinstance(found, list) else []


def _node(value: Any, depth: int, *, are_names_free: bool = False) -> Node:
    if depth > MAX_DEPTH:
        raise refused("TOO_DEEP", f"is nested more than {MAX_DEPTH} levels deep")
    match value:
        case dict():
            return Members(
                None,
                {
                    name if are_names_free else _member(name): _node(
                        each, depth + 1, are_names_free=name == "Tags"
                    )
                    for name, each in value.items()
                },
                {},
            )
        case list():
            return Many(None, tuple(_node(each, depth + 1) for each in value))
        case bool() | None | str():
            return Scalar(None, value)
        case _:
            return Scalar(None, str(value))


def _member(name: str) -> str:
    """``EndMonth`` as it is called inside; what does not begin with a capital is unknown."""
    return name[:1].lower() + name[1:] if name[:1].isupper() else f"?{name}"
