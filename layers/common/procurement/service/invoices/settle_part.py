"""End one part of a run, and the run with its last part."""

from datetime import datetime

from procurement.domain.errors import AlreadyExists, LostRace
from procurement.domain.events import Event, EventType
from procurement.domain.invoices.run import Run, RunPart, RunState
from procurement.service.caller import INVOICE_RUN
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import new_event


def settle_part(
    run_id: str,
    part_id: str,
    unit_of_work: UnitOfWorkFactory,
    now: datetime,
    *,
    invoices: int = 0,
    reason: str | None = None,
) -> Run:
    """Count the part as done, or as parked when `reason` says why; a repeat changes nothing.

    Parking writes `ReceiverParked` into the receiver's ledger.
    """
    with unit_of_work() as unit:
        part = unit.runs.find_part(run_id, part_id)
        if part and not part.is_settled:
            try:
                unit.runs.settle_part(part.settled(invoices=invoices, reason=reason))
                if reason:
                    unit.ledger.record(_parked(part, reason, now))
                unit.commit()
            except AlreadyExists:
                pass  # another delivery of the same message settled it
    return finish_if_settled(run_id, unit_of_work, now)


def finish_if_settled(run_id: str, unit_of_work: UnitOfWorkFactory, now: datetime) -> Run:
    """Close the run when nothing is left to do; the run as it stands."""
    with unit_of_work() as unit:
        run = unit.runs.get(run_id)
        if run.is_settled and run.state is RunState.RUNNING:
            try:
                unit.runs.finish(run, now)
                unit.commit()
            except LostRace:
                pass  # somebody else closed it
            run = unit.runs.get(run_id)
    return run


def _parked(part: RunPart, reason: str, now: datetime) -> Event:
    return new_event(
        part.receiver_account_id,
        EventType.RECEIVER_PARKED,
        f"invoice-run/{part.run_id}",
        at=now,
        actor=INVOICE_RUN,
        occasion=part.part_id,
        detail={"runId": part.run_id, "partId": part.part_id, "reason": reason},
    )
