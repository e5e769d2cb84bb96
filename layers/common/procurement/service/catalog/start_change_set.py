"""StartChangeSet: take a change set in, to be applied soon."""

from dataclasses import dataclass

from procurement.domain.catalog.change import RequestedChange, Tag
from procurement.domain.catalog.change_rules import entities_named, expect_room, resolved
from procurement.domain.catalog.change_set import ChangeSet, ChangeSetIntent
from procurement.domain.errors import AlreadyExists
from procurement.domain.events import EventType
from procurement.domain.ids import derived_id
from procurement.service.caller import Caller
from procurement.service.catalog.owned_entity import owned_offer
from procurement.service.catalog.record_change_set import record_change_set
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, kw_only=True, slots=True)
class StartChangeSet:
    """catalog:StartChangeSetRequest; the changes have passed `check_changes`."""

    changes: tuple[RequestedChange, ...]
    name: str | None = None
    client_request_token: str | None = None
    tags: tuple[Tag, ...] = ()
    intent: ChangeSetIntent = ChangeSetIntent.APPLY


def start_change_set(
    command: StartChangeSet, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> ChangeSet:
    """The calling seller's change set, PREPARING; its event hands it to whoever applies it.

    The same token gives the same change set again, or `AlreadyExists` when something else was
    asked for. `EntityNotFound` for an entity of nobody's or of somebody else, `ResourceInUse` for
    one that another open change set is about, `QuotaExceeded` for more than one item holds.
    """
    now = clock.now()
    expect_room(command.changes, command.tags)
    occasion = command.client_request_token or now.isoformat()
    change_set_id = derived_id("cs", caller.account_id, occasion)
    change_set = ChangeSet(
        change_set_id=change_set_id,
        account_id=caller.account_id,
        started_by=caller.arn,
        name=command.name or change_set_id,
        intent=command.intent,
        tags=command.tags,
        changes=resolved(command.changes, change_set_id),
        started_at=now,
    )
    named = entities_named(change_set.changes)
    try:
        with unit_of_work() as unit:
            for entity_id in named:
                owned_offer(entity_id, caller, unit)
            unit.catalog.add_change_set(change_set)
            for entity_id in named:
                unit.catalog.hold_entity(entity_id, change_set_id)
            record_change_set(
                unit, EventType.CHANGE_SET_STARTED, change_set, at=now, actor=caller.arn
            )
            unit.commit()
    except AlreadyExists:
        with unit_of_work() as unit:
            present = unit.catalog.get_change_set(change_set_id)
        if not present.asks_the_same_as(change_set):
            raise
        return present
    return change_set
