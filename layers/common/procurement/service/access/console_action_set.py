"""Which actions count in policies: the fine-grained ones, or the legacy pair too (R-363)."""

from datetime import datetime

from procurement.domain.access.access_changes import with_action_set
from procurement.domain.access.access_settings import AccessSettings, ActionSet
from procurement.domain.access.actions import Action
from procurement.domain.events import EventType
from procurement.service.access.access import Access
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import new_event


def get_console_action_set(
    caller: Caller, unit_of_work: UnitOfWorkFactory, now: datetime
) -> AccessSettings:
    """The settings with the set that counts; `NotAllowed`."""
    with unit_of_work() as unit:
        Access(caller, unit, now).expect(Action.GET_ACTION_SET)
        return unit.access_settings.of_account(caller.account_id)


def update_console_action_set(
    action_set: ActionSet, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> AccessSettings:
    """Let the set count; the one that counts already changes nothing.

    Raises `NotAllowed`, and `InvalidInput` when the caller would lock itself out.
    """
    now = clock.now()

    def attempt() -> AccessSettings:
        with unit_of_work() as unit:
            Access(caller, unit, now).expect(Action.UPDATE_ACTION_SET)
            before = unit.access_settings.of_account(caller.account_id)
            after = with_action_set(before, action_set, caller.arn, now)
            if after is before:
                return before
            unit.access_settings.save(before, after)
            unit.ledger.record(
                new_event(
                    caller.account_id,
                    EventType.CONSOLE_ACTION_SET_CHANGED,
                    "console-action-set",
                    at=now,
                    actor=caller.arn,
                    occasion=after.version,
                    detail={"version": after.version, "actionSet": after.action_set.value},
                )
            )
            unit.commit()
        return after

    return decide(attempt)
