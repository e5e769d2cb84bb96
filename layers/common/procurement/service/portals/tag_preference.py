"""TagResource and UntagResource for procurement portal preferences."""

from collections.abc import Callable, Collection, Mapping

from procurement.domain.events import EventType
from procurement.domain.portals.preference import PortalPreference
from procurement.domain.resource_tags import Tags, tagged, untagged
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.portals.record_preference import record_preference
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def tag_preference(
    preference_id: str,
    tags: Mapping[str, str],
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> PortalPreference:
    """Add tags to the caller's preference, or give those with the same keys other values.

    Raises `PortalPreferenceNotFound`, `InvalidInput` with all problems, `QuotaExceeded` for the
    201st tag.
    """
    return _changed(
        preference_id, lambda present: tagged(present, tags), caller, unit_of_work, clock
    )


def untag_preference(
    preference_id: str,
    keys: Collection[str],
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> PortalPreference:
    """Take away those of its tags that have these keys; `PortalPreferenceNotFound`."""
    return _changed(
        preference_id, lambda present: untagged(present, keys), caller, unit_of_work, clock
    )


def _changed(
    preference_id: str,
    change: Callable[[Tags], Tags],
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> PortalPreference:
    now = clock.now()

    def attempt() -> PortalPreference:
        with unit_of_work() as unit:
            among = unit.portals.of_account(caller.account_id)
            before = among.get(preference_id)
            after = before.with_tags(change(before.tags))
            if after is before:
                return before
            unit.portals.save(among, after)
            type_ = EventType.PROCUREMENT_PORTAL_PREFERENCE_UPDATED
            record_preference(unit, type_, after, at=now, actor=caller.arn)
            unit.commit()
        return after

    return decide(attempt)
