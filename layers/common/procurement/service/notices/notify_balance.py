"""Mail a purchase order's contacts that a line's balance is low, or gone (R-346 to R-350)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.events import Event, EventType, JsonValue
from procurement.domain.purchase_orders.balance import Threshold
from procurement.domain.purchase_orders.notification import BalanceNotice, balance_mail_id
from procurement.service.notices.mailing import Mailing, Post, deliver
from procurement.service.ports.unit_of_work import UnitOfWorkFactory

THRESHOLDS: Final = {
    EventType.LINE_ITEM_BALANCE_LOW: Threshold.LOW,
    EventType.LINE_ITEM_BALANCE_EXHAUSTED: Threshold.EXHAUSTED,
}
"""The events that this use case takes; the bus rule in the template lists the same."""


def notify_balance(
    event: Event, unit_of_work: UnitOfWorkFactory, post: Post, now: datetime
) -> Mailing:
    """Mail everyone who is a contact at present, each at most once per event.

    Nobody when the purchase order is deleted (R-356), or another one has taken its ID since
    (R-009). Raises `InvalidInput` for an event of another kind. What comes back may be incomplete:
    handling the same event again sends what is missing, and nothing twice.
    """
    notice, key = _notice(event)
    with unit_of_work() as unit:
        purchase_order = unit.purchase_orders.find(event.account_id, notice.purchase_order_id)
    if purchase_order is None or purchase_order.key != key:
        return Mailing()
    return Mailing.of(
        deliver(
            notice,
            contact,
            balance_mail_id(key, notice.threshold, event.event_id, contact.email),
            post,
            now,
        )
        for contact in purchase_order.contacts
    )


def _notice(event: Event) -> tuple[BalanceNotice, str]:
    if event.type not in THRESHOLDS:
        raise _unreadable("type", f"{event.type} says nothing about a balance")
    detail = event.detail
    balance, total_value = _part(detail, "balance"), _part(detail, "totalValue")
    notice = BalanceNotice(
        account_id=event.account_id,
        purchase_order_id=_text(detail, "purchaseOrderId"),
        line_item_number=_text(detail, "lineItemNumber"),
        threshold=THRESHOLDS[event.type],
        balance=_text(balance, "amount"),
        total_value=_text(total_value, "amount"),
        currency=_text(balance, "currencyCode"),
    )
    return notice, _text(detail, "purchaseOrderKey")


def _part(detail: Mapping[str, JsonValue], name: str) -> Mapping[str, JsonValue]:
    part = detail.get(name)
    if not isinstance(part, dict):
        raise _unreadable(name, "must be an object")
    return part


def _text(detail: Mapping[str, JsonValue], name: str) -> str:
    text = detail.get(name)
    if not isinstance(text, str):
        raise _unreadable(name, "must be a text")
    return text


def _unreadable(field: str, message: str) -> InvalidInput:
    return InvalidInput([Problem(field=field, reason="INVALID_EVENT", message=message)])
