"""Find what is due and hand it out: one part per receiving account, exactly once per run."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from procurement.domain.errors import AlreadyExists, LostRace
from procurement.domain.runs.run import Run, RunPart, RunState
from procurement.service.ports.runs import PartQueue
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.runs.settle_part import settle_part
from procurement.service.side_by_side import side_by_side

_PARTS_AT_ONCE: Final = 99
"""Parts added in one transaction, which tells a ledger of them besides."""

_RUNS_LOOKED_AT: Final = 20
_PLANNING_TIME: Final = timedelta(minutes=15)
"""Longer than any planning may take, its retries included."""
_STALLED_AFTER: Final = timedelta(hours=1)
"""Longer than a message is tried again."""
_GIVEN_UP_AFTER: Final = timedelta(days=1)
_GIVEN_UP_AT_ONCE: Final = 1_000
_GIVEN_UP: Final = "ABANDONED: nobody finished it within a day; later runs invoice what is due"


def plan_invoices(
    asked: Run, unit_of_work: UnitOfWorkFactory, queue: PartQueue, now: datetime
) -> Run:
    """Begin the run, or go on with one that was cut off while planning.

    A run that has been planned is returned as it stands: asking twice changes nothing (R-310).
    Other runs that stopped half-way are taken up first.
    """
    _take_up_others(asked.run_id, unit_of_work, queue, now)
    run = _begin(asked, unit_of_work)
    if run.state is RunState.PLANNING:
        _plan(run, unit_of_work, queue, now)
    with unit_of_work() as unit:
        return unit.runs.get(run.run_id)


def _plan(run: Run, unit_of_work: UnitOfWorkFactory, queue: PartQueue, now: datetime) -> None:
    with unit_of_work() as unit:
        receivers = _receivers(unit, run.due_by)
        parts = [RunPart.of(run, each, found_in) for each, found_in in receivers.items()]
        known = {part.part_id: part for part in unit.runs.parts_of(run.run_id)}
    missing = [part for part in parts if part.part_id not in known]
    side_by_side(lambda some: _add(some, unit_of_work), missing, at_once=_PARTS_AT_ONCE)
    planned = [*known.values(), *missing]
    _hand_out(run, planned, queue)
    try:
        with unit_of_work() as unit:
            unit.runs.finish_planning(run, planned=len(planned), at=now)
            unit.commit()
    except LostRace:
        pass  # the same run was planned beside us; its parts are the same


def _receivers(unit: UnitOfWork, due_by: datetime) -> Mapping[str, Sequence[str]]:
    """Who has something due and where, and who receives the bills of those by now (R-412)."""
    found = dict(unit.charges.receivers_due(due_by))
    due = sorted(found)
    while due:
        known = unit.organizations.memberships(due)
        due = sorted({b.account_id for m in known.values() for b in m.outbound} - found.keys())
        found.update(dict.fromkeys(due, ()))
    return dict(sorted(found.items()))


def _take_up_others(
    run_id: str, unit_of_work: UnitOfWorkFactory, queue: PartQueue, now: datetime
) -> None:
    """Put right what other runs' workers left when they were cut off.

    Planning goes on; parts whose messages are gone are handed out again; what nobody finished for
    a day is parked; the tally of a run that is over is kept with it.
    """
    with unit_of_work() as unit:
        latest = unit.runs.page(limit=_RUNS_LOOKED_AT, token=None).items
    for run in latest:
        if run.run_id == run_id or run.is_closed:
            continue
        match run.state:
            case RunState.PLANNING if run.started_at < now - _PLANNING_TIME:
                _plan(run, unit_of_work, queue, now)
            case RunState.RUNNING if run.moved_at < now - _STALLED_AFTER:
                _resume(run, unit_of_work, queue, now)
            case RunState.FINISHED:
                with unit_of_work() as unit:
                    unit.runs.close(run)
                    unit.commit()


def _resume(run: Run, unit_of_work: UnitOfWorkFactory, queue: PartQueue, now: datetime) -> None:
    with unit_of_work() as unit:
        parts = list(unit.runs.parts_of(run.run_id))
    if run.started_at >= now - _GIVEN_UP_AFTER:
        _hand_out(run, parts, queue)
        return
    unsettled = (part for part in parts if not part.is_settled)
    for part in islice(unsettled, _GIVEN_UP_AT_ONCE):
        settle_part(part, run.mode, unit_of_work, now, reason=_GIVEN_UP)


def _hand_out(run: Run, parts: Sequence[RunPart], queue: PartQueue) -> None:
    unsettled = [part for part in parts if not part.is_settled]
    queue.send(unsettled, due_by=run.due_by, mode=run.mode)


def _begin(run: Run, unit_of_work: UnitOfWorkFactory) -> Run:
    try:
        with unit_of_work() as unit:
            unit.runs.add(run)
            unit.commit()
    except AlreadyExists:
        with unit_of_work() as unit:
            return unit.runs.get(run.run_id)
    return run


def _add(parts: Sequence[RunPart], unit_of_work: UnitOfWorkFactory) -> None:
    """Add parts, one by one where somebody who plans the same run was quicker with some."""
    try:
        with unit_of_work() as unit:
            for part in parts:
                unit.runs.add_part(part)
            unit.commit()
    except AlreadyExists:
        for part in parts if len(parts) > 1 else ():
            _add([part], unit_of_work)
