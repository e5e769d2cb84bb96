"""CancelChangeSet: give a change set up before anybody works on it."""

from procurement.domain.catalog.change_rules import entities_named
from procurement.domain.catalog.change_set import ChangeSet
from procurement.domain.events import EventType
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.catalog.owned_entity import owned_change_set
from procurement.service.catalog.record_change_set import record_change_set
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def cancel_change_set(
    change_set_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> ChangeSet:
    """The caller's change set, CANCELLED; its entities are free again.

    `ChangeSetNotFound`, or `ResourceInUse` once it is at work or has ended.
    """
    now = clock.now()

    def attempt() -> ChangeSet:
        with unit_of_work() as unit:
            before = owned_change_set(change_set_id, caller, unit)
            after = before.cancel(now=now)
            if after is before:
                return before
            unit.catalog.save_change_set(before, after)
            for entity_id in entities_named(after.changes):
                unit.catalog.free_entity(entity_id, change_set_id)
            record_change_set(unit, EventType.CHANGE_SET_ENDED, after, at=now, actor=caller.arn)
            unit.commit()
        return after

    return decide(attempt)
