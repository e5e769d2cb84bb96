"""The events of an offer."""

from datetime import datetime

from procurement.domain.events import EventType
from procurement.domain.marketplace.offer import Offer
from procurement.service.ports.unit_of_work import UnitOfWork
from procurement.service.record import money, new_event


def record_offer(
    unit: UnitOfWork, type_: EventType, offer: Offer, *, at: datetime, actor: str
) -> None:
    """Stage the event of an offer's new version in its seller's ledger."""
    schedule = offer.schedule
    unit.ledger.record(
        new_event(
            offer.proposer_account_id,
            type_,
            f"offer/{offer.offer_id}",
            at=at,
            actor=actor,
            occasion=offer.version,
            detail={
                "offerId": offer.offer_id,
                "version": offer.version,
                "state": offer.state.value,
                "payments": len(schedule.installments) if schedule else 0,
                "totalDue": money(schedule.total) if schedule else None,
            },
        )
    )
