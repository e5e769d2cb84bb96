"""Fetch a cost export that was dropped into the bucket, read it and take it in."""

from pathlib import Path
from tempfile import TemporaryDirectory

from procurement.domain.errors import InvalidInput
from procurement.service.charges.import_cost_export import (
    Imported,
    import_cost_export,
    record_refusal,
)
from procurement.service.ports.clock import Clock
from procurement.service.ports.cost_exports import ExportReader, ExportStore
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def import_dropped_export(
    key: str,
    dropped_at: str | None,
    administrator: str,
    store: ExportStore,
    read: ExportReader,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Imported | None:
    """What the import did, or None when the file was refused whole.

    A refusal is written into the administrator's ledger with every problem: repeating the
    invocation would not mend the file. That happens once for what was `dropped_at` an instant, and
    each time where nobody knows when that was.
    """
    with TemporaryDirectory() as workplace:
        local = store.fetch(key, Path(workplace))
        try:
            export = read(local)
        except InvalidInput as refused:
            now = clock.now()
            drop = dropped_at or now.isoformat()
            record_refusal(refused, key, drop, administrator, unit_of_work, now)
            return None
    return import_cost_export(export, key, administrator, unit_of_work, clock.now())
