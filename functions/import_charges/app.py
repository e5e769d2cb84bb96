"""Read FOCUS cost exports that are dropped into the bucket into charges."""

from dataclasses import asdict
from typing import Any

from procurement import bootstrap
from procurement.entrypoints.bucket import dropped_keys
from procurement.entrypoints.observability import observed
from procurement.service.charges.import_dropped_export import import_dropped_export


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Import every dropped object and report what came of each."""
    answers = {}
    for key in dropped_keys(event):
        imported = import_dropped_export(
            key,
            bootstrap.settings().deployment_account,
            bootstrap.export_store(),
            bootstrap.export_reader(),
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
        answers[key] = asdict(imported) if imported else "REFUSED"
    return answers
