"""Change a drafted offer, release it, and keep it open longer.

Each takes the version of the offer that the caller saw, None to change whatever there is.
"""

from collections.abc import Callable, Sequence

from procurement.domain.errors import OfferNotFound, Problems
from procurement.domain.events import EventType
from procurement.domain.marketplace.offer import Offer, Payments
from procurement.domain.marketplace.release_rules import ReleaseGround
from procurement.domain.marketplace.resale_authorization import ResaleAuthorization
from procurement.domain.marketplace.resale_offer import check_resold
from procurement.domain.marketplace.schedule_input import Adjustment
from procurement.service.caller import Caller
from procurement.service.marketplace.buyers_of_offer import buyers_of
from procurement.service.marketplace.read_resale_authorizations import authorization_for
from procurement.service.marketplace.record_offer import record_offer
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


def set_payment_schedule(
    offer_id: str,
    payments: Payments,
    intended_total: str | None,
    currency: str | None,
    expected_version: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Offer:
    """Generate or replace the payments of the caller's draft (R-271 to R-304)."""
    now = clock.now()

    def change(offer: Offer, unit: UnitOfWork) -> Offer:
        changed = offer.set_schedule(
            payments, now=now, intended_total=intended_total, currency=currency
        )
        problems = Problems()
        authorization = _authorization(offer, caller, unit)
        check_resold(changed.terms, changed.schedule, authorization, now.date(), problems)
        problems.raise_if_any()
        return changed

    return _change_offer(
        offer_id,
        expected_version,
        change,
        EventType.PAYMENT_SCHEDULE_CHANGED,
        caller,
        unit_of_work,
    )


def adjust_payment_schedule(
    offer_id: str,
    adjustments: Sequence[Adjustment],
    expected_version: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Offer:
    """Change, add or remove single payments; the total due follows (R-283, R-284)."""
    now = clock.now()
    return _change_offer(
        offer_id,
        expected_version,
        lambda offer, _: offer.adjust_schedule(adjustments, now=now),
        EventType.PAYMENT_SCHEDULE_CHANGED,
        caller,
        unit_of_work,
    )


def release_offer(
    offer_id: str,
    confirm_total_difference: bool,
    expected_version: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    *,
    must_pay_by_invoice: bool = False,
) -> Offer:
    """Make the caller's draft visible to its buyers; from then on it is fixed (R-312).

    What is known of them counts (R-321), with `must_pay_by_invoice` for schedules, too (R-320);
    and so does the resale authorization that it rests on, as it stands at the commit (R-303).
    """
    now = clock.now()

    def change(offer: Offer, unit: UnitOfWork) -> Offer:
        authorization = _authorization(offer, caller, unit)
        ground = ReleaseGround(
            buyers=buyers_of(offer.terms.target_account_ids, unit),
            must_pay_by_invoice=must_pay_by_invoice,
            authorization=authorization,
        )
        released = offer.release(
            now=now, confirm_total_difference=confirm_total_difference, ground=ground
        )
        if authorization is not None:
            unit.resale_authorizations.hold(authorization)
        return released

    return _change_offer(
        offer_id,
        expected_version,
        change,
        EventType.OFFER_RELEASED,
        caller,
        unit_of_work,
    )


def change_offer_availability(
    offer_id: str,
    availability_end: str,
    expected_version: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Offer:
    """Move the caller's last day to accept; that of a released offer outward only (R-313)."""
    now = clock.now()
    return _change_offer(
        offer_id,
        expected_version,
        lambda offer, _: offer.extend_availability(availability_end, now=now),
        EventType.OFFER_AVAILABILITY_CHANGED,
        caller,
        unit_of_work,
    )


def _authorization(offer: Offer, caller: Caller, unit: UnitOfWork) -> ResaleAuthorization | None:
    resale = offer.terms.resale
    return authorization_for(resale.authorization_id if resale else None, caller, unit)


def _change_offer(
    offer_id: str,
    expected_version: int | None,
    change: Callable[[Offer, UnitOfWork], Offer],
    event_type: EventType,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
) -> Offer:
    """Apply `change` to the version that was seen, or to any if none is expected.

    `OfferNotFound` for an offer of somebody else, `StaleVersion` for another version or if raced.
    """
    with unit_of_work() as unit:
        before = unit.agreements.get_offer(offer_id)
        if before.proposer_account_id != caller.account_id:
            raise OfferNotFound(offer_id)
        before.expect_version(expected_version)
        after = change(before, unit)
        if after is before:
            return before
        unit.agreements.save_offer(before, after)
        record_offer(unit, event_type, after, at=after.updated_at, actor=caller.arn)
        unit.commit()
    return after
