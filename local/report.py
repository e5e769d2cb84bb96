"""What came out, as tables."""

import sys
from collections.abc import Iterable, Sequence

from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from local.api import JsonObject
from local.info import StackInfo
from local.mail import SentMail

WIDTH_WITHOUT_TERMINAL = 160


def console() -> Console:
    """Standard output, as wide as the terminal; plain and 160 wide where there is none."""
    is_terminal = sys.stdout.isatty()
    return Console(
        file=sys.stdout,
        width=None if is_terminal else WIDTH_WITHOUT_TERMINAL,
        force_terminal=None if is_terminal else False,
        highlight=False,
    )


def invoices_table(account_id: str, invoices: Iterable[JsonObject]) -> Table:
    """Every invoice of one account, by number, with its purchase order and the reason for it."""
    rows = [
        (
            invoice["invoiceId"],
            invoice["invoicingEntity"],
            _words(invoice["kind"]),
            invoice["billingPeriod"],
            f"{invoice['total']} {invoice['currencyCode']}",
            invoice["purchaseOrderId"] or "-",
            invoice["reason"],
        )
        for invoice in sorted(invoices, key=lambda invoice: str(invoice["invoiceId"]))
    ]
    columns = ("Invoice", "Issued by", "Kind", "Period", "Total", "Purchase order", "Why")
    return _table(f"Invoices of account {account_id}", columns, rows, "Total")


def purchase_orders_table(account_id: str, purchase_orders: Iterable[JsonObject]) -> Table:
    """Every purchase order of one account with what is left of it."""
    rows = [
        (
            order["purchaseOrderId"],
            f"{order['totalValue']} {order['currencyCode']}",
            order["balance"] or "not tracked",
            _words(order["status"]),
            f"{order['effectiveMonth']} to {order['expirationMonth']}",
            order["description"],
        )
        for order in purchase_orders
    ]
    columns = ("Purchase order", "Value", "Balance", "Status", "Months", "For")
    return _table(f"Purchase orders of account {account_id}", columns, rows, "Value", "Balance")


def mails_table(mails: Iterable[SentMail]) -> Table:
    """Every mail that was sent."""
    rows = [(", ".join(mail.to), mail.subject, f"{mail.at:%Y-%m-%d %H:%M:%S}") for mail in mails]
    return _table("Mails sent", ("To", "Subject", "When (UTC)"), rows)


def addresses_table(stack: StackInfo) -> Table:
    """Where to go on from here."""
    rows = [
        ("Console", stack.console_url or "not built; `make console` tells why"),
        ("API", f"{stack.api_url}  (signed with SigV4 for execute-api)"),
        ("Documentation", stack.docs_url),
        ("Local AWS", stack.endpoint_url),
    ]
    return _table("Addresses", ("What", "Where"), rows)


def _table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], *to_the_right: str
) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        justify: JustifyMethod = "right" if column in to_the_right else "left"
        table.add_column(column, justify=justify, overflow="fold")
    for row in rows:
        # As text, not markup: a purchase order ID may hold anything.
        table.add_row(*(Text(cell) for cell in row))
    return table


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
