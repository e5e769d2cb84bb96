"""Find what is due and hand it out: one part per receiving account, exactly once per run."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from procurement.domain.errors import AlreadyExists, LostRace
from procurement.domain.ids import derived_id
from procurement.domain.invoices.run import Run, RunPart, RunState
from procurement.service.invoices.settle_part import finish_if_settled
from procurement.service.ports.runs import PartQueue
from procurement.service.ports.unit_of_work import UnitOfWorkFactory

_PARTS_AT_ONCE: Final = 100
"""Parts added in one transaction."""

_RUNS_LOOKED_AT: Final = 20
_PLANNING_TIME: Final = timedelta(minutes=15)
"""Longer than any planning may take, its retries included."""

COLLECTIONS_PER_PART: Final = 50
"""Agreements and accounts in one message, far below the queue's limit of 256 KiB."""


def plan_invoices(
    run_id: str,
    due_by: datetime,
    unit_of_work: UnitOfWorkFactory,
    queue: PartQueue,
    now: datetime,
) -> Run:
    """Begin the run, or go on with one that was cut off while planning.

    A run that has been planned is returned as it stands: asking twice changes nothing (R-310).
    """
    _close_others(run_id, due_by, unit_of_work, queue, now)
    run = _begin(run_id, unit_of_work, now)
    if run.state is not RunState.PLANNING:
        return run
    parts = _parts(run_id, due_by, unit_of_work)
    for start in range(0, len(parts), _PARTS_AT_ONCE):
        _add(parts[start : start + _PARTS_AT_ONCE], unit_of_work)
    with unit_of_work() as unit:
        planned = list(unit.runs.parts_of(run_id))
    _hand_out(run, planned, due_by, unit_of_work, queue)
    return finish_if_settled(run_id, unit_of_work, now)


def _close_others(
    run_id: str,
    due_by: datetime,
    unit_of_work: UnitOfWorkFactory,
    queue: PartQueue,
    now: datetime,
) -> None:
    """Close other runs whose last part was settled by somebody who was then cut off.

    One that was cut off while planning goes on with the parts that it has, handed out once more:
    what it missed is still due, and the present run finds it.
    """
    with unit_of_work() as unit:
        latest = unit.runs.page(limit=_RUNS_LOOKED_AT, token=None).items
    for run in (run for run in latest if run.run_id != run_id):
        if run.state is RunState.PLANNING and run.started_at < now - _PLANNING_TIME:
            with unit_of_work() as unit:
                parts = list(unit.runs.parts_of(run.run_id))
            _hand_out(run, parts, due_by, unit_of_work, queue)
        if run.state is not RunState.FINISHED:
            finish_if_settled(run.run_id, unit_of_work, now)


def _hand_out(
    run: Run,
    parts: Sequence[RunPart],
    due_by: datetime,
    unit_of_work: UnitOfWorkFactory,
    queue: PartQueue,
) -> None:
    queue.send([part for part in parts if not part.is_settled], due_by)
    try:
        with unit_of_work() as unit:
            unit.runs.finish_planning(run, planned=len(parts))
            unit.commit()
    except LostRace:
        pass  # the same run was planned beside us; its parts are the same


def _begin(run_id: str, unit_of_work: UnitOfWorkFactory, now: datetime) -> Run:
    run = Run(run_id=run_id, started_at=now)
    try:
        with unit_of_work() as unit:
            unit.runs.add(run)
            unit.commit()
    except AlreadyExists:
        with unit_of_work() as unit:
            return unit.runs.get(run_id)
    return run


def _parts(run_id: str, due_by: datetime, unit_of_work: UnitOfWorkFactory) -> Sequence[RunPart]:
    """Everything due, by receiver, in chunks of a fixed order."""
    due: dict[str, list[str]] = defaultdict(list)
    with unit_of_work() as unit:
        for receiver, collection in unit.charges.due(due_by):
            due[receiver].append(collection)
    parts = []
    for receiver in sorted(due):
        rest = iter(sorted(due[receiver]))
        while chunk := tuple(islice(rest, COLLECTIONS_PER_PART)):
            parts.append(
                RunPart(
                    run_id=run_id,
                    part_id=derived_id("part", receiver, *chunk),
                    receiver_account_id=receiver,
                    collection_ids=chunk,
                )
            )
    return parts


def _add(parts: Sequence[RunPart], unit_of_work: UnitOfWorkFactory) -> None:
    """Add the parts that an earlier, cut-off planning of this run did not add."""
    try:
        with unit_of_work() as unit:
            for part in parts:
                unit.runs.add_part(part)
            unit.commit()
    except AlreadyExists:
        for part in parts if len(parts) > 1 else ():
            _add([part], unit_of_work)
