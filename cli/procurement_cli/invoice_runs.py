"""Starting an invoice run and following it to its end."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Final

from procurement_cli.api import Api, JsonObject, Query
from procurement_cli.errors import NotLedgerline
from procurement_cli.terminal import BOLD, RED, Paint, printable

PATH: Final = "invoice-runs"
FINISHED: Final = "FINISHED"
SECONDS_BETWEEN: Final = 2.0
PARKED_SHOWN: Final = 20

_COUNTS: Final = ("planned", "done", "failed", "invoices", "withoutPurchaseOrder")


def start(api: Api, *, run_id: str | None, is_dry: bool, due_by: str | None) -> JsonObject:
    """The run that was begun, or the one of this name as it stands."""
    asked = {"runId": run_id, "isDryRun": is_dry, "dueBy": due_by}
    body = {name: value for name, value in asked.items() if value is not None}
    return _run(api.post(PATH, {}, json.dumps(body).encode(), "application/json").json_object())


def read(api: Api, run_id: str) -> JsonObject:
    """The run as it stands."""
    return _run(api.get(f"{PATH}/{run_id}", {}).json_object())


def follow(api: Api, run: JsonObject, told: Callable[[JsonObject], None]) -> JsonObject:
    """Read the run again until it is over, and tell every state that is new."""
    while True:
        told(run)
        if run["state"] == FINISHED:
            return run
        wait(SECONDS_BETWEEN)
        run = read(api, run["runId"])


def parked(api: Api, run_id: str) -> list[JsonObject]:
    """The first parts that were parked."""
    query: Query = {"parkedOnly": "true", "maxResults": PARKED_SHOWN}
    items = api.get(f"{PATH}/{run_id}/parts", query).json_object().get("items")
    if not isinstance(items, list):
        raise NotLedgerline("the parts of a run are not what the API sends")
    return items


class Progress:
    """Progress on standard error: one line that changes on a terminal, else a line per change."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, run: JsonObject) -> None:
        """Tell how far the run has come, if that is news."""
        line = progress_line(run)
        if line == self._last:
            return
        self._last = line
        if sys.stderr.isatty():
            end = "\n" if run["state"] == FINISHED else ""
            print(f"\r\x1b[K{line}", end=end, file=sys.stderr, flush=True)
        else:
            print(line, file=sys.stderr, flush=True)


def progress_line(run: JsonObject) -> str:
    """How far the run has come, its speed, and when it should be over."""
    name = printable(str(run["runId"]))
    if run["state"] == "PLANNING":
        return f"{name}: looking for what is due"
    settled = run["done"] + run["failed"]
    line = f"{name}: {settled:,} of {run['planned']:,} accounts, {run['invoices']:,} invoices"
    if run["state"] == FINISHED:
        return line
    if run.get("partsPerSecond"):
        line += f", {run['partsPerSecond']:.1f} accounts per second"
    if run.get("estimatedEnd"):
        line += f", until about {printable(str(run['estimatedEnd']))}"
    return line


def summary_lines(run: JsonObject, failures: list[JsonObject], paint: Paint) -> Iterator[str]:
    """What the run came to, and who was parked why."""
    verb = "would be issued" if run["mode"] == "DRY_RUN" else "issued"
    yield paint(
        RED if run["failed"] else BOLD,
        f"{run['invoices']:,} invoices {verb}, {run['withoutPurchaseOrder']:,} of them without a "
        f"purchase order; {run['done']:,} accounts done, {run['failed']:,} parked.",
    )
    for part in failures:
        receiver, reason = str(part["receiverAccountId"]), str(part["reason"])
        yield f"  {printable(receiver)}  {printable(reason)}"
    if run["failed"] > len(failures):
        yield f"  and {run['failed'] - len(failures):,} more"


def wait(seconds: float) -> None:
    """Real time."""
    time.sleep(seconds)


def _run(answer: JsonObject) -> JsonObject:
    texts = all(isinstance(answer.get(name), str) for name in ("runId", "state", "mode"))
    if not texts or not all(isinstance(answer.get(name), int) for name in _COUNTS):
        raise NotLedgerline("an answer about an invoice run is not what the API sends")
    return answer
