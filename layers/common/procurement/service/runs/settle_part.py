"""End one part of a run."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from procurement.domain.errors import AlreadyExists
from procurement.domain.events import Event, EventType
from procurement.domain.runs.planned_invoice import PlannedInvoice
from procurement.domain.runs.run import RunMode, RunPart
from procurement.service.attempts import decide
from procurement.service.caller import INVOICE_RUN
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import new_event


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a part came to: how many invoices, and those that a dry run decided one by one."""

    invoices: int = 0
    without_purchase_order: int = 0
    planned_invoices: Sequence[PlannedInvoice] = ()


def settle_part(
    part: RunPart,
    mode: RunMode,
    unit_of_work: UnitOfWorkFactory,
    now: datetime,
    *,
    outcome: Outcome | None = None,
    reason: str | None = None,
) -> None:
    """Count the part as done, or as parked when `reason` says why; a repeat changes nothing.

    One transaction, which reads nothing before. Parking in a run that issues writes
    `ReceiverParked` into the receiver's ledger.
    """
    outcome = outcome or Outcome()
    settled = part.settled(
        invoices=outcome.invoices,
        without_purchase_order=outcome.without_purchase_order,
        reason=reason,
    )

    def attempt() -> None:
        with unit_of_work() as unit:
            unit.runs.settle_part(settled, outcome.planned_invoices, at=now)
            if reason and mode is RunMode.ISSUE:
                unit.ledger.record(_parked(part, reason, now))
            unit.commit()

    with suppress(AlreadyExists):  # another delivery of the same message settled it
        decide(attempt)


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
