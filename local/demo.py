"""`make demo`: from nothing to invoices with purchase orders, told in tables."""

from pathlib import Path

from local.api import Api
from local.clock import tell_real_time, told_time
from local.cost_export import CostExport
from local.home import PROJECT
from local.info import StackInfo
from local.invoicing import import_costs, invoice_run, wait_for_acceptances, wait_for_mails
from local.mail import sent_mails
from local.progress import Progress, printed
from local.report import (
    addresses_table,
    console,
    invoices_table,
    mails_table,
    purchase_orders_table,
)
from local.seed import load_samples
from local.stack import LocalStack

SAMPLES = PROJECT / "samples"


def run(stack: LocalStack, *, focus: Path | None = None) -> int:
    """Deploy, load the samples, import a cost export, make its invoices and show what came out.

    `focus` is another FOCUS export than `samples/focus-export.csv`; purchase orders are loaded for
    the deployment's own account only. Running it again changes nothing. Returns 1 if part of the
    run failed. Raises LocalStackError.
    """
    export = CostExport(focus or SAMPLES / "focus-export.csv")
    accounts = export.billing_accounts()
    progress = printed()
    info = stack.up(progress)
    if told_time(info) is not None:
        tell_real_time(info)
        progress("back to real time, which the samples are dated by")
    api = Api.of_operator(info)
    try:
        failed = _invoice(info, api, export, progress)
        _show(info, api, accounts)
    finally:
        api.close()
    return 1 if failed else 0


def _invoice(info: StackInfo, api: Api, export: CostExport, progress: Progress) -> int:
    """The number of parts of the run that failed."""
    agreements = load_samples(api, SAMPLES, progress)
    import_costs(info, api, export, progress)
    wait_for_acceptances(api, agreements, progress)
    finished = invoice_run(info, api, progress)
    wait_for_mails(info, api, progress)
    failed: int = finished["failed"]
    if failed:
        progress(f"{failed} parts of the run failed; see `make logs FUNCTION=generate_invoice`")
    return failed


def _show(info: StackInfo, api: Api, accounts: list[str]) -> None:
    out = console()
    for account_id in sorted({info.account_id, *accounts}):
        own = account_id == info.account_id
        seen = api if own else api.acting_for(account_id)
        out.print()
        out.print(invoices_table(account_id, seen.items("invoices")))
    out.print()
    out.print(purchase_orders_table(info.account_id, api.items("purchase-orders")))
    out.print()
    out.print(mails_table(sent_mails(info)))
    out.print()
    out.print(addresses_table(info))
