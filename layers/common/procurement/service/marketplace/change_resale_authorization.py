"""Release an authorization to its reseller, and restrict it again (R-303)."""

from collections.abc import Callable

from procurement.domain.errors import ResaleAuthorizationNotFound
from procurement.domain.events import EventType
from procurement.domain.marketplace.resale_authorization import ResaleAuthorization
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.marketplace.record_authorization import record_authorization
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def release_resale_authorization(
    authorization_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> ResaleAuthorization:
    """Show it to the reseller, who may draft and release offers under it from now on."""
    now = clock.now()
    return _change(
        authorization_id,
        lambda authorization: authorization.released(now=now),
        EventType.RESALE_AUTHORIZATION_RELEASED,
        caller,
        unit_of_work,
    )


def restrict_resale_authorization(
    authorization_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> ResaleAuthorization:
    """Let no further offer be released under it; the ones that are released stay."""
    now = clock.now()
    return _change(
        authorization_id,
        lambda authorization: authorization.restricted(now=now),
        EventType.RESALE_AUTHORIZATION_RESTRICTED,
        caller,
        unit_of_work,
    )


def _change(
    authorization_id: str,
    change: Callable[[ResaleAuthorization], ResaleAuthorization],
    event_type: EventType,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
) -> ResaleAuthorization:
    """Apply `change`; a repeat changes nothing. `ResaleAuthorizationNotFound` for another's."""

    def attempt() -> ResaleAuthorization:
        with unit_of_work() as unit:
            before = unit.resale_authorizations.find(authorization_id)
            if before is None or before.manufacturer_account_id != caller.account_id:
                raise ResaleAuthorizationNotFound(authorization_id)
            after = change(before)
            if after is not before:
                unit.resale_authorizations.save(before, after)
                at = after.updated_at
                record_authorization(unit, event_type, after, at=at, actor=caller.arn)
                unit.commit()
        return after

    return decide(attempt)
