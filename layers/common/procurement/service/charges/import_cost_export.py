"""Take a cost export in: its sums become charges, once per content, the newest file in force."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from procurement.domain.charges.charge import Charge
from procurement.domain.charges.cost_export import (
    CostExport,
    ImportPlan,
    ImportRecord,
    UsageTotal,
    plan_import,
    source_prefix,
)
from procurement.domain.errors import AlreadyExists, InvalidInput, StaleChargeRevision
from procurement.domain.events import EventType, JsonValue
from procurement.service.attempts import decide
from procurement.service.caller import COST_IMPORT
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.record import new_event
from procurement.service.side_by_side import side_by_side

_RESERVED = 2
"""Writes of a transaction that are no charges: the account's administrator, and room to spare."""

_ACCOUNTS_AT_ONCE = 100
"""Accounts that one of several workers takes in one after the other."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """What an import did; all zero when this content was in force already."""

    source: str
    accounts: tuple[str, ...] = ()
    added: int = 0
    changed: int = 0
    removed: int = 0
    is_repeat: bool = False


def import_cost_export(
    export: CostExport,
    source: str,
    administrator: str,
    unit_of_work: UnitOfWorkFactory,
    now: datetime,
) -> Imported:
    """Make the charges of `source` what `export` says.

    The same content again, under whatever key, changes nothing. Charges are saved in several
    transactions, the record of the import in the last: one that was cut off is simply done again.
    `administrator` may act for the billing accounts from then on; `NotAllowed` when one of them is
    administered by somebody else. `LostRace` when the content is being imported under another key.
    """

    def attempt() -> Imported:
        with unit_of_work() as unit:
            holder = unit.imports.holder_of(export.content_sha256) or source
            in_force = unit.imports.of_source(holder)
            if in_force and in_force.content_sha256 == export.content_sha256:
                return Imported(source=holder, is_repeat=True)
            present = in_force if holder == source else unit.imports.of_source(source)
            unit.imports.hold(export.content_sha256, source)
            unit.commit()
        plans = _import_accounts(
            list(_accounts(export.totals, present)), source, administrator, unit_of_work
        )
        done = Imported(
            source=source,
            accounts=tuple(sorted({total.group.billing_account_id for total in export.totals})),
            added=sum(len(plan.add) for plan in plans),
            changed=sum(len(plan.change) for plan in plans),
            removed=sum(len(plan.remove) for plan in plans),
        )
        _finish(export, done, present, administrator, unit_of_work, now)
        return done

    return decide(attempt, also=(StaleChargeRevision, AlreadyExists))


def record_refusal(
    refused: InvalidInput,
    source: str,
    drop: str,
    administrator: str,
    unit_of_work: UnitOfWorkFactory,
    now: datetime,
) -> None:
    """Write down why a file was refused whole, with every row and column that was reported.

    Once for each `drop` of the source, however often it is delivered.
    """
    problems: list[JsonValue] = [
        {"field": p.field, "reason": p.reason, "message": p.message} for p in refused.problems
    ]
    with suppress(AlreadyExists), unit_of_work() as unit:
        unit.imports.refuse(source, drop, now)
        unit.ledger.record(
            new_event(
                administrator,
                EventType.COST_EXPORT_REFUSED,
                f"cost-export/{source}",
                at=now,
                actor=COST_IMPORT,
                occasion=drop,
                detail={"source": source, "problems": problems},
            )
        )
        unit.commit()


def _import_accounts(
    accounts: Sequence[tuple[str, Sequence[UsageTotal]]],
    source: str,
    administrator: str,
    unit_of_work: UnitOfWorkFactory,
) -> Sequence[ImportPlan]:
    def act(some: Sequence[tuple[str, Sequence[UsageTotal]]]) -> Sequence[ImportPlan]:
        return [
            _import_account(account, totals, source, administrator, unit_of_work)
            for account, totals in some
        ]

    groups = side_by_side(act, accounts, at_once=_ACCOUNTS_AT_ONCE)
    return [plan for group in groups for plan in group]


def _accounts(
    totals: Sequence[UsageTotal], present: ImportRecord | None
) -> Iterator[tuple[str, Sequence[UsageTotal]]]:
    """The totals by billing account; also, with none, accounts the file no longer speaks of."""
    ordered = sorted(totals, key=_account)
    named = {account: tuple(held) for account, held in groupby(ordered, key=_account)}
    for account in sorted({*named, *(present.account_ids if present else ())}):
        yield account, named.get(account, ())


def _account(total: UsageTotal) -> str:
    return total.group.billing_account_id


def _import_account(
    account_id: str,
    totals: Iterable[UsageTotal],
    source: str,
    administrator: str,
    unit_of_work: UnitOfWorkFactory,
) -> ImportPlan:
    with unit_of_work() as unit:
        existing = unit.charges.with_prefix(account_id, source_prefix(source))
        plan = plan_import(existing, totals, source)
        unit.accounts.administer(account_id, administrator)
        for change in _changes(plan):
            _stage(unit, change)
            if unit.room <= _RESERVED:
                unit.commit()
        unit.commit()
    return plan


_Change = tuple[Charge | None, Charge | None]


def _changes(plan: ImportPlan) -> Iterator[_Change]:
    """(before, after) of every charge that the plan touches."""
    yield from ((None, charge) for charge in plan.add)
    yield from plan.change
    yield from ((charge, None) for charge in plan.remove)


def _stage(unit: UnitOfWork, change: _Change) -> None:
    match change:
        case (None, after) if after:
            unit.charges.add(after)
        case (before, None) if before:
            unit.charges.remove(before)
        case (before, after) if before and after:
            unit.charges.save(before, after)


def _finish(
    export: CostExport,
    done: Imported,
    present: ImportRecord | None,
    administrator: str,
    unit_of_work: UnitOfWorkFactory,
    now: datetime,
) -> None:
    record = ImportRecord(
        source=done.source,
        content_sha256=export.content_sha256,
        account_ids=done.accounts,
        imported_at=now,
    )
    with unit_of_work() as unit:
        unit.imports.replace(present, record)
        unit.ledger.record(
            new_event(
                administrator,
                EventType.COST_EXPORT_IMPORTED,
                f"cost-export/{done.source}",
                at=now,
                actor=COST_IMPORT,
                occasion=f"{export.content_sha256}@{now.isoformat()}",
                detail={
                    "source": done.source,
                    "contentSha256": export.content_sha256,
                    "accounts": list(done.accounts[:100]),
                    "rowsRead": export.rows_read,
                    "rowsSkipped": dict(export.rows_skipped),
                    "chargesAdded": done.added,
                    "chargesChanged": done.changed,
                    "chargesRemoved": done.removed,
                },
            )
        )
        unit.commit()
