"""Change a drafted offer, release it, and keep it open longer."""

from collections.abc import Callable, Sequence

from procurement.domain.errors import OfferNotFound
from procurement.domain.events import EventType
from procurement.domain.marketplace.offer import Offer, Payments
from procurement.domain.marketplace.schedule_input import Adjustment
from procurement.service.caller import Caller
from procurement.service.marketplace.record_offer import record_offer
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def set_payment_schedule(
    offer_id: str,
    payments: Payments,
    intended_total: str | None,
    currency: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Offer:
    """Generate or replace the payments of the caller's draft (R-271 to R-304)."""
    now = clock.now()
    return _change_offer(
        offer_id,
        lambda offer: offer.set_schedule(
            payments, now=now, intended_total=intended_total, currency=currency
        ),
        EventType.PAYMENT_SCHEDULE_CHANGED,
        caller,
        unit_of_work,
    )


def adjust_payment_schedule(
    offer_id: str,
    adjustments: Sequence[Adjustment],
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Offer:
    """Change, add or remove single payments; the total due follows (R-283, R-284)."""
    now = clock.now()
    return _change_offer(
        offer_id,
        lambda offer: offer.adjust_schedule(adjustments, now=now),
        EventType.PAYMENT_SCHEDULE_CHANGED,
        caller,
        unit_of_work,
    )


def release_offer(
    offer_id: str,
    confirm_total_difference: bool,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Offer:
    """Make the caller's draft visible to its buyers; from then on it is fixed (R-312)."""
    now = clock.now()
    return _change_offer(
        offer_id,
        lambda offer: offer.release(now=now, confirm_total_difference=confirm_total_difference),
        EventType.OFFER_RELEASED,
        caller,
        unit_of_work,
    )


def change_offer_availability(
    offer_id: str,
    availability_end: str,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Offer:
    """Move the caller's last day to accept; that of a released offer outward only (R-313)."""
    now = clock.now()
    return _change_offer(
        offer_id,
        lambda offer: offer.extend_availability(availability_end, now=now),
        EventType.OFFER_AVAILABILITY_CHANGED,
        caller,
        unit_of_work,
    )


def _change_offer(
    offer_id: str,
    change: Callable[[Offer], Offer],
    event_type: EventType,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
) -> Offer:
    """Apply `change`; `OfferNotFound` for an offer of somebody else, `StaleVersion` if raced."""
    with unit_of_work() as unit:
        before = unit.agreements.get_offer(offer_id)
        if before.proposer_account_id != caller.account_id:
            raise OfferNotFound(offer_id)
        after = change(before)
        if after is before:
            return before
        unit.agreements.save_offer(before, after)
        record_offer(unit, event_type, after, at=after.updated_at, actor=caller.arn)
        unit.commit()
    return after
