"""What sets two states of a purchase order apart, path by path, in words that people can read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from procurement.domain.money import format_amount
from procurement.domain.purchase_orders.line_item import LineItem
from procurement.domain.purchase_orders.notification_settings import USUAL
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that changes: ``lineItems['1'].endMonth``; None where there is nothing."""

    path: str
    before: str | None
    after: str | None


def differences(
    before: PurchaseOrder | None, after: PurchaseOrder | None, now: datetime
) -> tuple[Difference, ...]:
    """Every value that is not the same, in the order of the members; None for "not there".

    Empty text counts as nothing. `status` is that at `now`.
    """
    one, other = _values(before, now), _values(after, now)
    found = tuple(
        Difference(path, one.get(path), other.get(path))
        for path in {**one, **other}
        if one.get(path) != other.get(path)
    )
    if not found and before and after and before.contacts != after.contacts:
        return (Difference("contacts", _order(before), _order(after)),)
    return found


def _values(purchase_order: PurchaseOrder | None, now: datetime) -> dict[str, str]:
    if purchase_order is None:
        return {}
    return {path: value for path, value in _told(purchase_order, now) if value}


def _told(purchase_order: PurchaseOrder, now: datetime) -> Iterator[tuple[str, str | None]]:
    yield "status", purchase_order.status(now).value
    yield "description", purchase_order.description
    yield "billFrom", "; ".join(purchase_order.bill_from)
    yield "shipTo", purchase_order.ship_to
    yield "taxRegistrationNumbers", "; ".join(purchase_order.tax_registration_numbers)
    yield "currencyCode", purchase_order.currency
    yield "effectiveMonth", str(purchase_order.effective_month)
    yield "expirationMonth", str(purchase_order.expiration_month)
    for contact in purchase_order.contacts:
        at = f"contacts['{contact.email}']"
        yield f"{at}.name", contact.name
        yield f"{at}.telephone", contact.telephone
    notified = purchase_order.notification_settings
    if notified != USUAL:
        at = "notificationSettings"
        yield f"{at}.balanceThresholds", _list(notified.balance_thresholds)
        yield f"{at}.expiryLeadTimes", _list(notified.expiry_lead_times)
    yield "invoiceUnits", "; ".join(purchase_order.invoice_units)
    for key, value in purchase_order.tags:
        # A tag may well be empty, and is there all the same.
        yield f"tags['{key}']", value or "''"
    for line in purchase_order.line_items:
        at = f"lineItems['{line.line_item_number}']"
        yield from ((f"{at}.{name}", value) for name, value in _of_line(line))


def _of_line(line: LineItem) -> Iterator[tuple[str, str | None]]:
    yield "description", line.description
    yield "type", line.type.value
    yield "startMonth", str(line.start_month)
    yield "endMonth", str(line.end_month)
    yield "unitPrice", format_amount(line.unit_price, line.currency)
    yield "quantity", f"{line.quantity.normalize():f}"
    yield "tax", f"{line.tax.type} {line.tax.value.normalize():f}" if line.tax else None
    yield "isBalanceTracked", "true" if line.is_balance_tracked else "false"


def _list(values: Iterable[object]) -> str:
    return "; ".join(map(str, values)) or "none"


def _order(purchase_order: PurchaseOrder) -> str:
    return "; ".join(contact.email for contact in purchase_order.contacts)
