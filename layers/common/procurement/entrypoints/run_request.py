"""Which run an invocation of `plan_invoices` asks for."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.runs.run import Run, RunMode
from procurement.entrypoints.schedule import scheduled_at

RUN_ID: Final = r"[A-Za-z0-9-]{1,64}"


def read_run(event: Mapping[str, Any], now: datetime) -> Run:
    """The run in ``{"runId"?: …, "dueBy"?: …, "scheduledTime"?: …, "isDryRun"?: …}``.

    `InvoiceRunRequested` on the bus holds the same as ``detail.data``.

    Without a name it has one made of the time that it is for: a repeated delivery of the same
    schedule is the same run. Only a dry run looks beyond `now`. `InvalidInput` for a name of
    anything but letters, digits and hyphens, and for what is no instant.
    """
    if "detail-type" in event:
        event = event["detail"]["data"]
    mode = RunMode.DRY_RUN if event.get("isDryRun") is True else RunMode.ISSUE
    due_by = scheduled_at({"scheduledTime": event.get("dueBy") or event.get("scheduledTime")}, now)
    if mode is RunMode.ISSUE:
        due_by = min(due_by, now)
    return Run(
        run_id=_given_id(event) or run_id_for(mode, due_by),
        started_at=now,
        due_by=due_by,
        mode=mode,
    )


def run_id_for(mode: RunMode, due_by: datetime) -> str:
    """The name of a run that was given none."""
    kind = "dry-run" if mode is RunMode.DRY_RUN else "run"
    return f"{kind}-{due_by.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _given_id(event: Mapping[str, Any]) -> str | None:
    given = event.get("runId")
    if given is None:
        return None
    if not isinstance(given, str) or not re.fullmatch(RUN_ID, given):
        message = "must have 1 to 64 letters, digits and hyphens"
        raise InvalidInput([Problem(field="runId", reason="INVALID_VALUE", message=message)])
    return given
