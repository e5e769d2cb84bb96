"""Comparing what AWS really printed with what the rules expect, and setting what may be set."""

import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from procurement_cli import files
from procurement_cli.api import Api, JsonObject, Query
from procurement_cli.errors import Misused, NotLedgerline
from procurement_cli.terminal import BOLD, DIM, GREEN, RED, YELLOW, Paint, printable

PATH: Final = "reconciliations"
RUNNING: Final = "RUNNING"
FAILED: Final = "FAILED"
REQUESTED: Final = "REQUESTED"
SET: Final = "SET"
SECONDS_BETWEEN: Final = 2.0

_PER_PAGE: Final = 100
_DAY: Final = r"\d{4}-\d{2}-\d{2}"
_DAYS: Final = re.compile(rf"({_DAY})?\.\.({_DAY})?")
_COLOURS: Final = {"HIGH": RED, "MEDIUM": YELLOW, "LOW": DIM}
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_NEEDED: Final = ("invoices", "charges", "findings", "changes")


def start(api: Api, days: str | None) -> JsonObject:
    """The reconciliation that was begun, of invoices issued on these days."""
    body = json.dumps(_interval(days)).encode()
    return _known(api.post(PATH, {}, body, "application/json").json_object())


def read(api: Api, name: str) -> JsonObject:
    """The reconciliation as it stands."""
    return _known(api.get(f"{PATH}/{name}", {}).json_object())


def follow(
    api: Api, found: JsonObject, is_at_work: Callable[[JsonObject], bool], doing: str
) -> JsonObject:
    """Read it again as long as it is at work, and say so once."""
    if is_at_work(found):
        print(f"{printable(str(found['reconciliationId']))}: {doing}", file=sys.stderr, flush=True)
    while is_at_work(found):
        wait(SECONDS_BETWEEN)
        found = read(api, found["reconciliationId"])
    return found


def findings(api: Api, name: str) -> list[JsonObject]:
    """Everything that it found, page after page."""
    found: list[JsonObject] = []
    query: Query = {"maxResults": _PER_PAGE}
    tokens = set[str]()
    while True:
        page = api.get(f"{PATH}/{name}/findings", query).json_object()
        items, token = page.get("items"), page.get("nextToken")
        if not isinstance(items, list) or token in tokens:
            raise NotLedgerline("the findings of a reconciliation are not what the API sends")
        found += items
        if token is None:
            return found
        tokens.add(token)
        query = {"maxResults": _PER_PAGE, "nextToken": token}


def plan(api: Api, name: str) -> list[JsonObject]:
    """The numbers that it would set on charges."""
    changes = api.get(f"{PATH}/{name}/references", {}).json_object().get("changes")
    if not isinstance(changes, list):
        raise NotLedgerline("the plan of a reconciliation is not what the API sends")
    return changes


def apply(api: Api, found: JsonObject) -> JsonObject:
    """Ask for exactly the plan that was shown."""
    body = json.dumps({"planToken": found["planToken"]}).encode()
    path = f"{PATH}/{found['reconciliationId']}/references"
    return _known(api.post(path, {}, body, "application/json").json_object())


def is_running(found: JsonObject) -> bool:
    """Whether AWS is still being compared."""
    return bool(found["state"] == RUNNING)


def is_applying(found: JsonObject) -> bool:
    """Whether numbers are still being set."""
    return (found.get("application") or {}).get("state") == REQUESTED


def finding_lines(found: Sequence[JsonObject], paint: Paint) -> Iterator[str]:
    """Every finding: what it is about, what stands there and what should, why, and what helps."""
    for each in found:
        subject = each.get("invoiceId") or f"{each.get('agreementId')} {each.get('chargeId')}"
        kind = paint(_COLOURS.get(str(each["severity"]), BOLD), str(each["kind"]))
        yield f"{kind} {paint(BOLD, printable(str(subject)))}{_told(each)}"
        printed, expected = _number(each["printed"]), _number(each["expected"])
        yield f"    {printed} {paint(DIM, '->')} {expected}"
        yield f"    {printable(str(each['reason']))}"
        yield f"    {paint(DIM, printable(str(each['mend'])))}"


def summary_lines(found: JsonObject, paint: Paint) -> Iterator[str]:
    """How much was looked at, and what came out."""
    for note in found.get("notes") or ():
        yield paint(YELLOW, printable(str(note)))
    count = found["findings"]
    by_kind = ", ".join(f"{number} {kind}" for kind, number in (found.get("counts") or {}).items())
    yield paint(
        RED if count else BOLD,
        f"{found['invoices']:,} invoices and {found['charges']:,} charges compared: "
        + (f"{count:,} findings ({by_kind})." if count else "every number is as it should be."),
    )


def plan_lines(changes: Sequence[JsonObject], paint: Paint) -> Iterator[str]:
    """Every number that would be set on a charge."""
    if not changes:
        yield "There is no number to set on a charge."
        return
    yield paint(BOLD, f"Plan: {len(changes)} numbers to set on charges.")
    for each in changes:
        head = printable(f"{each['agreementId']} {each['chargeId']}")
        before, after = _number(each["before"]), _number(each["after"])
        yield f"{paint(YELLOW, '~')} {head}: {before} {paint(DIM, '->')} {after}"


def application_lines(found: JsonObject, paint: Paint) -> Iterator[str]:
    """What became of the plan, call by call."""
    application = found.get("application") or {}
    refusal = application.get("refusal")
    if refusal:
        yield paint(RED, f"Nothing was set: {printable(str(refusal['message']))}.")
    for number, batch in enumerate(application.get("batches") or (), 1):
        error = batch.get("error")
        if error:
            told = printable(str(error["message"]))
            yield paint(RED, f"Call {number}: none of {batch['charges']} numbers set: {told}")
        else:
            yield paint(GREEN, f"Call {number}: {batch['charges']} numbers set.")


def write_support_cases(folder: str, found: Sequence[JsonObject]) -> int:
    """One text file for every finding that AWS can correct; how many there are. Raises Misused."""
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Misused(f"{folder}: {error.strerror}") from error
    cases = [each for each in found if each.get("supportCase")]
    for number, each in enumerate(cases, 1):
        subject = _UNSAFE.sub("_", str(each.get("invoiceId") or each.get("chargeId")))
        name = Path(folder) / f"{number:04d}-{subject}.txt"
        files.write(str(name), str(each["supportCase"]))
    return len(cases)


def wait(seconds: float) -> None:
    """Real time."""
    time.sleep(seconds)


def _interval(days: str | None) -> dict[str, str]:
    if days is None:
        return {}
    found = _DAYS.fullmatch(days)
    if found is None:
        raise Misused("--invoices takes days of issue, such as 2027-01-01..2027-02-28")
    given = {"issuedFrom": found[1], "issuedTo": found[2]}
    return {name: day for name, day in given.items() if day}


def _told(finding: JsonObject) -> str:
    """Period and total, as far as they are known."""
    total = finding.get("total")
    parts = [finding.get("billingPeriod"), total and f"{total['amount']} {total['currencyCode']}"]
    told = ", ".join(printable(str(part)) for part in parts if part)
    return f" ({told})" if told else ""


def _number(number: str | None) -> str:
    return "none" if number is None else printable(str(number))


def _known(answer: JsonObject) -> JsonObject:
    texts = all(isinstance(answer.get(name), str) for name in ("reconciliationId", "state"))
    if not texts or not all(isinstance(answer.get(name), int) for name in _NEEDED):
        raise NotLedgerline("an answer about a reconciliation is not what the API sends")
    return answer
