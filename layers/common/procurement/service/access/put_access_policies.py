"""Replace the access policies of a billing account (R-369)."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from procurement.domain.access.access_changes import AccessPolicyInput, replaced_policies
from procurement.domain.access.access_settings import AccessSettings
from procurement.domain.events import Event, EventType
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import new_event


def put_access_policies(
    given: Sequence[AccessPolicyInput],
    expected_version: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> AccessSettings:
    """All policies of the caller's account; what is left out is gone, what is so already stays.

    Raises `StaleVersion`, and `InvalidInput` with all problems or when the caller would lock
    itself out.
    """
    now = clock.now()

    def attempt() -> AccessSettings:
        with unit_of_work() as unit:
            before = unit.access_settings.of_account(caller.account_id)
            before.expect_version(expected_version)
            after = replaced_policies(before, given, caller.arn, now)
            if after is before:
                return before
            unit.access_settings.save(before, after)
            unit.ledger.record(_changed(after, caller, now))
            unit.commit()
        return after

    return decide(attempt)


def _changed(after: AccessSettings, caller: Caller, now: datetime) -> Event:
    """With a digest of each document: the ledger proves which one stood when."""
    return new_event(
        caller.account_id,
        EventType.ACCESS_POLICIES_CHANGED,
        "access-policies",
        at=now,
        actor=caller.arn,
        occasion=after.version,
        detail={
            "version": after.version,
            "policies": [
                {
                    "name": each.name,
                    "principals": list(each.principals),
                    "documentSha256": sha256(each.document.encode()).hexdigest(),
                }
                for each in after.policies
            ],
        },
    )
