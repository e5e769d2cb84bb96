"""Which run an invocation of `plan_invoices` asks for."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from procurement.domain.errors import InvalidInput, Problem

_RUN_ID: Final = re.compile(r"[A-Za-z0-9-]{1,64}")


def run_id_of(event: Mapping[str, Any], due_by: datetime) -> str:
    """The ``runId`` of the event, or one made of the time it is for: a repeated delivery of the
    same schedule is the same run. `InvalidInput` for anything but letters, digits and hyphens."""
    given = event.get("runId")
    if given is None:
        return f"run-{due_by.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    if not isinstance(given, str) or not _RUN_ID.fullmatch(given):
        message = "must have 1 to 64 letters, digits and hyphens"
        raise InvalidInput([Problem(field="runId", reason="INVALID_VALUE", message=message)])
    return given
