"""Invoice runs and their parts in DynamoDB."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import reduce
from operator import add
from typing import Any, Final
from zlib import crc32

from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.tables.runs import (
    PlannedInvoicesItem,
    RunItem,
    RunPartItem,
    RunTallyItem,
)
from procurement.adapters.dynamodb.transaction import Transaction, lost, translated
from procurement.domain.errors import AlreadyExists, RunNotFound
from procurement.domain.runs.planned_invoice import PlannedInvoice
from procurement.domain.runs.run import Run, RunMode, RunPart, Tally
from procurement.service.ports.page import Page

_RUNS: Final = "RUNS"
_RUN: Final = "RUN#"
_TALLY: Final = "#TALLY"
_PARKED: Final = "#PARKED"
_PLANNED: Final = "#PLANNED"
_TALLY_ENTRY: Final = "TALLY"

PLACES: Final = 16
"""Partitions over which the parts of a run and its tallies are spread (decision 79)."""
_PLANNED_AT_MOST: Final = 1_000


class DynamoRuns:
    """`service.ports.Runs` on the Invoices table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def find(self, run_id: str) -> Run | None:
        """One strongly consistent read, and until it is closed one of its tallies."""
        try:
            with translated():
                item = RunItem.get(_RUNS, run_id, consistent_read=True)
        except RunItem.DoesNotExist:
            return None
        return _to_run(item)

    def get(self, run_id: str) -> Run:
        """One strongly consistent read; `RunNotFound` when it finds nothing."""
        found = self.find(run_id)
        if found is None:
            raise RunNotFound(run_id)
        return found

    def page(self, *, limit: int, token: str | None) -> Page[Run]:
        """One query, newest first, and one read of the tallies of each run that is not closed."""
        return Listing("invoice-runs", ("account_id", _RUNS)).page(
            self._transaction.page_tokens,
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
            _run_item(run),
            condition=RunItem.account_id.does_not_exist(),
            on_failure=_exists("InvoiceRun", run.run_id),
        )

    def finish_planning(self, run: Run, *, planned: int, at: datetime) -> None:
        """Note how many parts were handed out."""
        item = _run_item(run)
        item.planned, item.handed_out_at = planned, at
        self._transaction.put(
            item,
            condition=RunItem.planned.exists() & RunItem.handed_out_at.does_not_exist(),
            on_failure=lost("InvoiceRun", run.run_id),
        )

    def close(self, run: Run) -> None:
        """Keep with the run what its tallies add up to, which nothing changes any more."""
        item = _run_item(run)
        item.is_closed, item.last_settled_at = True, run.moved_at
        item.done, item.failed = run.tally.done, run.tally.failed
        item.invoices = run.tally.invoices
        item.without_purchase_order = run.tally.without_purchase_order
        self._transaction.put(
            item,
            condition=RunItem.handed_out_at.exists(),
            on_failure=lost("InvoiceRun", run.run_id),
        )

    def find_part(self, run_id: str, part_id: str) -> RunPart | None:
        """One strongly consistent read."""
        try:
            with translated():
                item = RunPartItem.get(_place_of(run_id, part_id), part_id, consistent_read=True)
        except RunPartItem.DoesNotExist:
            return None
        return to_part(item, run_id)

    def parts_of(self, run_id: str) -> Iterator[RunPart]:
        """One strongly consistent query for each place."""
        with translated():
            for place in _places(run_id):
                for item in RunPartItem.query(place, consistent_read=True):
                    yield to_part(item, run_id)

    def page_of_parts(
        self, run_id: str, *, parked_only: bool, limit: int, token: str | None
    ) -> Page[RunPart]:
        """Strongly consistent queries, place by place; parked parts lie together as well."""
        kind = _PARKED if parked_only else ""
        places = [_RUN + run_id + _PARKED] if parked_only else _places(run_id)
        listing = Listing("invoice-run-parts", ("run", run_id), kind)
        start = listing.read(self._transaction.page_tokens, token)
        found, last = _read_on(places, start, limit)
        parts = [to_part(item, run_id) for item in found]
        return Page(parts, listing.write(self._transaction.page_tokens, last) if last else None)

    def planned_invoices(self, run_id: str, part_id: str) -> Sequence[PlannedInvoice]:
        """One strongly consistent read."""
        try:
            with translated():
                item = PlannedInvoicesItem.get(
                    _place_of(run_id, part_id, _PLANNED), part_id, consistent_read=True
                )
        except PlannedInvoicesItem.DoesNotExist:
            return ()
        return [from_document(each, PlannedInvoice) for each in item.invoices]

    def add_part(self, part: RunPart) -> None:
        """Put the part if it is not there."""
        self._transaction.put(
            _to_item(part, _place_of(part.run_id, part.part_id)),
            condition=RunPartItem.account_id.does_not_exist(),
            on_failure=_exists("InvoiceRunPart", part.part_id),
        )

    def settle_part(
        self, part: RunPart, planned_invoices: Sequence[PlannedInvoice], *, at: datetime
    ) -> None:
        """End the part and count it, both or neither."""
        item = _to_item(part, _place_of(part.run_id, part.part_id))
        item.settled_at = at
        self._transaction.put(
            item,
            condition=RunPartItem.is_settled == False,  # noqa: E712
            on_failure=_exists("InvoiceRunPart", part.part_id),
        )
        if part.reason:
            self._transaction.put(
                _to_item(part, _RUN + part.run_id + _PARKED),
                condition=RunPartItem.account_id.does_not_exist(),
                on_failure=_exists("InvoiceRunPart", part.part_id),
            )
        if planned_invoices:
            kept = planned_invoices[:_PLANNED_AT_MOST]
            self._transaction.put(
                PlannedInvoicesItem(
                    _place_of(part.run_id, part.part_id, _PLANNED),
                    part.part_id,
                    invoices=[to_document(each) for each in kept],
                ),
                condition=None,
                on_failure=_exists("PlannedInvoices", part.part_id),
            )
        self._count(part.run_id, part.part_id, part.tally, at)

    def _count(self, run_id: str, part_id: str, tally: Tally, at: datetime) -> None:
        self._transaction.update(
            RunTallyItem(_place_of(run_id, part_id, _TALLY), _TALLY_ENTRY),
            [
                RunTallyItem.done.add(tally.done),
                RunTallyItem.failed.add(tally.failed),
                RunTallyItem.invoices.add(tally.invoices),
                RunTallyItem.without_purchase_order.add(tally.without_purchase_order),
                RunTallyItem.last_settled_at.set(at),
            ],
            condition=None,
            on_failure=_exists("Tally", run_id),
        )


def _exists(resource_type: str, resource_id: str) -> Callable[[], AlreadyExists]:
    return lambda: AlreadyExists(
        f"{resource_type} {resource_id!r} is there already",
        resource_type=resource_type,
        resource_id=resource_id,
    )


def _run_item(run: Run) -> RunItem:
    return RunItem(
        _RUNS,
        run.run_id,
        mode=run.mode.value,
        started_at=run.started_at,
        due_by=run.due_by,
        planned=run.planned,
        handed_out_at=run.handed_out_at,
    )


def _to_run(item: RunItem) -> Run:
    tallies = [item] if item.is_closed else _tallies(item.entry)
    settled = [each.last_settled_at for each in tallies if each.last_settled_at]
    return Run(
        run_id=item.entry,
        started_at=item.started_at,
        due_by=item.due_by,
        mode=RunMode(item.mode),
        planned=int(item.planned),
        tally=reduce(add, map(to_tally, tallies), Tally()),
        handed_out_at=item.handed_out_at,
        last_settled_at=max(settled, default=None),
        is_closed=bool(item.is_closed),
    )


def _tallies(run_id: str) -> list[RunTallyItem]:
    keys = [(place, _TALLY_ENTRY) for place in _places(run_id, _TALLY)]
    with translated():
        return list(RunTallyItem.batch_get(keys, consistent_read=True))


def to_tally(item: RunItem | RunTallyItem) -> Tally:
    """What an item counts."""
    return Tally(
        done=int(item.done or 0),
        failed=int(item.failed or 0),
        invoices=int(item.invoices or 0),
        without_purchase_order=int(item.without_purchase_order or 0),
    )


def tally_places(run_id: str) -> list[str]:
    """The partitions in which a run's tallies lie."""
    return _places(run_id, _TALLY)


def _places(run_id: str, kind: str = "") -> list[str]:
    return [f"{_RUN}{run_id}{kind}#{number:x}" for number in range(PLACES)]


def _read_on(
    places: Sequence[str], start: dict[str, Any] | None, limit: int
) -> tuple[list[RunPartItem], dict[str, Any] | None]:
    """At most `limit` parts after the key `start`, and the key of the last if there may be more."""
    first = places.index(start["account_id"]["S"]) if start else 0
    found: list[RunPartItem] = []
    with translated():
        for place in places[first:]:
            results = RunPartItem.query(
                place, consistent_read=True, limit=limit - len(found), last_evaluated_key=start
            )
            found.extend(results)
            start = None
            if len(found) == limit:
                return found, {
                    "account_id": {"S": found[-1].account_id},
                    "entry": {"S": found[-1].entry},
                }
    return found, None


def _place_of(run_id: str, part_id: str, kind: str = "") -> str:
    return _places(run_id, kind)[crc32(part_id.encode()) % PLACES]


def _to_item(part: RunPart, place: str) -> RunPartItem:
    return RunPartItem(
        place,
        part.part_id,
        receiver_account_id=part.receiver_account_id,
        is_settled=part.is_settled,
        invoices=part.invoices,
        without_purchase_order=part.without_purchase_order,
        reason=part.reason,
    )


def to_part(item: RunPartItem, run_id: str) -> RunPart:
    """The part of that run that an item holds."""
    return RunPart(
        run_id=run_id,
        part_id=item.entry,
        receiver_account_id=item.receiver_account_id,
        is_settled=item.is_settled,
        invoices=int(item.invoices),
        without_purchase_order=int(item.without_purchase_order),
        reason=item.reason,
    )
