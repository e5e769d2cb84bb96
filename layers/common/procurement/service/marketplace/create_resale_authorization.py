"""A manufacturer drafts an authorization for a reseller (R-303)."""

from procurement.domain.errors import AlreadyExists
from procurement.domain.events import EventType
from procurement.domain.ids import derived_id
from procurement.domain.marketplace.resale_authorization import ResaleAuthorization
from procurement.domain.marketplace.resale_input import AuthorizationDetails, draft_authorization
from procurement.service.caller import Caller
from procurement.service.marketplace.record_authorization import record_authorization
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def create_resale_authorization(
    details: AuthorizationDetails,
    client_token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> ResaleAuthorization:
    """Draft it for the calling manufacturer; the same client token gives the same one again.

    Raises `InvalidInput` with all problems, `AlreadyExists` when the token was used for another.
    """
    now = clock.now()
    occasion = client_token or now.isoformat()
    drafted = draft_authorization(
        details,
        authorization_id=derived_id("resaleauthz", caller.account_id, occasion),
        manufacturer_account_id=caller.account_id,
        now=now,
    )
    type_ = EventType.RESALE_AUTHORIZATION_CREATED
    try:
        with unit_of_work() as unit:
            unit.resale_authorizations.add(drafted)
            record_authorization(unit, type_, drafted, at=now, actor=caller.arn)
            unit.commit()
    except AlreadyExists:
        with unit_of_work() as unit:
            present = unit.resale_authorizations.find(drafted.authorization_id)
        if present is None or _asked(present) != _asked(drafted):
            raise
        return present
    return drafted


def _asked(authorization: ResaleAuthorization) -> tuple[object, ...]:
    """What the manufacturer asked for; a repeat must ask for the same."""
    return (
        authorization.name,
        authorization.reseller_account_id,
        authorization.product_id,
        authorization.product_type,
        authorization.contract_duration,
        authorization.availability_end,
        authorization.schedule,
    )
