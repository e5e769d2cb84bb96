"""Invoice runs and their parts in DynamoDB."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from procurement.adapters.dynamodb.paging import Listing, texts
from procurement.adapters.dynamodb.tables import RunItem, RunPartItem
from procurement.adapters.dynamodb.transaction import Transaction, translated
from procurement.domain.errors import AlreadyExists, LostRace, RunNotFound
from procurement.domain.invoices.run import Run, RunPart, RunState
from procurement.service.ports.page import Page

_RUNS: Final = "RUNS"
_RUN: Final = "RUN#"


class DynamoRuns:
    """`service.ports.Runs` on the Invoices table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def find(self, run_id: str) -> Run | None:
        """One strongly consistent read."""
        try:
            with translated():
                return _to_run(RunItem.get(_RUNS, run_id, consistent_read=True))
        except RunItem.DoesNotExist:
            return None

    def get(self, run_id: str) -> Run:
        """One strongly consistent read; `RunNotFound` when it finds nothing."""
        found = self.find(run_id)
        if found is None:
            raise RunNotFound(run_id)
        return found

    def page(self, *, limit: int, token: str | None) -> Page[Run]:
        """One query, newest first."""
        return Listing("invoice-runs", ("account_id", _RUNS)).page(
            token,
            lambda start: RunItem.query(
                _RUNS,
                consistent_read=True,
                scan_index_forward=False,
                limit=limit,
                last_evaluated_key=start,
            ),
            _to_run,
        )

    def add(self, run: Run) -> None:
        """Put the run if it was not begun before."""
        self._transaction.put(
            RunItem(
                _RUNS,
                run.run_id,
                state=run.state.value,
                started_at=run.started_at,
                planned=run.planned,
                done=run.done,
                failed=run.failed,
                invoices=run.invoices,
            ),
            condition=RunItem.account_id.does_not_exist(),
            on_failure=_exists("InvoiceRun", run.run_id),
        )

    def finish_planning(self, run: Run, *, planned: int) -> None:
        """Note how many parts were handed out."""
        self._transaction.update(
            RunItem(_RUNS, run.run_id),
            [RunItem.planned.set(planned), RunItem.state.set(RunState.RUNNING.value)],
            condition=RunItem.state == RunState.PLANNING.value,
            on_failure=_lost(run.run_id),
        )

    def finish(self, run: Run, at: datetime) -> None:
        """Close the run over the counters that say it is settled."""
        self._transaction.update(
            RunItem(_RUNS, run.run_id),
            [RunItem.state.set(RunState.FINISHED.value), RunItem.finished_at.set(at)],
            condition=(RunItem.state == RunState.RUNNING.value)
            & (RunItem.done == run.done)
            & (RunItem.failed == run.failed),
            on_failure=_lost(run.run_id),
        )

    def find_part(self, run_id: str, part_id: str) -> RunPart | None:
        """One strongly consistent read."""
        try:
            with translated():
                return _to_part(RunPartItem.get(_RUN + run_id, part_id, consistent_read=True))
        except RunPartItem.DoesNotExist:
            return None

    def parts_of(self, run_id: str) -> Iterator[RunPart]:
        """One strongly consistent query."""
        with translated():
            for item in RunPartItem.query(_RUN + run_id, consistent_read=True):
                yield _to_part(item)

    def add_part(self, part: RunPart) -> None:
        """Put the part if it is not there."""
        self._transaction.put(
            _to_item(part),
            condition=RunPartItem.account_id.does_not_exist(),
            on_failure=_exists("InvoiceRunPart", part.part_id),
        )

    def settle_part(self, part: RunPart) -> None:
        """End the part and count it, both or neither."""
        self._transaction.put(
            _to_item(part),
            condition=RunPartItem.is_settled == False,  # noqa: E712
            on_failure=_exists("InvoiceRunPart", part.part_id),
        )
        counter = RunItem.failed if part.reason else RunItem.done
        self._transaction.update(
            RunItem(_RUNS, part.run_id),
            [counter.add(1), RunItem.invoices.add(part.invoices)],
            condition=RunItem.account_id.exists(),
            on_failure=lambda: RunNotFound(part.run_id),
        )


def _exists(resource_type: str, resource_id: str) -> Callable[[], AlreadyExists]:
    return lambda: AlreadyExists(
        f"{resource_type} {resource_id!r} is there already",
        resource_type=resource_type,
        resource_id=resource_id,
    )


def _lost(run_id: str) -> Callable[[], LostRace]:
    return lambda: LostRace(
        f"run {run_id!r} changed in between", resource_type="InvoiceRun", resource_id=run_id
    )


def _to_run(item: RunItem) -> Run:
    return Run(
        run_id=item.entry,
        started_at=item.started_at,
        state=RunState(item.state),
        planned=int(item.planned),
        done=int(item.done),
        failed=int(item.failed),
        invoices=int(item.invoices),
        finished_at=item.finished_at,
    )


def _to_item(part: RunPart) -> RunPartItem:
    return RunPartItem(
        _RUN + part.run_id,
        part.part_id,
        receiver_account_id=part.receiver_account_id,
        collection_ids=list(part.collection_ids),
        is_settled=part.is_settled,
        invoices=part.invoices,
        reason=part.reason,
    )


def _to_part(item: RunPartItem) -> RunPart:
    return RunPart(
        run_id=item.account_id.removeprefix(_RUN),
        part_id=item.entry,
        receiver_account_id=item.receiver_account_id,
        collection_ids=texts(item.collection_ids),
        is_settled=item.is_settled,
        invoices=int(item.invoices),
        reason=item.reason,
    )
