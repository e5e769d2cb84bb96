"""Deployed functions: find one by any of its names, call it, read its logs."""

import json
import sys
import time
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from local.clients import Clients, clients_of
from local.errors import UnknownEvent, UnknownFunction
from local.info import StackInfo

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient

LONGEST_FUNCTION_SECONDS = 900
SECONDS_BETWEEN_LOOKS = 1.0


@dataclass(frozen=True)
class Answer:
    """What a function answered. `error` is Lambda's word for a failure, None if there was none."""

    payload: str
    error: str | None
    log_tail: str


@dataclass(frozen=True)
class LogLine:
    """One message of one function."""

    at: datetime
    function: str
    message: str


def operator_clients(stack: StackInfo) -> Clients:
    """Clients with the keys of `stack.json`."""
    return clients_of(
        stack.endpoint_url,
        stack.access_key_id,
        stack.secret_access_key,
        LONGEST_FUNCTION_SECONDS,
    )


def logical_name(stack: StackInfo, name: str) -> str:
    """The logical ID for a folder name (`plan_invoices`), a logical ID, or either without suffix.

    Raises UnknownFunction with the names there are.
    """
    wanted = _plain(name)
    for logical in stack.functions:
        if _plain(logical) == wanted:
            return logical
    known = ", ".join(sorted(folder_name(logical) for logical in stack.functions))
    raise UnknownFunction(f"no function {name!r}; there are: {known}")


def folder_name(logical: str) -> str:
    """`plan_invoices` for `PlanInvoicesFunction`."""
    words = "".join(f"_{c.lower()}" if c.isupper() else c for c in logical)
    return words.removesuffix("_function").lstrip("_")


def read_event(name: str, events: Path) -> bytes:
    """The event in `events/NAME.json`, in the file NAME, or on standard input for `-`.

    Raises UnknownEvent for a missing file or one that is not JSON.
    """
    if name == "-":
        content = sys.stdin.buffer.read()
    else:
        candidates = [events / f"{name}.json", Path(name)]
        found = next((path for path in candidates if path.is_file()), None)
        if found is None:
            known = ", ".join(sorted(path.stem for path in events.glob("*.json"))) or "none"
            raise UnknownEvent(f"no event {name!r}: neither a file nor one of events/: {known}")
        content = found.read_bytes()
    try:
        json.loads(content)
    except ValueError as error:
        raise UnknownEvent(f"event {name!r} is not JSON: {error}") from error
    return content


def invoke(stack: StackInfo, logical: str, event: bytes) -> Answer:
    """Call a deployed function and wait for its answer."""
    answer = operator_clients(stack).functions.invoke(
        FunctionName=stack.functions[logical], Payload=event, LogType="Tail"
    )
    return Answer(
        payload=answer["Payload"].read().decode(),
        error=answer.get("FunctionError"),
        log_tail=b64decode(answer.get("LogResult", "")).decode(errors="replace"),
    )


def log_lines(
    stack: StackInfo, logical: list[str], since: timedelta, *, follow: bool
) -> Iterator[LogLine]:
    """Messages of some functions in order of time; with `follow` it goes on until interrupted."""
    client = operator_clients(stack).logs
    start = int((datetime.now(UTC) - since).timestamp() * 1000)
    shown: Counter[LogLine] = Counter()
    while True:
        found: list[LogLine] = []
        for name in logical:
            found += _lines_of(client, name, f"/aws/lambda/{stack.functions[name]}", start)
        # Lines carry no identity: equal ones are told apart by how many there are.
        fresh = Counter(found) - shown
        yield from sorted(fresh.elements(), key=lambda line: line.at)
        shown.update(fresh)
        if not follow:
            return
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _lines_of(
    client: "CloudWatchLogsClient", function: str, group: str, start: int
) -> Iterator[LogLine]:
    pages = client.get_paginator("filter_log_events")
    try:
        for page in pages.paginate(logGroupName=group, startTime=start):
            for event in page["events"]:
                at = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
                yield LogLine(at, function, event["message"].rstrip())
    except client.exceptions.ResourceNotFoundException:
        # Not called yet.
        return


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower().removesuffix("function")
