"""Mail a purchase order's contacts that a line's balance is low, or gone (R-346 to R-350)."""

from datetime import datetime
from typing import Final

from procurement.domain.events import Event, EventType
from procurement.domain.purchase_orders.notification import BalanceNotice, balance_mail_id
from procurement.service.notices.event_data import number_of, part_of, text_of, unreadable
from procurement.service.notices.mailing import Mailing, Post, deliver
from procurement.service.ports.unit_of_work import UnitOfWorkFactory

TYPES: Final = (EventType.LINE_ITEM_BALANCE_LOW, EventType.LINE_ITEM_BALANCE_EXHAUSTED)
"""The events that this use case takes; the bus rule in the template lists the same."""


def notify_balance(
    event: Event, unit_of_work: UnitOfWorkFactory, post: Post, now: datetime
) -> Mailing:
    """Mail everyone who is a contact at present, each at most once per event.

    Nobody when the purchase order is deleted (R-356), when another one has taken its ID since
    (R-009), or when its contacts do not want to hear of that threshold. Raises `InvalidInput`
    for an event of another kind. What comes back may be incomplete:
    handling the same event again sends what is missing, and nothing twice.
    """
    notice, key = _notice(event)
    with unit_of_work() as unit:
        purchase_order = unit.purchase_orders.find(event.account_id, notice.purchase_order_id)
    if purchase_order is None or purchase_order.key != key:
        return Mailing()
    if notice.threshold not in purchase_order.notification_settings.balance_thresholds:
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
    if event.type not in TYPES:
        raise unreadable("type", f"{event.type} says nothing about a balance")
    detail = event.detail
    balance, total_value = part_of(detail, "balance"), part_of(detail, "totalValue")
    notice = BalanceNotice(
        account_id=event.account_id,
        purchase_order_id=text_of(detail, "purchaseOrderId"),
        line_item_number=text_of(detail, "lineItemNumber"),
        threshold=number_of(detail, "threshold"),
        balance=text_of(balance, "amount"),
        total_value=text_of(total_value, "amount"),
        currency=text_of(balance, "currencyCode"),
    )
    return notice, text_of(detail, "purchaseOrderKey")
