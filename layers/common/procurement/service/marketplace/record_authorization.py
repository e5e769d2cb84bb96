"""The events of a resale authorization."""

from datetime import datetime

from procurement.domain.events import EventType
from procurement.domain.marketplace.resale_authorization import ResaleAuthorization
from procurement.service.ports.unit_of_work import UnitOfWork
from procurement.service.record import money, new_event


def record_authorization(
    unit: UnitOfWork,
    type_: EventType,
    authorization: ResaleAuthorization,
    *,
    at: datetime,
    actor: str,
) -> None:
    """Stage the event of its new version in its manufacturer's ledger."""
    unit.ledger.record(
        new_event(
            authorization.manufacturer_account_id,
            type_,
            f"resale-authorization/{authorization.authorization_id}",
            at=at,
            actor=actor,
            occasion=authorization.version,
            detail={
                "resaleAuthorizationId": authorization.authorization_id,
                "resellerAccountId": authorization.reseller_account_id,
                "version": authorization.version,
                "status": authorization.status.value,
                "totalDue": money(authorization.schedule.total),
            },
        )
    )
