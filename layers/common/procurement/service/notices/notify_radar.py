"""Mail every account's radar to its subscribers, once a week (R-358)."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.foresight.forecast import MAX_MONTHS, ends_at
from procurement.domain.foresight.radar_notice import (
    MAX_FORECASTS,
    RadarNotice,
    radar_mail_id,
    radar_notice,
    week_of,
)
from procurement.domain.foresight.radar_subscription import RadarSubscription
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import Contact
from procurement.service.foresight.forecast_purchase_orders import forecasts_ahead
from procurement.service.foresight.grounds import read_grounds
from procurement.service.foresight.read_radar import risks_ahead
from procurement.service.notices.mailing import Delivery, Mailing, Post, deliver
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory

_LOG: Final = logging.getLogger(__name__)


def notify_radar(
    unit_of_work: UnitOfWorkFactory,
    post: Post,
    now: datetime,
    entities: InvoicingEntities,
    has_time: Callable[[], bool],
) -> Mailing:
    """Walk every account that somebody subscribed to; nothing is sent when there is nothing to say.

    One account's failure, whatever it is, keeps nobody else from their mail. What comes back may be
    incomplete, also because time is short: another walk in the same ISO week sends what is missing,
    and nothing twice.
    """
    mailing = Mailing()
    with unit_of_work() as unit:
        for subscription in unit.radar_subscriptions.every():
            waiting = tuple(_waiting(subscription, post, now))
            if not waiting:
                continue
            if not has_time():
                return mailing + Mailing(is_cut_short=True)
            mailing += _tell(subscription, waiting, unit, post, entities, now)
    return mailing


def _waiting(
    subscription: RadarSubscription, post: Post, now: datetime
) -> Iterator[tuple[Contact, str]]:
    """The subscribers without this week's mail: a walk that goes on looks at nobody else."""
    account_id, week = subscription.account_id, week_of(now)
    for subscriber in subscription.subscribers:
        mail_id = radar_mail_id(account_id, week, subscriber.email)
        if not post.log.is_claimed(account_id, mail_id):
            yield subscriber, mail_id


def _tell(
    subscription: RadarSubscription,
    waiting: tuple[tuple[Contact, str], ...],
    unit: UnitOfWork,
    post: Post,
    entities: InvoicingEntities,
    now: datetime,
) -> Mailing:
    try:
        notice = _notice(subscription, unit, entities, now)
        if notice is None:
            return Mailing()
        return Mailing.of(
            deliver(notice, subscriber, mail_id, post, now) for subscriber, mail_id in waiting
        )
    except Exception:
        _LOG.exception("radar not mailed", extra={"accountId": subscription.account_id})
        return Mailing.of(Delivery.POSTPONED for _ in waiting)


def _notice(
    subscription: RadarSubscription,
    unit: UnitOfWork,
    entities: InvoicingEntities,
    now: datetime,
) -> RadarNotice | None:
    furthest = Month.of(now).plus(MAX_MONTHS - 1)
    grounds = read_grounds(subscription.account_id, ends_at(furthest), unit, entities, now)
    return radar_notice(
        subscription.account_id,
        risks_ahead(grounds, subscription.days),
        forecasts_ahead(grounds, lambda every: Page(every[:MAX_FORECASTS])).items,
        now,
        subscription.days,
    )
