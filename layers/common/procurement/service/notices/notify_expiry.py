"""Mail the contacts of purchase orders that near their expiration (R-346, R-351 to R-360)."""

from collections.abc import Callable
from datetime import datetime

from procurement.domain.purchase_orders.notification import (
    due_milestone,
    expiry_mail_id,
    expiry_notice,
    months_to_walk,
)
from procurement.domain.purchase_orders.summary import PurchaseOrderSummary
from procurement.service.notices.mailing import Mailing, Post, deliver
from procurement.service.ports.purchase_orders import PurchaseOrders
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def notify_expiry(
    unit_of_work: UnitOfWorkFactory, post: Post, now: datetime, has_time: Callable[[], bool]
) -> Mailing:
    """Walk every purchase order that can owe a milestone at `now`, those that expire soonest first.

    One contact's failure keeps nobody else from their mail. What comes back may be incomplete, also
    because time is short: another walk sends what is missing, and nothing twice (R-358).
    """
    mailing = Mailing()
    with unit_of_work() as unit:
        for month in months_to_walk(now):
            for listed in unit.purchase_orders.expiring_in(month):
                if due_milestone(listed, now) is None:
                    continue
                if not has_time():
                    return mailing + Mailing(is_cut_short=True)
                mailing += _tell(unit.purchase_orders, listed, post, now)
    return mailing


def _tell(
    purchase_orders: PurchaseOrders, listed: PurchaseOrderSummary, post: Post, now: datetime
) -> Mailing:
    # The listing may lag behind an extension, a suspension or a deletion.
    present = purchase_orders.find(listed.account_id, listed.purchase_order_id)
    milestone = due_milestone(present, now) if present else None
    if present is None or milestone is None:
        return Mailing()
    notice = expiry_notice(present, now)
    return Mailing.of(
        deliver(notice, contact, expiry_mail_id(present, milestone, contact.email), post, now)
        for contact in present.contacts
    )
