"""Balances added up again: every line's, from the documents that name it (R-144, R-152)."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.verification.books import Books, StoredOrder, differs
from procurement.domain.verification.difference import NOTHING, Difference, Key, Rule


def check_balances(books: Books) -> Iterator[Difference]:
    """What is booked on each line is its invoices less their credit memos; balances follow."""
    booked: dict[str, list[tuple[Key, Invoice]]] = defaultdict(list)
    for key, document in books.of(Invoice):
        if document.match.purchase_order_key:
            booked[document.match.purchase_order_key].append((key, document))
    for key, stored in books.of(StoredOrder):
        documents = [document for _, document in booked.pop(stored.order.key, ())]
        yield from _check_lines(key, stored, documents)
        yield from _check_summary(key, stored)
    for documents_of_nobody in booked.values():
        for key, document in documents_of_nobody:
            expected = f"purchase order {document.match.purchase_order_key}"
            yield from differs(Rule.BALANCE, key, "match", NOTHING, expected)


def _check_lines(key: Key, stored: StoredOrder, documents: list[Invoice]) -> Iterator[Difference]:
    on_line: dict[str | None, Decimal] = defaultdict(Decimal)
    for document in documents:
        if document.match.booked:
            on_line[document.match.line_item_number] += document.match.booked.amount
    for line in stored.order.line_items:
        at = f"line_items[{line.line_item_number}].booked"
        yield from differs(Rule.BALANCE, key, at, line.booked, on_line[line.line_item_number])
    issued = sum(document.type is InvoiceType.INVOICE for document in documents)
    yield from differs(Rule.BALANCE, key, "invoice_count", stored.order.invoice_count, issued)


def _check_summary(key: Key, stored: StoredOrder) -> Iterator[Difference]:
    """What lists show is what the lines come to."""
    order = stored.order
    lines = [line for line in order.line_items if line.currency == order.currency]
    tracked = [line for line in order.line_items if line.is_balance_tracked]
    expected = {
        "total_value": sum((line.total_value for line in lines), Decimal(0)),
        "balance": sum((line.total_value - line.booked for line in tracked), Decimal(0))
        if tracked
        else None,
        "line_item_count": len(order.line_items),
        "invoice_count": order.retired_invoice_count
        + sum(line.invoice_count for line in order.line_items),
    }
    for name, value in expected.items():
        told = getattr(stored, name)
        yield from differs(Rule.SUMMARY, key, f"summary.{name}", told, value)
    flag = "S" if order.is_suspended else "A"
    listing = f"{flag}#{order.expiration_month}#{order.purchase_order_id}"
    if not key[2].startswith("TOMBSTONE#"):
        yield from differs(Rule.STATUS, key, "listing", stored.listing, listing)
