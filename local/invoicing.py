"""One invoice run from outside: import a cost export, plan, wait for what comes of it."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice

from local.api import Api, JsonObject
from local.cost_export import CostExport
from local.errors import CommandFailed, SampleFault, TookTooLong
from local.functions import invoke, logical_name, operator_clients
from local.info import StackInfo
from local.mail import sent_mails
from local.progress import Progress
from local.waiting import wait_for

IMPORT_SECONDS = 300
ACCEPTANCE_SECONDS = 60
RUN_SECONDS = 300
MAIL_SECONDS = 60
EVENTS_LOOKED_AT = 2000
PROBLEMS_SHOWN = 20
BALANCE_EVENTS = frozenset({"LineItemBalanceLow", "LineItemBalanceExhausted"})


def import_costs(stack: StackInfo, api: Api, export: CostExport, progress: Progress) -> None:
    """Drop the export into its bucket and wait until the ledger tells how the import ended.

    Content that is in force already is told of already. Raises SampleFault for an export that was
    refused, with the application's reasons, and TookTooLong.
    """
    bucket = stack.buckets["ExportsBucket"]
    dropped_at = datetime.now(UTC)
    export.upload(operator_clients(stack).objects, bucket)
    progress(f"cost export {export.path.name} is in bucket {bucket}")
    event = wait_for(
        "the import of the cost export",
        lambda: end_of_import(
            islice(api.items("events"), EVENTS_LOOKED_AT), export.key, export.digest, dropped_at
        ),
        IMPORT_SECONDS,
        progress,
    )
    detail = event["detail"]
    if event["type"] == "CostExportRefused":
        raise SampleFault(f"{export.path} was refused:{_listed(detail['problems'])}")
    progress(f"cost export imported: {detail['rowsRead']} rows, {detail['chargesAdded']} charges")


def end_of_import(
    events: Iterable[JsonObject], key: str, digest: str, dropped_at: datetime
) -> JsonObject | None:
    """The event, of those given newest first, that ends the import of what was dropped.

    An import is told of once per content: what counts is the last word on this key, or on another
    key that brought the same content. A refusal is told of each time.
    """
    spoken_of = set()
    for event in events:
        source = event["detail"].get("source")
        match event["type"]:
            case "CostExportRefused" if source == key:
                if datetime.fromisoformat(event["at"]) >= dropped_at:
                    return event
            case "CostExportImported" if source not in spoken_of:
                spoken_of.add(source)
                if event["detail"]["contentSha256"] == digest:
                    return event
    return None


def wait_for_acceptances(api: Api, agreements: Iterable[JsonObject], progress: Progress) -> None:
    """Until everything that fell due by accepting is invoiced (R-307); a run makes up for the rest.

    An acceptance whose message failed is tried again by its queue minutes later only.
    """
    ids = [agreement["agreementId"] for agreement in agreements]
    try:
        wait_for(
            "the invoices that acceptance made due",
            lambda: all(_is_settled(api, agreement_id) for agreement_id in ids) or None,
            ACCEPTANCE_SECONDS,
            progress,
        )
        progress("what fell due on acceptance is invoiced")
    except TookTooLong as error:
        progress(f"{error}; leaving them to the run")


def invoice_run(stack: StackInfo, api: Api, progress: Progress) -> JsonObject:
    """Plan a run and follow it to its end; the run. Raises CommandFailed, TookTooLong."""
    run_id = datetime.now(UTC).strftime("demo-%Y%m%dT%H%M%S-%fZ")
    event = json.dumps({"runId": run_id}).encode()
    answer = invoke(stack, logical_name(stack, "plan_invoices"), event)
    if answer.error is not None:
        raise CommandFailed(f"plan_invoices failed: {answer.payload}\n{answer.log_tail}")

    def finished() -> JsonObject | None:
        run = api.get("invoice-runs", run_id)
        so_far["text"] = f"({run['done']} of {run['planned']} parts, {run['invoices']} invoices)"
        return run if run["state"] == "FINISHED" else None

    so_far = {"text": ""}
    run = wait_for("the invoice run", finished, RUN_SECONDS, progress, lambda: so_far["text"])
    progress(f"invoice run {run_id} finished {so_far['text']}")
    return run


def wait_for_mails(stack: StackInfo, api: Api, progress: Progress) -> None:
    """Until every contact has the mail that a fallen balance owes them; says so if it takes long.

    Who became a contact later got none, so that this need not happen.
    """
    try:
        wait_for(
            "mail to contacts",
            lambda: None if _owed(api) - _mailed(stack) else True,
            MAIL_SECONDS,
            progress,
        )
    except TookTooLong as error:
        progress(f"{error}; going on without")


def _listed(problems: Sequence[JsonObject]) -> str:
    shown = [f"\n  {each['field']}: {each['message']}" for each in problems[:PROBLEMS_SHOWN]]
    more = len(problems) - len(shown)
    return "".join(shown) + (f"\n  and {more} more" if more else "")


def _is_settled(api: Api, agreement_id: str) -> bool:
    charges = api.items("agreements", agreement_id, "charges")
    due = [charge for charge in charges if charge["timing"] == "ON_ACCEPTANCE"]
    return all(charge["state"] == "INVOICED" for charge in due)


def _owed(api: Api) -> Counter[tuple[str, str]]:
    """How many balance mails everyone should have got, by address and beginning of the subject."""
    present = {order["purchaseOrderId"] for order in api.items("purchase-orders")}
    owing = [
        event["detail"]
        for event in islice(api.items("events"), EVENTS_LOOKED_AT)
        if event["type"] in BALANCE_EVENTS and event["detail"]["purchaseOrderId"] in present
    ]
    contacts = {
        order_id: api.get("purchase-orders", order_id)["contacts"]
        for order_id in {detail["purchaseOrderId"] for detail in owing}
    }
    return Counter(
        (contact["email"], f"Purchase order {order_id}: line {detail['lineItemNumber']} ")
        for detail in owing
        for order_id in [detail["purchaseOrderId"]]
        for contact in contacts[order_id]
    )


def _mailed(stack: StackInfo) -> Counter[tuple[str, str]]:
    return Counter(
        (address, f"{mail.subject.rpartition(' is ')[0]} ")
        for mail in sent_mails(stack)
        for address in mail.to
    )
