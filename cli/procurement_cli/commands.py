"""The verbs: each takes the API and the options, prints, and returns the exit code."""

import json
import sys
from argparse import Namespace
from collections.abc import Iterable
from typing import Final

from procurement_cli import exports, files, imports, invoice_runs, reconciliations, verifications
from procurement_cli.api import Api, JsonObject
from procurement_cli.applying import apply_whole
from procurement_cli.errors import CommandError, Misused, Refused
from procurement_cli.files import STANDARD_STREAM, File
from procurement_cli.plans import Plan
from procurement_cli.rendering import plan_lines, refusal_lines, result_lines
from procurement_cli.terminal import is_somebody_there, paint_for

DONE: Final = 0
FAILED: Final = 1
HAS_CHANGES: Final = 2
HAS_FINDINGS: Final = 2
HAS_DIFFERENCES: Final = 2

_YES: Final = frozenset({"y", "yes"})


def plan(api: Api, options: Namespace) -> int:
    """show what applying files would create, change and delete; nothing is written"""
    if options.prune and len(options.files) > 1:
        raise Misused("--prune takes one file: each would delete what only the others name")
    found: list[JsonObject] = []
    has_failed = False
    for file in [files.read(name, options.format) for name in options.files]:
        try:
            answer = imports.plan(api, file, prune=options.prune)
        except Refused as refused:
            _tell_refusal(file, refused)
            has_failed = True
            continue
        found.append({"file": file.name, **answer})
        if not options.json:
            if len(options.files) > 1:
                print(f"{file.name}:")
            _print(plan_lines(Plan.of_json(answer), paint_for(sys.stdout)))
    if options.json:
        _print_json({"plans": found})
    if has_failed:
        return FAILED
    is_empty = all(Plan.of_json(each).is_empty for each in found)
    return HAS_CHANGES if options.detailed_exitcode and not is_empty else DONE


def apply(api: Api, options: Namespace) -> int:
    """plan a file, show the plan, ask, and then do exactly that"""
    _refuse_without_consent(options)
    file = files.read(options.file, options.format)
    try:
        return _apply(api, file, options)
    except Refused as refused:
        _tell_refusal(file, refused)
        return FAILED


def export(api: Api, options: Namespace) -> int:
    """write all purchase orders as one file, in the form that plan and apply read"""
    told = files.format_of(options.output) if options.output else None
    text = exports.export(api, format_=options.format or told or "yaml", status=options.status)
    if options.output in (None, STANDARD_STREAM):
        # As files are: in UTF-8 and with the line ends of the API, whatever the terminal's are.
        sys.stdout.buffer.write(text.encode())
    else:
        files.write(options.output, text)
    return DONE


def invoice_run(api: Api, options: Namespace) -> int:
    """invoice what is due now, or say what would be issued; shows progress until it is over"""
    if options.watch:
        if options.dry_run or options.due_by or not options.run_id:
            raise Misused("--watch takes the name of a run that was begun, and nothing else")
        run = invoice_runs.read(api, options.run_id)
    else:
        run = invoice_runs.start(
            api, run_id=options.run_id, is_dry=options.dry_run, due_by=options.due_by
        )
    if options.no_wait:
        if options.json:
            _print_json(run)
        else:
            print(run["runId"])
        return DONE
    run = invoice_runs.follow(api, run, invoice_runs.Progress())
    parked = invoice_runs.parked(api, run["runId"]) if run["failed"] else []
    if options.json:
        _print_json({**run, "parked": parked})
    else:
        _print(invoice_runs.summary_lines(run, parked, paint_for(sys.stdout)))
    return FAILED if run["failed"] else DONE


def reconcile(api: Api, options: Namespace) -> int:
    """compare the purchase orders on real AWS invoices with those that are expected"""
    if options.apply and not options.yes and (options.json or not is_somebody_there()):
        raise Misused("nobody can be asked for consent here: look at the plan, then give --yes")
    if options.reconciliation_id and options.invoices:
        raise Misused("--invoices is for a new reconciliation, not for one that was begun")
    found = (
        reconciliations.read(api, options.reconciliation_id)
        if options.reconciliation_id
        else reconciliations.start(api, options.invoices)
    )
    if options.no_wait:
        print(json.dumps(found, indent=2) if options.json else found["reconciliationId"])
        return DONE
    found = reconciliations.follow(api, found, reconciliations.is_running, "AWS is being compared")
    if found["state"] == reconciliations.FAILED:
        told = (found.get("failure") or {}).get("message") or "it came to no end"
        raise CommandError(f"{found['reconciliationId']}: {told}")
    return _tell_reconciliation(api, found, options)


def verify(api: Api, options: Namespace) -> int:
    """add everything up again, and name whatever is stored that no decision wrote so"""
    if bool(options.account) == options.all:
        raise Misused("which books? Give --account, as often as needed, or --all")
    if options.since and not options.all:
        raise Misused("--since is for --all")
    function = verifications.function_name(options.function)
    request = {"ledgers": options.account or [], "since": options.since}
    found = verifications.verify(api.connection, function, request)
    if options.json:
        _print_json(found)
    else:
        _print(verifications.lines(found, paint_for(sys.stdout)))
    return HAS_DIFFERENCES if found["differences"] else DONE


def check(api: Api, _options: Namespace) -> int:
    """say which API is called and as whom, and whether it answers"""
    connection = api.connection
    print(f"API          {connection.api_url}")
    print(f"signed with  {connection.caller}")
    print(f"region       {connection.region}", flush=True)
    exports.first_page(api, format_="json", status=None, max_results=1)
    print("answer       as it should be")
    return DONE


def _apply(api: Api, file: File, options: Namespace) -> int:
    answer = imports.plan(api, file, prune=options.prune)
    planned = Plan.of_json(answer)
    if not options.json:
        _print(plan_lines(planned, paint_for(sys.stdout)))
    if planned.is_empty:
        if options.json:
            _print_json(answer)
        return DONE
    if not options.yes and not _is_confirmed():
        print("Nothing was changed.")
        return FAILED
    applied = apply_whole(api, file, answer, prune=options.prune)
    result = Plan.of_json(applied)
    if options.json:
        _print_json(applied)
    else:
        print()
        _print(result_lines(result, paint_for(sys.stdout)))
    return DONE if result.is_complete and not result.has_failed else FAILED


def _tell_reconciliation(api: Api, found: JsonObject, options: Namespace) -> int:
    name, paint = found["reconciliationId"], paint_for(sys.stdout)
    findings = reconciliations.findings(api, name) if found["findings"] else []
    changes = reconciliations.plan(api, name) if found["changes"] else []
    if not options.json:
        _print(reconciliations.finding_lines(findings, paint))
        _print(reconciliations.summary_lines(found, paint))
        if changes or options.apply:
            print()
            _print(reconciliations.plan_lines(changes, paint))
    if options.support_cases:
        count = reconciliations.write_support_cases(options.support_cases, findings)
        print(f"{count} support cases written to {options.support_cases}", file=sys.stderr)
    code = HAS_FINDINGS if found["findings"] else DONE
    if options.apply and changes:
        if not options.yes and not _is_confirmed():
            print("Nothing was set.")
            return FAILED
        found = reconciliations.apply(api, found)
        found = reconciliations.follow(
            api, found, reconciliations.is_applying, "numbers are being set"
        )
        if not options.json:
            _print(reconciliations.application_lines(found, paint))
        is_set = found["application"]["state"] == reconciliations.SET
        code = FAILED if not is_set else DONE if len(changes) == len(findings) else HAS_FINDINGS
    if options.json:
        _print_json({"reconciliation": found, "findings": findings, "changes": changes})
    return code


def _refuse_without_consent(options: Namespace) -> None:
    if options.yes:
        return
    if options.json or options.file == STANDARD_STREAM or not is_somebody_there():
        raise Misused("nobody can be asked for consent here: look at the plan, then give --yes")


def _is_confirmed() -> bool:
    print("\nApply this? [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in _YES


def _tell_refusal(file: File, refused: Refused) -> None:
    sys.stdout.flush()
    _print(refusal_lines(file.name, refused, paint_for(sys.stderr)), to_errors=True)


def _print(lines: Iterable[str], *, to_errors: bool = False) -> None:
    for line in lines:
        print(line, file=sys.stderr if to_errors else sys.stdout)


def _print_json(content: JsonObject) -> None:
    print(json.dumps(content, indent=2, ensure_ascii=False))
