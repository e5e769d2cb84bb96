"""BatchMeterUsage: a seller tells how much its customers used (R-255)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from procurement.domain.errors import Problems, StaleChargeRevision
from procurement.domain.metering.limits import NO_LENIENCY
from procurement.domain.metering.tally import Tally, UsageStatus
from procurement.domain.metering.tariff import Tariff
from procurement.domain.metering.usage_entry import (
    CheckedEntry,
    UsageEntry,
    check_entries,
    field_of,
)
from procurement.domain.metering.usage_record import UsageRecord
from procurement.service.attempts import RACES, decide
from procurement.service.caller import Caller
from procurement.service.metering.customers import Customers
from procurement.service.metering.stage_usage import stage_usage
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


@dataclass(frozen=True, kw_only=True, slots=True)
class UsageResult:
    """What became of the `index`-th record; the ID only of a record that was honoured."""

    index: int
    status: UsageStatus
    metering_record_id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Metered:
    """The results in the order of the request, and which of its records to send once more."""

    results: tuple[UsageResult, ...]
    unprocessed: tuple[int, ...] = ()


def meter_usage(
    entries: Sequence[UsageEntry],
    product_id: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    leniency: timedelta = NO_LENIENCY,
) -> Metered:
    """Count up to 25 records, each once, however often it is sent.

    One transaction holds them all, with the sums of their months. Where that loses a race, each
    agreement's records are decided on their own, and what still finds no way is unprocessed.
    `InvalidInput` with every problem refuses all of them.
    """
    now = clock.now()
    checked = check_entries(entries, now, leniency, product_id)
    with unit_of_work() as unit:
        customers = Customers.read(checked, product_id, caller.account_id, unit)
    return meter_entries(checked, customers, caller, unit_of_work, now)


def meter_entries(
    entries: Sequence[CheckedEntry],
    customers: Customers,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    now: datetime,
) -> Metered:
    """The same for up to 25 entries that are well formed, with the agreements that they name."""
    metering = _Metering(caller, now, unit_of_work)
    try:
        return Metered(results=tuple(metering.of(entries, customers)))
    except RACES:
        return _one_by_one(entries, customers, metering)


@dataclass(frozen=True, slots=True)
class _Metering:
    caller: Caller
    now: datetime
    unit_of_work: UnitOfWorkFactory

    def of(self, entries: Sequence[CheckedEntry], customers: Customers) -> list[UsageResult]:
        """Meter these together; a race or an unavailable store passes on."""
        tariffs = _tariffs(entries, customers)
        records = {entry.index: self._record(entry, tariff) for entry, tariff in tariffs if tariff}
        with self.unit_of_work() as unit:
            tally = _tally(list(records.values()), unit)
            results = [_result(entry, tariff, records, tally) for entry, tariff in tariffs]
            if tally.added:
                stage_usage(tally, customers, unit, at=self.now, actor=self.caller.arn)
                unit.commit()
        return results

    def _record(self, entry: CheckedEntry, tariff: Tariff) -> UsageRecord:
        return UsageRecord(
            agreement_id=tariff.agreement_id,
            dimension=entry.dimension,
            hour=entry.hour,
            quantity=entry.quantity,
            chargeable=tariff.chargeable(entry.dimension, entry.hour, entry.quantity),
            metered_at=self.now,
            allocations=entry.allocations,
        )


def _one_by_one(
    entries: Sequence[CheckedEntry], customers: Customers, metering: _Metering
) -> Metered:
    by_agreement: dict[str, list[CheckedEntry]] = {}
    for entry in entries:
        by_agreement.setdefault(customers.agreement_id_of(entry) or "", []).append(entry)
    results: list[UsageResult] = []
    unprocessed: list[int] = []
    for held in by_agreement.values():

        def attempt(held: Sequence[CheckedEntry] = held) -> list[UsageResult]:
            return metering.of(held, customers)

        try:
            results += decide(attempt, also=(StaleChargeRevision,))
        except RACES:
            unprocessed += [entry.index for entry in held]
    results.sort(key=lambda result: result.index)
    return Metered(results=tuple(results), unprocessed=tuple(sorted(unprocessed)))


def _tariffs(
    entries: Sequence[CheckedEntry], customers: Customers
) -> list[tuple[CheckedEntry, Tariff | None]]:
    """The entries with the tariffs of those that are subscribed.

    `InvalidInput` for every dimension that a tariff does not know, and for a part of an instance.
    """
    problems = Problems()
    found = []
    for entry in entries:
        tariff = customers.tariff_of(entry)
        if tariff is not None:
            _check(entry, tariff, problems)
        found.append((entry, tariff))
    problems.raise_if_any()
    return found


def _check(entry: CheckedEntry, tariff: Tariff, problems: Problems) -> None:
    path = field_of(entry.index)
    if entry.dimension not in tariff.prices:
        message = f"the usage term of agreement {tariff.agreement_id} has no such dimension"
        problems.add(f"{path}.Dimension", "INVALID_USAGE_DIMENSION", message, "R-255")
    elif tariff.counts_instances and entry.quantity % 1:
        message = "is a number of running instances: a part of an hour counts as a whole one"
        problems.add(f"{path}.QuantityAsDecimal", "INVALID_QUANTITY", message, "R-327")


def _tally(records: Sequence[UsageRecord], unit: UnitOfWork) -> Tally:
    if not records:
        return Tally(known={}, months={})
    known, months = unit.usage.held_of(records)
    return Tally(known=known, months=months)


def _result(
    entry: CheckedEntry,
    tariff: Tariff | None,
    records: Mapping[int, UsageRecord],
    tally: Tally,
) -> UsageResult:
    if tariff is None:
        return UsageResult(index=entry.index, status=UsageStatus.CUSTOMER_NOT_SUBSCRIBED)
    record = records[entry.index]
    status = tally.take(record, tariff)
    is_honoured = status is UsageStatus.SUCCESS
    return UsageResult(
        index=entry.index,
        status=status,
        metering_record_id=record.metering_record_id if is_honoured else None,
    )
