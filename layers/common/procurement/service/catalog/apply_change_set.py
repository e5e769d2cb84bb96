"""Make the changes of a change set: all of them in one transaction, or none."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from procurement.domain.catalog.change import ChangeError
from procurement.domain.catalog.change_rules import entities_named
from procurement.domain.catalog.change_set import ChangeSet, ChangeSetIntent, ChangeSetStatus
from procurement.domain.catalog.offer_changes import Numbered, judge_offer
from procurement.domain.errors import AlreadyExists, ChangeSetNotFound, StaleVersion
from procurement.domain.events import EventType
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.catalog.record_change_set import record_change_set
from procurement.service.catalog.release_ground import SellersGrounds
from procurement.service.catalog.stage_offer import StagedOffer, stage_offer
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory

_LOG: Final = logging.getLogger(__name__)

Move = Callable[[ChangeSet, UnitOfWork], ChangeSet]


def apply_change_set(
    change_set_id: str,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    *,
    is_last_try: bool = False,
    must_pay_by_invoice: bool = False,
) -> ChangeSet | None:
    """The change set, ended; a second delivery of the same message finds it so.

    It is begun in a transaction of its own, so that nobody cancels what is being made; whoever
    finds it begun and not ended goes on with it. On the last try a fault of ours ends it with
    SERVER_FAULT, which frees its entities, and passes on. None for a change set that nobody knows:
    its message was announced after it was saved, so nothing is lost by forgetting it. A release is
    judged by what is known of its buyers, with `must_pay_by_invoice` for schedules, too (R-320).
    """
    now = clock.now()

    def apply(held: ChangeSet, unit: UnitOfWork) -> ChangeSet:
        return _apply(held, unit, now, must_pay_by_invoice=must_pay_by_invoice)

    try:
        _decide(change_set_id, _begin, unit_of_work)
        return _decide(change_set_id, apply, unit_of_work)
    except ChangeSetNotFound:
        return None
    except Exception:
        if is_last_try:
            _LOG.exception("change set given up", extra={"changeSetId": change_set_id})
            _decide(change_set_id, lambda held, unit: _give_up(held, unit, now), unit_of_work)
        raise


def _decide(change_set_id: str, move: Move, unit_of_work: UnitOfWorkFactory) -> ChangeSet:
    def attempt() -> ChangeSet:
        with unit_of_work() as unit:
            before = unit.catalog.get_change_set(change_set_id)
            after = move(before, unit)
            if after is not before:
                unit.catalog.save_change_set(before, after)
                unit.commit()
        return after

    # Meanwhile the offer may change in another way than by change sets: decide on what it is now.
    return decide(attempt, also=(StaleVersion, AlreadyExists))


def _begin(change_set: ChangeSet, _: UnitOfWork) -> ChangeSet:
    return change_set.begin() if change_set.status is ChangeSetStatus.PREPARING else change_set


def _apply(
    change_set: ChangeSet, unit: UnitOfWork, now: datetime, *, must_pay_by_invoice: bool
) -> ChangeSet:
    if change_set.is_ended:
        return change_set
    seller = Caller(account_id=change_set.account_id, arn=change_set.started_by)
    grounds = SellersGrounds(seller=seller, unit=unit, must_pay_by_invoice=must_pay_by_invoice)
    errors: dict[int, list[ChangeError]] = {}
    staged: dict[str, StagedOffer] = {}
    for entity_id, changes in _by_entity(change_set).items():
        before = unit.catalog.find_offer(entity_id)
        judged = judge_offer(before, changes, change_set.account_id, grounds, now=now)
        errors |= judged.errors
        if judged.after is not None:
            staged[entity_id] = StagedOffer(before=before, after=judged.after)
    if errors:
        return _ended(change_set.refuse(errors, now=now), unit, now)
    if change_set.intent is ChangeSetIntent.VALIDATE:
        return _ended(change_set.succeed((), now=now), unit, now)
    for offer in staged.values():
        stage_offer(offer, unit, at=now, actor=seller.arn)
        if offer.released is not None:
            grounds.hold(offer.released)
    revisions = [staged[change.entity_id].after.version for change in change_set.changes]
    return _ended(change_set.succeed(revisions, now=now), unit, now)


def _give_up(change_set: ChangeSet, unit: UnitOfWork, now: datetime) -> ChangeSet:
    if change_set.is_ended:
        return change_set
    return _ended(change_set.give_up(now=now), unit, now)


def _ended(change_set: ChangeSet, unit: UnitOfWork, now: datetime) -> ChangeSet:
    for entity_id in entities_named(change_set.changes):
        unit.catalog.free_entity(entity_id, change_set.change_set_id)
    record_change_set(
        unit, EventType.CHANGE_SET_ENDED, change_set, at=now, actor=change_set.started_by
    )
    return change_set


def _by_entity(change_set: ChangeSet) -> Mapping[str, list[Numbered]]:
    found: defaultdict[str, list[Numbered]] = defaultdict(list)
    for index, change in enumerate(change_set.changes):
        found[change.entity_id].append((index, change))
    return found
