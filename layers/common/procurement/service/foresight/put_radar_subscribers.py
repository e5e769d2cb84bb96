"""Say who gets an account's radar by mail every week."""

from collections.abc import Sequence
from datetime import datetime

from procurement.domain.events import Event, EventType
from procurement.domain.foresight.radar_subscription import RadarSubscription, changed_subscription
from procurement.domain.purchase_orders.input import ContactInput
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import new_event


def put_radar_subscribers(
    subscribers: Sequence[ContactInput],
    days: int,
    expected_version: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> RadarSubscription:
    """Replace the caller's; what is so already is not written again.

    Raises `StaleVersion`, `InvalidInput` with all problems, `QuotaExceeded` for more than 20.
    """
    now = clock.now()

    def attempt() -> RadarSubscription:
        with unit_of_work() as unit:
            before = unit.radar_subscriptions.of_account(caller.account_id)
            before.expect_version(expected_version)
            after = changed_subscription(before, subscribers, days, now)
            if after is before:
                return before
            unit.radar_subscriptions.save(before, after)
            unit.ledger.record(_changed(after, caller, now))
            unit.commit()
        return after

    return decide(attempt)


def _changed(after: RadarSubscription, caller: Caller, now: datetime) -> Event:
    return new_event(
        after.account_id,
        EventType.RADAR_SUBSCRIBERS_CHANGED,
        "radar",
        at=now,
        actor=caller.arn,
        occasion=after.version,
        detail={
            "version": after.version,
            "subscribers": len(after.subscribers),
            "days": after.days,
        },
    )
