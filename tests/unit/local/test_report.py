"""The tables of the demo."""

import io

from rich.console import Console

from local.report import WIDTH_WITHOUT_TERMINAL, console, invoices_table, purchase_orders_table

INVOICE = {
    "invoiceId": "US-111122223333-000001",
    "invoicingEntity": "Amazon Web Services, Inc.",
    "kind": "MONTHLY_USAGE",
    "billingPeriod": "2026-10",
    "total": "733.82",
    "currencyCode": "USD",
    "purchaseOrderId": "PO-1 [bold]",
    "reason": "Line 1 of PO-1 is the only line item that fits.",
}


def test_an_invoice_is_shown_with_its_purchase_order_and_the_reason():
    shown = _drawn(invoices_table("111122223333", [INVOICE]))
    for part in ("US-111122223333-000001", "Monthly usage", "2026-10", "733.82 USD", "only line"):
        assert part in shown


def test_text_of_users_is_never_taken_for_markup():
    assert "PO-1 [bold]" in _drawn(invoices_table("111122223333", [INVOICE]))


def test_an_invoice_without_purchase_order_has_a_dash():
    shown = _drawn(invoices_table("111122223333", [INVOICE | {"purchaseOrderId": None}]))
    assert "│ -" in shown


def test_nothing_is_cut_off():
    long = "agmt-nuizcuho6otnnhu6xmier5qcxc/0123456789012345678901234567890123456789/1"
    shown = _drawn(invoices_table("1", [INVOICE | {"reason": long}]), width=120)
    assert "…" not in shown


def test_an_untracked_balance_says_so():
    order = {
        "purchaseOrderId": "PO-1",
        "totalValue": "700.00",
        "currencyCode": "USD",
        "balance": None,
        "status": "SUSPENDED_EXPIRED",
        "effectiveMonth": "2026-01",
        "expirationMonth": "2026-12",
        "description": "",
    }
    shown = _drawn(purchase_orders_table("111122223333", [order]))
    assert "not tracked" in shown
    assert "Suspended expired" in shown


def test_without_a_terminal_lines_are_wide_and_plain(capsys):
    out = console()
    out.print("[bold]text[/bold]")
    assert out.width == WIDTH_WITHOUT_TERMINAL
    assert capsys.readouterr().out == "text\n"


def _drawn(table, width=WIDTH_WITHOUT_TERMINAL):
    out = Console(file=io.StringIO(), width=width)
    out.print(table)
    return out.file.getvalue()
