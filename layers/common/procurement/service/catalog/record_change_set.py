"""The events of a change set."""

from datetime import datetime

from procurement.domain.catalog.change_set import ChangeSet
from procurement.domain.events import EventType
from procurement.service.ports.unit_of_work import UnitOfWork
from procurement.service.record import new_event


def record_change_set(
    unit: UnitOfWork, type_: EventType, change_set: ChangeSet, *, at: datetime, actor: str
) -> None:
    """Stage the event of a change set's move in its seller's ledger."""
    failure = change_set.failure_code
    unit.ledger.record(
        new_event(
            change_set.account_id,
            type_,
            f"change-set/{change_set.change_set_id}",
            at=at,
            actor=actor,
            occasion=change_set.version,
            detail={
                "changeSetId": change_set.change_set_id,
                "changeSetName": change_set.name,
                "intent": change_set.intent.value,
                "status": change_set.status.value,
                "failureCode": failure.value if failure else None,
                "entityIds": list(change_set.entity_ids),
            },
        )
    )
