from datetime import UTC, datetime
from decimal import Decimal

from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.domain.reports.spend import InvoiceTotals, Spend, spend_of

MAY = Month(2027, 5)
NOW = datetime(2027, 6, 3, tzinfo=UTC)


def document(
    amount: str, order: str = "", *, key: str | None = None, currency: str = "USD"
) -> InvoiceTotals:
    """An invoice, or a credit memo when the amount is negative."""
    total = Decimal(amount)
    return InvoiceTotals(
        type=InvoiceType.CREDIT_MEMO if total < 0 else InvoiceType.INVOICE,
        total=Money(total, currency),
        issued_at=NOW,
        purchase_order_key=key or (f"po-{order}" if order else ""),
        purchase_order_id=order,
    )


def told(row: Spend) -> tuple[str, str, str, str, int]:
    return (
        row.purchase_order_id,
        str(row.billed),
        str(row.credited),
        str(row.net),
        row.invoices,
    )


def test_each_purchase_order_has_a_row() -> None:
    """R-150: invoices and credit memos of a purchase order, added up"""
    rows = spend_of(MAY, [document("100.00", "B"), document("50.00", "A"), document("-20.00", "B")])
    assert [told(row) for row in rows] == [
        ("A", "50.00 USD", "0.00 USD", "50.00 USD", 1),
        ("B", "100.00 USD", "20.00 USD", "80.00 USD", 1),
    ]


def test_what_had_no_purchase_order_is_not_forgotten() -> None:
    """Issue 5, item 8: the rows of a period are all of its invoices"""
    rows = spend_of(MAY, [document("100.00", "A"), document("7.00")])
    assert [(row.purchase_order_id, row.has_order) for row in rows] == [("", False), ("A", True)]


def test_currencies_are_never_added_to_each_other() -> None:
    """R-156"""
    rows = spend_of(MAY, [document("1.00", "A"), document("2", "A", currency="JPY")])
    assert [str(row.net) for row in rows] == ["2 JPY", "1.00 USD"]


def test_an_id_that_was_used_again_is_another_purchase_order() -> None:
    """R-071"""
    rows = spend_of(MAY, [document("1.00", "A", key="po-old"), document("2.00", "A", key="po-new")])
    assert [row.purchase_order_key for row in rows] == ["po-new", "po-old"]
    assert [str(row.net) for row in rows] == ["2.00 USD", "1.00 USD"]


def test_the_rows_add_up_to_the_documents() -> None:
    """Issue 5, item 8"""
    documents = [
        document(amount, order) for amount, order in [("3.10", "A"), ("-1.05", ""), ("9.99", "B")]
    ]
    assert sum(row.net.amount for row in spend_of(MAY, documents)) == Decimal("12.04")
