"""Read FOCUS cost exports that are dropped into the bucket into charges."""

from dataclasses import asdict
from typing import Any

from procurement import bootstrap
from procurement.entrypoints.bucket import drops
from procurement.entrypoints.observability import observed
from procurement.service.charges.import_dropped_export import import_dropped_export


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Import every dropped object and report what came of each."""
    answers = {}
    for drop in drops(event):
        imported = import_dropped_export(
            drop.key,
            drop.at,
            bootstrap.settings().deployment_account,
            bootstrap.export_store(),
            bootstrap.export_reader(),
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
        answers[drop.key] = asdict(imported) if imported else "REFUSED"
    return answers
